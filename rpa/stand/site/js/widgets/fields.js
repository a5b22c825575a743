/* Form fields: text with a ×, date, chips of employees, choice of a file. */
(function () {
  'use strict';

  angular
    .module('cabinet')
    .factory('dates', function (dateFilter) {
      return {
        /** A date as the REST speaks it, dd.MM.yyyy [CODE REST]; null stays null. */
        text: function (value) { return value ? dateFilter(value, 'dd.MM.yyyy') : null; },
        parse: function (text) {
          var parts = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text || '');
          return parts ? new Date(Number(parts[3]), Number(parts[2]) - 1, Number(parts[1])) : null;
        },
        period: function (from, to) {
          if (!from && !to) return undefined;
          return { beginDate: this.text(from), endDate: this.text(to) };
        }
      };
    })
    // [CODE PASS, LIA] hcs-datepicker > span > input
    .component('hcsDatepicker', {
      bindings: { value: '=', label: '@', invalid: '=?' },
      controllerAs: 'vm',
      template:
        '<span class="datepicker"><input type="text" class="form-control" placeholder="дд.мм.гггг" aria-label="{{::vm.label}}" maxlength="10"' +
        ' ng-model="vm.value" uib-datepicker-popup="dd.MM.yyyy" alt-input-formats="vm.formats" is-open="vm.open"' +
        ' datepicker-options="vm.options" show-button-bar="false" popup-placement="auto bottom-left">' +
        '<button type="button" class="datepicker__toggle" aria-label="Открыть календарь" ng-click="vm.open = true">' +
        '<i class="glyphicon glyphicon-calendar"></i></button></span>',
      controller: function () {
        this.open = false;
        this.formats = ['d.M.yyyy'];
        this.options = { startingDay: 1, showWeeks: false };
      }
    })
    /* «Исполнитель»: a Select2 of several values. A click on ul > li > a takes one chip away [CODE BOT-A/C]. */
    .component('executorChips', {
      bindings: { chosen: '=' },
      controllerAs: 'vm',
      templateUrl: 'widgets/chips.html',
      controller: function ($http, session) {
        var vm = this;
        vm.remove = function (index) { vm.chosen.splice(index, 1); };
        vm.find = function (text) {
          return $http
            .get('/ppa/api/rest/services/ppa/employees;page=1;itemsPerPage=100', { background: true, cache: true })
            .then(function (answer) { return answer.data.items; }, function () { return [session.user]; })
            .then(function (people) {
              return people.filter(function (person) {
                var taken = vm.chosen.some(function (other) { return other.id === person.id; });
                return !taken && person.fio.toLowerCase().indexOf(text.toLowerCase()) >= 0;
              });
            });
        };
        vm.add = function (person) {
          vm.chosen.push({ id: person.id, fio: person.fio });
          vm.text = '';
        };
      }
    })
    .directive('fileChosen', function () {
      return {
        restrict: 'A',
        link: function (scope, element, attributes) {
          element.on('change', function () {
            var files = Array.prototype.slice.call(element[0].files);
            scope.$apply(function () { scope.$eval(attributes.fileChosen, { $files: files }); });
            element[0].value = '';
          });
        }
      };
    })
    .filter('fileSize', function () {
      return function (bytes) {
        if (bytes === null || bytes === undefined) return '';
        if (bytes < 1024) return bytes + ' Б';
        var kilobytes = bytes / 1024;
        return kilobytes < 1024 ? Math.round(kilobytes) + ' Кб' : (kilobytes / 1024).toFixed(1).replace('.', ',') + ' Мб';
      };
    });
})();
