"""Reading never gets worse: every field of every set against the figures in benchmarks/reading.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benchmarks.comparing import Case, Tally, compare_meeting
from benchmarks.reading import find_falls, main, make_floor, sum_sets

ITEM = {
    "title": "防犯灯の管理について", "kind": "諮問", "outcome": "承認", "department": None, "conditions": None,
    "topics": ["委託"], "evidence_at": {"outcome": []}, "utterances": [],
}  # fmt: skip


@pytest.mark.slow
def test_nothing_is_read_worse_than_before(capsys: pytest.CaptureFixture[str]) -> None:
    fallen = main(["--check"])
    assert fallen == 0, capsys.readouterr().err


def _tally(**read: object) -> Tally:
    tally = Tally()
    gold = {"date": "2024-01-24", "items": [ITEM], "municipality": "", "speakers": None}
    found = {"date": "2024-01-24", "items": [{**ITEM, **read}], "speakers": {}}
    found |= dict.fromkeys(
        ("council", "session", "fiscal_year", "start", "end", "place", "public", "observers", "record")
    )
    compare_meeting(tally, Case("layout x", Path("x.txt"), gold), found)
    return tally


def _floor(tally: Tally) -> dict[str, Any]:
    return tomllib.loads(make_floor(sum_sets(tally), {}))


def test_the_same_reading_is_no_fall() -> None:
    assert find_falls(sum_sets(_tally()), _floor(_tally())) == []


@pytest.mark.parametrize(
    ("worse", "fields"),
    [
        ({"outcome": "不明"}, {"outcome", "approved"}),
        ({"outcome": "不承認"}, {"outcome", "approved"}),
        ({"topics": ["委託", "クラウド"]}, {"topics", "sure_topics"}),
        ({"topics": ["委託", "福祉・医療"]}, {"topics"}),
        ({"title": "防犯灯"}, {"title"}),
    ],
)
def test_a_fall_is_named(worse: dict[str, object], fields: set[str]) -> None:
    falls = find_falls(sum_sets(_tally(**worse)), _floor(_tally()))
    assert {fall.split(":")[1].strip() for fall in falls} == fields
    assert all(fall.startswith("layout: ") for fall in falls)


def test_a_better_reading_is_no_fall() -> None:
    assert find_falls(sum_sets(_tally()), _floor(_tally(outcome="不明"))) == []


def test_a_set_that_is_not_there_today_keeps_its_figures() -> None:
    held = {"city": {"date": {"right": 12, "wrong": 0, "wanted": 12}}}
    written = make_floor(sum_sets(_tally()), held)
    assert "[city]" in written
    assert "[layout]" in written
