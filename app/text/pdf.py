"""PDF → lines and table rows: pdfium for the text and its positions, pdfplumber for where ruled cells are.

pdfium is not thread-safe; it runs in the reader's child process, one document at a time.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium_c
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from app.document import Block, Document, Line, Row
from app.errors import ReadingError, UnreadScanError
from app.normalize import squeeze
from app.text.columns import Column, order_lines
from app.text.rows import join_cut_rows

# Ruled lines fewer than this make no table of two rows (3 horizontal, 3 vertical).
_MIN_RULES = 4
# A cut row shows at least a line of text, in points.
_OPEN_ROW = 6.0
# Two columns stand at least this far apart, in characters.
_NARROWEST_GUTTER = 0.6
# A page with fewer characters than this and a picture is a scan.
_MIN_CHARACTERS_A_PAGE = 8
_PAGE_NUMBER = re.compile(
    r"[-–ー―−‐\s(（]*(?:[0-9０-９]{1,3}|[ivx]{1,4})(?:\s*[/／]\s*[0-9０-９]{1,3})?(?:\s*ページ|\s*頁)?[-–ー―−‐\s)）]*"
)


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
class _TextLine:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    boxes: tuple[tuple[float, float], ...] = ()  # left and right of each character, from left to right


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    lines: tuple[_TextLine, ...]
    ruled: bool
    picture: bool
    textpage: pypdfium2.PdfTextPage


@dataclass(frozen=True, slots=True)
class _Cell:
    left: float
    bottom: float
    right: float
    top: float
    open: bool = False  # made up from the upright rules alone


def read_pdf(data: bytes) -> Document:
    """Bytes of a PDF → Document. ReadingError for what cannot be opened, UnreadScanError for pictures only."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        why = "it is locked with a password" if "password" in str(error).lower() else "it is damaged or no PDF"
        raise ReadingError(f"the PDF cannot be opened: {why}") from error
    try:
        return _read(pdf, data)
    except _DAMAGED as error:
        raise ReadingError(f"the PDF is damaged: {error}") from error
    finally:
        pdf.close()


def _read(pdf: pypdfium2.PdfDocument, data: bytes) -> Document:
    pages: list[_Page] = []
    for number in range(len(pdf)):
        page = pdf[number]
        textpage = page.get_textpage()
        ruled = _count(page, pdfium_c.FPDF_PAGEOBJ_PATH) >= _MIN_RULES
        picture = _count(page, pdfium_c.FPDF_PAGEOBJ_IMAGE) > 0
        pages.append(_Page(number + 1, tuple(_iterate_lines(textpage)), ruled, picture, textpage))
    _refuse_without_text(pages)
    running = _find_running_lines([page.lines for page in pages])
    cells = _find_cells(data, {page.number for page in pages if page.ruled})
    blocks: list[Block] = []
    for page in pages:
        blocks += _build_page(page, _without_running(page.lines, running), cells.get(page.number, []))
        page.textpage.close()
    title = pdf.get_metadata_value("Title") or None
    return Document("application/pdf", tuple(join_cut_rows(blocks)), title=title, pages=len(pages))


def _refuse_without_text(pages: list[_Page]) -> None:
    characters = sum(len(line.text.strip()) for page in pages for line in page.lines)
    if characters >= _MIN_CHARACTERS_A_PAGE * max(1, len(pages)):
        return
    if any(page.picture for page in pages):
        raise UnreadScanError(f"the PDF is a scan ({len(pages)} pages of pictures, no text)")
    raise ReadingError(f"the PDF has no text ({len(pages)} pages)")


def _count(page: pypdfium2.PdfPage, kind: int) -> int:
    return sum(1 for _ in page.get_objects(filter=[kind], max_depth=3))


def _iterate_lines(textpage: pypdfium2.PdfTextPage) -> Iterator[_TextLine]:
    text = textpage.get_text_range()
    start = 0
    for piece in re.split(r"(\r\n|\n|\r)", text):
        if piece.strip():
            yield _measure(textpage, piece, start)
        start += len(piece)


