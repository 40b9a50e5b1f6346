"""Pieces of one line that a file draws one by one (all keys first, then all values) are put side by side again."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from app.text.pdf_text import TextLine

# A gap as wide as this many characters is shown as a wide space; half as wide, as a narrow one.
_WIDE_GAP = 1.5
_GAP = 0.4


def join_fragments(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of one column, in any order → from the top down, one for each height."""
    bands: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: -one.top):
        band = next((band for band in bands[-3:] if _belongs(line, band)), None)
        if band is None:
            bands.append([line])
        else:
            band.append(line)
    return [_join(band) for band in bands]


def _belongs(line: TextLine, band: Sequence[TextLine]) -> bool:
    """Whether a piece stands on the same line as others, beside them."""
    first = band[0]
    low, high = sorted((line.size, first.size))
    together = min(line.top, first.top) - max(line.bottom, first.bottom) > 0.6 * low
    beside = all(line.left >= other.right - 0.5 * low or line.right <= other.left + 0.5 * low for other in band)
    return together and beside and high < 2 * low


def _join(band: list[TextLine]) -> TextLine:
    if len(band) == 1:
        return band[0]
    band.sort(key=lambda line: line.left)
    text = band[0].text
    for before, line in itertools.pairwise(band):
        gap = (line.left - before.right) / (line.size or 10.0)
        space = "\u3000" if gap > _WIDE_GAP else " " if gap > _GAP else ""
        text = text.rstrip(" ") + space + line.text.lstrip(" ") if space else text + line.text
    longest = max(band, key=lambda line: len(line.text))
    return replace(
        longest,
        text=text,
        left=band[0].left,
        right=max(line.right for line in band),
        top=max(line.top for line in band),
        bottom=min(line.bottom for line in band),
        glyphs=tuple(glyph for line in band for glyph in line.glyphs),
    )
