"""Pages of pictures → lines and table rows, by tesseract (an optional part: found at run time).

Ruling lines are found in the picture first: they tell the cells of a table, and tesseract reads worse where they are
left in. Words come back with their places and confidences and are put into the cells that hold their middles.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import pypdfium2
from PIL import Image, ImageDraw, ImageOps

from app.document import Block, Document, Line, Row
from app.errors import ReadingError, UnreadScanError
from app.text.columns import Column, find_gutter, order_lines
from app.text.rows import join_cut_rows

OCR_COMMAND = "apt-get install tesseract-ocr tesseract-ocr-jpn"
# Tesseract is trained on about 300 dots an inch.
_DPI = 300
# A sheet of A2 at that density: what claims to be larger is drawn coarser.
_MOST_DOTS = 35_000_000
# A page takes about 3 s; one that takes this long is no page.
_SECONDS_A_PAGE = 120
# A rule is a run of ink at least this long (in dots: 1.2 cm) and at most this thick.
_SHORTEST_RULE = 140
_THICKEST_RULE = 12
_CONFUSIONS = tuple(
    (re.compile(r"[ \u3000]*".join(map(re.escape, wrong))), right)
    for wrong, right in tomllib.loads((files("app.text") / "ocr_confusions.toml").read_text(encoding="utf-8")).items()
)
# Words that tesseract is less sure of than this (per cent) are specks and remains of rules.
_LEAST_CONFIDENCE = 10.0


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Segment:
    """A rule: at `at` (x of an upright one, y of a level one), from `start` to `end`, in dots."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _TextLine:
    text: str
    left: float
    right: float
    top: float  # grows upwards, as in a PDF
    height: float


