"""Sets text on PDF pages, plainly: lines, paragraphs with hanging indents, columns, ruled tables that go over pages.

The faces are the CID fonts that every PDF reader brings along (no font file needed); the bytes are deterministic.
Lengths are points, indents are widths of a full-width character.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from samples.linebreak import break_lines

MINCHO = "HeiseiMin-W3"
GOTHIC = "HeiseiKakuGo-W5"
_CELL_PADDING = 4.0
_GAP_BETWEEN_COLUMNS = 20.0


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a document. `margins` are left, top, right, bottom; `leading` is the distance of lines in sizes."""

    face: str = MINCHO
    size: float = 10.5
    leading: float = 1.65
    margins: tuple[float, float, float, float] = (70, 70, 70, 70)
    running_head: str = ""
    foot: Callable[[int], str] = str


def _register(face: str) -> None:
    if face not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(face))


class Sheet:
    """Pages being filled from top to bottom; `finish` gives the PDF's bytes."""

    def __init__(self, title: str, style: Style) -> None:
        for face in {style.face, GOTHIC} & {MINCHO, GOTHIC}:
            _register(face)
        self._style = style
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._widths: dict[tuple[str, float, str], float] = {}
        self._page = 1
        self._columns = 1
        self._column = 0
        self._column_top = A4[1] - style.margins[1]
        self._y = self._column_top

    @property
    def width(self) -> float:
        """Of the current column."""
        left, _, right, _ = self._style.margins
        return (A4[0] - left - right - _GAP_BETWEEN_COLUMNS * (self._columns - 1)) / self._columns

    @property
    def _left(self) -> float:
        return self._style.margins[0] + self._column * (self.width + _GAP_BETWEEN_COLUMNS)

    @property
    def _step(self) -> float:
        return self._style.size * self._style.leading

    def _measure(self, face: str, size: float) -> Callable[[str], float]:
        """A measure for line breaking; pieces come again and again, so their widths are kept."""

        def measure(text: str) -> float:
            key = (face, size, text)
            if key not in self._widths:
                self._widths[key] = float(pdfmetrics.stringWidth(text, face, size))
            return self._widths[key]

        return measure

    def _draw(self, x: float, y: float, text: str, face: str, size: float) -> None:
        self._canvas.setFont(face, size)
        self._canvas.drawString(x, y, text)

    def _end_page(self) -> None:
        face, size = self._style.face, self._style.size - 1
        middle = A4[0] / 2
        self._canvas.setFont(face, size)
        if self._style.running_head:
            self._canvas.drawString(self._style.margins[0], A4[1] - 40, self._style.running_head)
        foot = self._style.foot(self._page)
        if foot:
            self._canvas.drawCentredString(middle, 36, foot)
        self._canvas.showPage()

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._end_page()
        self._page += 1
        self._column = 0
        self._column_top = A4[1] - self._style.margins[1]
        self._y = self._column_top

    def _need(self, height: float) -> None:
        if self._y - height >= self._style.margins[3]:
            return
        if self._column + 1 < self._columns:
            self._column += 1
            self._y = self._column_top
        else:
            self.new_page()

    def set_columns(self, columns: int) -> None:
        """From here on, text runs in so many columns."""
        self._columns, self._column, self._column_top = columns, 0, self._y

    def gap(self, lines: float = 1.0) -> None:
        """White space, in lines."""
        self._y -= self._step * lines

    def line(self, text: str, *, align: str = "left", size: float | None = None, face: str | None = None) -> None:
        """One line that fits; `align` is left, center or right."""
        size, face = size or self._style.size, face or self._style.face
        self._need(size * self._style.leading)
        spare = self.width - self._measure(face, size)(text)
        shift = {"left": 0.0, "center": spare / 2, "right": spare}[align]
        self._y -= size * self._style.leading
        self._draw(self._left + shift, self._y, text, face, size)

    def paragraph(self, text: str, *, indent: float = 0.0, first: float | None = None, face: str | None = None) -> None:
        """A paragraph; its first line is indented by `first`, the others by `indent`."""
        face, size = face or self._style.face, self._style.size
        first = indent if first is None else first
        widths = (self.width - first * size, self.width - indent * size)
        for number, line in enumerate(break_lines(text, widths, self._measure(face, size))):
            self._need(self._step)
            self._y -= self._step
            self._draw(self._left + (indent if number else first) * size, self._y, line, face, size)

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, face: str | None = None) -> None:
        """A ruled table; `widths` are shares of the page. A cell may have several lines; a row may go over pages."""
        face, size = face or self._style.face, self._style.size
        whole = self.width
        columns = [whole * share / sum(widths) for share in widths]
        for row in rows:
            cells = [
                [
                    line
                    for part in text.split("\n")
                    for line in break_lines(part, (width - 2 * _CELL_PADDING,), self._measure(face, size))
                ]
                for text, width in zip(row, self._spans(row, columns), strict=True)
            ]
            self._draw_row(cells, self._spans(row, columns), face, size)

    @staticmethod
    def _spans(row: Sequence[str], columns: list[float]) -> list[float]:
        """Widths of a row's cells: a shorter row's last cell takes what is left."""
        used = columns[: len(row) - 1]
        return [*used, sum(columns) - sum(used)]

    def _draw_row(self, cells: list[list[str]], widths: list[float], face: str, size: float) -> None:
        done, height = 0, max(len(cell) for cell in cells)
        while done < height:
            self._need(self._step + 2 * _CELL_PADDING)
            room = int((self._y - self._style.margins[3] - 2 * _CELL_PADDING) // self._step)
            count = min(room, height - done)
            depth = count * self._step + 2 * _CELL_PADDING
            x = self._left
            for cell, width in zip(cells, widths, strict=True):
                self._canvas.rect(x, self._y - depth, width, depth)
                for number, line in enumerate(cell[done : done + count]):
                    baseline = self._y - _CELL_PADDING - (number + 0.8) * self._step
                    self._draw(x + _CELL_PADDING, baseline, line, face, size)
                x += width
            self._y -= depth
            done += count

    def finish(self) -> bytes:
        """The PDF; the sheet can't be used after it."""
        self._end_page()
        self._canvas.save()
        return self._buffer.getvalue()
