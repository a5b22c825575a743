"""«Обращения»: register and card against the stand's own record."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.cabinet.pages.inquiry import InquiryGone
from rpa.cabinet.pages.windows import Seen
from rpa.errors import SiteUnavailable, Temporary
from rpa.model import Inquiry, InquiryStatus


async def unfinished(cabinet: Cabinet, stand) -> Inquiry:
    """The card of an inquiry that waits for its answer, opened."""
    waiting = next(item for item in stand.state("inquiries") if item["status"] in ("SENT", "IN_WORK"))
    return await cabinet.inquiry.open_inquiry(waiting["id"])


def held(stand, number: str) -> dict:
    return next(item for item in stand.state("inquiries") if item["number"] == number)


async def test_all_inquiries_are_read_over_all_pages_and_the_filters_narrow_them(cabinet: Cabinet, stand) -> None:
    found = await cabinet.inquiries.read()
    assert len(found) > 20
    assert {item.number for item in found} == {item["number"] for item in stand.state("inquiries")}
    some = found[0]
    by_number = await cabinet.inquiries.read(InquiryFilter(number=some.number))
    assert [item.number for item in by_number] == [some.number]
    executed = await cabinet.inquiries.read(InquiryFilter(statuses=frozenset({InquiryStatus.EXECUTED})))
    assert {item.number for item in executed} == {
        item["number"] for item in stand.state("inquiries") if item["status"] == "EXECUTED"
    }
    one_day = await cabinet.inquiries.read(InquiryFilter(created_from=some.created, created_to=some.created))
    assert some.number in {item.number for item in one_day}
    assert {item.created for item in one_day} == {some.created}


async def test_a_card_is_read_with_text_history_and_files(cabinet: Cabinet, stand) -> None:
    row = next(item for item in stand.state("inquiries") if item["attachments"])
    listed = (await cabinet.inquiries.read(InquiryFilter(number=row["number"])))[0]
    card = await cabinet.inquiry.open_inquiry(listed.portal_id)
    assert (card.number, card.text, card.topic) == (row["number"], row["text"], row["topic"])
    assert len(card.history) == len(row["history"])
    assert [file.name for file in card.attachments] == [file["name"] for file in row["attachments"]]
    content = await cabinet.inquiry.download(card.attachments[0])
    assert len(content) == card.attachments[0].size


async def test_a_card_that_is_not_there_is_gone_and_a_gateways_404_is_not_believed(cabinet: Cabinet, stand) -> None:
    listed = stand.state("inquiries")[0]
    with pytest.raises(InquiryGone):
        await cabinet.inquiry.open_inquiry("00000000-0000-0000-0000-000000000000")

    async def gateway(route) -> None:
        await route.fulfill(status=404, content_type="text/html", body="<h1>404 Not Found</h1>")

    await cabinet.inquiry.page.route(f"**/messages/received/{listed['id']}*", gateway)
    with pytest.raises(Temporary):
        await cabinet.inquiry.open_inquiry(listed["id"])
    await cabinet.inquiry.page.unroute_all()
    assert (await cabinet.inquiry.open_inquiry(listed["id"])).number == listed["number"]


async def test_an_inquiry_is_given_to_an_employee_with_a_planned_date(cabinet: Cabinet, stand) -> None:
    performer = next(item for item in stand.state("rights") if item["status"] == "Действующий")
    card = await unfinished(cabinet, stand)
    planned = card.execution_end_date
    outcome = await cabinet.inquiry.assign(performer["employee_id"], planned)
    assert outcome.seen is Seen.SUCCESS, outcome.text
    again = await cabinet.inquiry.read()
    assert (again.executor, again.date_of_appointment) == (performer["employee"], planned)
    assert again.status is InquiryStatus.IN_WORK
    assert held(stand, card.number)["status"] == "IN_WORK"


async def test_the_term_is_extended_with_a_comment(cabinet: Cabinet, stand) -> None:
    card = await unfinished(cabinet, stand)
    if card.executor is None:
        # The stand extends only what somebody works on.
        performer = next(item for item in stand.state("rights") if item["status"] == "Действующий")
        await cabinet.inquiry.assign(performer["employee_id"], card.execution_end_date)
    later = card.execution_end_date + timedelta(days=10)
    outcome = await cabinet.inquiry.extend(later, "Требуется дополнительный осмотр общего имущества дома.")
    assert outcome.seen is Seen.SUCCESS, outcome.text
    assert (await cabinet.inquiry.read()).execution_end_date == later


async def test_an_assignment_that_did_not_go_through_is_not_called_a_success(cabinet: Cabinet, stand) -> None:
    performer = next(item for item in stand.state("rights") if item["status"] == "Действующий")
    inquiry = await unfinished(cabinet, stand)
    for fault, seen in (("answer_refused", Seen.REFUSED), ("reply_lost", Seen.UNCLEAR)):
        stand.fault(fault, path="/performer")
        outcome = await cabinet.inquiry.assign(performer["employee_id"])
        assert outcome.seen is seen, fault
        assert stand.fired() == 1, fault
        assert (await cabinet.inquiry.read()).number == inquiry.number, fault
        stand.clear()


async def test_a_page_that_is_served_instead_of_a_file_is_no_file(cabinet: Cabinet, stand) -> None:
    row = next(item for item in stand.state("inquiries") if item["attachments"])
    file = (await cabinet.inquiry.open_inquiry(row["id"])).attachments[0]
    stand.fault("waf_page", path="/filestore/publicDownloadServlet")
    with pytest.raises(SiteUnavailable):
        await cabinet.inquiry.download(file)
    assert stand.fired() == 1
    assert len(await cabinet.inquiry.download(file)) == file.size


@pytest.mark.parametrize("mark", ["\ufeff", "\x1f", "\xa0\xa0", "\u2028"])
async def test_a_name_with_a_mark_the_screen_drops_is_the_same_name(cabinet: Cabinet, stand, mark: str) -> None:
    """Python and the browser do not agree on what is blank, and neither do the people who write names."""
    row = next(item for item in stand.state("inquiries") if item["attachments"])
    given = row["attachments"][0]["name"]
    odd = given.replace(".", mark + ".", 1)
    path = cabinet.inquiry.path("card_data", id=row["id"])
    with stand.running.cabinet() as client:
        body = client.get(path).raise_for_status().json()
    text = json.dumps(body, ensure_ascii=False)
    assert f'"{given}"' in text
    altered = text.replace(f'"{given}"', json.dumps(odd))
    await cabinet.page.route(f"**{path}", lambda route: route.fulfill(content_type="application/json", body=altered))
    card = await cabinet.inquiry.open_inquiry(row["id"])
    await cabinet.page.unroute_all()
    assert card.attachments[0].name == odd
