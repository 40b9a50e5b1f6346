"""A web page's content as lines, each with the headings above it, its cells if it is a table's row, and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.page import find_heading_level, is_block, is_navigation, is_unseen, parse_root, read_text
from crawler.tables import Grid, find_place

_SPACES = re.compile(r"\s+")
_LOWEST = 20  # a line used as a heading stands below all real ones
# ◆個人情報保護審議会, 【平成30年度】, ■令和元年度: pages of <br> have no other headings.
_MARKED = re.compile(r"^[◆◇■□●○◎▼▽★☆【＜《〈・]\s*\S.{0,30}$")
_MOST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and the head of its column ("" without one)."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`headings` from the nearest upwards; `cells` only of a table's row, those that span several rows among them;
    `hrefs` as written; `group` is the same for the lines of one list or table."""

    text: str
    headings: tuple[str, ...]
    cells: tuple[Cell, ...]
    hrefs: tuple[str, ...]
    group: int


def read_lines(html: str) -> tuple[Line, ...]:
    """Any text → the lines of its content without menus; an empty or broken page has none. Never fails on content."""
    root = parse_root(html)
    if root is None:
        return ()
    body = root.find("body")
    return tuple(_Reader().read(body if body is not None else root))


class _Reader:
    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._grids: dict[HtmlElement, Grid] = {}
        self._parts: list[str] = []
        self._hrefs: list[str] = []

    def read(self, body: HtmlElement) -> Iterator[Line]:
        yield from self._walk(body, 0)
        yield from self._flush(0)

    def _walk(self, element: HtmlElement, group: int) -> Iterator[Line]:
        """Depth is the page's own; lxml limits it to 256."""
        self._parts.append(element.text or "")
        for child in element:
            if not isinstance(child.tag, str) or is_unseen(child) or is_navigation(child):
                self._parts.append(child.tail or "")
                continue
            yield from self._enter(child, group)
            self._parts.append(child.tail or "")

    def _enter(self, child: HtmlElement, group: int) -> Iterator[Line]:
        level = find_heading_level(child)
        if level is not None:
            yield from self._flush(group)
            self._set_heading(level, read_text(child))
            self._hrefs = []
        elif (
            child.tag == "tr"
            and child.find(".//table") is None
            and next(child.iter("h1", "h2", "h3", "ul"), None) is None
        ):
            yield from self._flush(group)
            yield from self._read_row(child)
        elif is_block(child):
            yield from self._flush(group)
            own = id(child) if child.tag in ("table", "ul", "ol", "dl") else group
            yield from self._walk(child, own)
            yield from self._flush(own)
        else:
            if child.tag == "a" and child.get("href"):
                self._hrefs.append(child.get("href") or "")
            yield from self._walk(child, group)

    def _flush(self, group: int) -> Iterator[Line]:
        text = _SPACES.sub(" ", "".join(self._parts)).strip()
        hrefs, self._parts, self._hrefs = tuple(self._hrefs), [], []
        if not text and not hrefs:
            return
        yield Line(text[:_MOST_TEXT], self._names(), (), hrefs, group)
        if not hrefs and _MARKED.match(text):
            self._set_heading(_LOWEST, text)

    def _read_row(self, row: HtmlElement) -> Iterator[Line]:
        own = [cell for cell in row.iterchildren("td", "th") if isinstance(cell.tag, str)]
        if not own:
            return
        places = {cell: find_place(cell, self._grids) for cell in own}
        everything = (own[0], *places[own[0]].row) if own[0] in places else ()
        cells: list[Cell] = []
        for cell in dict.fromkeys(everything):
            place = places.get(cell) or find_place(cell, self._grids)
            head = read_text(next(iter(place.columns), None)) if next(iter(place.columns), None) is not None else ""
            cells.append(Cell(head[:_MOST_TEXT], read_text(cell)[:_MOST_TEXT]))
        hrefs = tuple(link.get("href") or "" for link in row.iter("a") if link.get("href"))
        text = " ".join(cell.text for cell in cells if cell.text)
        table = next(row.iterancestors("table"), row)
        yield Line(text[:_MOST_TEXT], self._names(), tuple(cells), hrefs, id(table))
        if len(own) == 1 and not hrefs and len(text) <= 40:  # a row of one cell parts the table: 平成30年度
            self._set_heading(_LOWEST, text)

    def _set_heading(self, level: int, text: str) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        if text:
            self._headings.append((level, text[:_MOST_TEXT]))

    def _names(self) -> tuple[str, ...]:
        return tuple(text for _, text in reversed(self._headings))
