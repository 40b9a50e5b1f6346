"""The reading order of a page that is set in two columns.

What crosses the gutter parts the page into bands, and in each band the left column comes before the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

# Fewer lines than this on a side make no column: a signature at the right, a page number.
_FEWEST_LINES = 6
# Running text fills its column: so many of the left one's lines end within so much of its width before the gutter.
_FULL_LINES = 0.25
_NEAR_GUTTER = 0.3
# A gutter stands in the middle part of the text, and most lines keep to their side of it.
_MIDDLE = (0.35, 0.65)
_MOST_CROSSING = 0.4
_STEPS = 31


class Placed(Protocol):
    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def top(self) -> float: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Column:
    """The text edges of a column, in points."""

    edge: float
    right: float


def find_gutter(lines: Sequence[Placed]) -> float | None:
    """The x between two columns of running text, None where a page has one."""
    return _find_gutter(lines, _measure(lines)) if lines else None


def order_lines(lines: Sequence[P], gutter: float | None) -> list[tuple[P, Column]]:
    """What stands on a page → in reading order, each with its column; one column keeps the order given."""
    if not lines:
        return []
    whole = _measure(lines)
    if gutter is None:
        return [(line, whole) for line in lines]
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    columns = (
        Column(min(line.left for line in left), max(line.right for line in left)),
        Column(min(line.left for line in right), max(line.right for line in right)),
    )
    ordered: list[tuple[P, Column]] = []
    band: list[P] = []
    for line in sorted(lines, key=lambda one: -one.top):
        if line.left < gutter < line.right:
            ordered += _order_band(band, gutter, columns)
            band = []
            ordered.append((line, whole))
        else:
            band.append(line)
    return ordered + _order_band(band, gutter, columns)


def _measure(lines: Sequence[Placed]) -> Column:
    return Column(min(line.left for line in lines), max(line.right for line in lines))


def _order_band(band: Sequence[P], gutter: float, columns: tuple[Column, Column]) -> list[tuple[P, Column]]:
    return [(line, columns[0]) for line in band if line.right <= gutter] + [
        (line, columns[1]) for line in band if line.left >= gutter
    ]


def _find_gutter(lines: Sequence[Placed], whole: Column) -> float | None:
    """The upright line that leaves most lines on either side, None where the page has one column."""
    width = whole.right - whole.edge
    best: tuple[int, float] | None = None
    for step in range(_STEPS):
        share = _MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * step / (_STEPS - 1)
        x = whole.edge + width * share
        left = sum(line.right <= x for line in lines)
        right = sum(line.left >= x for line in lines)
        if min(left, right) < _FEWEST_LINES or len(lines) - left - right > _MOST_CROSSING * len(lines):
            continue
        if not _side_by_side(lines, x) or not _fills(lines, whole.edge, x):
            continue
        if best is None or left + right > best[0]:
            best = (left + right, x)
    return best[1] if best else None


def _side_by_side(lines: Sequence[Placed], x: float) -> bool:
    """Whether lines stand on both sides at the same heights (not a short paragraph above an indented one)."""
    left = [line.top for line in lines if line.right <= x]
    right = [line.top for line in lines if line.left >= x]
    return min(max(left), max(right)) > max(min(left), min(right))


def _fills(lines: Sequence[Placed], edge: float, x: float) -> bool:
    """Whether the left column is running text, and not keys beside their values."""
    ends = [line.right for line in lines if line.right <= x]
    widest = max(ends) - edge
    full = sum(end >= edge + (1 - _NEAR_GUTTER) * widest for end in ends)
    return widest > (1 - _NEAR_GUTTER) * (x - edge) and full >= _FULL_LINES * len(ends)
