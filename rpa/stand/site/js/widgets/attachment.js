/* The common file widget [CODE VV]: a chosen file is uploaded at once, without a button (VV only sends keys and waits). */
(function () {
  'use strict';

  angular.module('cabinet').component('debtreqAttachment', {
    bindings: { files: '=', caption: '@' },
    controllerAs: 'vm',
    templateUrl: 'widgets/attachment.html',
    controller: function ($http) {
      var vm = this;
      vm.upload = function (chosen) { chosen.forEach(send); };
      vm.remove = function (file) { vm.files.splice(vm.files.indexOf(file), 1); };

      function send(chosen) {
        var file = { name: chosen.name, size: chosen.size, progress: 0, guid: null };
        var form = new FormData();
        form.append('file', chosen, chosen.name);
        vm.files.push(file);
        $http
          .post('/filestore/upload?context=debtreq', form, {
            headers: { 'Content-Type': undefined },
            transformRequest: angular.identity,
            uploadEventHandlers: {
              progress: function (event) {
                if (event.lengthComputable) file.progress = Math.round((100 * event.loaded) / event.total);
              }
            }
          })
          .then(
            function (answer) { angular.extend(file, { guid: answer.data.guid, name: answer.data.name, size: answer.data.size }); },
            function () { vm.remove(file); }
          );
      }
    }
  });
})();
