"""Breaks Japanese text into lines (JIS X 4051, the parts a town hall's word processor keeps).

A line does not begin with closing marks and small kana, nor end with an opening bracket; 、 and 。 may hang over the
margin; a Latin word or a number is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NOT_FIRST = frozenset("、。，．・：；？！）］｝」』】〕〉》ーァィゥェォッャュョぁぃぅぇぉっゃゅょ々％!?),.:;]}")
_NOT_LAST = frozenset("（［｛「『【〔〈《([{")
_HANGING = frozenset("、。，．")
_PIECE = re.compile(r"[A-Za-z0-9.,@_/-]{2,16}|.", re.DOTALL)


def break_lines(text: str, widths: Sequence[float], measure: Callable[[str], float]) -> list[str]:
    """Text → lines; `widths` are those of the first line, the second, …, the last one also of all that follow."""
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for piece in _PIECE.findall(text):
        width = measure(piece)
        limit = widths[min(len(lines), len(widths) - 1)]
        hangs = piece in _HANGING and used <= limit + 0.01
        if line and used + width > limit + 0.01 and not hangs:
            carried = _take_back(line, piece)
            lines.append("".join(line).rstrip(" "))
            line, used = carried, sum(measure(part) for part in carried)
        line.append(piece)
        used += width
    lines.append("".join(line))
    return lines


def _take_back(line: list[str], following: str) -> list[str]:
    """Pieces to move to the next line so that neither line breaks a rule; `line` is shortened."""
    carried: list[str] = []
    while len(line) > 1 and (following[0] in _NOT_FIRST or line[-1] in _NOT_LAST) and len(carried) < 4:
        following = line.pop()
        carried.insert(0, following)
    return carried
