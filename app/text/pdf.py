"""PDF → lines and table rows, page by page, in reading order.

pdfium is not thread-safe; it runs in the reader's child process, one document at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from app.document import Block, Document, Line, Row
from app.errors import ReadingError, UnreadScanError
from app.normalize import squeeze
from app.text.columns import Column, find_gutter, order_lines
from app.text.formats import LOCKED
from app.text.fragments import join_fragments
from app.text.pdf_rules import Cell, find_rows, read_objects
from app.text.pdf_speeches import PADDING, TableRow, split_speeches
from app.text.pdf_text import PageText, TextLine, read_page_text, slice_line
from app.text.rows import join_cut_rows
from app.text.running import drop_running

# The longest minutes have 200 pages, a year's volume of them 600.
_MOST_PAGES = 2000
# Two columns stand at least this far apart, in characters.
_NARROWEST_GUTTER = 0.6
# A page with fewer characters than this and a picture is a scan.
_MIN_CHARACTERS_A_PAGE = 8
# A page of which pictures cover less is a page with a picture, or nearly empty.
_SCANNED_SHARE = 0.3

# What the two libraries raise for broken objects in a file that opens.
_DAMAGED = (
    pypdfium2.PdfiumError,
    MalformedPDFException,
    PdfminerException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Page:
    """`lines` are those outside the table's `rows`."""

    number: int
    text: PageText
    lines: tuple[TextLine, ...]
    rows: tuple[TableRow, ...]
    pictures: float  # share of the page


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line or a table's row where it stands."""

    left: float
    right: float
    top: float
    what: TextLine | tuple[str, ...]


def read_pdf(data: bytes) -> Document:
    """Bytes of a PDF → Document; `unread_pages` are those that are pictures, or whose fonts have no Unicode map.
    ReadingError for what cannot be opened, UnreadScanError if no page can be read without recognition."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        why = f"it is {LOCKED}" if "password" in str(error).lower() else "it is damaged or no PDF"
        raise ReadingError(f"the PDF cannot be opened: {why}") from error
    try:
        if len(pdf) > _MOST_PAGES:
            raise ReadingError(f"the PDF has {len(pdf):,} pages (limit {_MOST_PAGES:,})")
        return _read(pdf)
    except _DAMAGED as error:
        raise ReadingError(f"the PDF is damaged: {error}") from error
    finally:
        pdf.close()


def _read(pdf: pypdfium2.PdfDocument) -> Document:
    pages = [_read_page(pdf, number) for number in range(1, len(pdf) + 1)]
    _refuse_without_text(pages)
    split = split_speeches([page.rows for page in pages])
    pages = [replace(page, rows=rows) for page, rows in zip(pages, split, strict=True)]
    own = drop_running([page.lines for page in pages])
    unread = tuple(page.number for page, lines in zip(pages, own, strict=True) if _is_unread(page, lines))
    repeated = _find_repeated_margins(pages)
    blocks: list[Block] = []
    for page, lines in zip(pages, own, strict=True):
        if page.number not in unread:
            blocks += _build_page(page, [line for line in lines if not line.angle or line.text not in repeated])
    if not blocks and unread:
        raise UnreadScanError(f"the PDF is a scan ({len(pages)} pages of pictures, no text)")
    invisible = [page.number for page in pages if page.text.invisible and page.pictures >= _SCANNED_SHARE]
    return Document(
        "application/pdf",
        tuple(join_cut_rows(blocks)),
        title=pdf.get_metadata_value("Title") or None,
        pages=len(pages),
        ocr=len(invisible) * 2 > len(pages),
        unread_pages=unread,
    )


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> _Page:
    page = pdf[number - 1]
    textpage = page.get_textpage()
    text = read_page_text(textpage)
    objects = read_objects(page, text.turn)
    rows = [row for row in find_rows(objects.edges) if not row[0].open or not _crosses(row, text.lines)]
    outside = [line for line in text.lines if line.angle or not any(_holds_line(row, line) for row in rows)]
    inside = [line for line in text.lines if not line.angle]
    read = [TableRow(tuple(row), tuple(_read_cell(inside, cell) for cell in _widen(row, rows))) for row in rows]
    textpage.close()
    page.close()
    return _Page(number, text, tuple(outside), tuple(read), objects.pictures)


def _refuse_without_text(pages: list[_Page]) -> None:
    characters = sum(len(line.text.strip()) for page in pages for line in page.text.lines)
    unmapped = [page for page in pages if page.text.unmapped]
    if len(unmapped) * 2 > len(pages):
        raise UnreadScanError(
            f"the PDF's fonts have no Unicode map ({len(unmapped)} of {len(pages)} pages): "
            "its text can only be recognised from the picture of its pages"
        )
    if characters >= _MIN_CHARACTERS_A_PAGE * max(1, len(pages)):
        return
    if any(page.pictures for page in pages) and not _has_full_page(pages):
        raise UnreadScanError(f"the PDF is a scan ({len(pages)} pages of pictures, no text)")
    if not characters:
        raise ReadingError(f"the PDF has no text ({len(pages)} pages)")


def _has_full_page(pages: list[_Page]) -> bool:
    """A page with text of its own among scans."""
    return any(sum(len(squeeze(line.text)) for line in page.text.lines) >= 100 for page in pages)


def _is_unread(page: _Page, own: Sequence[TextLine]) -> bool:
    if page.text.unmapped or page.pictures < _SCANNED_SHARE:
        return page.text.unmapped
    characters = sum(len(line.text.strip()) for line in own) + sum(len(t) for row in page.rows for t in row.texts)
    return characters < _MIN_CHARACTERS_A_PAGE


def _find_repeated_margins(pages: Sequence[_Page]) -> frozenset[str]:
    """What is written across several pages is a watermark or a binder's note."""
    margins = [line.text for page in pages for line in page.lines if line.angle]
    return frozenset(text for text in margins if margins.count(text) > 1)


