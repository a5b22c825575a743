"""`rpa due` lists whatever the guard warns of, and a machine that asks it hears what nobody could see, too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from approvals import N
from ledger_entries import ended
from plan_samples import NOW, plan_of
from test_newest_plan import LATER, OGRN, correction, place

from rpa.cli import main
from rpa.debts.plan import NotPlanned
from rpa.ledger import IntentKind
from rpa.model import ResponseStatus
from rpa.operate.due import due_list
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan

__all__ = ["place"]

NUMBER, DUE = "9900000008", date(2026, 11, 25)


def answered_when_read(place: Place, tmp_path: Path) -> None:
    answered = NotPlanned(NUMBER, ResponseStatus.SENT, "R01", "Ответ уже есть.", DUE)
    keep_plan(place, replace(plan_of(tmp_path), not_planned=(answered,)))


def test_an_answer_withdrawn_since_the_requests_were_read_is_listed_with_its_day(place: Place, tmp_path: Path) -> None:
    """`rpa run guard` said that a deadline was near, and `rpa due`, which it names, did not show it."""
    answered_when_read(place, tmp_path)
    assert NUMBER not in {one.number for one in due_list(place)}
    ended(place, NUMBER, NOW + timedelta(hours=1), kind=IntentKind.REVOKE)
    listed = {one.number: one for one in due_list(place)}
    assert set(listed) == {one.request_number for one in look(place.folder, place.settings, LATER).waiting}
    assert (listed[NUMBER].due, listed[NUMBER].note) == (DUE, "ответ отозван, ждёт решения")
    ended(place, NUMBER, LATER)
    assert NUMBER not in {one.number for one in due_list(place)}


def test_a_withdrawn_answer_that_only_its_correction_knows_is_listed(place: Place, tmp_path: Path) -> None:
    keep_plan(place, plan_of(tmp_path))
    correction(place, tmp_path, number=7)
    listed = {one.number: one.note for one in due_list(place)}
    assert set(listed) == {*N.values(), "9900000007"}
    assert listed["9900000007"] == "утверждён, не отправлен"


def asked(place: Place, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    place.folder.settings.write_text(f"organization: {{name: 'ООО «Выдумка»', ogrn: '{OGRN}'}}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["due", *words, "--data", str(place.folder.machine.path)])
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_list_of_what_was_read_long_ago_is_no_all_clear(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """`--check --json` printed `[]` and ended with 0 while nobody had read a request for weeks."""
    keep_plan(place, plan_of(tmp_path, []))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert asked(place, capsys, "--check", *words)[0] == 0
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        code, out, err = asked(place, capsys, "--check", *words)
        assert code == 1 and "последний раз прочитаны 24.11.2026" in " ".join(err.split())
        assert not words or json.loads(out) == []
        assert asked(place, capsys, *words)[0] == 0, "who only looks is told, and nothing is failed"
