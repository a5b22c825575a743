"""Charts as inline SVG. Each says in words what it shows and has a table of its numbers beside it.

Series differ by pattern and outline, not by colour alone. A view is 360 units wide, so that its letters stay readable
on a phone; no style attribute, which the page's policy forbids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 360
COLOURS = {
    "good": "#0d6a3e",
    "wait": "#b87503",
    "bad": "#a61b1b",
    "calm": "#8794a1",
    "accent": "#0b57a4",
    "outline": "#ffffff",
}
_PATTERNS = {
    "good": "",
    "accent": "",
    "outline": "",
    "wait": '<path d="M0 6L6 0" stroke="#fff" stroke-width="1.6"/>',
    "bad": '<path d="M0 0L6 6M6 0L0 6" stroke="#fff" stroke-width="1.2"/>',
    "calm": '<circle cx="3" cy="3" r="1.3" fill="#fff"/>',
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One value with its name; ``tone`` chooses colour and pattern."""

    label: str
    value: int
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``rows`` are the numbers as a table, ``columns`` its header."""

    title: str
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def share(title: str, slices: Sequence[Slice]) -> Chart:
    """One bar split by tone."""
    total = sum(item.value for item in slices) or 1
    name = _name(title)
    parts, left = [_defs(name)], 0.0
    for item in slices:
        width = 1000 * item.value / total
        parts.append(_rect(left, 0, max(width - 2, 0.5), 28, f"url(#{name}-{item.tone})"))
        left += width
    told = ", ".join(f"{item.label} — {item.value}" for item in slices)
    svg = Markup(
        '<svg class="share" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label="{}">'
    ).format(f"{title}: {told}")
    return Chart(title, svg + Markup("").join(parts) + Markup("</svg>"), (), ())


def bars(title: str, slices: Sequence[Slice], *, column: str) -> Chart:
    """Horizontal bars of requests, each with its name above and its number behind."""
    most = max((item.value for item in slices), default=0) or 1
    name = _name(title)
    parts, top = [_defs(name)], 0
    for item in slices:
        width = max(300 * item.value / most, 1.5 if item.value else 0)
        parts.append(_text(0, top + 12, item.label))
        parts.append(_rect(0, top + 18, width, 16, f"url(#{name}-{item.tone})"))
        parts.append(_text(width + 6, top + 31, str(item.value)))
        top += 46
    told = "; ".join(f"{item.label} — {item.value}" for item in slices)
    return Chart(
        title,
        _frame(f"{title}: {told}", max(top - 8, 10), parts),
        (column, "Запросов"),
        [(item.label, item.value) for item in slices],
    )


def columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int], str]],
    *,
    column: str,
    limit: int | None = None,
) -> Chart:
    """Vertical columns: at each label one column a series, side by side. ``limit``: a line after that many labels."""
    most = max((max(values, default=0) for _, values, _ in series), default=0) or 1
    name = _name(title)
    step = (WIDTH - 26) / max(len(labels), 1)
    wide = max(step / len(series) - (1 if step < 14 else 3), 1.5)
    parts = [_defs(name), _line(24, 140, WIDTH, 140)]
    for share_of in (0.5, 1.0):
        height = 120 * share_of
        if share_of == 1.0 or most > 1:
            parts += [
                _line(24, 140 - height, WIDTH, 140 - height, dashed=True),
                _text(20, 144 - height, _number(most * share_of), "end"),
            ]
    every = max(1, round(len(labels) / 10))
    for place, label in enumerate(labels):
        left = 26 + place * step
        for index, (_, values, tone) in enumerate(series):
            height = 120 * values[place] / most
            if values[place]:
                parts.append(
                    _rect(left + index * step / len(series), 140 - height, wide, height, f"url(#{name}-{tone})")
                )
        if place % every == 0:
            parts.append(_text(left + step / 2, 156, label, "middle"))
    if limit is not None:
        x = 26 + limit * step
        parts += [_line(x, 10, x, 140, dashed=True, colour="#a61b1b"), _text(x + 4, 20, "срок")]
    top = 172
    if len(series) > 1:
        for index, (label, _, tone) in enumerate(series):
            parts += [
                _rect(26 + index * 150, top, 12, 12, f"url(#{name}-{tone})"),
                _text(44 + index * 150, top + 10, label),
            ]
        top += 20
    told = "; ".join(
        f"{label}: " + (", ".join(f"{labels[i]} — {value}" for i, value in enumerate(values) if value) or "ничего")
        for label, values, _ in series
    )
    return Chart(
        title,
        _frame(f"{title}. {told}", top, parts),
        (column, *(label for label, _, _ in series)),
        [
            (label, *(values[place] for _, values, _ in series))
            for place, label in enumerate(labels)
            if any(values[place] for _, values, _ in series)
        ],
    )


def _name(title: str) -> str:
    return "c" + hashlib.sha256(title.encode()).hexdigest()[:8]


def _frame(told: str, height: float, parts: Sequence[Markup]) -> Markup:
    start = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, height, told)
    return start + Markup("").join(parts) + Markup("</svg>")


def _defs(name: str) -> Markup:
    """The patterns of one chart. Each chart has its own: those of a chart that is not drawn would be missing."""
    made = [
        Markup('<pattern id="{0}-{1}" width="6" height="6" patternUnits="userSpaceOnUse">').format(name, tone)
        + Markup('<rect width="6" height="6" fill="{}"/>').format(COLOURS[tone])
        + Markup(drawn)  # noqa: S704 - our own constants
        + Markup("</pattern>")
        for tone, drawn in _PATTERNS.items()
    ]
    return Markup("<defs>") + Markup("").join(made) + Markup("</defs>")


def _rect(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    # An outline tells a white bar from the paper it stands on.
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"{}/>').format(
        x, y, width, height, fill, Markup(' stroke="#4b5867"') if fill.endswith("-outline)") else ""
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, text)


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False, colour: str = "#8794a1") -> Markup:
    dash = Markup(' stroke-dasharray="3 3"') if dashed else Markup("")
    return Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"{}/>').format(
        x1, y1, x2, y2, colour, dash
    )


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")
