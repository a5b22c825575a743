/* Pager, page size and counter of every register [CODE HOUSE]: `a > span` «следующая», select#count,
   h4 «Всего записей». At an end the arrow stays, in li.disabled, and does nothing. */
(function () {
  'use strict';

  var SIZES = ['10', '20', '50', '100'];

  angular
    .module('cabinet')
    .constant('pageSizes', SIZES)
    .component('pageCounter', {
      bindings: { total: '<', size: '<', onSize: '&' },
      controllerAs: 'vm',
      templateUrl: 'widgets/counter.html',
      controller: function () {
        var vm = this;
        vm.sizes = SIZES;
        vm.$onInit = function () { vm.chosen = String(vm.size); };
        vm.choose = function () { vm.onSize({ size: Number(vm.chosen) }); };
      }
    })
    .component('pager', {
      bindings: { page: '<', total: '<', size: '<', onPage: '&' },
      controllerAs: 'vm',
      templateUrl: 'widgets/pager.html',
      controller: function () {
        var vm = this;
        vm.$onChanges = function () {
          vm.last = Math.max(1, Math.ceil(vm.total / vm.size));
          var first = Math.max(1, Math.min(vm.page - 2, vm.last - 4));
          vm.pages = [];
          for (var n = first; n <= Math.min(vm.last, first + 4); n += 1) vm.pages.push(n);
        };
        vm.go = function (page) {
          if (page >= 1 && page <= vm.last && page !== vm.page) vm.onPage({ page: page });
        };
      }
    });
})();
