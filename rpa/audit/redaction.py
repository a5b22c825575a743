"""The one layer that keeps personal data and secrets out of everything the product writes (152-ФЗ).

Two nets: values learned at run time (names from the dataset, passwords from the vault) and patterns of things that
look secret whoever they belong to. A learned value is found whatever its case, spacing, punctuation, ``ё``/``е`` or
URL encoding; a learned person also in the cases of Russian grammar.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from rpa.audit.captions import clean_caption
from rpa.audit.learned import HIDDEN, LearnedValues
from rpa.audit.patterns import hide_patterns
from rpa.errors import RpaError

_PERSONAL = re.compile(
    r"[^\s\"'(),;:=\[\]{}]*(?:[^\x00-\x7f]|\d|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2})[^\s\"'(),;:=\[\]{}]*"
)
"""Words with a digit or a letter that is not ASCII, plain or escaped: names, flats, numbers of documents."""

__all__ = ["HIDDEN", "Redactor", "mask_name"]


def mask_name(name: str) -> str:
    """«Иванов Иван Иванович» → «И***в И. И.»: enough to tell two debtors apart, not to find one."""
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    if not words:
        return HIDDEN
    last, *rest = words
    shown = f"{last[0]}***{last[-1]}" if len(last) > 3 else f"{last[0]}***"
    return " ".join([shown, *(f"{word[0]}." for word in rest)])


class Redactor:
    """Shared by the journal, the log, the evidence store and the error texts of one run. Safe in threads."""

    def __init__(self) -> None:
        self._learned = LearnedValues()

    def learn(self, values: Iterable[str | None]) -> None:
        """Never let these texts out. Values shorter than four letters and digits are hidden as whole words only
        (short bare numbers only after «кв.» and the like), or nothing readable would remain."""
        for value in values:
            if value:
                self._learned.add(value)

    def learn_person(self, last_name: str, first_name: str = "", middle_name: str | None = None) -> None:
        """Hide each part of a name in all its grammatical cases."""
        for part in (last_name, first_name, middle_name):
            if part:
                self._learned.add_name(part)

    def text(self, text: str) -> str:
        """``text`` with everything known or looking secret replaced by ``***``."""
        return hide_patterns(self._learned.hide(text))

    def caption(self, text: str) -> str:
        """A caption of a screen nobody has described, stricter than ``text``: see ``rpa.audit.captions``."""
        return clean_caption(self.text(text))

    def value(self, value: Any) -> Any:
        """The same for every text inside dicts, lists and tuples; keys included, other types untouched."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key) if isinstance(key, str) else key: self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def exception(self, error: BaseException) -> str:
        """A traceback (with causes) as redacted text, for logs and last words; values of variables are not in it.

        An error of our own says what may be said. Any other may repeat a cell or a page that was never learned, so
        of its message only plain ASCII words stay.
        """
        return "".join(self._traceback(error, set()))

    def _traceback(self, error: BaseException, told: set[int]) -> Iterator[str]:
        told.add(id(error))
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if before is not None and id(before) not in told:
            yield from self._traceback(before, told)
            yield "\nand because of it:\n\n"
        yield "Traceback (most recent call last):\n"
        yield from map(self.text, traceback.format_tb(error.__traceback__))
        message = str(error) if isinstance(error, RpaError) else _PERSONAL.sub(HIDDEN, str(error))
        yield f"{type(error).__qualname__}: {self.text(message)}\n"
        for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            if id(part) not in told:
                yield from self._traceback(part, told)

    def patch_log(self, record: Any) -> None:
        """For ``logger.configure(patcher=…)`` of loguru: redacts message, extra values and the exception."""
        record["message"] = self.text(record["message"])
        record["extra"] = self.value(record["extra"])
        caught = record["exception"]
        if caught is not None and caught.value is not None:
            # loguru would format the exception after us, so it goes into the message as text.
            record["message"] += "\n" + self.exception(caught.value).rstrip()
            record["exception"] = None
