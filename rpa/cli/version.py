"""What ``rpa --version`` says."""

from __future__ import annotations

from rpa import __version__


def describe() -> str:
    """One line: the product's version."""
    return f"rpa {__version__}"
