"""The cross table as a picture: a square for each cell, its area the number of referrals; an empty cell has the sign of
what is known of it. Units of the picture are CSS pixels at full size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.search.stats_results import StatsCellOut, StatsOut, StatsRowOut

SIDE = 28  # of a cell: a finger's width with its neighbour's margin, and 14 years beside a name on a wide page
_LARGEST, _LEAST = 24.0, 5.0  # sides of squares: the largest leaves a rim, the least is still seen
_TOLD = 14.0  # side of a square that has room for its number
_LETTER = 13  # the labels' size
_LONGEST = 12  # letters of a label; longer ones are cut and told in full by the pointer
_MARGIN = 8
MOST_ROWS = 40  # more make no picture that is taken in at a glance; the table has all


@dataclass(frozen=True, slots=True)
class Cell:
    """`x`, `y`: its centre. `side` is the square's, 0 where it is empty; `told`: the square has room for its number."""

    cell: StatsCellOut
    x: float
    y: float
    side: float
    told: bool


@dataclass(frozen=True, slots=True)
class Label:
    """`text` is what fits of the name."""

    name: str
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """`left` and `top` are where the cells begin; `upright`: the columns' labels are short; others run from top to
    bottom. `left_out` rows have fewer referrals than those shown."""

    rows: tuple[tuple[Label, tuple[Cell, ...]], ...]
    columns: tuple[Label, ...]
    left: int
    top: int
    width: int
    height: int
    upright: bool
    left_out: int


def build_matrix(found: StatsOut, most_rows: int = MOST_ROWS) -> Matrix:
    shown = _choose(found.rows, most_rows)
    upright = found.column == "year"
    names = [column.value if upright else column.label for column in found.columns]
    left = _measure([row.label for row in shown])
    top = SIDE if upright else _measure(names)
    most = max((cell.count for row in shown for cell in row.cells), default=0)
    columns = tuple(_make_label(name, left + (at + 0.5) * SIDE) for at, name in enumerate(names))
    rows = tuple(
        (
            label,
            tuple(_make_cell(cell, column.at, label.at, most) for cell, column in zip(row.cells, columns, strict=True)),
        )
        for at, row in enumerate(shown)
        for label in (_make_label(row.label, top + (at + 0.5) * SIDE),)
    )
    width, height = left + len(columns) * SIDE, top + len(shown) * SIDE
    return Matrix(rows, columns, left, top, width, height, upright, len(found.rows) - len(shown))


def _choose(rows: Sequence[StatsRowOut], most: int) -> tuple[StatsRowOut, ...]:
    """Those with the most referrals, in the order of the table."""
    kept = {row.value for row in sorted(rows, key=lambda row: -row.count)[:most]}
    return tuple(row for row in rows if row.value in kept)


def _make_cell(cell: StatsCellOut, x: float, y: float, most: int) -> Cell:
    side = max(_LEAST, _LARGEST * sqrt(cell.count / most)) if cell.count else 0.0
    return Cell(cell, x, y, round(side, 1), side >= _TOLD and cell.count < 1000)


def _make_label(name: str, at: float) -> Label:
    return Label(name, name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…", at)


def _measure(names: Sequence[str]) -> int:
    return min(_LONGEST, max(map(len, names), default=0)) * _LETTER + _MARGIN
