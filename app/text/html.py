"""HTML → lines and table rows: what a reader of the page sees, without navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from app.document import Block, Document, Line, Row
from app.errors import ReadingError
from app.text.html_furniture import drop_furniture, is_calendar, is_furniture
from app.text.html_lists import number_entries
from app.text.plain import decode_text
from app.text.rows import open_layout_rows

_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
# Furniture, ruby above its base (rt, rp), deleted text.
_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "select", "button", "iframe",
    "svg", "rt", "rp", "del", "noframes", "object", "head",
))  # fmt: skip
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "pre", "blockquote", "center", "address", "figure",
    "hr", "fieldset", "details", "summary",
))  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = ("td", "th")
# A cell longer than this holds a layout, not a datum, if it is most of its table and no short key stands beside it.
_LAYOUT_CELL = 3000
_LONGEST_KEY = 60
# A key has one value, perhaps two or three: a term with more is a heading.
_MOST_SAID = 3
# Browsers take no larger spans (HTML 4.9.11).
_LARGEST_SPAN = 1000


def decode_html(data: bytes, declared: str | None = None) -> str:
    """Bytes of a page → text: `declared` is the HTTP charset; it, the <meta> or the bytes may each be wrong."""
    match = _META_CHARSET.search(data[:4096])
    meta = match.group(1).decode("ascii").lower() if match else None
    named = declared or meta
    if named and named.lower() in ("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j"):
        named = "cp932"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(data, named)
    return decode_text(data)  # hardly any other encoding gives valid UTF-8


def read_html(data: bytes, declared: str | None = None) -> Document:
    """Bytes of an HTML page → Document without pages; ReadingError if there is no text in it."""
    root = _parse(decode_html(data, declared))
    title = root.findtext(".//title")
    body = root.find("body")
    blocks = open_layout_rows(_Walker().walk(body if body is not None else root))
    own = tuple(drop_furniture(list(blocks)))
    if not own:
        frames = [frame.get("src", "") for frame in root.iter("frame")]
        if frames:
            raise ReadingError(f"the page only holds frames: its text is in {', '.join(frames)[:200]}")
        raise ReadingError("the page has no text of its own")
    return Document("text/html", own, title=title.strip() if title else None)


def _parse(text: str) -> lxml_html.HtmlElement:
    try:
        return lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        # text with an encoding declaration must be parsed as bytes
        try:
            data = text.encode("utf-8", "replace")
            return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))
        except (etree.ParserError, etree.XMLSyntaxError) as inner:
            raise ReadingError(f"the HTML cannot be parsed: {error}") from inner


class _Walker:
    """Collects inline text and flushes it as a line at each block's border and at each <br>."""

    def __init__(self, skipped: frozenset[str] = _SKIPPED) -> None:
        self._skipped = skipped
        self._inline: list[str] = []
        self._tables = 0
        self._heading = False
        self._number = ""  # of a list's entry, until its first words come
        self._numbers: dict[lxml_html.HtmlElement, str] = {}
        self._verbatim = 0

    def walk(self, element: lxml_html.HtmlElement) -> Iterator[Block]:
        if element.tag in ("dt", "dd"):
            # one that was not closed holds those that follow it
            self._inline.append(element.text or "")
            for child in element:
                yield from self._visit(child)
                self._inline.append(child.tail or "")
        else:
            yield from self._visit(element)
        yield from self._flush()

    def _flush(self) -> Iterator[Line]:
        text = "".join(self._inline)
        self._inline.clear()
        for part in text.splitlines() if self._verbatim else (text,):
            raw = re.sub(r"[ \t\r\n\f]+", " ", part) if not self._verbatim else part
            if raw.strip():
                lead = len(raw) - len(raw.lstrip("\u3000 "))
                yield Line(self._number + raw.strip(), indent=float(lead), heading=self._heading)
                self._number = ""

    def _visit(self, element: lxml_html.HtmlElement) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in self._skipped or is_furniture(element):
            return
        if tag == "br":
            yield from self._flush()
            return
        if tag == "table" and not _is_layout(element):
            yield from self._flush()
            yield from self._read_table(element)
            return
        if tag == "dl" and not _is_outline(element):
            yield from self._flush()
            yield from self._read_definitions(element)
            return
        if tag in _BLOCKS:
            yield from self._flush()
        if tag == "ol":
            self._numbers.update(number_entries(element))
        elif tag == "li":
            self._number = self._numbers.pop(element, "")
        self._verbatim += tag == "pre"
        self._heading = self._heading or tag in _HEADINGS
        self._inline.append(element.text or "")
        for child in element:
            yield from self._visit(child)
            self._inline.append(child.tail or "")
        if tag in _BLOCKS:
            yield from self._flush()
        if tag in _HEADINGS:
            self._heading = False
        self._verbatim -= tag == "pre"

    def _read_table(self, table: lxml_html.HtmlElement) -> Iterator[Block]:
        """A cell that spans rows comes once; in a table of two columns what it spans is one row."""
        if is_calendar(table):
            return
        for caption in table.iter("caption"):
            yield from _Walker().walk(caption)
        self._tables += 1
        held: Row | None = None
        below: dict[int, int] = {}  # column → rows that a cell from above still covers
        for element in table.iter("tr"):
            cells, spanned = _read_row(element, below)
            if held is not None and spanned and len(cells) == len(held.cells) == 2:
                held = Row((held.cells[0], f"{held.cells[1]}\n{cells[1]}".strip()), self._tables)
                continue
            if held is not None:
                yield held
            held = Row(tuple(cells), self._tables) if any(cells) else None
        if held is not None:
            yield held

    def _read_definitions(self, definitions: lxml_html.HtmlElement) -> Iterator[Block]:
        """Terms and what they are said to be: rows of two cells."""
        self._tables += 1
        term: str | None = None
        said: list[str] = []
        for entry in definitions.iterdescendants("dt", "dd"):
            if is_furniture(entry):
                continue
            text = _join_blocks(_Walker(_SKIPPED | {"dt", "dd"}).walk(entry))
            if entry.tag == "dd":
                said.append(text)
                continue
            yield from self._make_definition(term, said)
            term, said = text, []
        yield from self._make_definition(term, said)

    def _make_definition(self, term: str | None, said: list[str]) -> Iterator[Block]:
        text = "\n".join(part for part in said if part)
        if term and said:
            yield Row((term, text), self._tables)
        elif term or text:
            yield from (Line(line) for line in (term or text).split("\n"))


