"""Plain text → lines. Hard-wrapped text is recognised by its right edge."""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes

from app.document import Document, Line
from app.errors import ReadingError

_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
# Only ISO-2022-JP switches its character set so; to every other encoding its bytes are valid ASCII.
_SHIFT_TO_KANJI = b"\x1b$"
# What Japanese text hardly has, and what it is full of when read in a wrong encoding: half-width kana (EUC-JP read as
# Shift_JIS), Latin-1 letters and signs (any read as ISO-8859-1), private use, control characters.
_ODD = re.compile("[\uff61-\uff9f\xa1-\xff\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
# In a quarter of a text's characters such signs cannot be meant.
_MOST_ODD = 0.25
# A text is hard-wrapped when this share of its lines ends within two full-width characters of the widest.
_WRAPPED_SHARE = 0.2
# No one wraps at more columns than this (60 full-width characters).
_WIDEST_WRAP = 120


def decode_text(data: bytes, declared: str | None = None) -> str:
    """Bytes → text: the declared encoding if what it gives looks like text, then Japan's usual ones, then detection;
    ReadingError if none fits."""
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
    best = from_bytes(data).best()
    if best is not None:
        readings.append((_measure_oddity(str(best)), str(best)))
    if not readings:
        raise ReadingError("the text's encoding cannot be told")
    return min(readings, key=lambda reading: reading[0])[1]


def _measure_oddity(text: str) -> float:
    """The share of a text's characters that tell of a wrong encoding, ASCII aside (0 to 1)."""
    told = sum(1 for char in text if not char.isascii() or char < " ") - text.count("\n") - text.count("\r")
    return len(_ODD.findall(text)) / told if told > 0 else 0.0


def columns(text: str) -> int:
    """Width in columns of a terminal: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def read_plain(data: bytes) -> Document:
    """Bytes of a text file → Document without pages (a form feed begins no page: nobody cites it)."""
    text = decode_text(data)
    if "\x00" in text:
        raise ReadingError("the file is binary, not text")
    raw = [line.rstrip() for line in text.replace("\f", "\n").splitlines()]
    widths = [columns(line) for line in raw if line.strip()]
    if not widths:
        raise ReadingError("the file is empty")
    wrap = _find_wrap(widths)
    lines = [
        Line(
            line.strip(),
            indent=(columns(line) - columns(line.lstrip())) / 2,
            full=wrap > 0 and columns(line) >= wrap - 5,
        )
        for line in raw
        if line.strip()
    ]
    return Document("text/plain", tuple(lines))


def _find_wrap(widths: list[int]) -> int:
    """The column at which lines are broken, 0 if they are not."""
    widest = max(widths)
    if widest > _WIDEST_WRAP:
        return 0
    near = sum(width >= widest - 5 for width in widths)
    return widest if near >= _WRAPPED_SHARE * len(widths) and near >= 5 else 0
