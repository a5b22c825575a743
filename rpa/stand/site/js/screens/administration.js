/* «Администрирование»: settings, employees, an employee's rights, applications of operators. The two check box captions
   of notification and distribution come from the task; everything around them is invented. */
(function () {
  'use strict';

  var PPA = '/ppa/api/rest/services/ppa/';

  angular
    .module('cabinet')
    .config(function ($stateProvider) {
      $stateProvider
        .state('organizationSettings', {
          url: '/administration/organization-settings',
          template: '<organization-settings></organization-settings>'
        })
        .state('employees', { url: '/administration/employees', template: '<employees-list></employees-list>' })
        .state('employeeRights', { url: '/administration/employees/rights?id', template: '<employee-rights></employee-rights>' })
        .state('applications', { url: '/administration/access-applications', templateUrl: 'screens/applications.html' });
    })
    .component('organizationSettings', { controllerAs: 'vm', templateUrl: 'screens/organization_settings.html', controller: OrganizationSettings })
    .component('employeesList', { controllerAs: 'vm', templateUrl: 'screens/employees.html', controller: EmployeesList })
    .component('employeeRights', { controllerAs: 'vm', templateUrl: 'screens/employee_rights.html', controller: EmployeeRights });

  function OrganizationSettings($http, dialogs, session, uiFaults) {
    var vm = this;
    vm.$onInit = load;
    vm.changed = function () { return vm.settings && vm.settings.emailInquiryNotifications !== vm.stored.emailInquiryNotifications; };
    vm.save = function () {
      vm.saving = true;
      $http.put(PPA + 'organizations/settings', vm.settings).then(function (answer) {
        show(answer);
        return dialogs.success();
      }, function (failure) {
        if (failure.status === 409) failure.shown.then(load);
      }).finally(function () { vm.saving = false; });
    };

    function load() {
      session.load().then(uiFaults.refresh).then(function () { return $http.get(PPA + 'organizations/settings'); }).then(show);
    }
    function show(answer) {
      vm.stored = answer.data;
      vm.settings = angular.copy(answer.data);
    }
  }

  function EmployeesList($http, session, uiFaults) {
    var vm = this;
    vm.size = 20;
    vm.turn = load;
    vm.resize = function (size) { vm.size = size; load(1); };
    vm.$onInit = function () { load(1); };

    function load(page) {
      session.load().then(uiFaults.refresh).then(function () {
        return $http.get(PPA + 'employees;page=' + page + ';itemsPerPage=' + vm.size);
      }).then(function (answer) {
        vm.grants = session.holds('RIGHTS_GRANT');
        vm.found = { items: answer.data.items, total: answer.data.total, page: page, size: vm.size, token: {} };
      });
    }
  }

  function EmployeeRights($http, $stateParams, dialogs, session, uiFaults) {
    var vm = this;
    var address = PPA + 'employees/' + encodeURIComponent($stateParams.id) + '/rights';
    vm.$onInit = load;
    vm.changed = function () { return vm.groups && codes().join() !== vm.stored; };
    vm.save = function () {
      uiFaults.refresh().then(function () {
        return dialogs.confirm('Изменить права доступа сотрудника?');
      }).then(function () {
        return $http.put(address, { granted: codes(), version: vm.version });
      }).then(function (answer) {
        show(answer);
        return dialogs.success();
      }, function (failure) {
        if (failure && failure.status === 409) failure.shown.then(load);
      });
    };

    function load() {
      session.load().then(uiFaults.refresh).then(function () { return $http.get(address); }).then(show);
    }
    function show(answer) {
      vm.employee = answer.data.employee || vm.employee || {};
      vm.groups = answer.data.groups;
      vm.version = answer.data.version;
      vm.stored = codes().join();
      if (!vm.employee.fio) name();
    }
    function name() {
      $http.get(PPA + 'employees;page=1;itemsPerPage=100', { background: true }).then(function (answer) {
        vm.employee = answer.data.items.filter(function (person) { return person.id === $stateParams.id; })[0] || {};
      });
    }
    function codes() {
      return vm.groups.reduce(function (granted, group) {
        return granted.concat(group.rights.filter(function (right) { return right.granted; }).map(function (right) { return right.code; }));
      }, []);
    }
  }
})();
