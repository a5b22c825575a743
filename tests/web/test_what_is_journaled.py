"""What people type on the page stays in the approval and among the notes; the journal knows neither."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from rpa.audit import Journal
from rpa.debts.approval import IN_THE_NOTE
from rpa.web.accounts import Role
from tests.web.conftest import Served, item

Serve = Callable[..., Served]
FIRST, SECOND, THIRD = "100000000001", "100000000002", "100000000003"


def test_a_ground_or_a_note_that_was_typed_is_not_in_the_journal_even_when_it_waited(serve: Serve) -> None:
    served = serve(item(FIRST), item(SECOND), item(THIRD))
    reviewer, typed = served.client("Решающая", Role.REVIEWER), "Долг Ильина из пом. 5 погашен"
    given = {"decision": "no_debt", "reason": typed, "note": "Ильин звонил"}
    assert reviewer.post(f"/requests/{FIRST}", **given).status_code == 303
    with Journal.open(served.place.folder.journal, organization="1200000000017", run_id="20260101-000000-bbbb"):
        assert reviewer.post(f"/requests/{SECOND}", **given).status_code == 303
        assert reviewer.post(f"/requests/{THIRD}", decision="review", note="Ильин позвонит").status_code == 303
    assert served.page.site.desk.settle()
    assert "Ильин" not in served.journal()
    kept = hashlib.sha256(typed.encode()).hexdigest()
    records = [json.loads(line) for line in served.journal().splitlines()]
    told = {
        record["request_number"]: (record.get("reason"), record.get("reason_sha256"), record["by"])
        for record in records
        if record["kind"] == "approval"
    }
    assert told == {
        FIRST: (None, kept, "Решающая"),
        SECOND: (None, kept, "Решающая"),
        THIRD: ("оставлено на проверке", None, "Решающая"),
    }
    assert {served.approval().items[number].reason for number in (FIRST, SECOND)} == {typed}
    assert [note.text for note in served.page.site.desk.notes.of(THIRD)] == ["Ильин позвонит"]


def test_a_ground_of_ones_own_is_a_note_and_has_to_be_there(serve: Serve) -> None:
    served = serve(item(FIRST))
    reviewer = served.client("Решающая", Role.REVIEWER)
    unsaid = reviewer.post(f"/requests/{FIRST}", decision="no_debt", reason=IN_THE_NOTE)
    assert unsaid.status_code == 400 and "основание в заметке" in unsaid.text
    assert not served.approval().items
    said = reviewer.post(f"/requests/{FIRST}", decision="no_debt", reason=IN_THE_NOTE, note="Ильин из кв. 5 съехал")
    assert said.status_code == 303 and served.approval().items[FIRST].reason == IN_THE_NOTE
    assert "Ильин" not in served.journal()
