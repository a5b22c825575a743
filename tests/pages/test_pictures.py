"""Pictures: what is personal cannot be told from them, and none is taken when something cannot be covered."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from rpa.cabinet import Cabinet
from rpa.cabinet.pages import base
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor
from rpa.model import Person

REQUESTS = 24
"""One of them is opened; a list of a page is pictured."""


async def open_card(cabinet: Cabinet, stand) -> None:
    await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[0]))


DRAWN = """async (jpeg) => {
  const image = new Image();
  image.src = "data:image/jpeg;base64," + jpeg;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  return pen;
}"""
COMPARED = """async (jpegs) => {
  const read = async (jpeg) => {
    const pen = await (DRAWN)(jpeg);
    return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
  };
  const [one, other] = await Promise.all(jpegs.map(read));
  if (one.width !== other.width || one.height !== other.height) return { most: 255, part: 1 };
  let most = 0, pixels = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const shades = [0, 1, 2].map((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]));
    most = Math.max(most, ...shades);
    pixels += shades.some(Boolean);
  }
  return { most, part: pixels / (one.width * one.height) };
}"""


async def seen_on_a_blank_page(cabinet: Cabinet, script: str, given: Any) -> Any:
    blank = await cabinet.page.context.new_page()
    try:
        return await blank.evaluate(script.replace("DRAWN", DRAWN), given)
    finally:
        await blank.close()


def in_base64(jpeg: bytes) -> str:
    return base64.b64encode(jpeg).decode()


async def alike(cabinet: Cabinet, *jpegs: bytes) -> bool:
    """Chromium draws a rounded corner a few shades (of 255) differently under load; letters differ by 100+."""
    seen = await seen_on_a_blank_page(cabinet, COMPARED, [in_base64(jpeg) for jpeg in jpegs])
    return seen["most"] <= 16 and seen["part"] < 0.001


def unmasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_COVER", "{css} {{ }}")


async def test_pictures_of_two_debtors_are_the_same_with_the_mask_alone(
    cabinet: Cabinet, stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_card(cabinet, stand)
    taken: dict[bool, list[bytes]] = {True: [], False: []}
    for last_name in ("Иванов", "Петрова"):
        answer = Answer(True, (AnswerDebtor(Person(last_name, "Пётр", "Ильич")),), "Пояснение")
        await cabinet.debt_request.add_answer(answer)
        await cabinet.page.mouse.move(1, 1)  # a button under the pointer looks different
        for masked, pictures in taken.items():
            with monkeypatch.context() as patch:
                if not masked:
                    unmasked(patch)
                jpeg = (await cabinet.debt_request.picture_of_form()).jpeg
            assert jpeg is not None
            pictures.append(jpeg)
        if last_name == "Иванов":
            await cabinet.debt_request.read()  # which closes the form
    assert await alike(cabinet, *taken[True])
    assert not await alike(cabinet, *taken[False])


async def test_a_flat_cannot_be_told_from_the_picture_of_a_card_and_the_house_can(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    one = (await cabinet.debt_request.picture()).jpeg
    assert one is not None
    assert one.startswith(b"\xff\xd8"), "a JPEG"
    cell = "td:text-is('{label}') + td"
    change = "(element) => { element.textContent = '777' }"
    await cabinet.page.locator(cell.format(label="№ помещения")).evaluate(change)
    flat = (await cabinet.debt_request.picture()).jpeg
    await cabinet.page.locator(cell.format(label="Адрес")).evaluate(change)
    house = (await cabinet.debt_request.picture()).jpeg
    assert flat is not None
    assert house is not None
    assert await alike(cabinet, one, flat)
    assert not await alike(cabinet, one, house)


WARNED = """(words) => {
  document.querySelector("#warned")?.remove();
  const place = 'position: fixed; z-index: 9999; top: 120px; left: 300px; width: 420px; display: block';
  document.body.insertAdjacentHTML("beforeend", `<div id="warned" class="modal in" style="${place}">
    <div class="modal-dialog"><h4>Внимание <span class="glyphicon glyphicon-exclamation-sign"></span></h4>
    <div class="modal-body" style="height: 60px; overflow: hidden">${words}</div>
    <div class="modal-footer"></div></div></div>`);
}"""


async def test_what_the_cabinet_warns_of_cannot_be_told_from_the_picture(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    plain = (await cabinet.debt_request.picture()).jpeg
    taken = []
    for words in ("Должник Иванов уже указан", "Должник Петрова уже указана, квартира 77"):
        await cabinet.page.evaluate(WARNED, words)
        taken.append((await cabinet.debt_request.picture()).jpeg)
    one, other = taken
    assert plain is not None and one is not None and other is not None
    assert await alike(cabinet, one, other)
    assert not await alike(cabinet, plain, one), "that there was a window is seen"


async def test_no_picture_is_taken_when_what_must_be_covered_is_not_found(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    await cabinet.page.locator("td:text-is('№ помещения')").evaluate("(element) => element.closest('table').remove()")
    picture = await cabinet.debt_request.picture()
    assert picture.jpeg is None
    assert "не сохранён" in (picture.reason or "")


READ_BOXES = """(area, words) => {
  const own = area.getBoundingClientRect(), found = [];
  const seen = (node) => {
    let box = { left: own.left, top: own.top, right: own.right, bottom: own.bottom };
    for (let up = node; up && up !== area; up = up.parentElement) {
      if (getComputedStyle(up).overflowY === "visible") continue;
      const held = up.getBoundingClientRect();
      box = { left: Math.max(box.left, held.left), top: Math.max(box.top, held.top),
              right: Math.min(box.right, held.right), bottom: Math.min(box.bottom, held.bottom) };
    }
    return box;
  };
  const add = (rects, text, holder) => {
    const word = words.find((one) => text.includes(one)), view = seen(holder);
    if (!word) return;
    for (const rect of rects) {
      const left = Math.max(rect.left, view.left), top = Math.max(rect.top, view.top);
      const width = Math.min(rect.right, view.right) - left, height = Math.min(rect.bottom, view.bottom) - top;
      if (width > 2 && height > 2) found.push({ word, left: left - own.left, top: top - own.top, width, height });
    }
  };
  const texts = document.createTreeWalker(area, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    range.selectNodeContents(node);
    add([...range.getClientRects()], node.data, node.parentElement);
  }
  for (const input of area.querySelectorAll("input, textarea")) {
    const box = input.getBoundingClientRect();
    // The middle of the field, where its letters are.
    add([new DOMRect(box.left + 6, box.top + 6, box.width / 2, box.height - 12)], input.value, input);
  }
  return found;
}"""
"""Where the page model has these words: boxes of text nodes and of fields, as far as they are in view."""
READ_SHADES = """async ([jpeg, boxes]) => {
  const pen = await (DRAWN)(jpeg);
  return boxes.map((box) => {
    const shades = pen.getImageData(Math.round(box.left), Math.round(box.top), Math.max(1, Math.floor(box.width)),
                                    Math.max(1, Math.floor(box.height))).data;
    let darkest = 255, lightest = 0;
    for (let at = 0; at < shades.length; at += 4) {
      const shade = (shades[at] + shades[at + 1] + shades[at + 2]) / 3;
      [darkest, lightest] = [Math.min(darkest, shade), Math.max(lightest, shade)];
    }
    return { word: box.word, darkest, lightest };
  });
}"""


async def looked_under(cabinet: Cabinet, area: Any, jpeg: bytes, words: list[str]) -> tuple[set[str], set[str]]:
    """Words the page model has in the pictured area; those whose place in the picture is not one even grey."""
    boxes = await area.evaluate(READ_BOXES, words)
    shades = await seen_on_a_blank_page(cabinet, READ_SHADES, [in_base64(jpeg), boxes])
    # JPEG makes an even grey uneven by a few shades.
    legible = {one["word"] for one in shades if one["lightest"] - one["darkest"] > 30}
    return {box["word"] for box in boxes}, legible


async def test_of_what_the_page_model_holds_under_the_mask_nothing_shows_in_the_picture(
    cabinet: Cabinet, stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the mask it would: what is looked for can be seen there."""
    await open_card(cabinet, stand)
    page = cabinet.debt_request
    flat = await cabinet.page.locator("td:text-is('№ помещения') + td").inner_text()
    people = (AnswerDebtor(Person("Канарейкоперов", "Небылослав", "Ильич")), AnswerDebtor(Person("Вторая", "Анна")))
    words = ["Канарейкоперов", "Небылослав", "Вторая"]

    async def pictured(take: Any, area: Any, words: list[str]) -> tuple[set[str], set[str]]:
        jpeg = (await take()).jpeg
        assert jpeg is not None
        return await looked_under(cabinet, area, jpeg, words)

    card = page.find("picture").first
    assert await pictured(page.picture, card, [flat]) == ({flat}, set())
    with monkeypatch.context() as patch:
        unmasked(patch)
        assert await pictured(page.picture, card, [flat]) == ({flat}, {flat})

    await page.add_answer(Answer(True, people, "Пояснение о Канарейкоперове"))
    form = page._form().find("picture").first
    held, legible = await pictured(page.picture_of_form, form, words)
    assert held >= {"Канарейкоперов"} and not legible
    with monkeypatch.context() as patch:
        unmasked(patch)
        held, legible = await pictured(page.picture_of_form, form, words)
        assert held >= {"Канарейкоперов"} and legible == held


