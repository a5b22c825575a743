/* What codes of a debt request are called on the page. */
(function () {
  'use strict';

  // caption: [XSD ResponseStatusType]; header: [CODE BOT-C, SOAP-PY], the third by analogy; icon: [CODE BOT-A/B/C].
  var STATUSES = [
    { code: 'NOT_SENT', caption: 'Не отправлен', header: 'Ответ не отправлен', icon: 'not-sent' },
    { code: 'SENT', caption: 'Отправлен', header: 'Ответ отправлен', icon: 'sent' },
    { code: 'AUTO_GENERATED', caption: 'Сформирован автоматически', header: 'Ответ сформирован автоматически', icon: 'generated-automatically' }
  ];
  // debtreq__result-type--N [CODE BOT-C]: 1, 3, 4 known; 2 unknown to its author and never shown here.
  var RESULTS = { 1: 'Ответ не добавлен', 3: 'Имеется информация о задолженности', 4: 'Задолженности нет' };
  var REQUESTS = { SENT: 'Направлен', PROCESSED: 'Получен ответ' }; // [XSD RequestStatusType]

  angular.module('cabinet').factory('debtRequestWords', function () {
    return { statuses: STATUSES, status: status, result: result, request: request, period: period, present: present };

    function status(code) { return STATUSES.filter(function (known) { return known.code === code; })[0]; }
    function result(type) { return RESULTS[type] || ''; }
    function request(code) { return REQUESTS[code] || ''; }
    function period(dates) { return dates ? dates.beginDate + ' – ' + dates.endDate : ''; }

    /** The page of a register, worked out once, so that the cards need one-time bindings only. */
    function present(answer, page, size) {
      return { total: answer.total, page: page, size: size, cards: answer.debtSubReqList.map(card) };
    }

    function card(item) {
      var state = status(item.status);
      var draft = item.status === 'NOT_SENT' && item.responseAdded;
      return {
        id: item.id,
        title: 'Запрос № ' + item.number,
        href: '/organization-cabinet/#!/debts/received-requests/view?id=' + encodeURIComponent(item.id),
        icon: 'icon-debtreq-status icon-debtreq-status__subrequest_' + state.icon,
        state: state.header + (draft ? ' (ответ добавлен)' : ''),
        result: item.resultType === 1 ? '' : result(item.resultType),
        sent: item.sentDate,
        deadline: item.responseDate,
        address: item.debtReq.formattedAddress,
        flat: item.debtReq.apartmentNumber || '',
        period: period(item.debtReq.debtPeriod),
        sender: item.debtReq.organization.name,
        executor: item.executor ? item.executor.fio : ''
      };
    }
  });
})();
