"""What is due: single cases as a table, then a thousand sources over a simulated year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from loopback_site import make_source

from benchmarks.scheduling import (
    MIX,
    OFF,
    Simulated,
    count_by_hour,
    count_in_one_period,
    find_gaps,
    make_sources,
    simulate,
)
from crawler.cadence import JAPAN, make_slots
from crawler.due import build_plan, compute_due, select_due
from crawler.records import CrawlHistory, Pause
from crawler.source import Source

pytestmark = pytest.mark.slow  # a thousand sources


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("cadence", "last", "failures", "now", "due", "why"),
    [
        ("0 3 * * *", "05-15T03:04", 0, "05-15T12:00", "05-16T03:00", "its slot"),
        # by hand: before half of the way it counts as that slot's own, after it as the next one's
        ("0 3 * * *", "05-15T14:59", 0, "05-15T20:00", "05-16T03:00", "its slot"),
        ("0 3 * * *", "05-15T15:01", 0, "05-15T20:00", "05-17T03:00", "its slot"),
        # two slots close to one another, then a long gap: each is measured by its own
        ("0 3 * * mon,tue", "05-13T03:02", 0, "05-13T12:00", "05-14T03:00", "its slot"),
        ("0 3 * * mon,tue", "05-17T12:00", 0, "05-18T12:00", "05-21T03:00", "its slot"),
        # missed, once or often: one crawl, at the first of the slots (which is past: at once)
        ("0 3 * * *", "05-10T03:04", 0, "05-15T12:00", "05-11T03:00", "its slot"),
        ("0 3 1 * *", "03-01T03:04", 0, "05-15T12:00", "04-01T03:00", "its slot"),
        # in vain
        ("0 3 * * 3", "05-15T03:04", 1, "05-15T12:00", "05-15T04:04", "the last one failed"),
        ("0 3 * * 3", "05-15T03:04", 4, "05-15T12:00", "05-15T11:04", "the last 4 failed"),
        ("0 3 * * 3", "05-15T03:04", 5, "05-15T12:00", "05-15T19:04", "the last 5 failed"),
        ("0 3 * * 3", "05-15T03:04", 6, "05-15T12:00", "05-22T03:00", "its slot"),
        ("0 * * * *", "05-15T03:10", 3, "05-15T03:20", "05-15T04:00", "its slot"),
        # a clock that was a year ahead once
        ("0 3 * * *", "12-31T03:00", 0, "05-15T12:00", "05-16T03:00", "its slot"),
    ],
)
def test_compute_due(cadence: str, last: str, failures: int, now: str, due: str, why: str) -> None:
    slots = make_slots(cadence, "any", jitter=0)
    assert compute_due(slots, CrawlHistory(at(last), failures), at(now)) == (at(due), why)


def test_never_crawled_is_due_at_once() -> None:
    now = at("05-15T12:00")
    assert compute_due(make_slots("monthly", "any"), None, now) == (now, "never crawled")


def source(name: str) -> Source:
    return replace(make_source("http://127.0.0.1:9/", cadence="weekly"), name=name)


def test_plan() -> None:
    now = at("05-15T12:00")
    histories = {
        "late": CrawlHistory(now - timedelta(days=30)),
        "lately": CrawlHistory(now - timedelta(hours=1)),
        "paused": CrawlHistory(now - timedelta(days=30)),
    }
    pauses = {"paused": Pause("paused", "the city asked for it", "2024-05-01T00:00:00+00:00")}
    plan = build_plan([source(name) for name in ("never", "late", "lately", "paused")], histories, pauses, now)
    assert [due.source.name for due in plan] == ["late", "never", "lately"]
    assert [due.source.name for due in select_due(plan, now)] == ["late", "never"]


@pytest.fixture(scope="module")
def year() -> Simulated:
    return simulate(make_sources(MIX))


AFTER = (OFF[0], OFF[1] + timedelta(days=1))


def select(year: Simulated, cadence: str) -> Mapping[str, object]:
    return {name: None for name, given in year.cadences.items() if given == cadence}


def test_a_thousand_sources_spread_over_the_night(year: Simulated) -> None:
    by_night = {"daily", "weekly", "monthly", "every 10 days"}
    own = {name: crawls for name, crawls in year.crawls.items() if year.cadences[name] in by_night}
    hours = count_by_hour(replace(year, crawls=own), apart=AFTER)
    assert set(hours) == {21, 22, 23, 0, 1, 2, 3, 4}
    assert max(hours.values()) < 1.6 * min(hours.values())


def test_nothing_is_crawled_twice_in_a_period(year: Simulated) -> None:
    assert count_in_one_period(year) == 0


@pytest.mark.parametrize(
    ("cadence", "crawls", "days"),
    [
        ("daily", range(362, 366), 1),
        ("weekly", range(52, 54), 7),
        ("monthly", range(12, 13), 31),
        ("every 10 days", range(36, 38), 10),
        ("every 12 hours", range(722, 730), 0.5),
        ("30 3 * * mon,thu", range(103, 106), 4),
    ],
)
def test_none_is_left_out(year: Simulated, cadence: str, crawls: range, days: float) -> None:
    names = select(year, cadence)
    assert len(names) == MIX[cadence]
    waiting = timedelta(minutes=30)  # for one of four workers
    for name in names:
        own = year.crawls[name]
        longest, usual = find_gaps(own, AFTER)
        assert len(own) in crawls
        assert usual <= timedelta(days=days) + waiting
        # what was missed is made up for the same day, and stands for the slot that comes soon after
        assert longest <= timedelta(days=days) * 1.5 + (OFF[1] - OFF[0]) + timedelta(days=1)


def test_an_outage_of_three_days_is_made_up_for_once(year: Simulated) -> None:
    for name, row in year.slots.items():
        crawls = year.crawls[name]
        assert not any(OFF[0] <= begin < OFF[1] for begin in crawls)
        made_up = [begin for begin in crawls if OFF[1] <= begin < row.find_next(OFF[1])]
        missed = row.find_next(OFF[0]) < OFF[1]
        assert len(made_up) <= 1
        if missed:
            after = next(begin for begin in crawls if begin >= OFF[1])
            assert after - OFF[1] < timedelta(hours=12), "458 missed ones, four at once"


def test_the_simulation_sees_what_it_should() -> None:
    """A rule without its halves (each crawl followed by the very next slot) would be caught."""
    row = make_slots("daily", "x")
    slot = row.find_next(OFF[0])
    crawls = {"x": [slot + timedelta(minutes=1), slot + timedelta(hours=20)]}
    assert count_in_one_period(Simulated({"x": "daily"}, {"x": row}, crawls)) == 1
