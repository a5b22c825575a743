/* A file that a POST gives back, saved under the server's name for it. */
(function () {
  'use strict';

  angular.module('cabinet').factory('downloads', function ($http, $document, $window) {
    return { post: post };

    function post(url, body, fallbackName) {
      return $http.post(url, body, { responseType: 'arraybuffer' }).then(function (answer) {
        var type = answer.headers('Content-Type') || 'application/octet-stream';
        var address = $window.URL.createObjectURL(new Blob([answer.data], { type: type }));
        var link = $document[0].createElement('a');
        link.href = address;
        link.download = nameIn(answer.headers('Content-Disposition')) || fallbackName;
        link.click();
        $window.URL.revokeObjectURL(address);
      });
    }

    function nameIn(disposition) {
      var encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition || '');
      var plain = /filename="([^"]+)"/.exec(disposition || '');
      return encoded ? decodeURIComponent(encoded[1]) : plain && plain[1];
    }
  });
})();
