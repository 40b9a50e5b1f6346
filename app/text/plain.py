"""Plain text → lines. Hard-wrapped text is recognised by its right edge."""

from __future__ import annotations

import unicodedata

from charset_normalizer import from_bytes

from app.document import Document, Line
from app.errors import ReadingError

_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp", "iso2022_jp")
# A text is hard-wrapped when this share of its lines ends within two full-width characters of the widest.
_WRAPPED_SHARE = 0.2
# No one wraps at more columns than this (60 full-width characters).
_WIDEST_WRAP = 120


def decode_text(data: bytes, declared: str | None = None) -> str:
    """Bytes → text: the declared encoding if it fits, then Japan's usual ones, then detection; ReadingError if none."""
    for encoding in (declared, *_ENCODINGS):
        if not encoding:
            continue
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(data).best()
    if best is None:
        raise ReadingError("the text's encoding cannot be told")
    return str(best)


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
