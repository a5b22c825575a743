/* The cabinet's module: routes are hashbang (`#!/…`), as in life [CODE VV, BOT-A/B/C].
   Screens add their own states; dependencies are injected by parameter name (the bundle is not minified). */
(function () {
  'use strict';

  angular
    .module('cabinet', ['ui.router', 'ui.bootstrap', 'ngAnimate', 'cabinet.templates'])
    .config(function ($locationProvider, $urlRouterProvider, $qProvider, $animateProvider, $uibModalProvider, $httpProvider) {
      $locationProvider.hashPrefix('!');
      $urlRouterProvider.otherwise('/');
      // A superseded transition of ui-router 0.3 and a dismissed window are rejections nobody needs to hear of.
      $qProvider.errorOnUnhandledRejections(false);
      // Only windows fade (Bootstrap's 150–300 ms). Everything else is replaced in the digest that removes it:
      // BOT-A and BOT-C take the second section-base__body right after their click.
      $animateProvider.classNameFilter(/\bfade\b/);
      $uibModalProvider.options.backdrop = 'static';
      $httpProvider.interceptors.push('restInterceptor');
    })
    .run(function ($locale, session, news, uiFaults) {
      $locale.DATETIME_FORMATS.MONTH = $locale.DATETIME_FORMATS.STANDALONEMONTH =
        'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' ');
      $locale.DATETIME_FORMATS.SHORTDAY = 'вс пн вт ср чт пт сб'.split(' ');
      $locale.DATETIME_FORMATS.DAY = 'воскресенье понедельник вторник среда четверг пятница суббота'.split(' ');
      uiFaults.refresh();
      session.load().then(news.showUnread);
    });
})();
