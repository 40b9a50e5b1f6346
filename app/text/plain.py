"""Plain text → lines and the rows of tables drawn in it. Hard-wrapped text is recognised by its right edge, pages by
form feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes

from app.document import Block, Document, Line, Row
from app.errors import ReadingError
from app.text.drawn import read_drawn
from app.text.markup import strip_markup
from app.text.rows import join_cut_rows, open_layout_rows
from app.text.running import drop_running
from app.text.widths import columns

_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp", "euc_jis_2004")
# Only ISO-2022-JP switches its character set so; to every other encoding its bytes are valid ASCII.
_SHIFT_TO_KANJI = b"\x1b$"
# What Japanese text hardly has, and what it is full of when read in a wrong encoding: half-width kana (EUC-JP read as
# Shift_JIS), Latin-1 letters and signs (any read as ISO-8859-1), private use, control characters.
_ODD = re.compile("[\uff61-\uff9f\xa1-\xff\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
# In a quarter of a text's characters such signs cannot be meant.
_MOST_ODD = 0.25
# A file with a few damaged characters is still in the encoding in which all the others make sense.
_MOST_DAMAGED = 0.03
# A text is hard-wrapped when this share of its lines ends within two full-width characters of the widest.
_WRAPPED_SHARE = 0.2
# No one wraps at more columns than this (60 full-width characters).
_WIDEST_WRAP = 120


def decode_text(data: bytes, declared: str | None = None) -> str:
    """Bytes → text: the declared encoding if what it gives looks like text, then Japan's usual ones, then those with a
    few characters damaged, then detection; ReadingError if none fits."""
    named = ("iso2022_jp",) if _SHIFT_TO_KANJI in data else ()
    readings = []
    for encoding in dict.fromkeys((*named, declared, *_ENCODINGS)):
        if not encoding:
            continue
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        oddity = _measure_oddity(text)
        if oddity < _MOST_ODD:
            return text
        readings.append((oddity, text))
    for encoding in _ENCODINGS:
        text = data.decode(encoding, "replace")
        readings.append((_measure_oddity(text), text))
        if readings[-1][0] < _MOST_DAMAGED:
            return text
    best = from_bytes(data).best()
    if best is not None:
        readings.append((_measure_oddity(str(best)), str(best)))
    oddity, text = min(readings, key=lambda reading: reading[0])
    if oddity >= _MOST_ODD and "\ufffd" in text:
        raise ReadingError("the text's encoding cannot be told")
    return text


def _measure_oddity(text: str) -> float:
    """The share of a text's characters that tell of a wrong encoding, ASCII aside (0 to 1)."""
    told = sum(1 for char in text if not char.isascii() or char < " ") - text.count("\n") - text.count("\r")
    return len(_ODD.findall(text)) / told if told > 0 else 0.0


def read_plain(data: bytes) -> Document:
    """Bytes of a text file → Document, with pages where form feeds part it. ReadingError for what is no text."""
    text = strip_markup(decode_text(data))
    if "\x00" in text:
        raise ReadingError("the file is binary, not text")
    pages = [[line.rstrip() for line in page.splitlines()] for page in text.rstrip("\f\r\n ").split("\f")]
    widths = [columns(line) for page in pages for line in page if line.strip()]
    if not widths:
        raise ReadingError("the file is empty")
    wrap = _find_wrap(widths)
    if len(pages) == 1:
        return Document("text/plain", tuple(open_layout_rows(_iterate_blocks(pages[0], wrap, None))))
    blocks: list[Block] = []
    for number, lines in enumerate(_without_running(pages), start=1):
        blocks += _iterate_blocks(lines, wrap, number)
    return Document("text/plain", tuple(join_cut_rows(blocks)), pages=len(pages))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of a page and its place, in points of a typewriter (12 a line)."""

    text: str
    left: float
    top: float
    bottom: float


def _without_running(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    placed = [
        [_Placed(line, 0.0, -12.0 * row, -12.0 * row - 12.0) for row, line in enumerate(page) if line.strip()]
        for page in pages
    ]
    for page in drop_running(placed):
        yield [line.text for line in page]


def _iterate_blocks(lines: Sequence[str], wrap: int, page: int | None) -> Iterator[Block]:
    for line in read_drawn(lines):
        if isinstance(line, tuple):
            yield Row(line, page or 1, page)
        elif line.strip():
            yield Line(
                line.strip(),
                page,
                indent=(columns(line) - columns(line.lstrip())) / 2,
                full=wrap > 0 and columns(line) >= wrap - 5,
            )


def _find_wrap(widths: list[int]) -> int:
    """The column at which lines are broken, 0 if they are not."""
    widest = max(widths)
    if widest > _WIDEST_WRAP:
        return 0
    near = sum(width >= widest - 5 for width in widths)
    return widest if near >= _WRAPPED_SHARE * len(widths) and near >= 5 else 0
