"""Reading an open card again without loading the page: always the site's word, never the screen's memory."""

from __future__ import annotations

import pytest

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer
from rpa.errors import PageChanged
from rpa.model import ResponseStatus, Subrequest

REQUESTS = 20
"""One to open for each test."""

NO = Answer(has_debt=False)


async def opened(cabinet: Cabinet, stand) -> Subrequest:
    """Open a card that nobody has answered yet, and mark the document it is shown in."""
    card = await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[0]))
    await cabinet.page.evaluate("window.sameDocument = true")
    return card


async def same_document(cabinet: Cabinet) -> bool:
    return bool(await cabinet.page.evaluate("window.sameDocument === true"))


async def test_a_draft_just_saved_is_read_from_the_site_without_loading_the_page(cabinet: Cabinet, stand) -> None:
    card = await opened(cabinet, stand)
    await cabinet.debt_request.add_answer(NO)
    await cabinet.debt_request.save()
    asked = len(stand.call("GET", "events?kind=call"))
    draft = await cabinet.debt_request.current(card.portal_id or "")
    held = next(r for r in stand.state("requests") if r["request_number"] == card.request_number)
    assert draft.draft
    assert draft.version == held["version"]
    assert await same_document(cabinet)
    calls = [event for event in stand.call("GET", "events?kind=call")[asked:] if "/debtreq/" in event["path"]]
    assert [(call["method"], call["path"].rpartition("/")[2]) for call in calls] == [("GET", card.portal_id)]


async def test_what_the_screen_does_not_show_yet_is_read_by_loading_the_card(cabinet: Cabinet, stand) -> None:
    card = await opened(cabinet, stand)
    stand.call("POST", "colleague", {"request_number": card.request_number, "has_debt": True, "send": True})
    now = await cabinet.debt_request.current(card.portal_id or "")
    assert now.response_status is ResponseStatus.SENT
    assert now.response_data is not None
    assert now.response_data.has_debt
    assert not await same_document(cabinet)


async def test_a_save_the_site_swallowed_is_not_believed_although_the_screen_shows_it(cabinet: Cabinet, stand) -> None:
    card = await opened(cabinet, stand)
    stand.fault("swallowed")
    await cabinet.debt_request.add_answer(NO)
    await cabinet.debt_request.save()
    assert not (await cabinet.debt_request.current(card.portal_id or "")).draft


async def test_an_answer_that_does_not_come_is_no_answer_and_the_card_is_loaded(cabinet: Cabinet, stand) -> None:
    card = await opened(cabinet, stand)
    stand.fault("error_500_once", path=card.portal_id)
    again = await cabinet.debt_request.current(card.portal_id or "")
    assert again == card
    assert not await same_document(cabinet)


async def test_a_card_of_another_request_is_neither_read_nor_answered(cabinet: Cabinet, stand) -> None:
    """Two requests about one flat, of one day, differ in nothing else."""
    one, other = stand.unanswered()[:2]
    portal_id = stand.portal_id(one)
    with pytest.raises(PageChanged, match=f"вместо запроса № {other}"):
        await cabinet.debt_request.open_request(portal_id, other)
    assert (await cabinet.debt_request.open_request(portal_id, one)).request_number == one
    with pytest.raises(PageChanged, match=f"вместо запроса № {other}"):
        await cabinet.debt_request.current(portal_id, other)
    assert (await cabinet.debt_request.current(portal_id, one)).request_number == one
