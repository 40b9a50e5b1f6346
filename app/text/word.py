"""DOCX → lines and table rows, in the order of the body; notes follow it."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml.etree import XMLSyntaxError

from app.document import Block, Document, Line, Row
from app.errors import ReadingError
from app.normalize import squeeze
from app.text.rows import open_layout_rows
from app.text.running import names_paper
from app.text.word_numbering import make_numbering
from app.text.word_speeches import split_paragraphs
from app.text.word_text import TextReader, find_hidden_styles

# A minute's XML is under 5 MB; a bomb is a thousand times its file.
_MAX_UNPACKED = 200 * 1024 * 1024
# What zipfile, lxml and python-docx raise for parts that are missing, cut, encrypted or of another form.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    PackageNotFoundError,
    InvalidXmlError,
    XMLSyntaxError,
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
# A title stands among so many first blocks.
_TITLE_REACH = 12
_NOTES = (("/footnotes", "w:footnote", "注"), ("/endnotes", "w:endnote", "文末注"))
_HEADING = re.compile(r"(?:heading|見出し)\s*[0-9０-９]*", re.IGNORECASE)


def read_docx(data: bytes) -> Document:
    """Bytes of a DOCX → Document without pages (Word's pages exist only when it lays out). ReadingError if damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
            if unpacked > _MAX_UNPACKED:
                raise ReadingError(f"the DOCX would unpack to {unpacked:,} bytes (limit {_MAX_UNPACKED:,})")
        document = docx.Document(io.BytesIO(data))
        blocks = tuple(_Reader(document).read())
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


class _Reader:
    """Goes through a document once, since its numbers are counted on the way."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._numbering = make_numbering(document)
        styles = document.styles.element
        self._hidden = find_hidden_styles(styles)
        names = ((style, style.find(qn("w:name"))) for style in styles.findall(qn("w:style")))
        self._headings = frozenset(
            style.get(qn("w:styleId"))
            for style, name in names
            if name is not None and _HEADING.match(name.get(qn("w:val"), ""))
        )
        self._tables = 0

    def read(self) -> Iterator[Block]:
        blocks = list(open_layout_rows(self._read_content(self._document.element.body)))
        yield from self._read_headers(blocks)
        yield from blocks
        yield from self._read_notes()

    def _read_content(self, parent: BaseOxmlElement) -> Iterator[Block]:
        for element in _iterate_content(parent):
            yield from self._read_block(element)

    def _read_block(self, element: CT_P | CT_Tbl) -> Iterator[Block]:
        if isinstance(element, CT_P):
            yield from self._read_paragraph(element)
        else:
            self._tables += 1
            yield from self._read_table(element, self._tables)

    def _read_paragraph(self, paragraph: CT_P) -> Iterator[Block]:
        number = self._numbering.next_number(paragraph)
        reader = TextReader(self._hidden)
        text = reader.read(paragraph)
        if number and text.strip():
            text = f"{number}\u3000{text.lstrip()}"
        heading = paragraph.style in self._headings
        for part in text.splitlines():
            if part.strip():
                lead = len(part) - len(part.lstrip())
                yield Line(part.strip(), indent=float(lead), heading=heading)
        for box in reader.boxes:
            yield from self._read_content(box)

    def _read_table(self, table: CT_Tbl, number: int) -> Iterator[Block]:
        """In a table of two columns a label merged over several rows is one row: whoever speaks goes on. A row of one
        cell that holds more than a line is no row."""
        held: Row | None = None
        for cells in _iterate_rows(table):
            if len(cells) == 1 and cells[0][0] is not None:
                if held is not None:
                    yield held
                    held = None
                inner = list(self._read_content(cells[0][0]))
                alone = len(inner) == 1 and isinstance(inner[0], Line)
                yield from (Row((b.text,), number) if alone and isinstance(b, Line) else b for b in inner)
                continue
            rows = split_paragraphs([[] if cell is None else self._read_cell(cell) for cell, _ in cells])
            if held is not None and cells[0][1] and len(rows) == 1 and len(cells) == len(held.cells) == 2:
                held = Row((held.cells[0], f"{held.cells[1]}\n{rows[0][1]}".strip()), number)
                continue
            if held is not None:
                yield held
            yield from (Row(texts, number) for texts in rows[:-1])
            held = Row(rows[-1], number) if any(rows[-1]) else None
        if held is not None:
            yield held

    def _read_cell(self, cell: BaseOxmlElement) -> list[str]:
        """Its paragraphs, a line each, "" for a blank one; the cells of an inner table are separated by tabs."""
        parts: list[str] = []
        for element in _iterate_content(cell):
            blocks = list(self._read_block(element))
            for block in blocks:
                if isinstance(block, Line):
                    parts.append("\u3000" * int(block.indent) + block.text if any(parts) else block.text)
                else:
                    parts.append("\t".join(block.cells))
            if not blocks:
                parts.append("")
        return parts

    def _read_headers(self, blocks: list[Block]) -> Iterator[Line]:
        """A header is furniture, unless nothing else says what the document is."""
        begin = "".join(
            block.text if isinstance(block, Line) else "".join(block.cells) for block in blocks[:_TITLE_REACH]
        )
        if not blocks or names_paper(begin):
            return
        for section in islice(self._document.sections, 1):
            for header in (section.first_page_header, section.header):
                lines = [p.text.strip() for p in header.paragraphs if names_paper(p.text)]
                if lines:
                    yield from map(Line, lines)
                    return

    def _read_notes(self) -> Iterator[Line]:
        for ending, tag, mark in _NOTES:
            part = next((r.target_part for r in self._document.part.rels.values() if r.reltype.endswith(ending)), None)
            if part is None:
                continue
            notes = [n for n in parse_xml(part.blob).findall(qn(tag)) if n.get(qn("w:type"), "normal") == "normal"]
            for number, note in enumerate(notes, start=1):
                text = " ".join(TextReader(self._hidden).read(p).strip() for p in note.iter(qn("w:p")))
                if squeeze(text):
                    yield Line(f"（{mark}{number}）{text.strip()}")


def _iterate_content(parent: BaseOxmlElement) -> Iterator[CT_P | CT_Tbl]:
    """Paragraphs and tables of a body or a cell, those in content controls too."""
    for element in parent.iterchildren():
        if isinstance(element, CT_P | CT_Tbl):
            yield element
        elif element.tag in _TRANSPARENT:
            yield from _iterate_content(element)


def _iterate_inside(parent: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for element in parent.iterchildren():
        if element.tag == qn(tag):
            yield element
        elif element.tag in _TRANSPARENT:
            yield from _iterate_inside(element, tag)


def _iterate_rows(table: CT_Tbl) -> Iterator[list[tuple[BaseOxmlElement | None, bool]]]:
    """Cells of each row, each with whether it goes on from the row above (then it is None); rows that a tracked change
    deleted are left out."""
    for row in _iterate_inside(table, "w:tr"):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        cells: list[tuple[BaseOxmlElement | None, bool]] = []
        for cell in _iterate_inside(row, "w:tc"):
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            cells.append((None if goes_on else cell, goes_on))
        if cells:
            yield cells
