"""PDFs for the tests, drawn line by line."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from app.document import Line
from app.text.pdf import read_pdf

FACE = "HeiseiMin-W3"
SIZE = 10.0
LEADING = 16.0
LEFT, TOP = 60.0, A4[1] - 60.0
BODY = [f"会長　第{n}番目の議題について、説明員から資料に沿って説明があった。" for n in "一二三四五六七八"]


def make_canvas(**options: object) -> tuple[Canvas, io.BytesIO]:
    if FACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FACE))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    return canvas, buffer


def draw_lines(canvas: Canvas, lines: Sequence[str], x: float = LEFT, top: float = TOP, size: float = SIZE) -> None:
    canvas.setFont(FACE, size)
    for number, line in enumerate(lines):
        canvas.drawString(x, top - number * LEADING, line)


def make_pdf(*pages: Sequence[str], **options: object) -> bytes:
    canvas, buffer = make_canvas(**options)
    for lines in pages:
        draw_lines(canvas, lines)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_cells(
    canvas: Canvas, cells: Sequence[Sequence[str]], top: float, bottom: float, *, roof: bool = True, floor: bool = True
) -> None:
    """A row of a ruled table with columns of 100 and 350 points; without roof or floor where a page end cut it."""
    edges = (LEFT, LEFT + 100, LEFT + 450)
    for x in edges:
        canvas.line(x, top, x, bottom)
    for y, there in ((top, roof), (bottom, floor)):
        if there:
            canvas.line(edges[0], y, edges[-1], y)
    for x, lines in zip(edges, cells, strict=False):
        draw_lines(canvas, lines, x + 5, top - 14)


def read_texts(data: bytes) -> list[str]:
    return [b.text if isinstance(b, Line) else " | ".join(b.cells) for b in read_pdf(data).blocks]
