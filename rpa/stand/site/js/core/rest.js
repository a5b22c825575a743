/* One place for what every REST call of the cabinet has in common: tracing headers, the loader's count,
   and what a failure looks like to the person. */
(function () {
  'use strict';

  var REST = /\/api\/rest\/|\/filestore\//;

  angular
    .module('cabinet')
    .factory('pendingCalls', function () {
      return { count: 0 };
    })
    .factory('restInterceptor', function ($q, $injector, $window, pendingCalls) {
      var sessionGuid = guid();

      return { request: request, response: response, responseError: responseError };

      function request(config) {
        if (!REST.test(config.url)) return config;
        config.isRest = true;
        // [CODE INSP, APIMD] the front end adds random GUIDs to every call.
        config.headers['Session-GUID'] = sessionGuid;
        config.headers['State-GUID'] = guid();
        config.headers['Request-GUID'] = guid();
        if (!config.background) pendingCalls.count += 1;
        return config;
      }

      function response(answer) {
        settle(answer.config);
        if (answer.config.isRest && isHtml(answer)) return responseError(answer);
        return answer;
      }

      function responseError(failure) {
        settle(failure.config);
        if (!failure.config || !failure.config.isRest || failure.config.background) return $q.reject(failure);
        if (failure.status === 403 && !isHtml(failure)) {
          // [CODE BOT-A] a dead session and a missing right look the same.
          $window.location.assign('/#!/no-privileges');
        } else if (failure.xhrStatus !== 'abort') {
          failure.shown = $injector.get('dialogs').attention(messageOf(failure));
        }
        return $q.reject(failure);
      }

      function settle(config) {
        if (config && config.isRest && !config.background && !config.settled) {
          config.settled = true;
          pendingCalls.count -= 1;
        }
      }
    })
    .factory('session', function ($http) {
      var loaded = null;
      var session = { user: null, load: load, may: may, holds: holds };
      return session;

      function load() {
        loaded = loaded || $http.get('/ppa/api/rest/services/ppa/current-user').then(function (answer) {
          session.user = answer.data;
          return answer.data;
        });
        return loaded;
      }

      /** The server decides what the menu shows; an absent item means an absent right [WH revoke.html]. */
      function may(item) {
        var menu = session.user && session.user.menu;
        return !!menu && menu.indexOf(item) >= 0;
      }

      /** Whether the current user has this right (by its code). */
      function holds(code) {
        return !!session.user && session.user.rights.indexOf(code) >= 0;
      }
    });

  function isHtml(answer) {
    return /text\/html/.test((answer.headers && answer.headers('Content-Type')) || '');
  }

  function messageOf(failure) {
    if (failure.status <= 0) return 'Сервер разорвал соединение. Обновите страницу и повторите действие.';
    if (isHtml(failure)) return 'Получен неожиданный ответ сервера. Обновите страницу и повторите действие.';
    var data = failure.data;
    if (data instanceof ArrayBuffer) {
      try { data = JSON.parse(new TextDecoder().decode(data)); } catch (notJson) { data = null; }
    }
    if (data && data.message) return data.message;
    if (failure.status === 504) return 'Сервер не ответил вовремя. Повторите действие позже. Код ошибки: 504.';
    return 'При выполнении операции произошла ошибка. Код ошибки: ' + failure.status + '.';
  }

  function guid() {
    return window.crypto.randomUUID();
  }
})();
