"""What a reader finds in the documents: links, commands, keys of settings. Printed pages are read like the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from printed_pages import ROOT

DOCUMENTS = sorted(
    path
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("rpa/**/*.md"),
        *ROOT.glob("benchmarks/*.md"),
    ]
)


def prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def links(path: Path) -> Iterator[str]:
    """Targets of links and pictures, without those that leave the repository."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(path: Path) -> set[str]:
    """Anchors of headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+?)\s*$", prose(path), flags=re.MULTILINE)
    }


def calls(text: str) -> Iterator[str]:
    """Command lines of ``rpa`` in `code`, in fenced and in indented blocks; up to a pipe, a comment, the next call."""
    spans = re.findall(r"`(rpa [^`\n]+)`", text)
    spans += re.findall(r"^(?: {4}|\$ |)(?:sudo )?(?:\S*/)?(rpa [^\n]+)$", text, flags=re.MULTILINE)
    for span in spans:
        yield re.split(r"\s+(?:#|&&|\|)|  +|;", span)[0].strip()
