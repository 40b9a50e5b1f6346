"""A page of hits in a total order, from an index that orders by one value only and leaves ties as they fall."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

# Fetched beyond the page at first: ties of up to 54 hits were seen among 20,000 items.
_SLACK = 64
# How much more is fetched when the page is not settled yet: a few rounds reach 100,000 hits (70 ms).
_GROWTH = 4
# The same when all that was fetched has one rank: whoever has a value that a word names, and no word, scores alike.
_GROWTH_IN_A_TIE = 1_000


class Ranked(NamedTuple, Generic[T]):
    """A hit: the smaller its `rank`, the earlier it comes; among equals, the smaller `id`. `hit` is the index's own.

    A tuple, because ordering a page among 100,000 equal hits compares that many of them.
    """

    rank: float
    id: str
    hit: T


class Fetched(NamedTuple, Generic[T]):
    """What an index gave. `complete`: there is no other hit; `settled`: none is missing before the last one given, ties
    included."""

    hits: Sequence[Ranked[T]]
    complete: bool
    settled: bool


Fetch = Callable[[int, float | None], Fetched[T]]


def take_page(fetch: Fetch[T], *, limit: int, after: tuple[float, str] | None) -> tuple[tuple[Ranked[T], ...], bool]:
    """The `limit` hits that follow `after` by (rank, id), and whether there are more.

    `fetch(n, r)` gives of the first n hits by rank, ties in any order, those of rank r or more (None: all). It is asked
    for more until the rank falls behind the last one wanted, because hits of that last rank may be missing from what
    was fetched, unless the index says that they are not.
    """
    if limit == 0:
        return (), False
    wanted = limit + 1  # one more, to know whether there is more
    size = wanted + _SLACK
    while True:
        fetched, complete, whole = fetch(size, after[0] if after else None)
        settled = fetched if complete or whole else [one for one in fetched if one.rank < fetched[-1].rank]
        following = settled if after is None else [one for one in settled if (one.rank, one.id) > after]
        if complete or len(following) >= wanted:
            page = heapq.nsmallest(wanted, following, key=itemgetter(0, 1))
            return tuple(page[:limit]), len(page) > limit
        size *= _GROWTH if settled else _GROWTH_IN_A_TIE