def _build_page(page: _Page, lines: Sequence[TextLine]) -> Iterator[Block]:
    flow = [line for line in lines if not line.angle]
    rows = [
        _Placed(row.cells[0].left + PADDING, row.cells[-1].right - PADDING, max(c.top for c in row.cells), row.texts)
        for row in page.rows
        if any(row.texts)
    ]
    gutter = find_gutter(flow)
    if gutter is None:
        flow = join_fragments(flow)
    placed = [_Placed(line.left, line.right, line.top, line) for line in flow] + rows
    if gutter is None:
        placed.sort(key=lambda one: -one.top)
    for one, column in order_lines(placed, gutter):
        if isinstance(one.what, TextLine):
            yield _make_line(one.what, page.number, column)
        else:
            yield Row(one.what, page.number, page.number)
    for line in lines:
        if line.angle:  # a note along the margin
            yield Line(line.text.strip(), page.number, size=round(line.size, 1))


def _widen(row: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """What hangs over the edge of a row's last cell (a full stop, a line that is too long) belongs to it, as far as
    there is no other table."""
    last = row[-1]
    beside = [
        other[0].left
        for other in rows
        if other[0].left >= last.right and other[0].top > last.bottom and other[0].bottom < last.top
    ]
    return [*row[:-1], replace(last, right=min(beside, default=math.inf))]


def _read_cell(lines: Sequence[TextLine], cell: Cell) -> tuple[TextLine, ...]:
    parts = []
    for line in lines:
        if line.bottom > cell.top or line.top < cell.bottom or line.left > cell.right or line.right < cell.left:
            continue
        inside = [glyph for glyph in line.glyphs if cell.holds(*glyph.middle)]
        if any(not glyph.text.isspace() for glyph in inside):
            parts.append(line if len(inside) == len(line.glyphs) else slice_line(line, inside))
    return tuple(join_fragments(parts))


def _holds_line(row: Sequence[Cell], line: TextLine) -> bool:
    middle = (line.top + line.bottom) / 2
    return any(cell.bottom <= middle <= cell.top and cell.left - 1 <= line.left < cell.right for cell in row)


def _crosses(row: Sequence[Cell], lines: Sequence[TextLine]) -> bool:
    """Whether running text crosses the inner borders: then the upright rules are a frame around the page."""
    borders = [cell.right for cell in row[:-1]]
    for line in (ln for ln in lines if _holds_line(row, ln)):
        inked = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
        for border in borders:
            before = max((glyph.right for glyph in inked if glyph.left < border), default=None)
            after = min((glyph.left for glyph in inked if glyph.right > border), default=None)
            if before is not None and after is not None and after - before < _NARROWEST_GUTTER * line.size:
                return True
    return False


def _make_line(line: TextLine, page: int, column: Column) -> Line:
    em = line.size or 10.0
    return Line(
        line.text.strip(),
        page,
        indent=round((line.left - column.edge) / em, 1),
        full=line.right >= column.right - 2.2 * em,
        size=round(line.size, 1),
    )
