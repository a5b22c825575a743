"""No picture shows a name that the site told of, also where the selector that covers names finds nobody to cover."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor
from rpa.cabinet.pages.windows import Seen
from rpa.model import Person

OTHER_MARKUP = """(one) => {
  const other = document.createElement("p");
  other.append(...one.childNodes);
  one.replaceWith(other);
}"""
STREET = "(one) => one.closest('.section-base').querySelector('h2').append(' ул. Канарейкоперова')"


async def test_no_picture_is_taken_on_which_somebody_the_site_told_of_can_be_read(cabinet: Cabinet, stand) -> None:
    await cabinet.debt_request.open_request(stand.portal_id(stand.unanswered()[-1]))
    people = (AnswerDebtor(Person("Канарейкоперова", "Небылослава", "Ильинична")),)
    await cabinet.debt_request.add_answer(Answer(True, people))
    assert (await cabinet.debt_request.save()).seen is Seen.SUCCESS
    await cabinet.debt_request.read()
    await cabinet.debt_request.find("debtor").first.evaluate(STREET)
    assert (await cabinet.picture()).jpeg is not None, "the street of that name is nobody's name"
    await cabinet.debt_request.find("debtor").first.evaluate(OTHER_MARKUP)
    picture = await cabinet.picture()
    assert picture.jpeg is None
    assert "debt_request.debtor" in (picture.reason or "")
