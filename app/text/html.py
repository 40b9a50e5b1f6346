"""HTML → lines and table rows: what a reader of the page sees, without navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from app.document import Block, Document, Line, Row
from app.errors import ReadingError
from app.text.plain import decode_text

_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_SKIPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "select",
        "button",
        "iframe",
        "svg",
    }
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "pre",
        "blockquote",
        "center",
        "address",
        "figure",
        "hr",
        "fieldset",
    }
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Names that Japanese municipal CMSs give to what surrounds the page's own text.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:g?nav(?:i|igation)?|gnavi|header|footer|pankuzu|breadcrumbs?|topicpath|side(?:bar|menu)?|menu|skip|share|sns|copyright|pagetop|language)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Names that say how the page is laid out, not what an element is: has-sidebar, no-header, menu-open.
_STATE = re.compile(
    r"(?:^|(?<=\s)) (?: (?:has|no|with|without|is|hide)[_-]\S+ | \S+[_-](?:less|none|off|open|fixed) ) (?=\s|$)",
    re.VERBOSE | re.IGNORECASE,
)
# A cell longer than this holds a layout, not a datum.
_LAYOUT_CELL = 3000


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
    text = decode_html(data, declared)
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        # text with an encoding declaration must be parsed as bytes
        try:
            root = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
        except (etree.ParserError, etree.XMLSyntaxError) as inner:
            raise ReadingError(f"the HTML cannot be parsed: {error}") from inner
    title = root.findtext(".//title")
    body = root.find("body")
    blocks = tuple(_Walker().walk(body if body is not None else root))
    if not blocks:
        raise ReadingError("the page has no text of its own")
    return Document("text/html", blocks, title=title.strip() if title else None)


class _Walker:
    """Collects inline text and flushes it as a line at each block's border and at each <br>."""

    def __init__(self) -> None:
        self._inline: list[str] = []
        self._tables = 0
        self._heading = False

    def walk(self, element: lxml_html.HtmlElement) -> Iterator[Block]:
        yield from self._visit(element)
        yield from self._flush()

    def _flush(self) -> Iterator[Line]:
        raw = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._inline))
        self._inline.clear()
        if raw.strip():
            lead = len(raw) - len(raw.lstrip("\u3000 "))
            yield Line(raw.strip(), indent=float(lead), heading=self._heading)

    def _visit(self, element: lxml_html.HtmlElement) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or _is_furniture(element):
            return
        if tag == "br":
            yield from self._flush()
            return
        if tag == "table" and not _is_layout(element):
            yield from self._flush()
            yield from self._read_table(element)
            return
        if tag in _BLOCKS:
            yield from self._flush()
        self._heading = self._heading or tag in _HEADINGS
        self._inline.append(element.text or "")
        for child in element:
            yield from self._visit(child)
            self._inline.append(child.tail or "")
        if tag in _BLOCKS:
            yield from self._flush()
        if tag in _HEADINGS:
            self._heading = False

    def _read_table(self, table: lxml_html.HtmlElement) -> Iterator[Row]:
        self._tables += 1
        for row in table.iter("tr"):
            cells = tuple(_cell_text(cell) for cell in row if cell.tag in ("td", "th"))
            if any(cells):
                yield Row(cells, self._tables)


def _is_furniture(element: lxml_html.HtmlElement) -> bool:
    if element.tag in ("body", "main", "article", "html"):
        return False
    names = f"{element.get('id', '')} {element.get('class', '')} {element.get('role', '')}"
    return bool(names.strip()) and _FURNITURE.search(_STATE.sub("", names)) is not None


def _is_layout(table: lxml_html.HtmlElement) -> bool:
    """A table for the looks: it holds tables or headings, has one column, or a cell as long as a document."""
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return True
    rows = list(table.iter("tr"))
    if not rows or max(sum(1 for c in row if c.tag in ("td", "th")) for row in rows) < 2:
        return True
    return any(len(cell.text_content()) > _LAYOUT_CELL for row in rows for cell in row)


def _cell_text(cell: lxml_html.HtmlElement) -> str:
    lines = [b.text for b in _Walker().walk(cell) if isinstance(b, Line)]
    return "\n".join(lines)
