"""Rows of a table that a page end has cut are joined again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.document import Block, Row


def join_cut_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """A row that a page end has cut goes on in the next page's first row, whose first cell is empty."""
    held: Row | None = None
    for block in blocks:
        if not isinstance(block, Row):
            if held is not None:
                yield held
                held = None
            yield block
            continue
        cut = (
            held is not None
            and len(held.cells) == len(block.cells)
            and not block.cells[0].strip()
            and block.page is not None
            and held.page is not None
            and block.page > held.page
        )
        if cut and held is not None:
            held = replace(
                held, cells=tuple("\n".join(p for p in pair if p) for pair in zip(held.cells, block.cells, strict=True))
            )
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held
