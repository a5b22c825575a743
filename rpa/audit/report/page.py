"""The report as one HTML page that opens offline: nothing comes from outside, nothing of the journal can run.

Style and script stand in the page; the Content-Security-Policy names them by hash and allows nothing else. Pictures are
embedded; when they would make the page too heavy for a browser, they lie beside it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from rpa.audit.report.facts import PictureFact, ReportFacts, RequestFacts
from rpa.audit.report.words import DECISIONS, ENDINGS, OUTCOMES, SCENARIOS, STAGES, told

MOSCOW = ZoneInfo("Europe/Moscow")
"""The portal's clock; whoever reads the report may sit in another zone."""
EMBED_LIMIT_BYTES = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a bar: ``mark`` is a sign, so that nobody has to tell colours apart."""

    name: str
    mark: str
    count: int
    share: float
    kind: str


def render_page(
    facts: ReportFacts, evidence: Path, *, organization_name: str, title: str, made_at: datetime, beside: str = ""
) -> str:
    """The page's text. ``beside`` is where pictures lie, relative to the page, if they are too many to embed.

    A picture that is gone (retention) or differs from the journal's hash is told in its place.
    """
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = lambda day: f"{day:%d.%m.%Y}" if day else "—"
    environment.filters["moment"] = lambda at: f"{at.astimezone(MOSCOW):%d.%m.%Y %H:%M:%S}" if at else "—"
    style, script = _asset("report.css"), _asset("report.js")
    lines = facts.by_due()
    return environment.from_string(_asset("report.html.jinja")).render(
        title=title,
        organization=organization_name,
        facts=facts,
        lines=lines,
        pictures=_Pictures(evidence, lines, beside),
        decisions=_bar(Counter(line.decision for line in lines), DECISIONS),
        endings=_bar(Counter(state(line) for line in lines), ENDINGS),
        words={"decision": DECISIONS, "ending": ENDINGS, "outcome": OUTCOMES, "stage": STAGES, "scenario": SCENARIOS},
        told=told,
        state=state,
        made_at=made_at,
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def state(line: RequestFacts) -> str:
    """How the request stands for its reader: its outcome, else how a run left it, else waiting."""
    if line.outcome in ("done", "unknown", "refused", "answered_by_other"):
        return line.outcome
    return line.ending or ("approved" if line.approved else "waiting")


class _Pictures:
    """Gives a picture's address: a data URI while there is room, a path beside the page otherwise."""

    def __init__(self, evidence: Path, lines: Sequence[RequestFacts], beside: str) -> None:
        self._evidence, self._beside = evidence, beside
        sizes = (self._size(picture) for line in lines for picture in line.pictures)
        self.embedded = sum(sizes) <= EMBED_LIMIT_BYTES or not beside

    def address(self, picture: PictureFact) -> str | None:
        """``None`` if the file is gone or is not the one the journal speaks of."""
        try:
            data = (self._evidence / picture.path).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            return None
        if not self.embedded:
            return f"{self._beside}/{picture.path}"
        return "data:image/jpeg;base64," + base64.b64encode(data).decode("ascii")

    def _size(self, picture: PictureFact) -> int:
        try:
            return (self._evidence / picture.path).stat().st_size
        except OSError:
            return 0


def _bar(counts: Counter[str], words: dict[str, tuple[str, str]]) -> list[Slice]:
    total = sum(counts.values()) or 1
    return [
        Slice(told(words, kind), words.get(kind, ("", "•"))[1], counts[kind], counts[kind] / total * 100, kind)
        for kind in sorted(counts, key=lambda kind: (list(words).index(kind) if kind in words else 99, kind))
    ]


def _policy(style: str, script: str) -> str:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; img-src data: 'self'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return resources.files("rpa.audit.report").joinpath("templates", name).read_text(encoding="utf-8")
