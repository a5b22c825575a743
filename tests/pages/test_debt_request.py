"""The card of a debt request: reading, answering, sending, revoking; the stand says what was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Route

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor, AnswerFile
from rpa.cabinet.pages.windows import Seen
from rpa.errors import NeedsOperator, PageChanged, PlanError, SiteUnavailable, Temporary
from rpa.model import Person, ResponseStatus, Subrequest

NO = Answer(has_debt=False)


async def fresh(cabinet: Cabinet, stand) -> Subrequest:
    """Open a card that nobody has answered yet."""
    return await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[0]))


async def save(cabinet: Cabinet, answer: Answer) -> None:
    await cabinet.debt_request.add_answer(answer)
    assert (await cabinet.debt_request.save()).seen is Seen.SUCCESS


def acts(tmp_path: Path) -> list[AnswerFile]:
    files = []
    for name in ("решение  2-15.pdf", "приказ <2>.pdf"):
        path = tmp_path / f"{len(files)}.pdf"
        path.write_bytes(b"%PDF-1.4 " + name.encode())
        files.append(AnswerFile(path, name, hashlib.sha256(path.read_bytes()).hexdigest()))
    return files


async def test_a_card_shows_what_the_stand_holds(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    held = next(r for r in stand.state("requests") if r["request_number"] == card.request_number)
    assert (card.response_status, card.draft, card.response_data) == (ResponseStatus.NOT_SENT, False, None)
    assert card.version == held["version"]
    assert card.housing_fund_object.address == held["address"]


async def test_a_no_is_saved_as_a_draft_sent_once_and_revoked(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    await save(cabinet, NO)
    draft = await cabinet.debt_request.read()
    assert draft.draft
    assert stand.answer_to(card.request_number)["sends"] == 0, "saving sends nothing"
    await cabinet.debt_request.send()
    assert stand.answer_to(card.request_number)["sends"] == 0, "the question is not the answer"
    assert (await cabinet.debt_request.confirm()).seen is Seen.SUCCESS
    stored = stand.answer_to(card.request_number)
    assert (stored["has_debt"], stored["saves"], stored["sends"], stored["status"]) == (False, 1, 1, "SENT")
    sent = await cabinet.debt_request.read()
    assert sent.response_status is ResponseStatus.SENT
    assert sent.response_data is not None
    assert sent.response_data.has_debt is False
    await cabinet.debt_request.revoke()
    assert stand.answer_to(card.request_number)["revokes"] == 0, "the question is not the answer"
    assert (await cabinet.debt_request.confirm_revoke()).seen is Seen.SUCCESS
    assert stand.answer_to(card.request_number)["status"] != "SENT"
    assert (await cabinet.debt_request.read()).response_status is ResponseStatus.NOT_SENT


async def test_a_yes_with_two_debtors_and_their_acts_is_stored_to_the_byte(
    cabinet: Cabinet, stand, tmp_path: Path
) -> None:
    one, two = acts(tmp_path)
    answer = Answer(
        has_debt=True,
        debtors=(
            AnswerDebtor(Person("О'Нил-Краснова", "Ёлка", "Ивановна"), (one, two)),
            AnswerDebtor(Person("Безотчествов", "Ким"), (two,)),
        ),
        description="Дело № 2-15/2026",
    )
    card = await fresh(cabinet, stand)
    await save(cabinet, answer)
    await cabinet.debt_request.send()
    await cabinet.debt_request.confirm()
    persons = stand.answer_to(card.request_number)["persons"]
    assert [(p["last_name"], p["first_name"], p["middle_name"], p["files"]) for p in persons] == [
        ("О'Нил-Краснова", "Ёлка", "Ивановна", [one.sha256, two.sha256]),
        ("Безотчествов", "Ким", None, [two.sha256]),
    ]
    shown = (await cabinet.debt_request.read()).response_data
    assert shown is not None
    assert [item.files for item in shown.debt_info] == [(one.name, two.name), (two.name,)]


async def test_a_draft_is_replaced_whole_not_added_to(cabinet: Cabinet, stand, tmp_path: Path) -> None:
    one, two = acts(tmp_path)
    card = await fresh(cabinet, stand)
    first = AnswerDebtor(Person("Первый", "Пётр"), (one, two))
    await save(cabinet, Answer(True, (first, AnswerDebtor(Person("Второй", "Влас")))))
    await save(cabinet, Answer(True, (AnswerDebtor(Person("Третий", "Тит"), (two,)),)))
    persons = stand.answer_to(card.request_number)["persons"]
    assert [(p["last_name"], p["files"]) for p in persons] == [("Третий", [two.sha256])]


async def test_a_file_that_changed_after_approval_is_not_uploaded(cabinet: Cabinet, stand, tmp_path: Path) -> None:
    one, _ = acts(tmp_path)
    one.path.write_bytes(b"%PDF-1.4 changed")
    card = await fresh(cabinet, stand)
    with pytest.raises(PlanError):
        await cabinet.debt_request.add_answer(Answer(True, (AnswerDebtor(Person("Первый", "Пётр"), (one,)),)))
    assert stand.answer_to(card.request_number) is None


async def test_an_upload_that_fails_leaves_nothing_saved(cabinet: Cabinet, stand, tmp_path: Path) -> None:
    one, _ = acts(tmp_path)
    card = await fresh(cabinet, stand)
    stand.fault("error_500_once", path="/filestore/upload")
    with pytest.raises(Temporary):
        await cabinet.debt_request.add_answer(Answer(True, (AnswerDebtor(Person("Первый", "Пётр"), (one,)),)))
    assert stand.fired() == 1
    assert stand.answer_to(card.request_number) is None


async def test_a_form_that_went_with_its_page_was_not_saved(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    await cabinet.debt_request.add_answer(NO)
    stand.fault("session_lost", path=f"/{card.portal_id}")
    outcome = await cabinet.debt_request.save()
    assert (outcome.seen, outcome.status) == (Seen.UNCLEAR, 403)
    assert stand.answer_to(card.request_number) is None


async def test_a_withdrawn_request_is_not_waited_for(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    stand.call("POST", "withdraw-request", {"request_number": card.request_number})
    with pytest.raises(NeedsOperator, match="отозвал"):
        await cabinet.debt_request.read()
    assert await cabinet.debt_requests.find_request(card.request_number) is None


GATEWAY = {"status": 404, "content_type": "text/html", "body": "<html><body><h1>404 Not Found</h1>nginx</body></html>"}
ROUTER = {"status": 404, "json": {"error": "Not Found"}}


def told(answer: dict[str, Any]) -> Callable[[Route], Coroutine[Any, Any, None]]:
    return lambda route: route.fulfill(**answer)


async def test_a_card_that_is_not_found_for_a_moment_is_not_a_withdrawn_request(cabinet: Cabinet, stand) -> None:
    """Neither by a gateway's page nor by JSON, whatever is done with the card."""
    card = await fresh(cabinet, stand)
    page, known = cabinet.debt_request, (card.portal_id or "", card.request_number)
    asked = f"**/debtreq/sub/{card.portal_id}"
    acts = {"read": (), "current": known, "open_request": known}
    for act, answer in (("read", GATEWAY), *((name, ROUTER) for name in acts)):
        await cabinet.page.route(asked, told(answer))
        with pytest.raises(SiteUnavailable, match="404"):
            await getattr(page, act)(*acts[act])
        await cabinet.page.unroute_all()
        assert (await getattr(page, act)(*acts[act])).request_number == card.request_number, (act, answer)
    # Nor does one empty answer of the register, which is asked then, make it one.
    await cabinet.page.route(asked, told(ROUTER))
    stand.fault("empty_list", after=1)
    with pytest.raises(SiteUnavailable, match="404"):
        await page.read()
    assert stand.fired() == 1


