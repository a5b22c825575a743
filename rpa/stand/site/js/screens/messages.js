/* «Обращения»: register and card. No source shows these screens: layout, routes and captions of buttons are invented
   from the schema's words (`appeals` 15.11) and the shared widgets. */
(function () {
  'use strict';

  var RECEIVED = '/messages/api/rest/services/messages/received/';
  var EMPLOYEES = '/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100';
  var RESULTS_LATE_MS = 900;
  var STATUSES = [
    { code: 'SENT', caption: 'Получено', modifier: 'sent' },
    { code: 'IN_WORK', caption: 'В работе', modifier: 'in-work' },
    { code: 'EXECUTED', caption: 'Исполнено', modifier: 'executed' },
    { code: 'WITHDRAWN', caption: 'Отозвано', modifier: 'withdrawn' }
  ];

  angular
    .module('cabinet')
    .config(function ($stateProvider) {
      $stateProvider
        .state('messages', {
          url: '/messages/received',
          templateUrl: 'screens/message_list.html',
          controllerAs: 'vm',
          controller: MessageList
        })
        .state('message', { url: '/messages/received/view?id', template: '<message-card></message-card>' });
    })
    .component('messagesReceivedSearch', {
      bindings: { onSearch: '&' },
      controllerAs: 'vm',
      templateUrl: 'screens/message_search.html',
      controller: MessageSearch
    })
    .component('messageCard', { controllerAs: 'vm', templateUrl: 'screens/message_card.html', controller: MessageCard })
    .controller('AssignPerformer', AssignPerformer)
    .controller('RolloverMessage', RolloverMessage);

  function MessageSearch(dates, session) {
    var vm = this;
    vm.statuses = STATUSES.map(function (status) { return { code: status.code, caption: status.caption, on: false }; });
    vm.submit = function () {
      vm.onSearch({ filter: {
        number: vm.number || undefined,
        statuses: vm.statuses.filter(function (status) { return status.on; }).map(function (status) { return status.code; }),
        createDatePeriod: dates.period(vm.from, vm.to),
        performerIds: []
      } });
    };
    session.load().then(vm.submit);
  }

  function MessageList($http, uiFaults, $timeout) {
    var vm = this;
    var filter = null;
    var run = 0;
    vm.size = 10;
    vm.runs = [];
    vm.search = function (wanted) { filter = wanted; load(1); };
    vm.turn = load;
    vm.resize = function (size) { vm.size = size; load(1); };

    function load(page) {
      var shown = { token: (run += 1), found: null };
      vm.runs = [shown];
      uiFaults.refresh().then(function () {
        return $http.post(RECEIVED + 'search;page=' + page + ';itemsPerPage=' + vm.size, filter);
      }).then(function (answer) {
        shown.found = { total: answer.data.total, page: page, size: vm.size, cards: answer.data.items.map(cardOf) };
        uiFaults.plays('results_late').then(function (yes) { if (yes) $timeout(replaceAgain, RESULTS_LATE_MS, true, shown); });
      }, function () { shown.failed = true; });
    }

    function replaceAgain(shown) {
      if (vm.runs[0] === shown) vm.runs = [{ token: (run += 1), found: shown.found }];
    }
  }

  function cardOf(item) {
    var status = statusOf(item.status);
    return {
      id: item.id,
      title: 'Обращение № ' + item.number,
      href: '/organization-cabinet/#!/messages/received/view?id=' + encodeURIComponent(item.id),
      status: status.caption,
      badge: 'message-status message-status__' + status.modifier,
      created: item.createDate,
      topic: item.topic,
      address: item.address,
      flat: item.apartmentNumber || '',
      performer: item.performer ? item.performer.fio : '',
      due: item.executionEndDate || '',
      planned: item.dateOfAppointment || ''
    };
  }

  function statusOf(code) {
    return STATUSES.filter(function (status) { return status.code === code; })[0];
  }

  function MessageCard($http, $stateParams, $uibModal, dialogs, session, uiFaults) {
    var vm = this;
    vm.assign = function () { open('AssignPerformer', 'screens/message_assign.html'); };
    vm.rollover = function () { open('RolloverMessage', 'screens/message_rollover.html'); };
    vm.$onInit = load;

    function load() {
      session.load().then(uiFaults.refresh).then(function () {
        return $http.get(RECEIVED + encodeURIComponent($stateParams.id));
      }).then(show);
    }

    function show(answer) {
      vm.item = answer.data;
      vm.status = statusOf(vm.item.status);
      vm.open = vm.item.status === 'SENT' || vm.item.status === 'IN_WORK';
      vm.mayAssign = vm.open && session.holds('MSG_DISTRIBUTE');
    }

    function open(controller, template) {
      uiFaults.refresh().then(function () {
        $uibModal.open({
          templateUrl: template,
          controller: controller,
          controllerAs: 'vm',
          keyboard: false,
          resolve: { item: function () { return vm.item; } }
        }).result.then(function (answer) {
          if (answer.data && answer.data.id) show(answer); else load();
          return dialogs.success();
        }, function (reason) { if (reason === 'stale') load(); });
      });
    }
  }

  function AssignPerformer($http, $uibModalInstance, item, dates) {
    var vm = this;
    vm.item = item;
    vm.performerId = item.performer ? item.performer.id : '';
    vm.planned = dates.parse(item.dateOfAppointment);
    $http.get(EMPLOYEES).then(function (answer) { vm.people = answer.data.items; });
    closing(vm, $uibModalInstance);
    vm.ready = function () { return !vm.saving && !!vm.performerId && vm.form.$valid; };
    vm.save = function () {
      vm.send($http.put(RECEIVED + encodeURIComponent(item.id) + '/performer', {
        performerId: vm.performerId, dateOfAppointment: dates.text(vm.planned), version: item.version
      }));
    };
  }

  function RolloverMessage($http, $uibModalInstance, item, dates) {
    var vm = this;
    vm.item = item;
    vm.comment = '';
    closing(vm, $uibModalInstance);
    vm.ready = function () { return !vm.saving && !!vm.until && !!vm.comment && vm.form.$valid; };
    vm.save = function () {
      vm.send($http.post(RECEIVED + encodeURIComponent(item.id) + '/rollover', {
        executionDate: dates.text(vm.until), comment: vm.comment, version: item.version
      }));
    };
  }

  /* What both windows do with «Отменить» and with the server's answer. */
  function closing(vm, instance) {
    vm.cancel = function () { instance.dismiss('cancel'); };
    vm.send = function (call) {
      vm.saving = true;
      call.then(instance.close, function (failure) {
        vm.saving = false;
        if (failure.status === 409) failure.shown.then(function () { instance.dismiss('stale'); });
      });
    };
  }
})();
