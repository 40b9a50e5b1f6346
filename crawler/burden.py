"""Whether a web page can be read in a reasonable time; told from its text, before it is parsed.

A link is judged by the words around it, so the work grows with the links of a block times what else stands in it. Pages
that people wrote are far below these limits; a page made to keep a crawler busy for hours is above them.
"""

from __future__ import annotations

import re
from itertools import pairwise

_MOST_CHARACTERS = 2_000_000  # the minutes of a long day are 300,000
_MOST_LINKS = 5_000  # a site map of a large city has 3,000
_MOST_WORK = 3_000_000  # links × tags of a block, summed over blocks: some seconds
_MOST_WORDS = 200_000_000  # links × characters of a block, likewise
_MOST_ROW_WORDS = 600_000_000  # links × characters of a table's row: its cells are read for each link
_MOST_CELLS = 300_000  # links × cells of a table's row
_BLOCK = re.compile(
    r"<(?:p|div|li|dd|dt|td|th|tr|table|ul|ol|dl|pre|h[1-6]|section|article|blockquote|center|caption)\b", re.IGNORECASE
)
_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_LINK = re.compile(r"<(?:a|area|i?frame)\b", re.IGNORECASE)


def find_burden(html: str) -> str | None:
    """Why a page is not read, or None."""
    if len(html) > _MOST_CHARACTERS:
        return f"a page of more than {_MOST_CHARACTERS:,} characters"
    work = words = links = 0
    start = 0
    for end in (*(match.start() for match in _BLOCK.finditer(html)), len(html)):
        found = sum(1 for _ in _LINK.finditer(html, start, end))
        links += found
        work += found * html.count("<", start, end)
        words += found * (end - start)
        start = end
    cells = row_words = 0
    for start, end in pairwise((*(match.start() for match in _ROW.finditer(html)), len(html))):
        found = sum(1 for _ in _LINK.finditer(html, start, end))
        cells += found * sum(1 for _ in _CELL.finditer(html, start, end))
        row_words += found * (end - start)
    if links > _MOST_LINKS:
        return f"a page of more than {_MOST_LINKS:,} links"
    if work > _MOST_WORK or words > _MOST_WORDS or cells > _MOST_CELLS or row_words > _MOST_ROW_WORDS:
        return "a page whose links stand in one heap"
    return None
