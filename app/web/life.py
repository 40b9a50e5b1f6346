"""A referral's life: asked in one meeting, continued, decided in a later one, in the order of the meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.search.results import ItemOut

_MOST = 12  # meetings over which one referral is followed: within three years councils meet at most so often on one

FetchItems = Callable[[Iterable[str | None]], Mapping[str, ItemOut]]


def build_life(item: ItemOut, fetch: FetchItems) -> tuple[ItemOut, ...]:
    """An item → all items of its referral that are known, the item among them, oldest first; `fetch` gives those of
    some ids that are there. Items name the one before them and the one in which they ended, so that what stands between
    is found from the end."""
    found = {item.id: item}
    end = next(iter(fetch((item.decided_in,)).values()), None)
    for start in (end, item):
        at = start
        while at is not None and len(found) < _MOST:
            found.setdefault(at.id, at)
            before = at.continued_from
            at = None if before in found else next(iter(fetch((before,)).values()), None)
    return tuple(sorted(found.values(), key=lambda one: (one.date or "", one.id)))
