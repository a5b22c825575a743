/* «Добавление ответа на запрос № … от …»: yes or no; for yes, who and the court acts. No sum, no period [XSD]. */
(function () {
  'use strict';

  angular
    .module('cabinet')
    .controller('AddResponse', AddResponse)
    .component('debtreqDebtPersonInfoForm', {
      bindings: { person: '<', order: '<', removable: '<', onRemove: '&' },
      controllerAs: 'vm',
      templateUrl: 'screens/debt_person_form.html'
    });

  function AddResponse($http, $uibModalInstance, item, subrequestPath) {
    var vm = this;
    var saved = item.response;
    vm.item = item;
    vm.edited = !!saved;
    vm.debtPresent = saved ? saved.debtPresent : null;
    vm.persons = saved && saved.debtPersons.length ? saved.debtPersons.map(copyOf) : [emptyPerson()];
    vm.additionalInformation = saved ? saved.additionalInformation : '';
    vm.additionalFiles = saved ? (saved.additionalAttachments || []).slice() : [];
    vm.addPerson = function () { vm.persons.push(emptyPerson()); };
    vm.removePerson = function (index) { vm.persons.splice(index, 1); };
    vm.cancel = function () { $uibModalInstance.dismiss('cancel'); };
    vm.ready = ready;
    vm.save = save;

    function ready() {
      if (vm.saving || vm.debtPresent === null || vm.form.$invalid) return false;
      if (!vm.debtPresent) return true;
      return uploaded(vm.additionalFiles) && vm.persons.every(function (person) {
        return filled(person.lastName) && filled(person.firstName) && uploaded(person.attachments);
      });
    }

    function save() {
      vm.saving = true;
      return $http.put(subrequestPath + encodeURIComponent(item.id), body()).then(function (answer) {
        $uibModalInstance.close(answer);
      }, function (failure) {
        vm.saving = false;
        if (failure.status === 409) failure.shown.then(function () { $uibModalInstance.dismiss('stale'); });
      });
    }

    /* Bodies are [CODE REST]. */
    function body() {
      var answer = { debtSubReqId: item.id, version: item.version, debtPresent: vm.debtPresent };
      if (!vm.debtPresent) {
        if (filled(vm.additionalInformation)) answer.additionalInformation = vm.additionalInformation;
        return answer;
      }
      answer.additionalInformation = vm.additionalInformation || null;
      answer.debtPersons = vm.persons.map(function (person) {
        return {
          firstName: person.firstName.trim(),
          lastName: person.lastName.trim(),
          middleName: filled(person.middleName) ? person.middleName.trim() : null,
          document: null,
          attachments: person.attachments.map(reference)
        };
      });
      answer.additionalAttachments = vm.additionalFiles.map(reference);
      return answer;
    }
  }

  function emptyPerson() { return { lastName: '', firstName: '', middleName: '', attachments: [] }; }
  function copyOf(person) {
    return angular.extend(emptyPerson(), person, { middleName: person.middleName || '', attachments: (person.attachments || []).slice() });
  }
  function reference(file) { return { guid: file.guid }; }
  function filled(text) { return !!text && !!text.trim(); }
  function uploaded(files) { return files.every(function (file) { return !!file.guid; }); }
})();
