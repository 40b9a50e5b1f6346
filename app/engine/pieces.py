"""A stored document in pieces: its long list is decoded entry by entry, when an entry is asked for.

Of twenty hits a page shows three passages each, and a hit has forty; decoding all of them took two thirds of the time
that a search took. Layout: the length of the head (4 bytes, little-endian), the head (JSON: the document without the
list, and how many bytes each entry has), then the entries, each JSON in UTF-8.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import eq
from typing import Any, overload

import orjson

_LENGTH = 4  # bytes


class Pieces(Sequence[Mapping[str, Any]]):
    """The entries, each decoded at most once. Equal to a sequence of equal entries."""

    def __init__(self, joined: bytes, lengths: Sequence[int]) -> None:
        self._joined = joined
        self._ends = tuple(accumulate(lengths))
        self._decoded: dict[int, Mapping[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> Mapping[str, Any]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Mapping[str, Any]]: ...

    def __getitem__(self, place: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        if at not in self._decoded:
            start = self._ends[at - 1] if at else 0
            self._decoded[at] = orjson.loads(self._joined[start : self._ends[at]])
        return self._decoded[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list

    def find(self, texts: Iterable[str]) -> Sequence[int]:
        """The places, in order, of all entries in which one of the texts may stand, and of hardly any others."""
        found: set[int] = set()
        for text in texts:
            if not text:
                return range(len(self))
            sought = orjson.dumps(text)[1:-1]
            at = self._joined.find(sought)
            while at >= 0:
                place = bisect_right(self._ends, at)
                found.add(place)
                at = self._joined.find(sought, self._ends[place])
        return sorted(found)


def pack_pieces(source: bytes, name: str | None) -> bytes:
    """A document as JSON → as it is stored; `name` is that of its long list, if it has one."""
    if name is None:
        return len(source).to_bytes(_LENGTH, "little") + source
    document: dict[str, Any] = orjson.loads(source)
    listed = document.pop(name) if isinstance(document.get(name), list) else None
    entries = [orjson.dumps(entry) for entry in listed or ()]
    head = orjson.dumps([document, None if listed is None else list(map(len, entries))])
    return b"".join((len(head).to_bytes(_LENGTH, "little"), head, *entries))


def unpack_pieces(stored: bytes, name: str | None) -> dict[str, Any]:
    """The document, of which `name` is `Pieces`; ValueError for bytes that are none of `pack_pieces`."""
    end = _LENGTH + int.from_bytes(stored[:_LENGTH], "little")
    head = orjson.loads(stored[_LENGTH:end])
    if name is None:
        whole: dict[str, Any] = head
        return whole
    document: dict[str, Any]
    document, lengths = head
    if lengths is None:
        return document
    if sum(lengths) != len(stored) - end:
        raise ValueError(f"{name}: {len(stored) - end} bytes stored, {sum(lengths)} expected")
    document[name] = Pieces(stored[end:], lengths)
    return document
