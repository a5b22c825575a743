/* Faults that happen in the page, switched on over /__stand__/faults and read before each search and window.
   They work on the finished DOM, so no screen knows of them; with none switched on this file does nothing. */
(function () {
  'use strict';

  angular.module('cabinet').factory('uiFaults', function ($http, $document, $window) {
    var faults = {};
    var observer = null;
    var observing = { childList: true, subtree: true, characterData: true };
    return { refresh: refresh, has: has };

    function refresh() {
      return $http.get('/__stand__/ui-faults', { background: true, params: { path: $window.location.hash } }).then(function (answer) {
        faults = {};
        (answer.data.faults || []).forEach(function (fault) { faults[fault.name] = fault; });
        apply();
      }, angular.noop);
    }

    function has(name) {
      return !!faults[name];
    }

    function apply() {
      if (faults.overlay) cover(faults.overlay);
      var rewrites = faults.label_renamed || faults.button_doubled;
      if (rewrites && !observer) {
        observer = new $window.MutationObserver(rewrite);
        observer.observe($document[0].body, observing);
      } else if (!rewrites && observer) {
        observer.disconnect();
        observer = null;
      }
      if (rewrites) rewrite();
    }

    function rewrite() {
      if (!observer) return;
      observer.disconnect();
      if (faults.label_renamed) rename(faults.label_renamed);
      if (faults.button_doubled) double(faults.button_doubled);
      observer.observe($document[0].body, observing);
    }

    function rename(fault) {
      var walker = $document[0].createTreeWalker($document[0].body, $window.NodeFilter.SHOW_TEXT);
      for (var node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() === fault.caption) node.data = node.data.replace(fault.caption, fault.text);
      }
      $document[0].querySelectorAll('[placeholder]').forEach(function (field) {
        if (field.placeholder === fault.caption) field.placeholder = fault.text;
      });
    }

    function double(fault) {
      $document[0].querySelectorAll('button, a.btn').forEach(function (button) {
        var copied = button.nextElementSibling && button.nextElementSibling.hasAttribute('data-doubled');
        if (button.textContent.trim() !== fault.caption || button.hasAttribute('data-doubled') || copied) return;
        var copy = button.cloneNode(true);
        copy.setAttribute('data-doubled', '');
        copy.addEventListener('click', function (event) { event.preventDefault(); button.click(); });
        button.after(copy);
      });
    }

    /* A transparent sheet over everything, until Esc or its time. */
    function cover(fault) {
      if ($document[0].querySelector('.stand-overlay')) return;
      var sheet = $document[0].createElement('div');
      sheet.className = 'stand-overlay select2-drop-mask';
      $document[0].body.append(sheet);
      var timer = $window.setTimeout(lift, 1000 * (fault.seconds || 5));
      $window.addEventListener('keydown', onKey, true);

      function onKey(event) { if (event.key === 'Escape') lift(); }
      function lift() {
        $window.clearTimeout(timer);
        $window.removeEventListener('keydown', onKey, true);
        sheet.remove();
      }
    }
  });
})();