def _measure(textpage: pypdfium2.PdfTextPage, piece: str, start: int) -> _TextLine:
    boxes = []
    limit = textpage.count_chars()
    for offset, char in enumerate(piece):
        if char.isspace() or start + offset >= limit:
            continue
        left, bottom, right, top = textpage.get_charbox(start + offset, loose=True)
        if right > left:
            boxes.append((left, bottom, right, top))
    if not boxes:
        return _TextLine(piece, 0.0, 0.0, 0.0, 0.0, 0.0)
    heights = sorted(box[3] - box[1] for box in boxes)
    return _TextLine(
        piece.strip("\x00\x02\ufffe"),
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        min(box[1] for box in boxes),
        heights[len(heights) // 2],
        tuple(sorted((box[0], box[2]) for box in boxes)),
    )


def _find_running_lines(pages: list[tuple[_TextLine, ...]]) -> frozenset[str]:
    """Headers and footers: what stands first or last on most of the pages, digits aside."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_without_digits(line.text) for line in _edge_lines(lines)})
    return frozenset(text for text, count in seen.items() if count >= 3 and count * 2 > len(pages))


def _edge_lines(lines: Sequence[_TextLine]) -> list[_TextLine]:
    """The two uppermost and the two lowest lines, wherever the file keeps them."""
    ordered = sorted(lines, key=lambda line: -line.top)
    return ordered[:2] + ordered[2:][-2:]


def _without_digits(text: str) -> str:
    return re.sub(r"[0-9]+", "#", squeeze(text))


def _without_running(lines: Sequence[_TextLine], running: frozenset[str]) -> list[_TextLine]:
    """The same words inside a page are its own text."""
    dropped = {
        id(line)
        for line in _edge_lines(lines)
        if _PAGE_NUMBER.fullmatch(line.text.strip()) or _without_digits(line.text) in running
    }
    return [line for line in lines if id(line) not in dropped]


def _find_cells(data: bytes, wanted: set[int]) -> dict[int, list[list[_Cell]]]:
    """Page number → rows of cells, in PDF coordinates (origin at the lower left)."""
    found: dict[int, list[list[_Cell]]] = {}
    if not wanted:
        return found
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            if number not in wanted:
                continue
            found[number] = [row for row in _find_rows(page) if len(row) > 1]
            page.close()
    return found


def _find_rows(page: pdfplumber.page.Page) -> list[list[_Cell]]:
    height = float(page.height)
    rows: list[list[_Cell]] = []
    for table in page.find_tables():
        inner = [[_Cell(c[0], height - c[3], c[2], height - c[1]) for c in row.cells if c] for row in table.rows]
        inner = [row for row in inner if row]
        rows += _find_open_row(page, inner[0], above=True) + inner + _find_open_row(page, inner[-1], above=False)
    return rows


def _find_open_row(page: pdfplumber.page.Page, row: list[_Cell], *, above: bool) -> list[list[_Cell]]:
    """The part of a row that a page end has cut has no rule of its own there: only the upright ones go on."""
    height = float(page.height)
    edge = row[0].top if above else row[0].bottom
    ends = [
        height - float(e["top" if above else "bottom"])
        for e in page.edges
        if e["orientation"] == "v" and any(abs(float(e["x0"]) - x) < 2 for cell in row for x in (cell.left, cell.right))
    ]
    end = max(ends, default=edge) if above else min(ends, default=edge)
    if abs(end - edge) < _OPEN_ROW:
        return []
    low, high = (edge, end) if above else (end, edge)
    return [[_Cell(cell.left, low, cell.right, high, open=True) for cell in row]]


def _build_page(page: _Page, lines: list[_TextLine], rows: list[list[_Cell]]) -> list[Block]:
    rows = [row for row in rows if not row[0].open or not _crosses(row, lines)]
    outside = [line for line in lines if not any(_holds_line(row, line) for row in rows)]
    ordered = order_lines(outside)
    if not rows:
        return [_make_line(line, page.number, column) for line, column in ordered]
    placed: list[tuple[float, Block]] = [(line.top, _make_line(line, page.number, column)) for line, column in ordered]
    for row in rows:
        texts = tuple(_read_cell(page.textpage, cell) for cell in row)
        if any(texts):
            placed.append((max(cell.top for cell in row), Row(texts, page.number, page.number)))
    placed.sort(key=lambda pair: -pair[0])
    return [block for _, block in placed]


def _read_cell(textpage: pypdfium2.PdfTextPage, cell: _Cell) -> str:
    text = textpage.get_text_bounded(cell.left, cell.bottom, cell.right, cell.top)
    return "\n".join(part.strip("\r\x00\x02\ufffe ") for part in text.splitlines() if part.strip())


def _holds_line(row: list[_Cell], line: _TextLine) -> bool:
    middle = (line.top + line.bottom) / 2
    return any(cell.bottom <= middle <= cell.top and cell.left - 1 <= line.left < cell.right for cell in row)


def _crosses(row: list[_Cell], lines: list[_TextLine]) -> bool:
    """Whether running text crosses the inner borders: then the upright rules are a frame around the page."""
    borders = [cell.right for cell in row[:-1]]
    for line in (ln for ln in lines if _holds_line(row, ln)):
        for border in borders:
            before = max((right for left, right in line.boxes if left < border), default=None)
            after = min((left for left, right in line.boxes if right > border), default=None)
            if before is not None and after is not None and after - before < _NARROWEST_GUTTER * line.size:
                return True
    return False


def _make_line(line: _TextLine, page: int, column: Column) -> Line:
    em = line.size or 10.0
    lead = len(line.text) - len(line.text.lstrip())
    return Line(
        line.text.strip(),
        page,
        indent=round((line.left - column.edge) / em, 1) if line.left else float(lead),
        full=line.right >= column.right - 2.2 * em,
        size=round(line.size, 1),
    )
