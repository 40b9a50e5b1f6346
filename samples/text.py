"""Plain text as a word processor of old wraps it: hard line ends at so many full-width columns, CP932, CRLF."""

from __future__ import annotations

import unicodedata

from samples.linebreak import break_lines
from samples.wording import make_cp932


def measure_columns(text: str) -> float:
    """Width in full-width columns: a half-width character is half of one."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def make_wrapped(text: str, columns: int, *, hanging: int = 0) -> list[str]:
    """A paragraph → lines of at most `columns`; the second and later ones begin with `hanging` full-width spaces."""
    lines = break_lines(text, (columns, columns - hanging), measure_columns)
    return [lines[0], *("　" * hanging + line for line in lines[1:])]


def make_text_file(lines: list[str]) -> bytes:
    """Lines → a file as Windows writes it."""
    return make_cp932("\r\n".join(lines) + "\r\n")
