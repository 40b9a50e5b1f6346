"""What a cell of an HTML table stands under and beside, with rowspan and colspan laid out."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

# A hostile page may claim a cell of a million rows; no table of meetings needs more than these.
_MOST_SPAN = 400
_MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class CellPlace:
    """The other cells of a cell's row, left to right; the row's first cell, which may name it; the cells that head its
    column, nearest first; and the row across the whole table that opens its part of it."""

    row: tuple[HtmlElement, ...] = ()
    head: HtmlElement | None = None
    columns: tuple[HtmlElement, ...] = ()
    section: HtmlElement | None = None


@dataclass(frozen=True, slots=True)
class _Over:
    heads: tuple[int, ...] = ()
    section: int | None = None


def find_place(cell: HtmlElement, grids: dict[HtmlElement, Grid]) -> CellPlace:
    """A td or th → its place; `grids` keeps the tables already laid out."""
    table = next(cell.iterancestors("table"), None)
    if table is None:
        return CellPlace()
    grid = grids.get(table)
    if grid is None:
        grid = grids[table] = Grid(table)
    return grid.place(cell)


class Grid:
    """One table (not those nested in it) as rows of cells; a spanning cell stands in each place it covers."""

    def __init__(self, table: HtmlElement) -> None:
        self._where: dict[HtmlElement, tuple[int, int]] = {}
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        self._rows: list[dict[int, HtmlElement]] = [{} for _ in rows]
        for number, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren("td", "th"):
                while column in self._rows[number]:
                    column += 1
                if column >= _MOST_COLUMNS:
                    break
                self._put(cell, number, column)
        self._width = max((max(row) + 1 for row in self._rows if row), default=0)
        self._over = self._find_over()

    def _put(self, cell: HtmlElement, row: int, column: int) -> None:
        self._where[cell] = (row, column)
        for down in range(min(_span(cell, "rowspan", _MOST_SPAN), len(self._rows) - row)):
            for right in range(_span(cell, "colspan", _MOST_COLUMNS)):
                self._rows[row + down].setdefault(column + right, cell)

    def place(self, cell: HtmlElement) -> CellPlace:
        if cell not in self._where:
            return CellPlace()
        row, column = self._where[cell]
        others = dict.fromkeys(other for _, other in sorted(self._rows[row].items()) if other is not cell)
        first = self._rows[row].get(0)
        head = first if first is not None and first is not cell and first.find(".//a") is None else None
        over = self._over[row]
        columns = dict.fromkeys(named for above in over.heads if (named := self._rows[above].get(column)) is not None)
        columns.pop(cell, None)
        section = next(iter(self._rows[over.section].values())) if over.section is not None else None
        return CellPlace(tuple(others), head, tuple(columns), section)

    def _find_over(self) -> list[_Over]:
        """For each row what stands over it: rows that name columns, nearest first, until other rows come between."""
        heads = self._find_heads()
        found: list[_Over] = []
        over, after_head = _Over(), False
        for row in range(len(self._rows)):
            found.append(over)
            if self._is_section(row):
                over = _Over(over.heads, row)
            elif row in heads:
                over = _Over((row, *over.heads) if after_head else (row,), over.section)
                after_head = True
            else:
                after_head = False
        return found

    def _is_section(self, row: int) -> bool:
        """One cell without a link right across a table of several columns."""
        cells = set(self._rows[row].values())
        return self._width > 1 and len(cells) == 1 and len(self._rows[row]) == self._width and not _has_link(*cells)

    def _find_heads(self) -> frozenset[int]:
        """The rows that name columns: of th alone; or the first ones, if they hold names: no link, no number."""
        heads: set[int] = set()
        leading = True
        for number, row in enumerate(self._rows):
            cells = list(dict.fromkeys(cell for _, cell in sorted(row.items())))
            if self._is_section(number):
                continue
            of_th = bool(cells) and all(cell.tag == "th" for cell in cells) and not _has_link(*cells)
            first = number == 0 and any(cell.tag == "th" for cell in cells[1:])
            # a th before td heads its row
            names = leading and _holds_names(cells) and not (cells[0].tag == "th" and cells[-1].tag == "td")
            if of_th or first or names:
                heads.add(number)
            else:
                leading = False
        return frozenset(heads)


def _holds_names(cells: list[HtmlElement]) -> bool:
    text = "".join("".join(str(part) for part in cell.itertext()) for cell in cells)
    return len(cells) > 1 and not _has_link(*cells) and not any(char.isdigit() for char in text)


def _has_link(*cells: HtmlElement) -> bool:
    return any(cell.find(".//a") is not None for cell in cells)


def _span(cell: HtmlElement, name: str, most: int) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
