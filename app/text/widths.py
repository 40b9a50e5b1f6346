"""How wide text is in columns of a terminal."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """Two for a full-width character, one for any other."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
