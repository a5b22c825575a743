"""Once a fleet was given an organization, the machine it came from clicks nothing by a ledger that no worker sees."""

from __future__ import annotations

import pytest
from cards import WAITING, Card, answering
from protocol import Robot, run

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings import OrganizationFolder


def test_an_answer_approved_here_is_not_sent_beside_the_workers(ours: Robot) -> None:
    """Not even the form is filled: a worker may have it open."""
    page = Card()
    mark = OrganizationFolder(ours.journal_path.parent).handed_over
    store_private(mark, b"")
    with pytest.raises(BadSettings, match="передана парку") as refused:
        run(ours.job.commit(answering(ours.job, page)))
    assert str(mark) in refused.value.hint and "fleet publish" in refused.value.hint
    assert (page.shown, page.sends, ours.outcomes()) == (WAITING, 0, [])


def test_by_the_ledger_the_workers_use_it_is_sent(ours: Robot) -> None:
    store_private(OrganizationFolder(ours.journal_path.parent).handed_over, b"")
    settings = ours.job.settings.model_copy(update={"ledger_url": "postgresql+psycopg://h/fleet"})
    ours.job.settings = settings
    page = Card()
    run(ours.job.commit(answering(ours.job, page)))
    assert page.sends == 1
