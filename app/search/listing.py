"""A page of hits, and the cursor to the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.engine.base import EngineHit, EngineResult, Sort, SortKey
from app.search.cursor import Cursor
from app.search.request import SearchRequest
from app.search.spread import MOST, Page, take_spread

# Whoever reads more than fifty pages does not want the best ones but all of them; each further page by score costs the
# engine all hits before it.
MAX_BY_RELEVANCE = 1_000

# after a key, so many hits, with facets or without, of a generation (None: the present one)
Ask = Callable[[SortKey | None, int, bool, str | None], EngineResult]
Facets = Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Listed:
    """`crowded` maps meetings that have taken both their places among the first to the last of their hits there.
    `ended`: hits follow, and are not given in this order."""

    total: int
    facets: Facets
    hits: tuple[EngineHit, ...]
    next: Cursor | None
    crowded: Mapping[str, str]
    ended: bool = False


def list_page(ask: Ask, request: SearchRequest) -> Listed:
    """The page that a request asks for. By relevance pages end at 1,000 hits, by date or city they do not."""
    if request.sort is not Sort.RELEVANCE:
        return _list(ask, request)
    seen = request.cursor.seen if request.cursor else 0
    listed = _list(ask, replace(request, limit=max(1, min(request.limit, MAX_BY_RELEVANCE - seen))))
    seen += len(listed.hits)
    if listed.next is None or seen < MAX_BY_RELEVANCE:
        return replace(listed, next=replace(listed.next, seen=seen) if listed.next else None)
    return replace(listed, next=None, ended=True)


def _list(ask: Ask, request: SearchRequest) -> Listed:
    cursor = request.cursor
    narrow = request.selected("meeting_id")  # who asks for a meeting wants all of it
    if request.sort is Sort.RELEVANCE and not narrow and (cursor is None or cursor.offset):
        return _list_spread(ask, request.limit, cursor)
    result = ask(cursor.key if cursor else None, request.limit, True, cursor.generation if cursor else None)
    after = _make_cursor(result.generation, result.hits[-1].key) if result.hits and result.more else None
    return Listed(result.total, result.facets, result.hits, after, {})


def _list_spread(ask: Ask, limit: int, cursor: Cursor | None) -> Listed:
    offset = cursor.offset if cursor else 0
    answers: list[EngineResult] = []

    def fetch(after: SortKey | None, size: int) -> tuple[EngineHit, ...]:
        generation = answers[0].generation if answers else cursor.generation if cursor else None
        answers.append(ask(after, size, not answers, generation))
        return answers[-1].hits

    page = take_spread(fetch, offset=offset, limit=limit)
    first = answers[0]
    return Listed(
        total=first.total,
        facets=first.facets,
        hits=tuple(one.hit for one in page.placed),
        next=_make_next(page, first.generation),
        crowded=_find_crowded(page),
    )


def _make_next(page: Page, generation: str) -> Cursor | None:
    if not page.more or not page.placed:
        return None
    last = page.placed[-1]
    if last.clean:
        return _make_cursor(generation, last.hit.key)
    return Cursor(generation, 0.0, "", offset=last.place + 1)


def _find_crowded(page: Page) -> dict[str, str]:
    taken = Counter(str(one.hit.source["meeting_id"]) for one in page.placed if one.first)
    return {
        meeting: one.hit.id
        for one in page.placed
        if one.first and taken[meeting := str(one.hit.source["meeting_id"])] == MOST
    }


def _make_cursor(generation: str, key: SortKey) -> Cursor:
    """A score is a float even where it is whole: a cursor tells scores from dates by type."""
    return Cursor(generation, key.value if isinstance(key.value, str) else float(key.value), key.id)
