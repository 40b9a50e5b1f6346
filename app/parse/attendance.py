"""Tables of attendance: a row for each member, with a mark in a column for who came."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.document import Block, Row
from app.normalize import fold, squeeze
from app.parse.names import close_roles, find_names

_NAME_HEAD = re.compile(r"(?:委員)?(?:の)?(?:氏名|名前|委員名|委員)(?:[(（]敬称略[)）])?|委員")
_MARK_HEAD = re.compile(r"(?:委員の?)?(?:出欠|出席|出欠席|出席状況|出欠状況|参加|出欠の?別)")
_CAME = re.compile(
    r"[○〇◯●◎]|出|出席|有|参加|(?:リモート|オンライン|Web|WEB|ウェブ)(?:出席|参加)?|出席?[(（].{1,12}[)）]"
)
_STAYED_AWAY = re.compile(r"[×✕xX]|欠|欠席|(?:ご|御)?欠席(?:[(（].{1,12}[)）])?|欠[(（].{1,12}[)）]|不参加")
# Fewer rows with a mark of either sort are no list of those present.
_FEWEST = 2


def read_attendance(blocks: Sequence[Block], index: int) -> tuple[int, tuple[str, ...], tuple[str, ...]] | None:
    """A table's row of heads (氏名 | 出欠) and the rows below it → (how many rows were read, who came, who didn't).
    None where `index` heads no such table, or a row's mark can't be read: an unmarked name is no sign of either."""
    head = blocks[index]
    if not isinstance(head, Row) or len(head.cells) < 2:
        return None
    heads = [squeeze(cell) for cell in head.cells]
    marked = next((i for i, h in enumerate(heads) if _MARK_HEAD.fullmatch(h)), None)
    named = next((i for i, h in enumerate(heads) if i != marked and _NAME_HEAD.fullmatch(h)), None)
    if marked is None or named is None:
        return None
    came: list[str] = []
    away: list[str] = []
    count = 1
    for block in blocks[index + 1 :]:
        if not isinstance(block, Row) or block.table != head.table or len(block.cells) != len(head.cells):
            break
        mark, name = squeeze(block.cells[marked]), _name_in(block.cells[named])
        count += 1
        if name is None:
            continue
        if _CAME.fullmatch(mark):
            came.append(name)
        elif _STAYED_AWAY.fullmatch(mark):
            away.append(name)
        else:
            return None
    return (count, tuple(came), tuple(away)) if len(came) + len(away) >= _FEWEST and came else None


def _name_in(cell: str) -> str | None:
    names = [name for name, _ in find_names(close_roles(fold(cell.replace("\n", " "))))]
    return names[0] if len(names) == 1 else None
