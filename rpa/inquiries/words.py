"""How names and captions are compared: blanks, case and «ё» do not tell people apart."""

from __future__ import annotations


def folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е")