async def test_a_draft_whose_sending_comes_to_nothing_is_read_as_a_draft(cabinet: Cabinet, stand) -> None:
    """It is refused, then swallowed, then there are two buttons; each time the screen and the stand are asked anew."""
    card = await fresh(cabinet, stand)
    await save(cabinet, NO)
    page = cabinet.debt_request

    stand.fault("answer_refused", path="/send")
    await page.send()
    outcome = await page.confirm()
    assert (outcome.seen, outcome.status) == (Seen.REFUSED, 422)
    assert outcome.text, "in the site's own words"
    stand.clear()
    assert (await page.read()).draft, "the window does not hang over the next reading"
    assert stand.answer_to(card.request_number)["sends"] == 0

    stand.fault("swallowed", path="/send")
    await page.send()
    assert (await page.confirm()).seen is Seen.SUCCESS, "it looks like success"
    assert stand.answer_to(card.request_number)["sends"] == 0
    assert (await page.read()).response_status is ResponseStatus.NOT_SENT
    assert stand.fired() == 1
    stand.clear()

    stand.fault("button_doubled", caption="Отправить ответ")
    await page.read()
    with pytest.raises(PageChanged) as caught:
        await page.send()
    assert caught.value.key == "debt_request.send"
    assert stand.answer_to(card.request_number)["sends"] == 0


@pytest.mark.parametrize(("fault", "sends"), [("reply_lost", 1), ("cut_after", 1), ("cut_before", 0)])
async def test_a_lost_reply_is_unclear_and_only_reading_tells(cabinet: Cabinet, stand, fault: str, sends: int) -> None:
    card = await fresh(cabinet, stand)
    await save(cabinet, NO)
    # A browser repeats a request by itself when a kept connection breaks, so the repetitions are cut as well.
    stand.fault(fault, path="/send", count=1 if fault == "reply_lost" else 9)
    await cabinet.debt_request.send()
    outcome = await cabinet.debt_request.confirm()
    assert outcome.seen is Seen.UNCLEAR
    assert stand.fired() >= 1
    assert stand.answer_to(card.request_number)["sends"] == sends
    stand.clear()
    again = await cabinet.debt_request.read()
    assert (again.response_status is ResponseStatus.SENT) == bool(sends)


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
async def test_a_request_the_browser_repeats_by_itself_is_stored_once(cabinet: Cabinet, stand, fault: str) -> None:
    card = await fresh(cabinet, stand)
    await save(cabinet, NO)
    stand.fault(fault, path="/send", count=1)
    await cabinet.debt_request.send()
    await cabinet.debt_request.confirm()
    assert stand.fired() == 1
    again = await cabinet.debt_request.read()
    sends = stand.answer_to(card.request_number)["sends"]
    assert sends <= 1
    assert (again.response_status is ResponseStatus.SENT) == bool(sends)


async def test_a_colleague_who_was_faster_is_met_as_a_refusal(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    await cabinet.debt_request.add_answer(NO)
    stand.fault("colleague_answered")
    outcome = await cabinet.debt_request.save()
    assert (outcome.seen, outcome.status) == (Seen.REFUSED, 409)
    assert stand.answer_to(card.request_number)["sends"] <= 1
    read = await cabinet.debt_request.read()
    assert read.response_data is not None


async def test_attention_over_the_card_is_temporary(cabinet: Cabinet, stand) -> None:
    card = await fresh(cabinet, stand)
    stand.fault("attention", path="/debtreq/api/rest/services/debtreq/sub/", count=1)
    with pytest.raises(Temporary, match="Внимание"):
        await cabinet.debt_request.read()
    assert (await cabinet.debt_request.read()).request_number == card.request_number
