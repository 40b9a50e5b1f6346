"""At most two items of a meeting among the first twenty of a search by relevance, so that no long meeting fills
the page; the others come right behind, and nothing is lost.

The order is a rule over the engine's order: the first twenty places go to hits of whose meeting fewer than two were
taken; then come those that were held back, then all others. It depends on nothing but the engine's order, so that any
page can be made again: by its offset as long as it begins among these, by the engine's own key further on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.engine.base import EngineHit, SortKey

PLACES = 20  # a page; whoever reads on has seen that many
MOST = 2  # of a meeting: one may be an accident, two show that there is more
_LOOKED_AT = 100  # hits by which twenty places are filled: five long meetings in a row

# after a key (None: from the first), so many hits; fewer are all there are
Fetch = Callable[[SortKey | None, int], tuple[EngineHit, ...]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit and its place in the order. `first`: it has one of the first twenty; `clean`: from here on the engine's
    order holds, with nothing held back."""

    hit: EngineHit
    place: int
    first: bool
    clean: bool


@dataclass(frozen=True, slots=True)
class Page:
    placed: tuple[Placed, ...]
    more: bool  # hits follow


def take_spread(fetch: Fetch, *, offset: int, limit: int) -> Page:
    """The page of `limit` hits that begins at `offset`. It is shorter where there are not enough meetings to fill the
    first twenty places: what was held back then begins a page of its own."""
    found = list(islice(_iterate(fetch, limit), offset, offset + limit + 1))
    page = found[:limit]
    first = [one for one in page if one.first]
    if first and len(first) < len(page) and page[len(first)].place < PLACES:
        return Page(tuple(first), more=True)
    return Page(tuple(page), more=len(found) > limit)


def _iterate(fetch: Fetch, limit: int) -> Iterator[Placed]:
    taken: Counter[str] = Counter()
    held: list[EngineHit] = []
    place = 0
    stream = _stream(fetch, limit)
    for looked_at, hit in enumerate(stream, start=1):
        meeting = str(hit.source["meeting_id"])
        if taken[meeting] < MOST:
            taken[meeting] += 1
            place += 1
            yield Placed(hit, place - 1, first=True, clean=place == PLACES and not held)
        else:
            held.append(hit)
        if place == PLACES or looked_at == _LOOKED_AT:
            break
    for hit in held:
        yield Placed(hit, place, first=False, clean=False)
        place += 1
    for hit in stream:
        yield Placed(hit, place, first=False, clean=True)
        place += 1


def _stream(fetch: Fetch, limit: int) -> Iterator[EngineHit]:
    """The engine's hits, fetched as they are wanted: a page first, since mostly no more is needed."""
    size = max(limit + 1, PLACES)
    after: SortKey | None = None
    while True:
        hits = fetch(after, size)
        yield from hits
        if len(hits) < size:
            return
        after = hits[-1].key
