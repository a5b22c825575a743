/* The four small windows every screen shares. All are second-level windows: class z-index-xxl [CODE VV]. */
(function () {
  'use strict';

  angular.module('cabinet').factory('dialogs', function ($uibModal, $q) {
    var attentionWindow = null;
    return { attention: attention, confirm: confirm, success: success, notice: notice };

    /** «Внимание» [CODE BOT-A]: one at a time, however many calls failed. Resolves when closed. */
    function attention(message) {
      attentionWindow = attentionWindow || open('dialogs/attention.html', { message: message }).closed.then(function () {
        attentionWindow = null;
      });
      return attentionWindow;
    }

    /** «Подтверждение»: resolves on «Да» only, after the window is gone (robots wait for its staleness). */
    function confirm(message) {
      var opened = open('dialogs/confirm.html', { message: message });
      return opened.result.then(function () { return opened.closed; });
    }

    function success(message) {
      return open('dialogs/success.html', { message: message || 'Операция выполнена успешно' }).closed;
    }

    /** First-level window (news after sign-in): no z-index-xxl [CODE VV]. */
    function notice(item) {
      return open('dialogs/notice.html', item, '').closed;
    }

    function open(template, values, windowClass) {
      var opened = $uibModal.open({
        templateUrl: template,
        windowClass: windowClass === undefined ? 'z-index-xxl' : windowClass,
        controllerAs: 'vm',
        controller: function ($uibModalInstance) {
          angular.extend(this, values);
          this.yes = this.close = function () { $uibModalInstance.close(true); };
          this.no = function () { $uibModalInstance.dismiss('no'); };
        }
      });
      opened.result.catch(angular.noop);
      return opened;
    }
  });
})();
