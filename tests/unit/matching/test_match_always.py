"""What holds for every address and every name, not only for those somebody thought of."""

from __future__ import annotations

from address_spellings import changed, places, spellings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.debts.address import Outcome, compare_dwellings, parse_address, parse_flat
from rpa.debts.person import compare_persons
from rpa.model import Person

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SCRAPS = [
    "г",
    "г.",
    "ул",
    "ул.",
    "д",
    "д.",
    "дом",
    "кв",
    "кв.",
    "корп",
    "к",
    "с",
    "стр.",
    "лит",
    "мкр",
    "пр.",
    "обл",
    "р-н",
    "ком.",
    "5",
    "12",
    "8Б",
    "12к2",
    "5-12",
    "12/2",
    "1-я",
    "Садовая",
    "Энск",
    "Марта",
    "им.",
    "А.",
    ",",
    "-",
    "/",
    "№",
    "(",
    ")",
    "б/н",
    "12.05.2024",
    "123456",
    "\u200b",
    "\u0306",
    "³",
    "٣",
    "Ⅻ",
    "Ω",
]
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SCRAPS), max_size=14).map(" ".join))
names = st.one_of(
    st.text(max_size=15),
    st.sampled_from(["Вымыслов", "И.", "И.И.", "Али оглы", "-", "нет", "Пётр", "ИП", "Ilya", "3айцев"]),
)
persons = st.builds(Person, names, names, st.one_of(st.none(), names))


@given(st.data())
@relaxed
def test_spelling_noise_never_parts_what_is_the_same(data: st.DataObject) -> None:
    place = data.draw(places())
    one, two = (parse_address(*data.draw(spellings(place))) for _ in range(2))
    verdict = compare_dwellings(one, two)
    assert verdict.outcome is Outcome.SAME, verdict


@given(st.data(), st.integers(1, 30))
@relaxed
def test_another_house_number_is_never_the_same(data: st.DataObject, step: int) -> None:
    place = data.draw(places())
    one = parse_address(*data.draw(spellings(place)))
    two = parse_address(*data.draw(spellings(changed(place, step, 0))))
    assert compare_dwellings(one, two).outcome is Outcome.DIFFERENT


@given(st.data(), st.integers(1, 30))
@relaxed
def test_another_flat_is_never_the_same(data: st.DataObject, step: int) -> None:
    place = data.draw(places())
    one = parse_address(*data.draw(spellings(place)))
    two = parse_address(*data.draw(spellings(changed(place, 0, step))))
    assert compare_dwellings(one, two).outcome is Outcome.DIFFERENT


@given(texts, texts, st.one_of(st.none(), texts), st.one_of(st.none(), texts))
@relaxed
def test_any_two_texts_are_compared_the_same_way_round_and_back(
    a: str, b: str, flat: str | None, other: str | None
) -> None:
    one, two = parse_address(a, flat), parse_address(b, other)
    assert compare_dwellings(one, two).outcome is compare_dwellings(two, one).outcome


@given(texts, st.one_of(st.none(), texts), st.one_of(st.none(), texts))
@relaxed
def test_a_text_is_never_different_from_itself(text: str, flat: str | None, room: str | None) -> None:
    dwelling = parse_address(text, flat, room)
    assert compare_dwellings(dwelling, parse_address(text, flat, room)).outcome is not Outcome.DIFFERENT


@given(texts, texts)
@relaxed
def test_a_doubt_in_either_text_forbids_same(a: str, b: str) -> None:
    one, two = parse_address(a, "12"), parse_address(b, "12")
    if one.problems or two.problems:
        assert compare_dwellings(one, two).outcome is not Outcome.SAME


@given(texts)
@relaxed
def test_any_text_is_read_as_a_flat_without_an_error(text: str) -> None:
    flat = parse_flat(text)
    assert flat.number == "" or (flat.number.isdigit() and not flat.problem)


@given(persons, persons)
@relaxed
def test_persons_are_compared_the_same_way_round_and_back(a: Person, b: Person) -> None:
    assert compare_persons(a, b).outcome is compare_persons(b, a).outcome


@given(persons)
@relaxed
def test_a_person_is_never_different_from_oneself(person: Person) -> None:
    assert compare_persons(person, person).outcome is not Outcome.DIFFERENT


@given(persons, persons)
@relaxed
def test_same_persons_have_equal_names_up_to_spelling(a: Person, b: Person) -> None:
    if compare_persons(a, b).outcome is Outcome.SAME:
        assert len(a.first_name.strip()) and len(b.first_name.strip())
        assert compare_persons(a, a).outcome is Outcome.SAME
