"""What `app.text` gives and `app.parse` takes: lines and table rows in reading order, each with its page and place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.normalize import squeeze


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `indent` is the distance from the page's text edge in characters (em); `full` says that the
    line reaches the right edge, so that its sentence may go on in the next one; `size` in points (0 if unknown);
    `heading` is True where the file itself marks a heading (HTML h1–h6, Word heading styles)."""

    text: str
    page: int | None = None
    indent: float = 0.0
    full: bool = False
    size: float = 0.0
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table number `table`. Lines within a cell are separated by a line feed."""

    cells: tuple[str, ...]
    table: int
    page: int | None = None


Block = Line | Row


@dataclass(frozen=True, slots=True)
class Document:
    """`pages` is None for media without pages; `title` is the file's own title; `text_sha256` is the same for two
    copies that say the same."""

    media_type: str
    blocks: tuple[Block, ...]
    title: str | None = None
    pages: int | None = None
    ocr: bool = False
    confidence: float | None = None  # of the recognition, per cent; None where nothing was recognised
    unread_pages: tuple[int, ...] = ()  # pictures or text without a Unicode map, which nobody has recognised

    def text(self) -> str:
        """All text, a line each, the cells of a row separated by tabs."""
        return "\n".join("\t".join(b.cells) if isinstance(b, Row) else b.text for b in self.blocks)

    def text_sha256(self) -> str:
        return hashlib.sha256(squeeze(self.text()).encode()).hexdigest()