def _read_row(row: lxml_html.HtmlElement, below: dict[int, int]) -> tuple[list[str], bool]:
    """The cells of a row, "" for what a cell from above covers, and whether the first is such a one."""
    cells: list[str] = []
    column = 0
    spanned = below.get(0, 0) > 0
    for cell in (*(cell for cell in row if cell.tag in _CELLS), None):
        while below.get(column, 0) > 0:
            below[column] -= 1
            if below.get(-column - 1) is None:  # the further columns of one cell are not counted again
                cells.append("")
            column += 1
        if cell is None:
            break
        cells.append(_cell_text(cell))
        rows, wide = _read_span(cell, "rowspan"), _read_span(cell, "colspan")
        for further in range(wide):
            if rows > 1:
                below[column + further] = rows - 1
                if further:
                    below[-column - further - 1] = 1
                else:
                    below.pop(-column - 1, None)
        column += wide
    return cells, spanned


def _read_span(cell: lxml_html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(_LARGEST_SPAN, int(text))) if re.fullmatch("[0-9]{1,6}", text) else 1


def _is_layout(table: lxml_html.HtmlElement) -> bool:
    """A table for the looks: it holds tables or headings, has one column, or a cell as long as a document."""
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return True
    rows = list(table.iter("tr"))
    if not rows or max(sum(1 for c in row if c.tag in _CELLS) for row in rows) < 2:
        return True
    whole = len(table.text_content())
    for row in rows:
        lengths = [len(cell.text_content()) for cell in row if cell.tag in _CELLS]
        longest = max(lengths, default=0)
        if longest > max(_LAYOUT_CELL, whole / 2) and sum(lengths) - longest > _LONGEST_KEY:
            return True
    return False


def _is_outline(definitions: lxml_html.HtmlElement) -> bool:
    """A list whose terms are headings: they have many paragraphs each, or hold tables and headings."""
    if next(definitions.iterdescendants("table", "h1", "h2", "h3", "h4", "dl"), None) is not None:
        return True
    said = 0
    for entry in definitions.iterdescendants("dt", "dd"):
        said = 0 if entry.tag == "dt" else said + 1
        if said > _MOST_SAID:
            return True
    return False


def _cell_text(cell: lxml_html.HtmlElement) -> str:
    return _join_blocks(_Walker().walk(cell))


def _join_blocks(blocks: Iterator[Block]) -> str:
    return "\n".join(block.text if isinstance(block, Line) else "\t".join(block.cells) for block in blocks)
