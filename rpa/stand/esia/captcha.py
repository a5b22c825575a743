"""The picture with digits that ЕСИА shows after three wrong passwords, drawn as SVG strokes.

The digits are strokes, not text: the page's DOM must not hold the answer, as the real picture does not.
"""

from __future__ import annotations

from random import Random

# Each digit as polylines on a grid 0..2 × 0..4 (seven-segment skeleton, slanted and shaken below).
_STROKES: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {
    "0": (((0, 0), (2, 0), (2, 4), (0, 4), (0, 0)),),
    "1": (((0, 1), (1, 0), (1, 4)), ((0, 4), (2, 4))),
    "2": (((0, 0), (2, 0), (2, 2), (0, 2), (0, 4), (2, 4)),),
    "3": (((0, 0), (2, 0), (2, 4), (0, 4)), ((0, 2), (2, 2))),
    "4": (((0, 0), (0, 2), (2, 2)), ((2, 0), (2, 4))),
    "5": (((2, 0), (0, 0), (0, 2), (2, 2), (2, 4), (0, 4)),),
    "6": (((2, 0), (0, 0), (0, 4), (2, 4), (2, 2), (0, 2)),),
    "7": (((0, 0), (2, 0), (1, 4)),),
    "8": (((0, 0), (2, 0), (2, 4), (0, 4), (0, 0)), ((0, 2), (2, 2))),
    "9": (((2, 2), (0, 2), (0, 0), (2, 0), (2, 4), (0, 4)),),
}
_CELL, _STEP = 40, 11


def picture(digits: str, seed: int) -> str:
    """An SVG document of ``digits``; the same ``seed`` draws the same picture."""
    shake = Random(seed)
    width, height = _CELL * len(digits) + 40, 84
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#eef2f9"/>',
    ]
    for _ in range(6):
        ends = (shake.randint(0, width), shake.randint(0, height), shake.randint(0, width), shake.randint(0, height))
        parts.append(
            '<path d="M{} {} Q{} {} {} {}" fill="none" stroke="#9fb3d8" stroke-width="1.5"/>'.format(
                *ends[:2], shake.randint(0, width), shake.randint(0, height), *ends[2:]
            )
        )
    for place, digit in enumerate(digits):
        turn, left, top = shake.uniform(-14, 14), 26 + place * _CELL, 20 + shake.randint(-5, 5)
        lines = "".join(_polyline(line, shake) for line in _STROKES[digit])
        parts.append(
            f'<g transform="translate({left} {top}) rotate({turn:.1f} 11 22)" fill="none" stroke="#1b3b78" '
            f'stroke-width="4" stroke-linecap="round" stroke-linejoin="round">{lines}</g>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _polyline(points: tuple[tuple[int, int], ...], shake: Random) -> str:
    moved = " ".join(
        f"{x * _STEP + shake.uniform(-1.5, 1.5):.1f},{y * _STEP + shake.uniform(-1.5, 1.5):.1f}" for x, y in points
    )
    return f'<polyline points="{moved}"/>'
