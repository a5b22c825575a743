"""Words accounting programs use for states, and the soft formats of court and enforcement numbers.

A word that is not here is an error, not a guess: «не обжалован» must never be read as «обжалован».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, DebtorStatus, IpState
from rpa.debts.dataset.values import Cell, CellProblem, dashes, optional_text, text, value_class

T = TypeVar("T")

# Patterns are tried in order against lower-case text with «ё» as «е»; each must match from the beginning.
_ACT_KINDS: tuple[tuple[str, ActKind], ...] = (
    (r"(?:судебный )?приказ\b(?!.*отмен)", ActKind.COURT_ORDER),
    (r"(?:судебное )?заочное(?: решение)?\Z|решение \(?заочное\)?", ActKind.DEFAULT_DECISION),
    (r"(?:решение.*)?упрощ", ActKind.SIMPLIFIED_DECISION),
    (r"апел", ActKind.APPEAL_RULING),
    (r"(?:определение.*)?миров(?:ое|ого) соглаш|мировое\Z", ActKind.SETTLEMENT),
    (r"(?:исполнительная )?надпись|претензи|самозачет|иск\b|исковое", ActKind.NOT_COURT),
    (r"решение.*(?:комисси|внутренн|собрани|правлени)", ActKind.NOT_COURT),
    (r"не судебный", ActKind.NOT_COURT),
    (r"(?:судебное )?решение(?: (?:суда|мирового судьи|районного суда))?\Z", ActKind.DECISION),
)
_ACT_STATUSES: tuple[tuple[str, ActStatus], ...] = (
    (r"не вступил", ActStatus.NOT_IN_FORCE),
    (
        r"(?:действу|в силе|в законной силе|вступил|(?:исполнен[оа]?|исполняется|погашен[оа]?)\Z)",
        ActStatus.IN_FORCE,
    ),
    (r"отменен|отмена\Z", ActStatus.CANCELLED),
    (r"обжалуется|обжалован|на обжаловании|подана (?:апелляци|жалоб)", ActStatus.APPEALED),
    (r"приостановлен|исполнение приостановлен", ActStatus.SUSPENDED),
)
_AGREEMENTS: tuple[tuple[str, AgreementStatus], ...] = (
    (r"(?:нет|отсутствует|не заключ\w*|-)\Z", AgreementStatus.NONE),
    (r"(?:исполняется|соблюдается|действует|выполняется|исполнено)\Z", AgreementStatus.KEPT),
    (r"(?:нарушен[оа]?|расторгнут[оа]?|не исполняется|не соблюдается|прекращен[оа]?)\Z", AgreementStatus.BROKEN),
)
_DEBTORS: tuple[tuple[str, DebtorStatus], ...] = (
    (r"(?:обычный|нет|-)\Z", DebtorStatus.ORDINARY),
    (r"умер", DebtorStatus.DECEASED),
    (r"(?:признан )?банкрот", DebtorStatus.BANKRUPT),
)
_IP_STATES: tuple[tuple[str, IpState], ...] = (
    (r"(?:нет|не возбужд\w*|отсутствует|-)\Z", IpState.NONE),
    (r"исполняется|возбужден|на исполнении|в работе|действует|приостановлен", IpState.OPEN),
    (r"(?:окончен|прекращен|завершен)\w*.*фактич", IpState.ENDED_PAID),
    (
        r"(?:окончен|прекращен|завершен)\w*.*(?:без взыск|невозможн|отсутстви|нет имущества|не найден)",
        IpState.ENDED_NOT_COLLECTED,
    ),
    (r"окончен|прекращен|завершен|отозван", IpState.ENDED_OTHER),
)
# 229-ФЗ: ст. 46 ч. 1 п. 3, 4 debtor or property not found; ст. 47 ч. 1 п. 1 paid.
# Written «46, 1, 4», «ст. 46 ч. 1 п. 4», «46-1-4».
_ARTICLE = re.compile(r"(?<!\d)(43|46|47)\D{1,8}(\d)\D{1,8}(\d{1,2})(?!\d)")

_IP_NUMBER = re.compile(r"\d{1,7}/\d{2}/\d{5}-(?:ИП|СД|СВ)\Z")
_UID = re.compile(r"\d{2}[A-Z]{2}\d{4}-\d{2}-\d{4}-\d{6}-\d{2}\Z")
_CASE = re.compile(r"[МM]?-?\d+[а-яА-Я]?-\d+(?:-\d+)?/(?:\d+/)?\d{2,4}")


def _word(cell: Cell) -> str:
    return dashes(text(cell) or "").lower().replace("ё", "е")


def _choose(patterns: tuple[tuple[str, T], ...], allowed: str) -> Callable[[Cell], T | None]:
    compiled = tuple((re.compile(pattern), value) for pattern, value in patterns)

    def convert(cell: Cell) -> T | None:
        word = _word(cell)
        if not word:
            return None
        for pattern, value in compiled:
            if pattern.match(word):
                return value
        raise CellProblem(value_class(cell), "такое слово здесь не предусмотрено", f"Впишите одно из: {allowed}.")

    return convert


act_kind = _choose(_ACT_KINDS, ", ".join(kind.value for kind in ActKind))
act_status = _choose(_ACT_STATUSES, ", ".join(status.value for status in ActStatus))
agreement = _choose(_AGREEMENTS, ", ".join(status.value for status in AgreementStatus))
debtor_status = _choose(_DEBTORS, ", ".join(status.value for status in DebtorStatus))
ip_state_word = _choose(_IP_STATES, ", ".join(state.value for state in IpState))


def ip_state_of(number: str | None, state: IpState | None, article: str | None) -> IpState:
    """State of the enforcement case out of the three columns that may speak of it; the article is the most exact."""
    for source in (article, number):
        if source and (match := _ARTICLE.search(source)):
            return {
                ("47", "1"): IpState.ENDED_PAID,
                ("46", "3"): IpState.ENDED_NOT_COLLECTED,
                ("46", "4"): IpState.ENDED_NOT_COLLECTED,
            }.get((match[1], match[3]), IpState.ENDED_OTHER)
    if state is not None:
        return state
    return IpState.UNKNOWN if optional_text(number) else IpState.NONE


def odd_ip_number(value: str) -> str | None:
    """What is unusual about an enforcement number, or ``None``. Real registers drop digits: only a warning."""
    if _IP_NUMBER.match(value):
        return None
    plain = dashes(value).upper().replace("IP", "ИП").split(" ")[0]
    return None if _IP_NUMBER.match(plain) else "номер исполнительного производства обычно вида 12345/25/77001-ИП"


def odd_uid(value: str) -> str | None:
    return None if _UID.match(dashes(value).strip()) else "УИД обычно вида 77MS0001-01-2025-000123-45"


def odd_case_number(value: str) -> str | None:
    return None if _CASE.search(dashes(value)) else "номер дела обычно вида 2-1234/2025"
