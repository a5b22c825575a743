"""What a ruling says to people: its sentence for the report, and everything else a reviewer should know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rpa.debts.decision import rules
from rpa.debts.decision.ruling import RowVerdict, Rule
from rpa.debts.matching import Match
from rpa.model import Decision, Subrequest

_SHOWN_ROWS = 10
_ROWS = re.compile(r"(?:Строка \d+|Строки с ошибками: \d+(?:, \d+)*)")
_WORD = {Decision.DEBT: "имеется", Decision.NO_DEBT: "нет"}


def sentence_of(rule: Rule, decision: Decision) -> str:
    if rule.setting is not None and decision is not Decision.REVIEW:
        return f"{rule.sentence} По настройке организации это ответ «{_WORD[decision]}»."
    return rule.sentence


@cache
def our_sentences() -> frozenset[str]:
    """Everything ``sentence_of`` may say: texts of ours, which name nobody whoever is called what."""
    return frozenset(sentence_of(rule, decision) for rule in rules.RULES for decision in Decision)


def notes_of(
    subrequest: Subrequest,
    match: Match | None,
    deciding: Rule,
    gates: Sequence[Rule],
    verdicts: Sequence[RowVerdict],
) -> Iterator[str]:
    """Everything else a reviewer should know; row numbers, and no personal data."""
    for gate in gates:
        if gate is not deciding:
            yield f"{gate.number}: {gate.sentence}"
    if match is not None and match.broken_touching:
        numbers = sorted({broken.row for broken in match.broken_touching})
        more = f" и ещё {len(numbers) - _SHOWN_ROWS}" if len(numbers) > _SHOWN_ROWS else ""
        yield f"Строки с ошибками: {', '.join(map(str, numbers[:_SHOWN_ROWS]))}{more}."
    for verdict in verdicts:
        if len(verdicts) > 1 or verdict.rule is not deciding:
            yield f"Строка {verdict.row} ({verdict.rule.number}): {verdict.rule.sentence}"
        for rule in verdict.passed:
            if rule is not verdict.rule:
                yield f"Строка {verdict.row} ({rule.number}): {rule.sentence}"
        for said in verdict.details:
            yield f"Строка {verdict.row}: {said}"
    if any(verdict.rule is rules.NOT_COURT_ACT for verdict in verdicts):
        yield "Проверьте, что по этому долгу нет и судебного акта."
    if subrequest.draft:
        yield "В кабинете уже есть добавленный, но не отправленный ответ на этот запрос."


def without_numbers(notes: Iterable[str]) -> list[str]:
    """The same notes without the numbers of rows, which a fresh export counts anew; how many there are stays."""
    return [_ROWS.sub(lambda found: re.sub(r"\d+", "№", found[0]), note, count=1) for note in notes]
