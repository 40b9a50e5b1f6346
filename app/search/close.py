"""Behind the last of few hits: items that hold some of the question's words, and are said to be no more than that."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.base import And, Clause, EngineHit, EngineResult, Not, Sort, SortKey
from app.search.language.close import Close
from app.search.language.patterns import Pattern
from app.search.language.reading import Reading
from app.search.language.weights import load_weights
from app.search.listing import Listed
from app.search.request import SearchRequest
from app.search.results import CloseOut, HitOut
from app.search.spread import take_spread

MOST_CLOSE = 10  # who wants more says so with OR

# a clause, after a key, so many hits, with facets or without, of a generation (None: the present one)
Ask = Callable[[Clause, SortKey | None, int, bool, str | None], EngineResult]


def wants_close(request: SearchRequest, listed: Listed) -> bool:
    """Whether a page is the last of few hits by relevance."""
    few = listed.total < load_weights().number("close_below")
    return few and listed.next is None and request.sort is Sort.RELEVANCE


def find_close(
    close: Close | None,
    ask: Ask,
    *,
    parsed: Reading,
    total: int,
    make_hit: Callable[[EngineHit, tuple[Pattern, ...]], HitOut],
) -> CloseOut | None:
    """What comes close and is no hit; None where there is nothing. `total` is how many hits there are."""
    if close is None:
        return None
    others = And((close.clause, Not(parsed.clause)))
    totals: list[int] = []

    def fetch(after: SortKey | None, size: int) -> tuple[EngineHit, ...]:
        result = ask(others, after, size, False, None)
        totals.append(result.total)
        return result.hits

    placed = take_spread(fetch, offset=0, limit=MOST_CLOSE).placed
    if not placed:
        return None
    few = f"すべてを満たす案件は{total}件だけです。" if total else "すべてを満たす案件はありません。"
    return CloseOut(
        message=f"{few}言葉の一部を含む案件のうち近いものを示します。",
        terms=close.terms,
        total=totals[0],
        hits=tuple(make_hit(one.hit, close.patterns) for one in placed),
    )
