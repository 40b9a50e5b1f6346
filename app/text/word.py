"""DOCX → lines and table rows, in the order of the body."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.document import Block, Document, Line, Row
from app.errors import ReadingError

# A minute's XML is under 5 MB; a bomb is a thousand times its file.
_MAX_UNPACKED = 200 * 1024 * 1024


def read_docx(data: bytes) -> Document:
    """Bytes of a DOCX → Document without pages (Word's pages exist only when it lays out). ReadingError if damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
            if unpacked > _MAX_UNPACKED:
                raise ReadingError(f"the DOCX would unpack to {unpacked:,} bytes (limit {_MAX_UNPACKED:,})")
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise ReadingError(f"the DOCX cannot be opened: {error}") from error
    blocks = tuple(_iterate_blocks(document))
    if not blocks:
        raise ReadingError("the DOCX has no text")
    return Document(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        blocks,
        title=document.core_properties.title or None,
    )


def _iterate_blocks(document: WordDocument) -> Iterator[Block]:
    tables = 0
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield from _read_paragraph(Paragraph(element, document))
        elif element.tag == qn("w:tbl"):
            tables += 1
            yield from _read_table(Table(element, document), tables)


def _read_paragraph(paragraph: Paragraph) -> Iterator[Line]:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    for text in paragraph.text.splitlines():
        if text.strip():
            lead = len(text) - len(text.lstrip())
            yield Line(text.strip(), indent=float(lead), heading=style.startswith(("Heading", "見出し")))


def _read_table(table: Table, number: int) -> Iterator[Row]:
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is last:  # a merged cell comes once for each column it spans
                continue
            last = cell._tc
            cells.append(_read_cell(cell))
        if any(cells):
            yield Row(tuple(cells), number)


def _read_cell(cell: _Cell) -> str:
    parts = [paragraph.text.strip() for paragraph in cell.paragraphs]
    for table in cell.tables:
        parts += ["\t".join(_read_cell(inner) for inner in row.cells) for row in table.rows]
    return "\n".join(part for part in parts if part)
