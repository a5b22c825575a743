"""Invented dwellings and the many ways to write one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

TOWNS = [
    (("г.", "г", "город", "гор."), ("Энск", "Верхний Энск", "Заречинск", "Усть-Вымысел")),
    (("с.", "с", "село"), ("Красное", "Большое Вымыслово")),
    (("п.", "п", "пос.", "посёлок"), ("Заречный", "1 Мая")),
    (("д.", "д", "дер.", "деревня"), ("Ивановка", "Малые Вымыслы")),
    (("пгт", "пгт.", "п.г.т."), ("Сосновка-Новая",)),
]
STREETS = [
    (
        ("ул.", "ул", "улица"),
        (
            "Садовая",
            "Мира",
            "8 Марта",
            "40 лет Октября",
            "1-я Луговая",
            "Академика Придумкина",
            "Берёзовая",
            "С. Вымыслова",
        ),
    ),
    (("пр-кт", "проспект", "просп.", "пр-т"), ("Мира", "60-летия Вымысла")),
    (("пер.", "пер", "переулок"), ("Тихий", "2-й Садовый")),
    (("б-р", "бульвар", "бул."), ("Сиреневый",)),
    (("наб.", "наб", "набережная"), ("Рыбацкая",)),
    (("ш.", "шоссе"), ("Энтузиастов",)),
]


@dataclass(frozen=True)
class Place:
    town: tuple[tuple[str, ...], str]
    street: tuple[tuple[str, ...], str]
    number: int
    fraction: int
    letter: str
    corpus: str
    building: str
    flat: int


@st.composite
def places(draw: st.DrawFn) -> Place:
    kinds, towns = draw(st.sampled_from(TOWNS))
    types, streets = draw(st.sampled_from(STREETS))
    return Place(
        (kinds, draw(st.sampled_from(towns))),
        (types, draw(st.sampled_from(streets))),
        draw(st.integers(1, 250)),
        draw(st.sampled_from([0, 0, 0, 2, 17])),
        draw(st.sampled_from(["", "", "А", "Б", "В", "Г"])),
        draw(st.sampled_from(["", "", "2", "10"])),
        draw(st.sampled_from(["", "", "1"])),
        draw(st.integers(1, 400)),
    )


@st.composite
def spellings(draw: st.DrawFn, place: Place) -> tuple[str, str]:
    """An address and a flat cell that mean ``place``, in one of the spellings the rules call equal."""
    after = draw(st.booleans())
    separator = draw(st.sampled_from([", ", ",", " , ", "; "]))
    parts = draw(
        st.sampled_from([[], ["600100"], ["Россия"], ["600100", "РФ", "обл. Заозёрная"], ["Заозёрная область"]])
    )[:]
    for kinds, name in (place.town, place.street):
        kind = draw(st.sampled_from(kinds))
        glue = draw(st.sampled_from(["", " ", "\u00a0"])) if kind.endswith(".") else " "
        parts.append(f"{name} {kind}" if after else f"{kind}{glue}{name}")
    parts.append(draw(_houses(place)))
    flat = draw(st.sampled_from(["{}", "кв. {}", "кв {}", "№{}", "0{}", "{}.0", "квартира № {}", " {} "])).format(
        place.flat
    )
    if draw(st.booleans()):
        parts.append(f"кв. {place.flat}")
        flat = draw(st.sampled_from(["", "-", flat]))
    text = separator.join(parts)
    noise = draw(st.sampled_from([str, str.upper, str.lower, _plain_yo, _wide, _look_alike]))
    return noise(text), flat


@st.composite
def _houses(draw: st.DrawFn, place: Place) -> str:
    text = draw(st.sampled_from(["д. ", "д.", "дом ", "дом № ", "", "№ "])) + str(place.number)
    if place.fraction:
        text += f"/{place.fraction}"
    if place.letter:
        text += draw(st.sampled_from(["", " "])) + draw(st.sampled_from([place.letter, place.letter.lower()]))
    if place.corpus:
        text += draw(st.sampled_from([", корп. ", " корпус ", "к", " к ", ", к. "])) + place.corpus
    if place.building:
        text += draw(st.sampled_from([", стр. ", " строение ", ", строение "])) + place.building
    return text


def changed(place: Place, number: int, flat: int) -> Place:
    return replace(place, number=place.number + number, flat=place.flat + flat)


def _plain_yo(text: str) -> str:
    return text.replace("ё", "е")


def _wide(text: str) -> str:
    return text.replace(" ", "\u00a0 ").replace("-", " – ") if "-я" not in text else text.replace(" ", "  ")


def _look_alike(text: str) -> str:
    return text.replace("а", "a").replace("о", "o").replace("С", "C")
