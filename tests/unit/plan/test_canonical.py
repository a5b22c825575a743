from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.debts.canonical import canonical_bytes, digest, parse_canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


def test_keys_are_sorted_text_is_utf8_and_there_are_no_blanks() -> None:
    assert canonical_bytes({"я": 1, "b": [True, None], "a": "ё"}) == '{"a":"ё","b":[true,null],"я":1}'.encode()


def test_the_hash_is_the_published_one() -> None:
    # sha256 of the two bytes "{}", checked with sha256sum.
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_an_enum_of_text_is_its_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert canonical_bytes(Colour.RED) == b'"red"'


@pytest.mark.parametrize("value", [1.0, Decimal("1"), date(2026, 1, 1), b"x", {1: "x"}, {"a": [float("nan")]}, {1, 2}])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@pytest.mark.parametrize("value", [2**53, "\ud800"])
def test_what_others_could_not_hash_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_bytes(value)


@given(VALUES)
def test_reading_back_gives_the_same_value(value: object) -> None:
    assert parse_canonical(canonical_bytes(value)) == json.loads(json.dumps(value))


KEYED = st.dictionaries(TEXT, st.integers(-(2**53) + 1, 2**53 - 1) | TEXT, min_size=2, max_size=8)


@given(KEYED.flatmap(lambda value: st.tuples(st.just(value), st.permutations(list(value)))))
def test_order_of_keys_changes_nothing(drawn: tuple[dict[str, object], list[str]]) -> None:
    value, keys = drawn
    other = {key: value[key] for key in keys}
    assert digest(other) == digest(value)
    assert digest([{"within": other}]) == digest([{"within": value}])


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"1.0", b"\xff", b"{}\n"])
def test_any_other_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_canonical(data)
