/* One received debt request: what was asked, what is answered, and the next step. */
(function () {
  'use strict';

  var SUBREQUEST = '/debtreq/api/rest/services/debtreq/sub/';

  angular
    .module('cabinet')
    .config(function ($stateProvider) {
      $stateProvider.state('debtRequest', {
        url: '/debts/received-requests/view?id',
        templateUrl: 'screens/debt_request_card.html',
        controllerAs: 'vm',
        controller: DebtRequestCard
      });
    })
    .component('debtreqDebtPersonInfo', {
      bindings: { person: '<', order: '<' },
      controllerAs: 'vm',
      templateUrl: 'screens/debt_person_info.html'
    })
    .constant('subrequestPath', SUBREQUEST);

  function DebtRequestCard($http, $stateParams, $uibModal, dialogs, debtRequestWords, session, uiFaults) {
    var vm = this;
    vm.words = debtRequestWords;
    vm.addResponse = vm.editResponse = fillIn;
    vm.sendResponse = function () {
      return act('send', 'Отправить ответ на запрос № ' + vm.item.number + '?');
    };
    vm.revokeResponse = function () {
      return act('revoke', 'Отозвать ранее отправленный ответ на запрос № ' + vm.item.number + '?');
    };
    load();

    function load() {
      session.load().then(uiFaults.refresh).then(function () {
        return $http.get(SUBREQUEST + encodeURIComponent($stateParams.id));
      }).then(show);
    }

    function show(answer) {
      var item = answer.data;
      vm.item = item;
      vm.status = debtRequestWords.status(item.status);
      vm.draft = item.status === 'NOT_SENT' && !!item.response;
      vm.answers = session.holds('DEBT_REQUEST_ANSWER');
      vm.mayAdd = vm.answers && item.status === 'NOT_SENT' && !item.response;
      vm.maySend = vm.answers && vm.draft;
      vm.mayRevoke = vm.answers && item.revocable;
    }

    function fillIn() {
      uiFaults.refresh().then(function () {
        var opened = $uibModal.open({
          templateUrl: 'screens/add_response.html',
          controller: 'AddResponse',
          controllerAs: 'vm',
          size: 'lg',
          keyboard: false,
          resolve: { item: function () { return vm.item; } }
        });
        // The card knows of the answer before the window is gone: BOT-A presses the footer's button right after.
        opened.result.then(show, function (reason) { if (reason === 'stale') load(); });
      });
    }

    function act(operation, question) {
      return uiFaults.refresh().then(function () { return dialogs.confirm(question); }).then(function () {
        var address = SUBREQUEST + encodeURIComponent(vm.item.id) + '/' + operation;
        return $http.post(address, { debtSubReqId: vm.item.id, version: vm.item.version });
      }).then(function (answer) {
        show(answer);
        return dialogs.success();
      }, function (failure) {
        // Somebody else was faster: show what is true now, once the person has read why.
        if (failure && failure.status === 409) failure.shown.then(load);
      });
    }
  }
})();
