"""DOCX → lines and table rows, in the order of the body."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table

from app.document import Block, Document, Line, Row
from app.errors import ReadingError

# A minute's XML is under 5 MB; a bomb is a thousand times its file.
_MAX_UNPACKED = 200 * 1024 * 1024
# What zipfile, lxml and python-docx raise for parts that are missing, cut, encrypted or of another form.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    PackageNotFoundError,
    InvalidXmlError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_TRANSPARENT = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away, above the line as ruby, and what older programs show instead of a text box.
_UNSEEN = frozenset((*map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr")), _FALLBACK))
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes) -> Document:
    """Bytes of a DOCX → Document without pages (Word's pages exist only when it lays out). ReadingError if damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
            if unpacked > _MAX_UNPACKED:
                raise ReadingError(f"the DOCX would unpack to {unpacked:,} bytes (limit {_MAX_UNPACKED:,})")
        document = docx.Document(io.BytesIO(data))
        blocks = tuple(_iterate_blocks(document))
        title = document.core_properties.title or None
    except _DAMAGED as error:
        raise ReadingError(f"the DOCX cannot be opened: {error}") from error
    if not blocks:
        raise ReadingError("the DOCX has no text")
    return Document(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        blocks,
        title=title,
    )


def _iterate_blocks(document: WordDocument) -> Iterator[Block]:
    tables = 0
    # looked up once: python-docx searches for the default style anew for each paragraph (3 ms)
    headings = {s.style_id for s in document.styles if (s.name or "").startswith(("Heading", "見出し"))}
    for element in _iterate_content(document.element.body):
        if isinstance(element, CT_P):
            yield from _read_paragraph(element, heading=element.style in headings)
        else:
            tables += 1
            yield from _read_table(Table(element, document), tables)


def _iterate_content(parent: BaseOxmlElement) -> Iterator[CT_P | CT_Tbl]:
    """Paragraphs and tables of a body or a cell, those in content controls too."""
    for element in parent.iterchildren():
        if isinstance(element, CT_P | CT_Tbl):
            yield element
        elif element.tag in _TRANSPARENT:
            yield from _iterate_content(element)


def _read_paragraph(paragraph: CT_P, *, heading: bool) -> Iterator[Line]:
    for text in _paragraph_text(paragraph).splitlines():
        if text.strip():
            lead = len(text) - len(text.lstrip())
            yield Line(text.strip(), indent=float(lead), heading=heading)


def _paragraph_text(paragraph: BaseOxmlElement) -> str:
    """What a reader sees of a paragraph: insertions but not deletions, links and content controls, text boxes after
    it; no ruby."""
    boxes: list[str] = []
    text = "".join(_iterate_text(paragraph, boxes))
    return "\n".join([text, *boxes])


def _iterate_text(parent: BaseOxmlElement, boxes: list[str]) -> Iterator[str]:
    for element in parent.iterchildren():
        if element.tag in _UNSEEN:
            continue
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag == qn("w:txbxContent"):
            boxes.append(_content_text(element))
        else:
            yield from _iterate_text(element, boxes)


def _read_table(table: Table, number: int) -> Iterator[Row]:
    """In a table of two columns a label merged over several rows is one row: whoever speaks goes on."""
    held: Row | None = None
    above: set[BaseOxmlElement] = set()
    for row in table.rows:
        cells: list[str] = []
        seen: list[BaseOxmlElement] = []
        for cell in row.cells:
            if cell._tc in seen:  # a merged cell comes once for each column it spans
                continue
            seen.append(cell._tc)
            cells.append("" if cell._tc in above else _content_text(cell._tc))
        goes_on = seen[:1] and seen[0] in above
        above = set(seen)
        if held is not None and goes_on and len(cells) == len(held.cells) == 2:
            held = Row((held.cells[0], f"{held.cells[1]}\n{cells[1]}".strip()), number)
            continue
        if held is not None:
            yield held
        held = Row(tuple(cells), number) if any(cells) else None
    if held is not None:
        yield held


def _content_text(parent: BaseOxmlElement) -> str:
    """The text of a cell or a text box: a line each, the cells of an inner table separated by tabs."""
    parts: list[str] = []
    for element in _iterate_content(parent):
        if isinstance(element, CT_P):
            parts.append(_paragraph_text(element).strip())
        else:
            parts += [
                "\t".join(_content_text(cell) for cell in row.iterchildren(qn("w:tc")))
                for row in element.iterchildren(qn("w:tr"))
            ]
    return "\n".join(part for part in parts if part)
