"""Reports as one HTML file: no address outside, no script but its own, every text escaped and made harmless to read."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from rpa.audit.report import words

LONGEST_TEXT = 400
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(template: str, *, files_beside: bool = False, **values: Any) -> str:
    """The page. ``files_beside``: its pictures lie in a folder beside it.

    The policy names the page's own style and script by hash, so that nothing written into a text can run or restyle
    it, however it got there.
    """
    style, script = _resource("report.css"), _resource("report.js")
    # The scheme, since a page opened from a disk has no origin that 'self' could mean.
    images = "data: file:" if files_beside else "data:"
    policy = (
        f"default-src 'none'; img-src {images}; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return _ENVIRONMENT.get_template(template).render(
        policy=policy,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        words=words,
        **values,
    )


def visible(text: object) -> str:
    """``text`` with characters nobody sees (controls, turns of writing direction) written as their numbers."""
    return _UNSEEN.sub(lambda found: f"⟦U+{ord(found.group()):04X}⟧", str(text))


def clip(text: object, length: int = LONGEST_TEXT) -> str:
    """The beginning of a text too long for a table; the journal keeps the whole."""
    shown = visible(text)
    if len(shown) <= length:
        return shown
    cut = shown[:length]
    while cut and unicodedata.combining(cut[-1]):
        cut = cut[:-1]
    return f"{cut}… (ещё {len(shown) - len(cut)} знаков, целиком — в журнале)"


def as_date(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value is not None else "—"


def as_moment(value: datetime | None) -> str:
    """Date and time to the minute, Moscow time."""
    return f"{value:%d.%m.%Y %H:%M}" if value is not None else "—"


def as_clock(value: datetime | None) -> str:
    return f"{value:%H:%M:%S}" if value is not None else "—"


def as_length(value: timedelta | None) -> str:
    """«1 ч 02 мин», «3 мин 20 с», «8 с»."""
    if value is None:
        return "—"
    seconds = max(0, round(value.total_seconds()))
    hours, minutes, seconds = seconds // 3600, seconds % 3600 // 60, seconds % 60
    if hours:
        return f"{hours} ч {minutes:02} мин"
    return f"{minutes} мин {seconds:02} с" if minutes else f"{seconds} с"


def as_percent(value: float | None) -> str:
    """Never rounded up to 100: one late answer in a thousand must be seen."""
    if value is None:
        return "—"
    return f"{int(value * 10) / 10:g} %".replace(".", ",")


def as_number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}".replace(".", ",")


def as_hours(minutes: float) -> str:
    """«8 ч 12 мин»."""
    whole = round(minutes)
    return f"{whole // 60} ч {whole % 60:02} мин" if whole >= 60 else f"{whole} мин"


def _resource(name: str) -> str:
    return resources.files("rpa.audit.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "visible": visible,
        "clip": clip,
        "date": as_date,
        "moment": as_moment,
        "clock": as_clock,
        "lasted": as_length,
        "percent": as_percent,
        "days": as_number,
        "hours": as_hours,
        "seconds": lambda value: f"{value:%S}",
        "plural": words.plural,
    }
    return environment


_ENVIRONMENT = _environment()
