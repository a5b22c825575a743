"""Pictures: what is personal cannot be told from them, and none is taken when something cannot be covered."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor
from rpa.model import Person


async def filled(cabinet: Cabinet, last_name: str) -> bytes:
    answer = Answer(True, (AnswerDebtor(Person(last_name, "Пётр", "Ильич")),), "Пояснение")
    await cabinet.debt_request.add_answer(answer)
    await cabinet.page.mouse.move(1, 1)  # a button under the pointer looks different
    picture = await cabinet.debt_request.picture_of_form()
    await cabinet.debt_request.cancel_answer()
    assert picture.jpeg is not None
    return picture.jpeg


async def open_card(cabinet: Cabinet, stand) -> None:
    found = await cabinet.debt_requests.find_request(stand.unanswered()[0])
    assert found is not None
    await cabinet.debt_request.open_request(found.portal_id or "")


async def test_pictures_of_two_debtors_are_the_same_to_the_byte(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    assert await filled(cabinet, "Иванов") == await filled(cabinet, "Петрова")


async def test_a_flat_cannot_be_told_from_the_picture_of_a_card_and_the_house_can(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    one = (await cabinet.debt_request.picture()).jpeg
    assert one is not None
    assert one.startswith(b"\xff\xd8"), "a JPEG"
    cell = "td:text-is('{label}') + td"
    change = "(element) => { element.textContent = '777' }"
    await cabinet.page.locator(cell.format(label="№ помещения")).evaluate(change)
    assert (await cabinet.debt_request.picture()).jpeg == one
    await cabinet.page.locator(cell.format(label="Адрес")).evaluate(change)
    assert (await cabinet.debt_request.picture()).jpeg != one


async def test_no_picture_is_taken_when_what_must_be_covered_is_not_found(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    await cabinet.page.locator("td:text-is('№ помещения')").evaluate("(element) => element.closest('table').remove()")
    picture = await cabinet.debt_request.picture()
    assert picture.jpeg is None
    assert "не сохранён" in (picture.reason or "")
