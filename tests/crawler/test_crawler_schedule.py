from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from loopback_site import NOW, make_source

from crawler.cadence import JAPAN, compute_due, make_cron
from crawler.errors import SourceBusyError
from crawler.report import CrawlReport
from crawler.schedule import build_schedule, run_schedule
from crawler.source import Source


def source(name: str, cadence: str = "weekly") -> Source:
    made = make_source("http://127.0.0.1:9/", cadence=cadence)
    return Source(**{key: getattr(made, key) for key in made.__slots__} | {"name": name})


def report(name: str) -> CrawlReport:
    return CrawlReport(name, 1, 0, 0, 0, 0, (), ())


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        ("30 4 * * *", "2024-05-16T04:30"),  # NOW is Wednesday, 21:00 in Japan
        ("0 3 * * 0", "2024-05-19T03:00"),  # cron's Sunday
        ("0 3 * * 7", "2024-05-19T03:00"),
        ("0 3 * * 5-1", "2024-05-17T03:00"),
        ("0 3 * * mon,tue", "2024-05-20T03:00"),
        ("15 2 1 * *", "2024-06-01T02:15"),
    ],
)
def test_cron(cadence: str, expected: str) -> None:
    due = compute_due(cadence, "any", NOW, NOW).astimezone(JAPAN)
    assert due.isoformat()[:16] == expected


@pytest.mark.parametrize(("cadence", "days"), [("daily", 1), ("weekly", 7), ("monthly", 31)])
def test_named_cadences(cadence: str, days: int) -> None:
    for number in range(40):
        due = compute_due(cadence, f"s{number}", NOW, NOW)
        assert due == compute_due(cadence, f"s{number}", NOW, NOW)
        assert timedelta(days=days) / 2.3 <= due - NOW <= timedelta(days=days * 1.6)
        assert due.astimezone(JAPAN).hour in (21, 22, 23, 0, 1, 2, 3, 4)
        following = compute_due(cadence, f"s{number}", due, due)
        assert timedelta(days=min(days, 28)) <= following - due <= timedelta(days=days)


def test_slots_are_spread() -> None:
    assert len({make_cron("weekly", f"s{number}") for number in range(50)}) > 45


def test_build_schedule() -> None:
    sources = [source("never"), source("late"), source("lately")]
    due = build_schedule(sources, {"late": NOW - timedelta(days=30), "lately": NOW - timedelta(days=1)}, NOW)
    assert [entry.source for entry in due] == ["late", "never", "lately"]
    assert [entry.at <= NOW for entry in due] == [True, True, False]


def test_run_schedule_crawls_what_is_due_and_goes_on_after_a_failure() -> None:
    stop = threading.Event()
    crawled: list[str] = []
    failed: list[tuple[str, str]] = []
    ended = threading.Semaphore(0)

    def crawl_one(one: Source) -> CrawlReport:
        if one.name == "busy":
            raise SourceBusyError("busy", "by another")
        return report(one.name)

    def on_crawled(told: CrawlReport) -> None:
        crawled.append(told.source)
        ended.release()

    def on_failed(name: str, error: BaseException) -> None:
        failed.append((name, type(error).__name__))
        ended.release()

    thread = threading.Thread(
        target=run_schedule,
        args=([source("a"), source("b"), source("busy"), source("later")],),
        kwargs={
            "crawl_one": crawl_one,
            "last_runs": {"later": datetime.now(JAPAN)},
            "on_crawled": on_crawled,
            "on_failed": on_failed,
            "stop": stop,
        },
    )
    thread.start()
    assert all(ended.acquire(timeout=10) for _ in range(3))
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert sorted(crawled) == ["a", "b"]
    assert failed == [("busy", "SourceBusyError")]


def test_stop_ends_a_crawl_under_way() -> None:
    stop = threading.Event()
    begun = threading.Event()

    def crawl_one(one: Source) -> CrawlReport:
        begun.set()
        stop.wait(10)
        return report(one.name)

    thread = threading.Thread(
        target=run_schedule,
        args=([source("a")],),
        kwargs={
            "crawl_one": crawl_one,
            "last_runs": {},
            "on_crawled": lambda told: None,
            "on_failed": lambda name, error: None,
            "stop": stop,
        },
    )
    thread.start()
    assert begun.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
