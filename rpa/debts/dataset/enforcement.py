"""What the three columns about an enforcement case say of it, in words, in articles of 229-ФЗ, or in both.

Only two readings decide by themselves: paid (ст. 47 ч. 1 п. 1) and not collected (ст. 46 ч. 1 п. 3, 4: the debtor or
the property was not found). Every other end is a person's, so «окончено…» may go on in any words; a text that is none
of these is `IpState.UNREADABLE`, a person's too, and never the same as an empty cell.
"""

from __future__ import annotations

import re

from rpa.debts.dataset.rows import IpState
from rpa.debts.dataset.values import Cell, optional_text, text
from rpa.debts.dataset.wording import DATE, plain, reader_of, unforeseen

_ENDED = r"(?:(?:исполнительное производство|ип|производство) )?(?:окончен|прекращен|завершен)[оаы]?"
_SINCE = r"(?:(?:в связи с|ввиду|из-за|по причине|вследствие) )?(?:с )?"
_OF_DEBTOR = r"(?: (?:у )?должника?)?"
_AT_BAILIFF = r"(?: (?:в|у) (?:фссп|осп|росп|пристава|приставов|судебного пристава))?"
_PARTLY = r"(?:,? ?\(?(?:частично (?:взыскано|погашено|исполнено|оплачено)|частичное (?:взыскание|исполнение))\)?)?"
_PAID = (
    r"(?:фактическ(?:им|ое|ого) исполнени(?:ем|е|я)|фактически исполнено|исполнен[оа]?(?: полностью| фактически)?)"
    r"(?: требований)?(?: исполнительного документа)?"
)
_NOT_COLLECTED = (
    r"без взыскания"
    r"|(?:акт(?:ом)? о )?невозможност(?:ь|и|ью) (?:взыскания|исполнения|розыска должника)"
    r"|(?:акт(?:ом)? о )?невозможност(?:ь|и|ью) установ(?:ить|ления) "
    r"(?:местонахождени[ея]|место нахождения|место жительства)(?: должника)?(?:,? (?:или )?его имуществ[оа])?"
    rf"|невозможно взыскать|отсутстви(?:ем|е|я){_OF_DEBTOR} (?:какого-либо )?(?:имуществ[оа]|должника)(?: должника)?"
    rf"|(?:у должника )?(?:нет|отсутствует) имуществ[оа]|имущество{_OF_DEBTOR} (?:отсутствует|не найдено)"
    r"|(?:должник|имущество)(?: или (?:его )?имущество)? не (?:найден|установлен)[оы]?"
)
_STATES: tuple[tuple[str, IpState], ...] = (
    (r"нет|не возбужд\w+|не предъявл\w+|отсутствует|-", IpState.NONE),
    (r"не указано|нет данных|н/д", IpState.UNKNOWN),
    (
        r"(?:(?:исполнительное производство|ип) )?(?:исполняется|возбужден[оа]?|на исполнении|в работе|действует"
        rf"|ведется|в производстве|не окончен[оа]?|приостановлен[оа]?){_AT_BAILIFF}"
        rf"{_PARTLY}",
        IpState.OPEN,
    ),
    (rf"(?:{_ENDED})?[ ,;:(-]*{_SINCE}(?:{_PAID})\)?", IpState.ENDED_PAID),
    (rf"(?:{_ENDED})?[ ,;:(-]*{_SINCE}(?:{_NOT_COLLECTED})\)?", IpState.ENDED_NOT_COLLECTED),
)
_state_in_words = reader_of(_STATES)
_ANY_END = re.compile(r"(?:(?:исполнительное производство|ип|производство) )?(?:окончен|прекращен|завершен|отозван)")

# «46, 1, 4», «ст. 46 ч. 1 п. 4», «46-1-4»; and the way decrees write it: «п. 4 ч. 1 ст. 46».
_ARTICLE = re.compile(
    r"(?:ст(?:атья|\.)? ?)?(?<!\d)(?P<article>43|46|47)\D{1,8}(?P<part>\d)\D{1,8}(?P<item>\d{1,2})(?!\d)"
)
_REVERSED = re.compile(
    r"(?:подпункт\w*|пункт\w*|пп|п)[ .п]*(?P<item>\d{1,2})[ .,]*ч(?:аст\w+)?[ .]*(?P<part>\d)"
    r"[ .,]*ст(?:ать\w+)?[ .]*(?P<article>43|46|47)(?!\d)"
)
_LAW = re.compile(
    r"\b(?:федеральн\w+ закон\w*|закон\w*|фз)?[ .]*(?:от 0?2\.10\.2007)?[ №n]*229 ?- ?фз|\bфз\b"
    r"|[«\"]?об исполнительном производстве[»\"]?"
)
_DECIDED = {
    ("47", "1", "1"): IpState.ENDED_PAID,
    ("46", "1", "3"): IpState.ENDED_NOT_COLLECTED,
    ("46", "1", "4"): IpState.ENDED_NOT_COLLECTED,
}
_BARE_NUMBER = re.compile(r"[№\s]*[\d/\\ -]+(?:ип|ip|сд|св)?\b[\s,;:.]*")
_SPEAKS_OF_END = re.compile(r"оконч|прекращ|заверш|отозв|отмен|взыск|исполнен")


def ip_state_word(cell: Cell) -> IpState | None:
    """The state a cell names. Raises `CellProblem`."""
    word = plain(text(cell))
    if not word:
        return None
    state = _read(word)
    if state is IpState.UNREADABLE:
        allowed = ", ".join(state.value for state in IpState if state is not IpState.UNREADABLE)
        raise unforeseen(cell, allowed)
    return state


def ip_state_of(number: str | None, state: IpState | None, article: str | None) -> IpState:
    """State of the enforcement case out of the three columns that may speak of it; the article is the most exact."""
    end = _read(plain(article)) if plain(article) not in ("", "-", "нет") else None
    if end is None and number:
        tail = _BARE_NUMBER.sub("", plain(number), count=1).strip(" ()")
        if _ARTICLE.search(tail) or _REVERSED.search(tail) or _SPEAKS_OF_END.search(tail):
            end = _read(tail)
    if end in (None, IpState.UNKNOWN, IpState.NONE, IpState.OPEN):
        if state is not None:
            return state
        if end is IpState.OPEN:
            return end
        return IpState.UNKNOWN if optional_text(number) else IpState.NONE
    exact = (IpState.ENDED_PAID, IpState.ENDED_NOT_COLLECTED)
    if state is IpState.UNREADABLE or (state in exact and end in exact and state is not end):
        return IpState.UNREADABLE
    return end


def _read(word: str) -> IpState:
    """What one text says: the article it names, unless its other words say something else, or the words alone."""
    ends: set[IpState] = set()
    rest = word
    for pattern in (_REVERSED, _ARTICLE):
        for found in pattern.finditer(rest):
            ends.add(_DECIDED.get((found["article"], found["part"], found["item"]), IpState.ENDED_OTHER))
        rest = pattern.sub(" ", rest)
    if not ends:
        return _in_words(word)
    if len(ends) > 1:
        return IpState.UNREADABLE
    (end,) = ends
    rest = " ".join(_LAW.sub(" ", rest).split()).strip(" .,;:()-")
    if not rest or re.fullmatch(_ENDED + r"(?: по| на основании)?" + DATE, rest) or end is IpState.ENDED_OTHER:
        return end
    return end if _in_words(rest) is end else IpState.UNREADABLE


def _in_words(word: str) -> IpState:
    if (state := _state_in_words(word)) is not None:
        return state
    return IpState.ENDED_OTHER if _ANY_END.match(word) else IpState.UNREADABLE
