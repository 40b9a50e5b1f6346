"""Word documents by python-docx, with the same bytes each time they are made."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format has


class WordPaper:
    """A document being written; `finish` gives its bytes."""

    def __init__(self, title: str, written: datetime.date, *, font: str = "ＭＳ 明朝", size: float = 10.5) -> None:
        self._document = Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "", ""
        properties.created = properties.modified = datetime.datetime(
            written.year, written.month, written.day, 9, 0, tzinfo=datetime.UTC
        )
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = font, Pt(size)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        normal.paragraph_format.space_after = Pt(0)

    def paragraph(self, text: str, *, center: bool = False, bold: bool = False, hanging: float = 0.0) -> None:
        """A paragraph; `hanging` in full-width characters of 10.5 points."""
        paragraph = self._document.add_paragraph()
        paragraph.add_run(text).bold = bold
        if center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if hanging:
            paragraph.paragraph_format.left_indent = Pt(10.5 * hanging)
            paragraph.paragraph_format.first_line_indent = Pt(-10.5 * hanging)

    def table(self, rows: Sequence[Sequence[str]], widths_cm: Sequence[float]) -> None:
        """A ruled table; a cell may have several lines (paragraphs); a shorter row's last cell is merged to the end."""
        table: Table = self._document.add_table(rows=0, cols=len(widths_cm))
        table.style = "Table Grid"
        table.autofit = False
        for texts in rows:
            cells = table.add_row().cells  # type: ignore[no-untyped-call]
            for cell, width in zip(cells, widths_cm, strict=True):
                cell.width = Cm(width)
            if len(texts) < len(widths_cm):
                cells[len(texts) - 1].merge(cells[-1])
            for cell, text in zip(cells, texts, strict=False):
                first, *others = text.split("\n")
                cell.paragraphs[0].text = first
                for other in others:
                    cell.add_paragraph(other)

    def finish(self) -> bytes:
        """The file; its archive has no times of today in it."""
        raw = io.BytesIO()
        self._document.save(raw)
        fixed = io.BytesIO()
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()