async def test_a_picture_of_a_failure_hides_what_the_picture_of_that_screen_hides(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    flat, staff = [
        await cabinet.page.locator(f"td:text-is('{caption}') + td").inner_text()
        for caption in ("№ помещения", "Сотрудник, сформировавший запрос")
    ]
    failure = (await cabinet.picture()).jpeg
    assert failure is not None
    held, legible = await looked_under(cabinet, cabinet.debt_request.find("picture").first, failure, [flat, staff])
    assert (held, legible) == ({flat, staff}, set())

    inquiry = (await cabinet.inquiries.read())[0]
    card = await cabinet.inquiry.open_inquiry(inquiry.portal_id)
    failure = (await cabinet.picture()).jpeg
    assert failure is not None and card.applicant is not None
    words = [word for word in card.text.split() if len(word) > 5][:4]
    held, legible = await looked_under(cabinet, cabinet.inquiry.find("picture").first, failure, words)
    assert held and not legible


async def test_a_form_that_hangs_over_the_card_shows_nobody_on_the_cards_picture(cabinet: Cabinet, stand) -> None:
    await open_card(cabinet, stand)
    people = (AnswerDebtor(Person("Канарейкоперов", "Небылослав", "Ильич")),)
    await cabinet.debt_request.add_answer(Answer(True, people, "Пояснение о Канарейкоперове"))
    words = ["Канарейкоперов", "Небылослав"]
    for taken in (await cabinet.picture(), await cabinet.debt_request.picture()):
        assert taken.jpeg is not None
        area = cabinet.debt_request.find("picture").first
        box = await area.bounding_box()
        assert box is not None
        # The form is no part of the area in the page model, but lies over it: its fields are looked for in place.
        boxes = await cabinet.page.locator("body").evaluate(READ_BOXES, words)
        own = await area.evaluate(
            "(one) => ({ left: one.getBoundingClientRect().left, top: one.getBoundingClientRect().top })"
        )
        boxes = [one | {"left": one["left"] - own["left"], "top": one["top"] - own["top"]} for one in boxes]
        inside = [one for one in boxes if 0 <= one["left"] < box["width"] - 20 and 0 <= one["top"] < box["height"] - 10]
        assert inside, "the form covers a part of the card"
        shades = await seen_on_a_blank_page(cabinet, READ_SHADES, [in_base64(taken.jpeg), inside])
        assert not [one for one in shades if one["lightest"] - one["darkest"] > 30]


async def test_no_picture_is_taken_when_the_rows_are_not_where_they_were(cabinet: Cabinet, stand) -> None:
    slipped_in = "(cell) => cell.closest('tr').before(document.createElement('tr'))"
    another_caption = "(cell) => { cell.textContent = 'Помещение' }"
    await open_card(cabinet, stand)
    card, register = cabinet.debt_request, cabinet.debt_requests
    for screen, change in ((card, slipped_in), (card, another_caption), (register, slipped_in)):
        await (card.read() if screen is card else register.read())
        assert (await screen.picture()).jpeg is not None, change
        await cabinet.page.locator("td:text-is('№ помещения')").first.evaluate(change)
        picture = await screen.picture()
        assert picture.jpeg is None, change
        assert "не сохранён" in (picture.reason or "")


async def test_a_screen_nobody_has_described_is_not_taken(cabinet: Cabinet) -> None:
    await cabinet.home.open()
    assert (await cabinet.picture()).jpeg is None
