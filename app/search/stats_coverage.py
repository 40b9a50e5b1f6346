"""Why a cell of a cross table is empty: what is known of the councils and fiscal years that it stands for. Pure.

Only a cell all of whose years were collected says that there was none: in any other there may have been some.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.model import LegalRegime
from app.search.coverage import CoveredYear

NONE_FOUND = "none_found"
LABELS = {
    NONE_FOUND: "該当なし",
    "none_held": "会議なし",
    "unpublished": "未公開",
    "not_collected": "未収集",
    "unknown": "不明",
}
_COLLECTED = "collected"
_PARTLY = "partly"  # collected, and more is known of than that
_WHOLE = (_COLLECTED, "none_held")
# Of a cell with no collected year: what might still be had goes before what nobody can know.
_TOLD_FIRST = ("not_collected", "unpublished", "unknown", "none_held")
_FIRST_OF_ACT = 2023  # the fiscal year that began on the day of the Act


@dataclass(frozen=True, slots=True)
class Slice:
    """The states of the councils' years of a cell, or `_PARTLY`."""

    states: frozenset[str]

    @property
    def incomplete(self) -> bool:
        return not self.states <= frozenset(_WHOLE) or not self.states

    @property
    def empty_state(self) -> str:
        """Why there is nothing."""
        if self.states & {_COLLECTED, _PARTLY}:
            return NONE_FOUND
        return next((state for state in _TOLD_FIRST if state in self.states), "unknown")


def read_key(year: CoveredYear, dimension: str) -> str | None:
    """A council's year → its value of a dimension; None for one that says nothing of councils and years (topic)."""
    match dimension:
        case "city":
            return year.municipality.code
        case "prefecture":
            return year.municipality.prefecture
        case "council":
            return year.council or ""
        case "year":
            return str(year.year)
        case "legal_regime":
            regime = LegalRegime.NATIONAL_ACT if year.year >= _FIRST_OF_ACT else LegalRegime.ORDINANCE
            return regime.value
        case _:
            return None


def select_years(years: Iterable[CoveredYear], selections: Mapping[str, tuple[str, ...]]) -> tuple[CoveredYear, ...]:
    """Those that the filters leave; filters of other dimensions than `read_key` knows leave all."""

    def fits(year: CoveredYear) -> bool:
        keys = {name: read_key(year, name) for name in selections}
        return all(key is None or key in selections[name] for name, key in keys.items())

    return tuple(year for year in years if fits(year))


class Slices:
    """The slices of a table; a dimension that says nothing of councils and years has all of them in each row."""

    def __init__(self, years: Iterable[CoveredYear], row: str, column: str) -> None:
        found: dict[tuple[str | None, str | None], set[str]] = {}
        for year in years:
            for key in {(read_key(year, row), read_key(year, column)), (read_key(year, row), None)}:
                state = _PARTLY if year.state == _COLLECTED and not year.whole else year.state
                found.setdefault(key, set()).add(state)
        self._found = found
        self._known = {name: any(read_key(year, name) is not None for year in years) for name in (row, column)}
        self._row, self._column = row, column

    def get(self, row: str, column: str | None = None) -> Slice:
        """Of a cell, or of a whole row."""
        key = (
            row if self._known[self._row] else None,
            column if column is not None and self._known[self._column] else None,
        )
        return Slice(frozenset(self._found.get(key, ())))
