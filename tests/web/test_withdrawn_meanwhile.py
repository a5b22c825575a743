"""What the page shows of a request whose answer was withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.web.accounts import Role
from rpa.web.standing import State
from tests.web.conftest import Served, item

Serve = Callable[..., Served]
NUMBER = "100000000001"


def withdrawn(served: Served, at: timedelta) -> None:
    """The answer was sent and taken back, so long after the page's present."""
    place = replace(served.place, now=lambda: served.place.now() + at)
    with (
        Ledger.open(place.folder.ledger, now=place.now) as ledger,
        ledger.lease(place.settings.organization.ogrn, "test") as lease,
    ):
        for kind in (IntentKind.SEND, IntentKind.REVOKE):
            intent = ledger.intend(
                organization=place.settings.organization.ogrn, request_number=NUMBER, kind=kind,
                content_sha256="a" * 64, plan_sha256="b" * 64, run_id="20260101-000000-aaaa", fence=lease.fence,
            )  # fmt: skip
            ledger.conclude(intent, Outcome.DONE)


def state(served: Served) -> State:
    return served.page.site.desk.lines()[NUMBER].state


def test_an_approval_older_than_the_withdrawal_is_not_shown_as_waiting_to_be_sent(serve: Serve) -> None:
    served = serve(item(NUMBER))
    reviewer = served.client("Решающая", Role.REVIEWER)
    assert reviewer.post(f"/requests/{NUMBER}", decision="no_debt", reason="погашена").status_code == 303
    assert state(served) is State.APPROVED
    withdrawn(served, timedelta(minutes=1))
    assert state(served) in (State.REVIEW, State.PROPOSED)
    assert "Утверждено, не отправлено" not in reviewer.get("/queue").text
    assert "Утверждено, не отправлено" not in reviewer.get(f"/requests/{NUMBER}").text


def test_what_is_decided_after_the_withdrawal_is(serve: Serve) -> None:
    served = serve(item(NUMBER))
    reviewer = served.client("Решающая", Role.REVIEWER)
    withdrawn(served, -timedelta(minutes=1))
    assert reviewer.post(f"/requests/{NUMBER}", decision="no_debt", reason="погашена").status_code == 303
    assert state(served) is State.APPROVED
