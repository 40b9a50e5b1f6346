"""Coverage: which cities have meetings, which documents could not be read, and when it is read anew."""

from __future__ import annotations

from typing import Any

from app.search.coverage import CoverageDirectory, build_coverage
from tests.support.invented import make_engine


def make_source(code: str, meetings: int, *unread: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "municipality": "風待市",
        "prefecture": "海辺県",
        "council": None,
        "of": code,
        "year": "2018",
        "state": "collected" if meetings else "unknown",
        "state_label": "収集済み" if meetings else "不明",
        "meetings": meetings,
        "unread": list(unread),
    }


def make_unread(title: str, date: str | None) -> dict[str, Any]:
    return {"url": "https://city.example/a.pdf", "title": title, "date": date, "reason": "broken", "scan": False}


def test_cities_with_and_without_meetings() -> None:
    coverage = build_coverage([make_source("992011", 2), make_source("992011", 0), make_source("992020", 0)])
    assert [city.code for city in coverage.municipalities] == ["992011", "992020"]
    assert coverage.collected == 1
    assert coverage.unread == ()
    assert [(y.municipality.code, y.year, y.state, y.label) for y in coverage.years] == [
        ("992011", 2018, "collected", "収集済み"),
        ("992011", 2018, "unknown", "不明"),
        ("992020", 2018, "unknown", "不明"),
    ]


def test_unread_documents_newest_first() -> None:
    first = make_source("992011", 0, make_unread("甲", None), make_unread("乙", "2018-01-02"))
    coverage = build_coverage([first, make_source("992020", 1, make_unread("丙", "2020-01-02"))])
    assert [entry.title for entry in coverage.unread] == ["丙", "乙", "甲"]
    assert coverage.unread[0].municipality.code == "992020"
    assert not coverage.unread[0].scan


def test_read_once_for_each_state_of_the_index() -> None:
    engine = make_engine()
    directory = CoverageDirectory(engine)
    first = directory.fetch()
    assert directory.fetch() is first
    with engine.rebuild() as writer:
        writer.put("coverage", {"id": "x", "source": make_source("992020", 1)})
    assert [city.code for city in directory.fetch().municipalities] == ["992020"]
