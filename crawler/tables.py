"""What a cell of an HTML table stands under and beside, with rowspan and colspan laid out."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

# A hostile page may claim a cell of a million rows; no table of meetings needs more than these.
_MOST_SPAN = 400
_MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class CellPlace:
    """The other cells of a cell's row, left to right, and the cells above it that head its column."""

    row: tuple[HtmlElement, ...]
    header: HtmlElement | None


def find_place(cell: HtmlElement, grids: dict[HtmlElement, Grid]) -> CellPlace:
    """A td or th → its place; `grids` keeps the tables already laid out."""
    table = next(cell.iterancestors("table"), None)
    if table is None:
        return CellPlace((), None)
    grid = grids.get(table)
    if grid is None:
        grid = grids[table] = Grid(table)
    return grid.place(cell)


class Grid:
    """One table (not those nested in it) as rows of cells; a spanning cell stands in each place it covers."""

    def __init__(self, table: HtmlElement) -> None:
        self._rows: list[dict[int, HtmlElement]] = []
        self._where: dict[HtmlElement, tuple[int, int]] = {}
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        self._rows = [{} for _ in rows]
        for number, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren("td", "th"):
                while column in self._rows[number]:
                    column += 1
                if column >= _MOST_COLUMNS:
                    break
                self._put(cell, number, column)

    def _put(self, cell: HtmlElement, row: int, column: int) -> None:
        self._where[cell] = (row, column)
        for down in range(min(_span(cell, "rowspan", _MOST_SPAN), len(self._rows) - row)):
            for right in range(_span(cell, "colspan", _MOST_COLUMNS)):
                self._rows[row + down].setdefault(column + right, cell)

    def place(self, cell: HtmlElement) -> CellPlace:
        if cell not in self._where:
            return CellPlace((), None)
        row, column = self._where[cell]
        others = dict.fromkeys(other for _, other in sorted(self._rows[row].items()) if other is not cell)
        top = self._rows[0].get(column)
        is_header = row > 0 and top is not None and top is not cell and (top.tag == "th" or self._names_columns())
        return CellPlace(tuple(others), top if is_header else None)

    def _names_columns(self) -> bool:
        """Whether the first row, though not of th, holds names: no link and no number (a date, a session)."""
        text = "".join("".join(str(part) for part in cell.itertext()) for cell in self._rows[0].values())
        has_link = any(cell.find(".//a") is not None for cell in self._rows[0].values())
        return not has_link and not any(char.isdigit() for char in text)


def _span(cell: HtmlElement, name: str, most: int) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
