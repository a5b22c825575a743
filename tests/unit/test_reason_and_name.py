"""A word of a person about an answer: it wants a reason and a name first, and is taken for what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rpa.cli import main
from rpa.debts.approval import Choice
from rpa.errors import PlanError
from rpa.ledger import Outcome
from rpa.model import Decision
from rpa.operate.closing import settle
from rpa.operate.place import Place
from rpa.operate.withdrawing import correct, withdraw
from tests.scenarios.conftest import PASS_PHRASE, bare

__all__ = ["bare"]
NUMBER, WHY, WHO = "260000000001", "долг погашен до запроса", "Проверка Надёжности"


@pytest.mark.parametrize("act", [
    withdraw,
    lambda place, number, **words: correct(place, number, Choice(Decision.NO_DEBT, WHY), **words),
    lambda place, number, **words: settle(place, number, Outcome.NOT_SENT, **words),
], ids=["withdraw", "correct", "settle"])  # fmt: skip
@pytest.mark.parametrize(("reason", "by", "said"), [(" ", WHO, "основание"), (WHY, " ", "кто")])
def test_nothing_is_begun_without_a_reason_and_a_name(
    bare: Place, act: Callable[..., Any], reason: str, by: str, said: str
) -> None:
    def never(*_given: object, **_named: object) -> None:
        raise AssertionError("the cabinet was opened")

    object.__setattr__(bare, "complete", never)
    with pytest.raises(PlanError, match=said):
        act(bare, NUMBER, reason=reason, by=by)
    assert not bare.folder.notes.exists() and not bare.folder.journal.exists()


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("sent", Outcome.DONE), ("not-sent", Outcome.NOT_SENT), ("by-other", Outcome.ANSWERED_BY_OTHER)],
)
def test_the_command_takes_an_end_for_what_it_is_called(
    bare: Place, monkeypatch: pytest.MonkeyPatch, word: str, outcome: Outcome
) -> None:
    taken: list[object] = []

    def said(_place: Place, number: str, ended: Outcome, **words: str) -> None:
        taken.append((number, ended, words))
        raise PlanError("карточка показывает другое")

    monkeypatch.setattr("rpa.operate.closing.settle", said)
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", PASS_PHRASE)
    data = str(bare.folder.machine.path)
    with pytest.raises(SystemExit) as ended:
        main(["debts", "settle", NUMBER, "--as", word, "--by", WHO, "--reason", WHY, "--data", data])
    assert ended.value.code == PlanError.exit_code == 65
    assert taken == [(NUMBER, outcome, {"reason": WHY, "by": WHO})]
