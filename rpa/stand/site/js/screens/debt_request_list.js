/* Received debt requests: the register. */
(function () {
  'use strict';

  var SEARCH = '/debtreq/api/rest/services/debtreq/sub/search';
  var EXPORT = '/debtreq/api/rest/services/debtreq/sub/export';
  // BOT-A waits for the label «Исполнитель» with a loop: that field comes later than the rest of the form.
  var LATE_FIELD_MS = 250;
  var RESULTS_LATE_MS = 900;
  var SIX_MONTHS_MS = 181 * 24 * 3600 * 1000;

  angular
    .module('cabinet')
    .config(function ($stateProvider) {
      $stateProvider.state('debts', {
        url: '/debts/received-requests',
        templateUrl: 'screens/debt_request_list.html',
        controllerAs: 'vm',
        controller: DebtRequestList
      });
    })
    .component('debtreqReceivedRequestsSearch', {
      bindings: { onSearch: '&' },
      controllerAs: 'vm',
      templateUrl: 'screens/debt_request_search.html',
      controller: DebtRequestSearch
    });

  function DebtRequestSearch(session, dates, debtRequestWords, uiFaults, $timeout) {
    var vm = this;
    vm.executors = [];
    vm.statuses = angular.copy(debtRequestWords.statuses);
    vm.submit = function () {
      if (vm.error()) return;
      if (periodMissing()) { vm.incomplete = true; uiFaults.plays('period_demanded'); return; }
      vm.incomplete = false;
      vm.onSearch({ filter: filter() });
    };
    vm.error = function () {
      if (vm.from && vm.to && vm.from > vm.to) return 'Дата начала периода позже даты окончания.';
      if (vm.incomplete && periodMissing()) return 'Укажите период направления запроса, не более 6 месяцев.';
      return '';
    };

    /* The schema's search wants a period or a number [X]; whether the form does, nobody here has seen. */
    function periodMissing() {
      return uiFaults.armed('period_demanded').some(function (fault) {
        if (vm.number && fault.parameters.also !== 'number') return false;
        return !vm.from || !vm.to || vm.to - vm.from > SIX_MONTHS_MS;
      });
    }

    // The default filter hides other people's requests: the executor is the current user [INF from BOT-A/C].
    session.load().then(function (user) {
      vm.executors.push({ id: user.id, fio: user.fio });
      return uiFaults.ready();
    }).then(function () {
      vm.submit();
      return $timeout(angular.noop, LATE_FIELD_MS);
    }).then(function () { vm.executorReady = true; });

    function filter() {
      return {
        number: vm.number || undefined,
        statuses: vm.statuses.filter(function (status) { return status.on; }).map(function (status) { return status.code; }),
        sentDatePeriod: dates.period(vm.from, vm.to),
        answerUserIds: vm.executors.map(function (person) { return person.id; }),
        sortCriteria: { sortedBy: 'LAST_UPDATE_DATE', asceding: 'false' } // (sic) [CODE REST]
      };
    }
  }

  function DebtRequestList($http, $timeout, uiFaults, debtRequestWords, downloads) {
    var vm = this;
    var filter = null;
    var run = 0;
    vm.size = 10;
    vm.runs = [];
    vm.search = function (wanted) { filter = wanted; load(1); };
    vm.turn = load;
    vm.resize = function (size) { vm.size = size; load(1); };
    vm.download = function () { return downloads.post(EXPORT, filter, 'Запросы о наличии задолженности.xlsx'); };

    /* A new results node in the very digest of the click, filled when the answer comes: BOT-A and BOT-C take the
       second section-base__body right after clicking, keep it, and would break on a later exchange. */
    function load(page) {
      var shown = { token: (run += 1), found: null };
      vm.runs = [shown];
      uiFaults.refresh().then(function () {
        return $http.post(SEARCH + ';page=' + page + ';itemsPerPage=' + vm.size, filter);
      }).then(function (answer) {
        shown.found = debtRequestWords.present(answer.data, page, vm.size);
        uiFaults.plays('results_late').then(function (yes) { if (yes) $timeout(replaceAgain, RESULTS_LATE_MS, true, shown); });
      }, function () { shown.failed = true; });
    }

    function replaceAgain(shown) {
      if (vm.runs[0] === shown) vm.runs = [{ token: (run += 1), found: shown.found }];
    }
  }
})();
