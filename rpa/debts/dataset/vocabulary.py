"""Words accounting programs use for states, and the soft formats of court and enforcement numbers.

A word that is not here is an error, not a guess: «не обжалован» must never be read as «обжалован».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from rpa.debts.dataset import enforcement
from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, DebtorStatus
from rpa.debts.dataset.values import Cell, dashes, text
from rpa.debts.dataset.wording import DATE, plain, reader_of, unforeseen

T = TypeVar("T")

# The whole cell must be one of these; only a date may follow (an act may also have its number). A longer text says more
# than the word it begins with («вступил в силу, отменён 20.05.2026»), so it is left to a person.
_NUMBER = r"(?:,? (?:по делу|дело)?(?: ?№| n)? ?(?:[а-яa-z]-?)?\d[\w/.-]*)?"
_KIND_OF_COURT = r"(?:районного|городского|межрайонного|областного|краевого)"
_COURT = rf"(?: (?:федерального )?суда| мирового суд(?:ьи|а)|(?: [а-я-]+[сц]кого)? {_KIND_OF_COURT} суда)?"
_ABOUT = r"(?: первой инстанции)?(?: о взыскании (?:задолженности|долга))?"
_SIMPLIFIED = (
    r"(?:(?:принятое|вынесенное) )?(?:в (?:порядке )?)?"
    r"упрощенн(?:ого|ом|ое|ый|ая)(?: порядок| порядке| производств[оае])?"
)
_BODY = r"(?:комиссии|(?:общего )?собрания|правления)"
_OF_BODY = r"(?: (?:тсж|тсн|жск|ук|управляющей (?:компании|организации)|собственников(?: помещений| жилья)?|дома))?"
_ACT_KINDS: tuple[tuple[str, ActKind], ...] = (
    (rf"(?:судебный )?приказ(?: мирового судьи)?{_ABOUT}(?: \(дубликат\))?{_NUMBER}", ActKind.COURT_ORDER),
    (
        rf"(?:судебное )?заочное(?: решение)?{_COURT}{_ABOUT}{_NUMBER}|решение{_COURT},? \(?заочное\)?{_NUMBER}",
        ActKind.DEFAULT_DECISION,
    ),
    (rf"(?:(?:судебное )?решение{_COURT})?[ ,]*\(?{_SIMPLIFIED}\)?{_NUMBER}", ActKind.SIMPLIFIED_DECISION),
    (
        rf"апелляционное(?: определение)?{_COURT}{_NUMBER}"
        rf"|определение(?: суда)? апелляционно(?:й инстанции|го суда){_NUMBER}",
        ActKind.APPEAL_RULING,
    ),
    (
        rf"мировое(?: соглашение)?(?:,? \(?утвержден\w+ (?:судом|определением суда)\)?)?{_NUMBER}"
        rf"|определение{_COURT}[ ,:(-]*(?:об утверждении )?миров(?:ое|ого) соглашени[ея]\)?{_NUMBER}",
        ActKind.SETTLEMENT,
    ),
    (
        rf"(?:(?:исполнительная|нотариальная) )?надпись(?: нотариуса)?{_NUMBER}|самозачет|не ?судебный(?: акт)?"
        rf"|(?:внутреннее решение|решение (?:(?!суд)[а-я-]+ ){{0,2}}{_BODY}){_OF_BODY}{_NUMBER}",
        ActKind.NOT_COURT,
    ),
    (
        rf"претензия{_NUMBER}|претензионное письмо|(?:подан )?иск(?: подан)?"
        r"|(?:подано )?исковое заявление(?: подано)?|иск или претензия",
        ActKind.CLAIM,
    ),
    (rf"(?:судебное )?решение{_COURT}{_ABOUT}{_NUMBER}", ActKind.DECISION),
)
_ACT = r"(?:(?:акт|(?:судебный )?приказ|решение(?: суда)?) )?"
_IN_FORCE = (
    r"(?:действу(?:ет|ющий|ющее)|(?:в|имеет) (?:законн(?:ой|ую) )?сил[еу]"
    rf"|вступи(?:л[оа]?|вш(?:ий|ее))(?: в (?:законную )?силу)?{DATE})"
)
_NOT_IN_FORCE = r"(?:еще )?не вступи(?:л[оа]?|вш(?:ий|ее))(?: в (?:законную )?силу)?"
_COMPLAINT = r"(?:апелляция|(?:(?:апелляционная|кассационная|частная) )?жалоба)"
_APPEALED = rf"(?:обжалуется|обжалован[оа]?|на обжаловании|подана {_COMPLAINT})"
_SUSPENDED = r"(?:(?:исполнение|взыскание)(?: акта)? )?приостановлен[оа]?"
_BUT = r"[,;]? (?:но )?\(?"
_BY = (
    r"(?: (?:судом|мировым судьей|(?:апелляционным )?определением|постановлением)(?: (?:суда|мирового судьи))?)?"
    r"(?: (?:полностью|в полном объеме))?"
    r"(?: (?:по заявлению|по возражени(?:ям|ю)|в связи с (?:поступлением )?возражени(?:ями|ем|й))"
    r"(?: (?:должника|ответчика))?)?(?:,? \(?(?:по )?ст\.? ?129 гпк(?: рф)?\)?)?"
)
_ACT_STATUSES: tuple[tuple[str, ActStatus], ...] = (
    (rf"{_ACT}{_NOT_IN_FORCE}(?:{_BUT}{_APPEALED}\)?)?", ActStatus.NOT_IN_FORCE),
    (rf"{_ACT}(?:{_IN_FORCE}|исполнен[оа]?|исполняется|на исполнении|погашен[оа]?)", ActStatus.IN_FORCE),
    (rf"{_ACT}отменен[оа]?{_BY}|отмена(?: (?:судебного )?приказа| решения)?", ActStatus.CANCELLED),
    (rf"{_ACT}(?:{_IN_FORCE}{_BUT})?{_APPEALED}\)?", ActStatus.APPEALED),
    (rf"{_ACT}(?:{_IN_FORCE}{_BUT})?{_SUSPENDED}\)?", ActStatus.SUSPENDED),
)
_AGREEMENTS: tuple[tuple[str, AgreementStatus], ...] = (
    (r"нет|отсутствует|не заключ\w*|-", AgreementStatus.NONE),
    (r"исполняется|соблюдается|действует|выполняется|исполнено", AgreementStatus.KEPT),
    (r"нарушен[оа]?|расторгнут[оа]?|не исполняется|не соблюдается|прекращен[оа]?", AgreementStatus.BROKEN),
)
_DEBTORS: tuple[tuple[str, DebtorStatus], ...] = (
    (r"обычный|нет|-", DebtorStatus.ORDINARY),
    (rf"умер(?:л[ао]|ш(?:ий|ая))?{DATE}(?:,? \(?(?:есть )?(?:наследник|наследствен).*)?", DebtorStatus.DECEASED),
    (
        r"(?:признана? )?банкрот(?:ом)?|признана? несостоятельн(?:ым|ой) \(банкротом\)|банкротство(?: завершено)?",
        DebtorStatus.BANKRUPT,
    ),
)

_IP_NUMBER = re.compile(r"\d{1,7}/\d{2}/\d{5}-(?:ИП|СД|СВ)\Z")
_UID = re.compile(r"\d{2}[A-Z]{2}\d{4}-\d{2}-\d{4}-\d{6}-\d{2}\Z")
_CASE = re.compile(r"[МM]?-?\d+[а-яА-Я]?-\d+(?:-\d+)?/(?:\d+/)?\d{2,4}")
_COURT_BEHIND = re.compile(r"(?<=\d/)(?:20)?\d{2}((?:-\d+)+)")


def _choose(patterns: tuple[tuple[str, T], ...], allowed: str) -> Callable[[Cell], T | None]:
    read = reader_of(patterns)

    def convert(cell: Cell) -> T | None:
        word = plain(text(cell))
        if not word:
            return None
        if (value := read(word)) is None:
            raise unforeseen(cell, allowed)
        return value

    return convert


act_kind = _choose(_ACT_KINDS, ", ".join(kind.value for kind in ActKind))
act_status = _choose(_ACT_STATUSES, ", ".join(status.value for status in ActStatus))
agreement = _choose(_AGREEMENTS, ", ".join(status.value for status in AgreementStatus))
debtor_status = _choose(_DEBTORS, ", ".join(status.value for status in DebtorStatus))
ip_state_word = enforcement.ip_state_word
ip_state_of = enforcement.ip_state_of


def odd_ip_number(value: str) -> str | None:
    """What is unusual about an enforcement number, or ``None``. Real registers drop digits: only a warning."""
    if _IP_NUMBER.match(value):
        return None
    number = dashes(value).upper().replace("IP", "ИП").split(" ")[0]
    return None if _IP_NUMBER.match(number) else "номер исполнительного производства обычно вида 12345/25/77001-ИП"


def odd_uid(value: str) -> str | None:
    return None if _UID.match(dashes(value).strip()) else "УИД обычно вида 77MS0001-01-2025-000123-45"


def odd_case_number(value: str) -> str | None:
    return None if _CASE.search(dashes(value)) else "номер дела обычно вида 2-1234/2025"


def case_key(value: str) -> str:
    """The number of a case as it is compared: «№ 2-100/25» and «дело 02-0100/2025 от 01.03.2025» are one. Several
    numbers are several; a text without a number of a case stands for itself."""
    plain_value = re.sub(r"\s*([-/])\s*", r"\1", dashes(value).lower().replace("ё", "е"))
    found = [_one_case(match[0]) for match in _CASE.finditer(plain_value)]
    return " ".join(found) or plain_value.replace(" ", "")


def of_other_courts(one: str, other: str) -> bool:
    """Whether two numbers of one ``case_key`` end with different courts: «2-100/2025-12» and «2-100/2025-37»."""
    first, second = (
        [found.replace("-0", "-") for found in _COURT_BEHIND.findall(dashes(value))] for value in (one, other)
    )
    return bool(first and second) and first != second


def _one_case(number: str) -> str:
    head, _, year = number.rpartition("/")
    return f"{re.sub(r'(?<![0-9])0+(?=[0-9])', '', head)}/{year if len(year) > 2 else f'20{year}'}"
