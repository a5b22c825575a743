/* The open part: home page with the way in, and the page a dead session or a missing right leads to. */
(function () {
  'use strict';

  angular
    .module('portal', ['ui.router', 'portal.templates'])
    .config(function ($locationProvider, $urlRouterProvider, $stateProvider, $qProvider) {
      $locationProvider.hashPrefix('!');
      $qProvider.errorOnUnhandledRejections(false);
      $urlRouterProvider.otherwise('/main');
      $stateProvider
        .state('main', { url: '/main', templateUrl: 'public/main.html', controller: Entrance })
        .state('noPrivileges', { url: '/no-privileges', templateUrl: 'public/no_privileges.html', controller: Entrance });
    });

  /* [CODE VV, REST] the link is found as a[ng-click='sign()'], so sign() lives on the scope itself. */
  function Entrance($scope, $window) {
    $scope.sign = function () {
      var host = $window.location.hostname === 'my.dom.localhost' ? 'dom.localhost' : $window.location.hostname;
      var port = $window.location.port ? ':' + $window.location.port : '';
      $window.location.assign($window.location.protocol + '//' + host + port + '/esia/start');
    };
  }
})();
