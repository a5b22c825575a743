"""A stroke alphabet drawn for the stand's PDF files, so that a page shows Cyrillic in every viewer without any font.

A glyph is polylines separated by blanks, two digits a point: x 0–4, y 0–8 with the baseline at 1 and capitals up to 7.
Small letters are the capitals at four fifths.
"""

from __future__ import annotations

_CAPITALS: dict[str, str] = {
    "А": "012741 1333", "Б": "4707013142433404", "В": "01073746453404 3443423101", "Г": "010747",
    "Д": "00014140 11273731",
    "Е": "47070141 0434", "Ё": "47070141 0434 1818 3838", "Ж": "072447 012441 2127", "З": "06173746453424 344342311102",
    "И": "07014741", "Й": "07014741 1838", "К": "0107 470441", "Л": "01174741", "М": "0107244741",
    "Н": "0107 4147 0444",
    "О": "110206173746423111", "П": "01074741", "Р": "01073746453404", "С": "4637170602113142", "Т": "0747 2721",
    "У": "0724 47241101", "Ф": "2128 130405163645443313", "Х": "0147 0741", "Ц": "07014140 3731", "Ч": "07051444 4741",
    "Ш": "07014147 2721", "Щ": "07014140 4147 2721", "Ъ": "0717113142433414", "Ы": "07012132332404 4741",
    "Ь": "07013142433404", "Э": "0617374642311102 2444", "Ю": "0107 0414 211216273746423121",
    "Я": "41471706051444 2401",
    "D": "01072745432101", "F": "010747 0434", "G": "46371706021131424323", "I": "1131 2127 1737", "J": "0211213237",
    "L": "070141", "N": "01074147", "Q": "110206173746423111 2340", "R": "01073746453404 2441",
    "S": "463717060514344342311102",
    "U": "070211314247", "V": "072147", "W": "0711243147", "Z": "07470141",
}  # fmt: skip
_LOOK_ALIKES = dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True))
_SIGNS: dict[str, str] = {
    "0": "110206173746423111", "1": "152721", "2": "06173746450141", "3": "06173746453424 344342311102",
    "4": "31370343", "5": "470704344342311102", "6": "4637170602113142433404", "7": "074721",
    "8": "14050617374645341403021131424334", "9": "0211314246371706051444", ".": "1111", ",": "1200", ":": "1212 1515",
    ";": "1200 1515", "-": "1434", "–": "0444", "—": "0444", "/": "0147",
    "\\": "0741", "(": "28161320", ")": "18262310",
    "«": "251425 251423 453445 453443", "»": "052405 032403 254425 234423", '"': "1618 3638", "'": "2628",
    "+": "0444 2226",
    "=": "0333 0535", "%": "0147 1616 3232", "№": "01073137 4244", "?": "06173746452423 2121", "!": "2723 2121",
    "_": "0141",
    "*": "2226 1335 1533", "<": "361432", ">": "163412", "@": "342333344402113142",
}  # fmt: skip
ADVANCE, SMALL, SPACE = 5.4, 0.8, 3.0


def advance(character: str) -> float:
    """Width in glyph units (6 units = height of a capital)."""
    if character.isspace():
        return SPACE
    return ADVANCE * (SMALL if character.islower() else 1)


def procedure(character: str) -> bytes:
    """The PDF content stream that draws ``character``; a question mark for one the alphabet lacks."""
    capital = character.upper()
    strokes = (
        ""
        if character.isspace()
        else _CAPITALS.get(_LOOK_ALIKES.get(capital, capital)) or _SIGNS.get(character, _SIGNS["?"])
    )
    scale = SMALL if character.islower() else 1
    parts = [f"{advance(character):.2f} 0 d0", "0.55 w 1 J 1 j"]
    for stroke in strokes.split():
        points = [(int(stroke[n]) * scale, (int(stroke[n + 1]) - 1) * scale) for n in range(0, len(stroke) - 1, 2)]
        parts.append(" ".join(f"{x:g} {y:g} {'l' if n else 'm'}" for n, (x, y) in enumerate(points)) + " S")
    return "\n".join(parts).encode("ascii")
