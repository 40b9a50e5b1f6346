"""A feed is the same on every engine: the newest days whole, of the last one those of the newest meetings."""

from __future__ import annotations

import pytest

from app.engine.base import Engine
from app.search.feed import build_feed, parse_feed
from app.search.service import SearchService
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine

# read on five days, none of which follows the meetings' own
CASES = tuple(
    Case(
        ("992011", "992020")[n % 2],
        f"20{10 + n % 7}-05-{10 + n}",
        f"第{n}の件",
        topics=("cloud",) if n % 3 else (),
        extra={"registered": f"2024-0{1 + n * 3 % 5}-01"},
    )
    for n in range(1, 19)
)


@pytest.fixture
def service(engine: Engine) -> SearchService:
    with engine.rebuild() as writer:
        for kind, documents in make_engine(CASES).store.items():
            for document in documents.values():
                writer.put(kind, document)
    return SearchService(engine, ToyAnalyzer(), VOCABULARY)


def test_the_newest_entries(service: SearchService) -> None:
    for params, kept in (
        ({}, CASES),
        ({"topic": ["cloud"]}, tuple(one for one in CASES if one.topics)),
        ({"city": ["992020"], "-topic": ["cloud"]}, tuple(o for o in CASES if o.code == "992020" and not o.topics)),
        ({"q": ["第3の件"], "topic": ["cloud"]}, ()),
    ):
        newest = sorted(sorted(kept, key=lambda one: one.id), key=lambda one: one.date, reverse=True)
        newest.sort(key=lambda one: one.extra["registered"], reverse=True)
        for limit in (1, 3, 7, 50):
            told = build_feed(service, parse_feed(params, service), "", limit)
            assert [one.item.id for one in told] == [one.id for one in newest[:limit]], (params, limit)
            assert [f"{one.published:%Y-%m-%d}" for one in told] == [o.extra["registered"] for o in newest[:limit]]


def test_days_and_meetings_are_in_another_order() -> None:
    assert len({one.extra["registered"] for one in CASES}) == 5
    by_day = sorted(CASES, key=lambda one: one.extra["registered"])
    assert [one.date for one in by_day] != sorted(one.date for one in CASES)
