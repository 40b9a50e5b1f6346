"""A PDF page's ruling lines → rows of cells; and how much of a page is pictures.

pdfium tells the paths; pdfplumber's geometry (snapping, joining, crossings, cells) makes tables of them. All in the
coordinates of the upright page (`pdf_text`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
from pdfplumber.table import Table, cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from app.text.pdf_text import turn_point

# pdfplumber's own tolerances, in points.
_TOLERANCE = 3.0
_SHORTEST_EDGE = 3.0
# A straight line drawn by a word processor is straight to a fraction of a point.
_ASKEW = 0.5
# A ruled page has some hundreds of edges, a thousand where each cell is a box; what has more is a map or a drawing.
_MOST_EDGES = 6_000
# Joined, they are some dozens; every one is tried with every other, and so are their crossings.
_MOST_RULES = 400
_DEPTH = 3  # forms within forms
# A cut row shows at least a line of text, in points.
_OPEN_ROW = 6.0

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Cell:
    left: float
    bottom: float
    right: float
    top: float
    open: bool = False  # made up from the upright rules alone

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.bottom <= y < self.top


@dataclass(frozen=True, slots=True)
class _Edge:
    """A straight line: `upright` or level, `at` its x or y, from `start` to `end`."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PageObjects:
    edges: tuple[_Edge, ...]
    pictures: float  # the share of the page that pictures cover, 0 to 1


def read_objects(page: pypdfium2.PdfPage, turn: int) -> PageObjects:
    """The straight edges and the pictures of a page."""
    edges: list[_Edge] = []
    covered = 0.0
    for obj, matrix in _iterate_objects(page):
        if pdfium_c.FPDFPageObj_GetType(obj) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += _measure_picture(obj, matrix)
        elif len(edges) <= _MOST_EDGES:
            edges += _iterate_edges(obj, matrix, turn)
    area = page.get_width() * page.get_height() or 1.0
    return PageObjects(tuple(edges) if len(edges) <= _MOST_EDGES else (), min(1.0, covered / area))


def find_rows(edges: Sequence[_Edge]) -> list[list[Cell]]:
    """Rows of two cells or more, those that a page end has cut open included."""
    if len(edges) < 4:
        return []
    merged = merge_edges([_make_plumber_edge(e) for e in edges], *[_TOLERANCE] * 4)
    merged = [e for e in merged if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= _SHORTEST_EDGE]
    if len(merged) > _MOST_RULES:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, _TOLERANCE, _TOLERANCE))
    rows: list[list[Cell]] = []
    for boxes in cells_to_tables(cells):
        table = Table(None, boxes)  # type: ignore[arg-type]  # its page is for text, which pdfium reads
        inner = [[Cell(c[0], -c[3], c[2], -c[1]) for c in row.cells if c] for row in table.rows]
        inner = [row for row in inner if row]
        rows += _find_open_row(edges, inner[0], above=True) + inner + _find_open_row(edges, inner[-1], above=False)
    return [row for row in rows if len(row) > 1]


def _find_open_row(edges: Sequence[_Edge], row: list[Cell], *, above: bool) -> list[list[Cell]]:
    """The part of a row that a page end has cut has no rule of its own there: only the upright ones go on."""
    edge = row[0].top if above else row[0].bottom
    borders = [x for cell in row for x in (cell.left, cell.right)]
    ends = [e.end if above else e.start for e in edges if e.upright and any(abs(e.at - x) < 2 for x in borders)]
    end = max(ends, default=edge) if above else min(ends, default=edge)
    if abs(end - edge) < _OPEN_ROW:
        return []
    low, high = (edge, end) if above else (end, edge)
    return [[Cell(cell.left, low, cell.right, high, open=True) for cell in row]]


def _make_plumber_edge(edge: _Edge) -> dict[str, Any]:
    """As pdfplumber has it: `top` and `bottom` grow downwards."""
    if edge.upright:
        x0, x1, top, bottom = edge.at, edge.at, -edge.end, -edge.start
    else:
        x0, x1, top, bottom = edge.start, edge.end, -edge.at, -edge.at
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "v" if edge.upright else "h",
    }


def _iterate_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, Matrix]]:
    """Paths and pictures, those inside forms too, each with the matrix of what it stands in."""
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    stack = [(pdfium_c.FPDFPage_GetObject(page.raw, n), _IDENTITY, 1) for n in reversed(range(count))]
    while stack:
        obj, matrix, depth = stack.pop()
        kind = pdfium_c.FPDFPageObj_GetType(obj)
        if kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            yield obj, matrix
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            inner = _multiply(_read_matrix(obj), matrix)
            numbers = reversed(range(pdfium_c.FPDFFormObj_CountObjects(obj)))
            stack += [(pdfium_c.FPDFFormObj_GetObject(obj, n), inner, depth + 1) for n in numbers]


def _iterate_edges(obj: Any, outer: Matrix, turn: int) -> Iterator[_Edge]:
    matrix = _multiply(_read_matrix(obj), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for number in range(min(pdfium_c.FPDFPath_CountSegments(obj), _MOST_EDGES)):
        segment = pdfium_c.FPDFPath_GetPathSegment(obj, number)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = turn_point(*_apply(matrix, x.value, y.value), turn)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield from _make_edge(last, point)
        last = point
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield from _make_edge(last, first)
            last = first


def _make_edge(a: tuple[float, float], b: tuple[float, float]) -> Iterator[_Edge]:
    wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
    if wide < _ASKEW and high >= 1:
        yield _Edge(True, a[0], min(a[1], b[1]), max(a[1], b[1]))
    elif high < _ASKEW and wide >= 1:
        yield _Edge(False, a[1], min(a[0], b[0]), max(a[0], b[0]))


def _measure_picture(obj: Any, matrix: Matrix) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(obj, *map(ctypes.byref, (left, bottom, right, top))):
        return 0.0
    (x0, y0), (x1, y1) = _apply(matrix, left.value, bottom.value), _apply(matrix, right.value, top.value)
    return abs((x1 - x0) * (y1 - y0))


def _read_matrix(obj: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(obj, ctypes.byref(matrix)):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