def find_tesseract() -> str | None:
    """The program's path if it and its Japanese data are installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return program if "jpn" in listed.stdout.split() else None


def read_scan(data: bytes, pages: Sequence[int] = ()) -> Document:
    """Bytes of a PDF of pictures → Document with `ocr` set and the mean confidence, of all pages or of those given
    (1-based); UnreadScanError without tesseract, ReadingError if the PDF cannot be opened or nothing was recognised."""
    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as pdf:
            return _read(pdf, pages or range(1, len(pdf) + 1))
    except pypdfium2.PdfiumError as error:
        raise ReadingError(f"the scanned PDF is damaged: {error}") from error


def _read(pdf: pypdfium2.PdfDocument, pages: Sequence[int]) -> Document:
    program = find_tesseract()
    if program is None:
        raise UnreadScanError(f"the PDF is a scan ({len(pages)} pages of pictures, no text)")
    blocks: list[Block] = []
    confidences: list[float] = []
    for number in pages:
        picture = _straighten(ImageOps.autocontrast(_draw(pdf[number - 1])))
        upright, level = find_rules(picture)
        words = _recognise(program, _without_rules(picture, upright, level), number)
        confidences += [word.confidence for word in words]
        blocks += _build_page(words, upright, level, number, picture.height)
    if not blocks:
        raise ReadingError(f"nothing could be recognised on {len(pages)} scanned pages")
    confidence = round(sum(confidences) / len(confidences), 1) if confidences else 0.0
    return Document("application/pdf", tuple(join_cut_rows(blocks)), pages=len(pdf), ocr=True, confidence=confidence)


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    area = page.get_width() * page.get_height() or 1.0
    picture: Image.Image = page.render(scale=min(_DPI / 72, (_MOST_DOTS / area) ** 0.5)).to_pil()
    return picture.convert("L")


def _straighten(picture: Image.Image) -> Image.Image:
    """Turns a page that lay askew, by 2.4 degrees at most: at the right angle lines of text make rows differ most."""
    best = 0.0
    for shrink, step in ((6, 0.5), (3, 0.1)):
        small = picture.resize((picture.width // shrink, picture.height // shrink), Image.Resampling.BOX)
        angles = [best + step * number for number in range(-4, 5)]
        best = max(angles, key=lambda angle: _unevenness(small.rotate(angle, fillcolor=255)))
    return picture.rotate(best, resample=Image.Resampling.BICUBIC, fillcolor=255) if abs(best) > 0.05 else picture


def _unevenness(picture: Image.Image) -> float:
    rows = picture.resize((1, picture.height), Image.Resampling.BOX).tobytes()
    return float(sum((a - b) ** 2 for a, b in itertools.pairwise(rows)))


def find_rules(picture: Image.Image) -> tuple[tuple[_Segment, ...], tuple[_Segment, ...]]:
    """Upright and level rules of a page (grey, 8 bit)."""
    ink = picture.point(lambda value: 255 if value < 128 else 0)
    return tuple(_find_runs(ink)), tuple(_find_runs(ink.transpose(Image.Transpose.TRANSPOSE)))


def _find_runs(ink: Image.Image) -> Iterator[_Segment]:
    """Upright runs of ink. The picture is averaged over short strips, so that only what is long stays dark."""
    strip = 20
    rows = max(1, ink.height // strip)
    averaged = ink.resize((ink.width, rows), Image.Resampling.BOX)
    pixels = averaged.tobytes()
    x = 0
    while x < ink.width:
        runs = _dark_runs(pixels[x :: ink.width], rows, strip)
        if not runs:
            x += 1
            continue
        thickness = 1
        while x + thickness < ink.width and _dark_runs(pixels[x + thickness :: ink.width], rows, strip):
            thickness += 1
        if thickness <= _THICKEST_RULE:
            middle = _dark_runs(pixels[x + thickness // 2 :: ink.width], rows, strip) or runs
            for start, end in middle:
                yield _Segment(x + thickness // 2, start, end)
        x += thickness


def _dark_runs(column: bytes, rows: int, strip: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for row in range(rows + 1):
        dark = row < rows and column[row] >= 230
        if dark and start is None:
            start = row
        elif not dark and start is not None:
            if (row - start) * strip >= _SHORTEST_RULE:
                runs.append((start * strip, row * strip))
            start = None
    return runs


def _without_rules(picture: Image.Image, upright: Sequence[_Segment], level: Sequence[_Segment]) -> Image.Image:
    clean = picture.copy()
    draw = ImageDraw.Draw(clean)
    half = _THICKEST_RULE // 2
    for rule in upright:
        draw.rectangle((rule.at - half, rule.start - 20, rule.at + half, rule.end + 20), fill=255)
    for rule in level:
        draw.rectangle((rule.start - 20, rule.at - half, rule.end + 20, rule.at + half), fill=255)
    return clean


def _recognise(program: str, picture: Image.Image, page: int) -> list[_Word]:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(_DPI, _DPI))
    command = [program, "stdin", "stdout", "-l", "jpn", "--psm", "6", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=buffer.getvalue(), capture_output=True, env=environment, timeout=_SECONDS_A_PAGE, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingError(f"recognising page {page} took longer than {_SECONDS_A_PAGE} s") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ReadingError(f"tesseract failed on page {page}: {' '.join(reason)}") from error
    return list(_parse_tsv(done.stdout.decode("utf-8", errors="replace")))


def _parse_tsv(text: str) -> Iterator[_Word]:
    for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
        confidence = float(row["conf"])
        if row["level"] != "5" or not row["text"].strip() or confidence < _LEAST_CONFIDENCE:
            continue
        left, top = int(row["left"]), int(row["top"])
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        yield _Word(row["text"], left, top, left + int(row["width"]), top + int(row["height"]), line, confidence)


def _build_page(
    words: Sequence[_Word], upright: Sequence[_Segment], level: Sequence[_Segment], page: int, height: int
) -> list[Block]:
    rows = _find_rows(upright, level)
    taken: set[int] = set()
    placed: list[tuple[float, Block]] = []
    for top, bottom, borders in rows:
        cells = []
        for left, right in itertools.pairwise(borders):
            inside = [
                i
                for i, w in enumerate(words)
                if left <= (w.left + w.right) / 2 < right and top <= (w.top + w.bottom) / 2 < bottom
            ]
            taken.update(inside)
            cells.append("\n".join(line.text for line in _join_cell([words[i] for i in inside], height)))
        if any(cells):
            placed.append((-top, Row(tuple(cells), page, page)))
    outside = _join_words([w for i, w in enumerate(words) if i not in taken], height)
    for line, column in order_lines(outside, find_gutter(outside)):
        placed.append((line.top - height, _make_line(line, column, page)))
    if rows:
        placed.sort(key=lambda pair: -pair[0])
    return [block for _, block in placed]


def _make_line(line: _TextLine, column: Column, page: int) -> Line:
    em = line.height or 40.0
    return Line(
        line.text,
        page,
        indent=round((line.left - column.edge) / em, 1),
        full=line.right >= column.right - 2.5 * em,
        size=round(em * 72 / _DPI, 1),
    )


def _correct(text: str) -> str:
    """Recognised text with the confusions of `ocr_confusions.toml` put right (spaces between them or not)."""
    for pattern, word in _CONFUSIONS:
        text = pattern.sub(word, text)
    return text


def _join_cell(words: Sequence[_Word], height: int) -> list[_TextLine]:
    """Words of a cell: one line is what stands at one height, whatever tesseract took together across the columns."""
    groups: list[list[_Word]] = []
    for word in sorted(words, key=lambda w: w.bottom - w.top, reverse=True):  # a 。 goes to the line it stands in
        middle = (word.top + word.bottom) / 2
        home = next((g for g in groups if g[0].top <= middle <= g[0].bottom), None)
        if home is None:
            groups.append([word])
        else:
            home.append(word)
    return _join_groups(groups, height)


def _join_words(words: Sequence[_Word], height: int) -> list[_TextLine]:
    """Words outside tables, by tesseract's own lines."""
    lines: dict[tuple[int, int, int], list[_Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return _join_groups(list(lines.values()), height)


def _join_groups(groups: Sequence[list[_Word]], height: int) -> list[_TextLine]:
    joined = []
    for group in groups:
        group.sort(key=lambda w: w.left)
        tall = sorted(w.bottom - w.top for w in group)[len(group) // 2]
        text = group[0].text
        for before, word in itertools.pairwise(group):
            gap = word.left - before.right
            text += ("\u3000" if gap > 1.5 * tall else " " if gap > 0.6 * tall else "") + word.text
        top = min(w.top for w in group)
        joined.append(
            _TextLine(
                _correct(text),
                min(w.left for w in group),
                max(w.right for w in group),
                float(height - top),
                float(tall),
            )
        )
    return sorted(joined, key=lambda line: -line.top)


def _find_rows(upright: Sequence[_Segment], level: Sequence[_Segment]) -> list[tuple[int, int, list[int]]]:
    """Cells between rules: (top, bottom, x of the borders), from the top down. Where a page end cuts a table there
    is no level rule: the upright ones tell where it ends."""
    rows: list[tuple[int, int, list[int]]] = []
    if len(upright) < 2:
        return rows
    ends = {min(rule.start for rule in upright), max(rule.end for rule in upright)}
    heights = sorted({rule.at for rule in level} | ends)
    merged: list[int] = []
    for y in heights:
        if not merged or y - merged[-1] > 30:
            merged.append(y)
    for top, bottom in itertools.pairwise(merged):
        middle = (top + bottom) // 2
        borders = sorted({rule.at for rule in upright if rule.start - 25 <= middle <= rule.end + 25})
        apart = [x for i, x in enumerate(borders) if i == 0 or x - borders[i - 1] > 20]
        if len(apart) >= 3:
            rows.append((top, bottom, apart))
    return rows
