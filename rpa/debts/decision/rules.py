"""The rule table: every case of a request or a row, with its number, its outcome and why.

Read it top down: the rules of a row are tried in this order and the first that fits decides, except that a rule which a
setting turned to ``debt`` only lets the row pass on to the next one. `docs/rules.md` is printed from here.

Sources: ЖК РФ ст. 159 ч. 5, ст. 160 ч. 3; ГПК ст. 129, 209, 237; 229-ФЗ ст. 21, 46, 47; 127-ФЗ ст. 213.28.
Article numbers are for people to look up in the edition in force; no rule computes with them.
"""

from __future__ import annotations

from rpa.debts.decision.ruling import Kind, Rule
from rpa.model import Decision

_GATE, _NO_GATE, _ROW, _WHOLE = Kind.GATE, Kind.NO_GATE, Kind.ROW, Kind.WHOLE
_DEBT, _NO, _REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW

_UNPROVEN = "Отсутствие сведений не доказывает отсутствия долга"
_ART160 = "ЖК РФ ст. 160 ч. 3"
_LAWYER = "Источники не дают ответа: выбор юриста организации"

# --- the request as a whole -------------------------------------------------------------------------------------------
ALREADY_SENT = Rule(
    "R01", _GATE, "Ответ уже отправлен",
    "Ответ на запрос уже отправлен, действий не нужно.",
    _REVIEW, "Карточка запроса",
)  # fmt: skip
AUTO_GENERATED = Rule(
    "R02", _GATE, "Ответ сформирован системой автоматически",
    "Срок прошёл без ответа: система сама ответила «нет». Решите, нужно ли исправить ответ.",
    _REVIEW, "Статус «Сформирован автоматически»",
)  # fmt: skip
NO_DATASET = Rule(
    "R03", _GATE, "Данных о долгах нет",
    "Данные о долгах не загружены, поэтому ответить нельзя.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
DATASET_STALE = Rule(
    "R04", _GATE, "Данные устарели или их дата неизвестна",
    "Данные о долгах старше допустимого, или их дата неизвестна: загрузите свежую выгрузку.",
    _REVIEW, "Остаток берётся на момент ответа",
)  # fmt: skip
HOUSE_NOT_SERVED = Rule(
    "R05", _GATE, "Дома нет в списке обслуживаемых",
    "Дома нет в списке обслуживаемых организацией, поэтому отсутствие долга не доказано.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
HOUSE_AMBIGUOUS = Rule(
    "R06", _NO_GATE, "Неясно, обслуживается ли дом",
    "Не подтверждено, что дом обслуживается: списка домов нет, или адрес совпал с ним не полностью.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
ADDRESS_INCOMPLETE = Rule(
    "R07", _GATE, "Адрес или помещение в запросе неполны",
    "Адрес или номер помещения в запросе неполон или читается по-разному, сравнить его целиком нельзя.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
BROKEN_ROW = Rule(
    "R08", _GATE, "Строка данных об этом жилье с ошибкой",
    "Строка данных об этом жилье с ошибкой: исправьте её и постройте план заново.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
ROWS_AMBIGUOUS = Rule(
    "R09", _GATE, "Есть строка с похожим адресом",
    "В данных есть строка с похожим адресом, и неясно, то ли это жильё.",
    _REVIEW, "Пропуск части адреса — не равенство",
)  # fmt: skip
APPLICANT_DIFFERS = Rule(
    "R10", _GATE, "В запросе показан человек, и он не совпал с должником",
    "В запросе показан человек, и он не совпадает полностью с должником по этому жилью.",
    _REVIEW, "При показанном человеке должны сойтись и адрес, и человек",
)  # fmt: skip
ROWS_CONTRADICT = Rule(
    "R11", _GATE, "Строки об одном и том же акте противоречат друг другу",
    "Две строки об одном должнике и одном деле говорят разное.",
    _REVIEW, "Противоречие не доказывает ничего",
)  # fmt: skip
DEBTORS_UNCLEAR = Rule(
    "R12", _GATE, "Неясно, один это должник или двое",
    "Имена должников по этому жилью похожи (или те же при разных датах рождения): неясно, один это человек или разные.",
    _REVIEW, "В ответе называют каждого",
)  # fmt: skip
BROKEN_ELSEWHERE = Rule(
    "R13", _NO_GATE, "Строка с ошибкой, которая может относиться к этому жилью",
    "В данных есть строка с ошибкой, которая может относиться и к этому жилью: исправьте её и постройте план заново.",
    _REVIEW, _UNPROVEN,
)  # fmt: skip
DEADLINE_UNKNOWN = Rule(
    "R14", _GATE, "Срок ответа приходится на год, которого нет в производственном календаре",
    "Срок ответа не посчитать: его года нет в производственном календаре. Добавьте год (`rpa calendar add ФАЙЛ`) и "
    "постройте план заново.",
    _REVIEW, "Рабочие дни не угадываются",
)  # fmt: skip
NO_ROWS = Rule(
    "R20", _WHOLE, "По жилью нет ни одной строки",
    "Дом обслуживается, данные свежие, адрес сравнен целиком, строк по этому жилью нет.",
    _NO, _ART160,
)  # fmt: skip

# --- one row, in the order of trial -----------------------------------------------------------------------------------
ROW_CONTRADICTORY = Rule(
    "R21", _ROW, "Строка противоречит сама себе",
    "Сведения строки исключают друг друга.",
    _REVIEW, "Противоречие не доказывает ничего",
)  # fmt: skip
NOT_COURT_ACT = Rule(
    "R22", _ROW, "Надпись нотариуса, решение комиссии, самозачёт, иск или претензия",
    "Долг подтверждён не судебным актом.",
    _NO, f"{_ART160}: «судебным актом»", "not_a_court_act",
)  # fmt: skip
ACT_CANCELLED = Rule(
    "R23", _ROW, "Приказ отменён, решение отменено",
    "Судебный акт отменён.",
    _NO, "ГПК ст. 129; акт не действует",
)  # fmt: skip
PERIOD_OLDER = Rule(
    "R24", _ROW, "Период долга целиком старше трёх лет",
    "Долг целиком образовался раньше периода, о котором спрашивают.",
    _NO, f"{_ART160}: «не более чем три последних года»",
)  # fmt: skip
BALANCE_STALE = Rule(
    "R25", _ROW, "Остаток в строке устарел",
    "Остаток долга в строке указан на слишком давнюю дату.",
    _REVIEW, "Остаток берётся на момент ответа",
)  # fmt: skip
PAID = Rule(
    "R26", _ROW, "Долг погашен полностью",
    "Долг, подтверждённый актом, погашен полностью.",
    _NO, f"{_ART160}: «непогашенной»",
)  # fmt: skip
NOT_IN_FORCE = Rule(
    "R27", _ROW, "Акт не вступил в силу",
    "Судебный акт не вступил в силу.",
    _NO, f"{_ART160}: «вступившим в законную силу»",
)  # fmt: skip
FORCE_UNCLEAR = Rule(
    "R28", _ROW, "Неясно, вступил ли акт в силу",
    "Дата вступления акта в силу не указана, ещё не наступила или спорит с состоянием акта.",
    _REVIEW, "Дата берётся с акта",
)  # fmt: skip
DEBTOR_DIED = Rule(
    "R29", _ROW, "Должник умер",
    "Должник умер.",
    _REVIEW, _LAWYER, "debtor_died",
)  # fmt: skip
BANKRUPT = Rule(
    "R30", _ROW, "Должник — банкрот",
    "Должник признан банкротом; возможно, он освобождён от долга.",
    _REVIEW, f"127-ФЗ ст. 213.28. {_LAWYER}", "bankruptcy",
)  # fmt: skip
CONTESTED = Rule(
    "R31", _ROW, "Акт обжалуется, или исполнение приостановлено",
    "Судебный акт обжалуется, или его исполнение приостановлено.",
    _REVIEW, _LAWYER, "act_contested",
)  # fmt: skip
ONLY_PENALTIES = Rule(
    "R32", _ROW, "Остались только пени или госпошлина",
    "Основной долг погашен, остались пени или госпошлина.",
    _REVIEW, f"{_ART160} говорит об оплате жилья и услуг. {_LAWYER}", "penalties_only",
)  # fmt: skip
COLLECTED_BUT_OWED = Rule(
    "R33", _ROW, "Производство окончено исполнением, а остаток есть",
    "Исполнительное производство окончено фактическим исполнением, но в данных остаток больше нуля.",
    _REVIEW, "229-ФЗ ст. 47 ч. 1 п. 1 означает оплату: противоречие",
)  # fmt: skip
ENDED_OTHERWISE = Rule(
    "R34", _ROW, "Производство окончено по иному основанию, или его состояние не разобрано",
    "Исполнительное производство окончено не оплатой и не из-за невозможности взыскать (или то, что о нём сказано, "
    "не разобрано): причина может отменять долг.",
    _REVIEW, "229-ФЗ ст. 43: основанием бывает отмена акта или смерть должника",
)  # fmt: skip
SETTLEMENT = Rule(
    "R35", _ROW, "Мировое соглашение, утверждённое судом",
    "Долг подтверждён мировым соглашением с новыми сроками оплаты.",
    _REVIEW, _LAWYER, "settlement",
)  # fmt: skip
AGREEMENT_KEPT = Rule(
    "R36", _ROW, "Соглашение о погашении исполняется",
    "Заключено соглашение о погашении долга, и оно исполняется.",
    _REVIEW, f"ЖК РФ ст. 160. {_LAWYER}", "agreement_kept",
)  # fmt: skip
PERIOD_UNKNOWN = Rule(
    "R37", _ROW, "Период долга или период запроса неизвестен",
    "Неизвестен период долга или период, о котором спрашивают.",
    _REVIEW, "Без периода три года не проверить",
)  # fmt: skip
PERIOD_LATER = Rule(
    "R38", _ROW, "Долг целиком позже периода запроса",
    "Долг целиком образовался позже периода, о котором спрашивают.",
    _REVIEW, "Случай в источниках не описан",
)  # fmt: skip
STRADDLING = Rule(
    "R39", _ROW, "Период долга пересекает границу трёх лет",
    "Период долга выходит за границу периода, о котором спрашивают, и неизвестно, за какие месяцы остался долг.",
    _REVIEW, f"Зачёт платежей по месяцам неизвестен. {_LAWYER}", "straddling",
)  # fmt: skip
NAME_INCOMPLETE = Rule(
    "R40", _ROW, "Фамилия или имя должника неполны",
    "Фамилия или имя должника неполны: назвать его в ответе нельзя.",
    _REVIEW, "Схема drs: lastName и firstName обязательны",
)  # fmt: skip
ACT_FILE_MISSING = Rule(
    "R41", _ROW, "Нет файла судебного акта",
    "Долг подтверждён, но файла судебного акта нет или его нельзя приложить.",
    _REVIEW, _LAWYER, "act_file_missing",
)  # fmt: skip
AGREEMENT_BROKEN = Rule(
    "R50", _ROW, "Соглашение о погашении нарушено",
    "Акт в силе, долг внутри периода не погашен, соглашение о погашении нарушено.",
    _DEBT, _ART160,
)  # fmt: skip
NOT_COLLECTED = Rule(
    "R51", _ROW, "Производство окончено без взыскания",
    "Акт в силе, долг внутри периода не погашен; производство окончено без взыскания, это не оплата.",
    _DEBT, "229-ФЗ ст. 46 ч. 1 п. 3, 4: невозможность взыскать — не оплата",
)  # fmt: skip
PARTLY_PAID = Rule(
    "R52", _ROW, "Долг погашен частично",
    "Акт в силе, долг внутри периода погашен частично.",
    _DEBT, f"{_ART160}: остаток не погашен",
)  # fmt: skip
UNPAID = Rule(
    "R53", _ROW, "Акт в силе, долг не погашен",
    "Акт в силе, долг внутри периода не погашен.",
    _DEBT, _ART160,
)  # fmt: skip
NO_RULE = Rule(
    "R99", _ROW, "Ни одно правило не подошло",
    "Ни одно правило не подошло к строке.",
    _REVIEW, "Недоказанное решает человек",
)  # fmt: skip

ROW_RULES: tuple[Rule, ...] = (
    ROW_CONTRADICTORY, NOT_COURT_ACT, ACT_CANCELLED, PERIOD_OLDER, BALANCE_STALE, PAID, NOT_IN_FORCE, FORCE_UNCLEAR,
    DEBTOR_DIED, BANKRUPT, CONTESTED, ONLY_PENALTIES, COLLECTED_BUT_OWED, ENDED_OTHERWISE, SETTLEMENT, AGREEMENT_KEPT,
    PERIOD_UNKNOWN, PERIOD_LATER, STRADDLING, NAME_INCOMPLETE, ACT_FILE_MISSING, AGREEMENT_BROKEN, NOT_COLLECTED,
    PARTLY_PAID, UNPAID, NO_RULE,
)  # fmt: skip
WHATEVER_IS_LEFT = ROW_RULES[: ROW_RULES.index(BALANCE_STALE)]
"""Rules tried before the balance is looked at: what they decide does not grow old with it."""
RULES: tuple[Rule, ...] = (
    ALREADY_SENT, AUTO_GENERATED, NO_DATASET, DATASET_STALE, HOUSE_NOT_SERVED, HOUSE_AMBIGUOUS, ADDRESS_INCOMPLETE,
    BROKEN_ROW, ROWS_AMBIGUOUS, APPLICANT_DIFFERS, ROWS_CONTRADICT, DEBTORS_UNCLEAR, BROKEN_ELSEWHERE,
    DEADLINE_UNKNOWN, NO_ROWS,
    *ROW_RULES,
)  # fmt: skip
