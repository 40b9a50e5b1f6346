"""The lines of a table's cell: which of them belong together."""

from __future__ import annotations

from app.normalize import fold
from app.parse.agenda_words import section_kind
from app.parse.enumeration import split_number


def join_cell(cell: str, *, wrapped: bool) -> str:
    """Lines of a cell → paragraphs. `wrapped`: the cell's width broke the lines (PDF); then a line feed stays only
    before an indent, a number or a section's name (報告事項) and after a full stop."""
    joined = ""
    for line in cell.split("\n"):
        text = line.strip()
        if not joined or not text:
            joined += text
        elif not wrapped or line[:1] == "\u3000" or joined.endswith("。") or _begins_something(fold(text)):
            joined += "\n" + text
        else:
            glue = " " if joined[-1].isascii() and text[0].isascii() and joined[-1].isalnum() else ""
            joined += glue + text
    return joined


def _begins_something(line: str) -> bool:
    return split_number(line) is not None or section_kind(line) is not None
