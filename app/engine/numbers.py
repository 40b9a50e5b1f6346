"""The numbers of documents: a small table beside an index, so that ordering hits by id reads no stored document.

A hit of tantivy has a score and a number (a fast field); which id and which date that is stands here. Reading ids from
the stored documents instead costs 30 µs each, and a common word in short titles ties thousands of hits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.errors import IndexDamagedError

NUMBERS_NAME = "numbers.json"


@dataclass(frozen=True)
class Numbers:
    """`rows` maps a document's number to its id and its date ("" if it has none); `free` is the next unused number."""

    rows: Mapping[int, tuple[str, str]]
    free: int

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All ids, sorted by code points."""
        return tuple(sorted(identity for identity, _ in self.rows.values()))


def read_numbers(folder: Path) -> Numbers:
    """The table of the index in `folder`; IndexDamagedError if it cannot be read."""
    try:
        content = json.loads((folder / NUMBERS_NAME).read_text(encoding="utf-8"))
        rows = {int(number): (str(identity), str(date)) for number, identity, date in content["rows"]}
        return Numbers(rows, int(content["free"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"{folder.name}/{NUMBERS_NAME} cannot be read ({error})") from error


class NumbersWriter:
    """Gives numbers to documents that are put, and forgets those of documents that are replaced or deleted."""

    def __init__(self, before: Numbers) -> None:
        self._numbers = {identity: number for number, (identity, _) in before.rows.items()}
        self._dates = dict(before.rows.values())
        self._free = before.free

    def put(self, identity: str, date: str) -> int:
        number = self._free
        self._free += 1
        self._numbers[identity] = number
        self._dates[identity] = date
        return number

    def delete(self, identity: str) -> bool:
        """Whether there was such a document."""
        self._dates.pop(identity, None)
        return self._numbers.pop(identity, None) is not None

    def write(self, folder: Path) -> int:
        """Write the table into `folder`; returns how many documents it holds."""
        rows = [[number, identity, self._dates[identity]] for identity, number in self._numbers.items()]
        text = json.dumps({"free": self._free, "rows": rows}, ensure_ascii=False, separators=(",", ":"))
        (folder / NUMBERS_NAME).write_text(text, encoding="utf-8")
        return len(rows)
