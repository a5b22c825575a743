/* Header, menu and loader around every screen; the news window after entry. */
(function () {
  'use strict';

  // Captions: the first is [CODE VV]; «Администрирование» and «Предоставление прав доступа» are [ART]; the rest come
  // from the task and are unverified. Nothing is shown that current-user does not list.
  var MENU = [
    { caption: 'Объекты управления', items: [
      { caption: 'Ответ на полученные запросы о наличии задолженности за ЖКУ', state: 'debts' }
    ] },
    { caption: 'Обращения', items: [{ caption: 'Обращения', state: 'messages' }] },
    { caption: 'Администрирование', items: [
      { caption: 'Настройки организации', state: 'organizationSettings' },
      { caption: 'Сотрудники', state: 'employees' },
      { caption: 'Предоставление прав доступа', state: 'applications' }
    ] }
  ];

  angular
    .module('cabinet')
    .config(function ($stateProvider) {
      $stateProvider.state('home', {
        url: '/',
        templateUrl: 'screens/home.html',
        controllerAs: 'vm',
        controller: function (session, menu) {
          var vm = this;
          session.load().then(function (user) {
            vm.user = user;
            vm.sections = menu.visible();
          });
        }
      });
    })
    .factory('menu', function (session) {
      return { visible: visible };

      function visible() {
        return MENU.map(function (section) {
          return { caption: section.caption, items: section.items.filter(function (item) { return session.may(item.caption); }) };
        }).filter(function (section) { return section.items.length > 0; });
      }
    })
    .factory('news', function ($http, dialogs) {
      return {
        /** The server hands one unread item to a session, once; anything else is no news. */
        showUnread: function () {
          return $http.get('/news/api/rest/services/news/unread', { background: true }).then(function (answer) {
            var item = answer.data && (answer.data.items ? answer.data.items[0] : answer.data);
            if (item && item.title) return dialogs.notice(item);
          }, angular.noop);
        }
      };
    })
    .controller('ShellController', function (session, menu, pendingCalls, $rootScope, $window, $document) {
      var shell = this;
      shell.open = null;
      shell.loading = function () { return pendingCalls.count > 0; };
      shell.toggle = function (section, $event) {
        $event.stopPropagation();
        shell.open = shell.open === section ? null : section;
      };
      shell.leave = function () { $window.location.assign('/'); };
      $document.on('click', function () {
        if (shell.open) { shell.open = null; $document.find('body').scope().$applyAsync(); }
      });
      $rootScope.$on('$stateChangeSuccess', function () { shell.open = null; });
      session.load().then(function (user) {
        shell.user = user;
        shell.sections = menu.visible();
      });
    });
})();
