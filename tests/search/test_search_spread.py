"""At most two items of a meeting among the first twenty; nothing lost, nothing twice, on pages of any size."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from app.engine.base import EngineHit, SortKey
from app.search.service import SearchService
from app.search.spread import MOST, PLACES, take_spread
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine


def make_hits(meetings: str) -> list[EngineHit]:
    """The engine's order: a letter for each hit's meeting."""
    return [
        EngineHit(f"{meeting}{place}", SortKey(float(-place), f"{meeting}{place}"), 0.0, {"meeting_id": meeting})
        for place, meeting in enumerate(meetings)
    ]


def read_all(hits: list[EngineHit], limit: int) -> list[list[str]]:
    """All pages, by offset and then by key, as the listing goes on."""

    def fetch(after: SortKey | None, size: int) -> tuple[EngineHit, ...]:
        start = 0 if after is None else next(at for at, hit in enumerate(hits) if hit.key == after) + 1
        return tuple(hits[start : start + size])

    pages: list[list[str]] = []
    offset = 0
    while True:
        page = take_spread(fetch, offset=offset, limit=limit)
        pages.append([one.hit.id for one in page.placed])
        if not page.more:
            return pages
        last = page.placed[-1]
        if last.clean:
            rest = [hit.id for hit in fetch(last.hit.key, len(hits))]
            return [*pages, *(rest[at : at + limit] for at in range(0, len(rest), limit))]
        offset = last.place + 1


@pytest.mark.parametrize(
    ("meetings", "pages"),
    [
        ("", [[]]),
        ("abc", [["a0", "b1", "c2"]]),
        ("aab", [["a0", "a1", "b2"]]),
        ("aaab", [["a0", "a1", "b3"], ["a2"]]),
        ("aaaaa", [["a0", "a1"], ["a2", "a3", "a4"]]),
        ("aaabbb", [["a0", "a1", "b3", "b4"], ["a2", "b5"]]),
    ],
)
def test_pages_of_twenty(meetings: str, pages: list[list[str]]) -> None:
    assert read_all(make_hits(meetings), 20) == pages


@pytest.mark.parametrize("limit", [1, 3, 7, 20, 50, 100])
@pytest.mark.parametrize("seed", range(30))
def test_any_order_and_any_size_of_page(seed: int, limit: int) -> None:
    dice = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"[: dice.choice((1, 3, 9, 26))]
    weights = [1 / rank for rank in range(1, len(letters) + 1)]
    hits = make_hits("".join(dice.choices(letters, weights, k=dice.choice((5, 21, 60, 180)))))
    pages = read_all(hits, limit)
    order = [identity for page in pages for identity in page]
    assert sorted(order) == sorted(hit.id for hit in hits)
    assert order == [identity for page in read_all(hits, 20) for identity in page]
    assert max(map(len, pages)) <= limit
    assert all(pages)
    first = [identity for page in read_all(hits, PLACES)[:1] for identity in page]
    assert max(Counter(identity[0] for identity in first).values()) <= MOST
    assert first == sorted(first, key=lambda identity: int(identity[1:]))


def test_no_more_is_fetched_than_is_needed() -> None:
    asked: list[int] = []
    hits = make_hits("abcdefghijklmnopqrstuvwxyz")

    def fetch(after: SortKey | None, size: int) -> tuple[EngineHit, ...]:
        asked.append(size)
        return tuple(hits[:size])

    assert len(take_spread(fetch, offset=0, limit=20).placed) == 20
    assert asked == [21]


def make_crowd() -> SearchService:
    """A meeting of thirty items on a theme, and five of one."""
    crowd = [Case("992011", "2018-07-10", f"委託の件 {n}", ordinal=n) for n in range(1, 31)]
    others = [Case("992020", f"2019-0{n}-05", "委託についての長い件名の諮問", ("説明します。",)) for n in range(1, 6)]
    return SearchService(make_engine([*crowd, *others]), ToyAnalyzer(), VOCABULARY)


def test_the_others_of_a_meeting_are_behind_a_link() -> None:
    service = make_crowd()
    answer = service.search_items({"q": ["委託"], "expand": ["none"]}, "https://search.example")
    meetings = Counter(hit["id"].rsplit("-", 1)[0] for hit in answer["hits"])
    assert (answer["total"], len(answer["hits"]), max(meetings.values())) == (35, 7, 2)
    told = [hit["more_in_meeting"] for hit in answer["hits"] if hit["more_in_meeting"]]
    assert told == [
        {
            "count": 28,
            "meeting_id": "992011-2018-07-10",
            "url": "https://search.example/search?q=%E5%A7%94%E8%A8%97&meeting_id=992011-2018-07-10&expand=none",
        }
    ]
    within = service.search_items({"q": ["委託"], "meeting_id": ["992011-2018-07-10"], "limit": ["100"]})
    assert (within["total"], len(within["hits"])) == (30, 30)
    assert not any(hit["more_in_meeting"] for hit in within["hits"])


@pytest.mark.parametrize("limit", [1, 4, 20, 100])
def test_all_pages_are_the_whole(limit: int) -> None:
    service = make_crowd()
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = service.search_items({"q": ["委託"], "limit": [str(limit)], "cursor": [cursor]})
        assert answer["total"] == 35
        assert answer["facets"]["city"]
        found += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next"]
    assert len(found) == len(set(found)) == 35


@pytest.mark.parametrize("sort", ["date", "-date", "city"])
def test_other_orders_are_as_they_are(sort: str) -> None:
    answer = make_crowd().search_items({"q": ["委託"], "sort": [sort], "limit": ["100"]})
    ids = [hit["id"] for hit in answer["hits"]]
    assert len(ids) == 35
    assert not any(hit["more_in_meeting"] for hit in answer["hits"])
    if sort == "city":
        assert ids == sorted(ids)
