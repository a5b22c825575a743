/* Faults that happen in the page, armed over /__stand__/faults and read before each search and window.
   They work on the finished DOM, so no screen knows of them; with none armed this file does nothing.
   The stand counts a fault when we report that it is about to be played (…/hit); it may answer no. */
(function () {
  'use strict';

  var DOOR = '/__stand__/ui-faults';
  var COVER_SECONDS = 5;

  angular.module('cabinet').factory('uiFaults', function ($http, $document, $window, $q) {
    var page = $document[0];
    var armed = [];
    var granted = {};
    var asked = {};
    var known = null;
    var observer = new $window.MutationObserver(rewrite);
    return { refresh: refresh, ready: ready, plays: plays, armed: named };

    /** When the document knows what was armed before it was loaded. */
    function ready() {
      return known || refresh();
    }

    function refresh() {
      var told = $http.get(DOOR, { background: true, params: { path: $window.location.hash } }).then(function (answer) {
        armed = answer.data.faults;
        var overlay = named('overlay')[0];
        if (overlay && !page.querySelector('.stand-overlay')) {
          plays('overlay').then(function (yes) { if (yes) cover(overlay.parameters); });
        }
        rewrite();
      }, angular.noop);
      known = known || told;
      return told;
    }

    /** Whether this fault happens now; asking counts as one happening. */
    function plays(name) {
      if (!named(name).length) return $q.when(false);
      return $http.post(DOOR + '/' + name + '/hit', {}, { background: true }).then(function (answer) { return answer.data.hit; });
    }

    function named(name) {
      return armed.filter(function (fault) { return fault.name === name; });
    }

    /* Captions and doubled buttons follow every change of the page, so the page is watched while such a fault is armed. */
    function rewrite() {
      var renames = named('label_renamed');
      var doubles = named('button_doubled');
      observer.disconnect();
      renames.forEach(function (fault) { whenGranted(fault, captioned(fault), function () { rename(fault.parameters); }); });
      doubles.forEach(function (fault) { whenGranted(fault, single(fault), function () { double(fault); }); });
      if (renames.length || doubles.length) observer.observe(page.body, { childList: true, subtree: true, characterData: true });
    }

    /* Until the stand has answered, nobody can click what the fault is about: that would be too early for the fault. */
    function whenGranted(fault, elements, play) {
      var key = fault.name + ' ' + fault.parameters.caption;
      if (!elements.length) return;
      if (granted[key]) { play(); return; }
      var first = !asked[key];
      var held = asked[key] = asked[key] || [];
      elements.forEach(function (element) { element.style.pointerEvents = 'none'; held.push(element); });
      if (!first) return;
      plays(fault.name).then(angular.identity, function () { return false; }).then(function (yes) {
        delete asked[key];
        held.forEach(function (element) { element.style.pointerEvents = ''; });
        if (yes) { granted[key] = true; rewrite(); }
      });
    }

    function texts(caption) {
      var walker = page.createTreeWalker(page.body, $window.NodeFilter.SHOW_TEXT);
      var found = [];
      for (var node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() === caption) found.push(node);
      }
      return found;
    }

    function fields(caption) {
      return Array.prototype.filter.call(page.querySelectorAll('[placeholder]'), function (field) { return field.placeholder === caption; });
    }

    function captioned(fault) {
      return texts(fault.parameters.caption).map(function (node) { return node.parentElement; }).concat(fields(fault.parameters.caption));
    }

    function rename(what) {
      texts(what.caption).forEach(function (node) { node.data = node.data.replace(what.caption, what.text); });
      fields(what.caption).forEach(function (field) { field.placeholder = what.text; });
    }

    function single(fault) {
      return Array.prototype.filter.call(page.querySelectorAll('button, a'), function (button) {
        var next = button.nextElementSibling;
        var doubled = button.hasAttribute('data-doubled') || (next && next.hasAttribute('data-doubled'));
        return button.textContent.trim() === fault.parameters.caption && !doubled;
      });
    }

    function double(fault) {
      single(fault).forEach(function (button) {
        var copy = button.cloneNode(true);
        copy.setAttribute('data-doubled', '');
        copy.addEventListener('click', function (event) { event.preventDefault(); button.click(); });
        button.after(copy);
      });
    }

    /* A transparent sheet over everything, until Esc or its time. */
    function cover(what) {
      var sheet = page.createElement('div');
      sheet.className = 'stand-overlay select2-drop-mask';
      page.body.append(sheet);
      var timer = $window.setTimeout(lift, 1000 * Number(what.seconds || COVER_SECONDS));
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
