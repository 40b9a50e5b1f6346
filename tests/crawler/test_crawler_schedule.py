from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback_site import Site, make_source

from crawler.archive import Archive
from crawler.due import Due
from crawler.errors import ArchiveError, SourceBusyError, StoppedError
from crawler.fetch import Fetcher
from crawler.records import Pause
from crawler.report import CrawlReport
from crawler.schedule import Work, crawl_if_due, run_schedule
from crawler.source import Source

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")


def source(name: str) -> Source:
    return replace(make_source("http://127.0.0.1:9/"), name=name)


def due(name: str, **ahead: float) -> Due:
    return Due(source(name), datetime.now(UTC) + timedelta(**ahead), "its slot")


@dataclass
class Told:
    """What a schedule did, in order; `wait` until so much was done."""

    done: list[str] = field(default_factory=list)
    failed: list[tuple[str, str, float]] = field(default_factory=list)  # what, why, seconds until it is tried again
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, what: str) -> None:
        with self.changed:
            self.done.append(what)
            self.changed.notify_all()

    def fail(self, what: str, error: Exception, again: datetime) -> None:
        with self.changed:
            self.failed.append((what, str(error), (again - datetime.now(UTC)).total_seconds()))
            self.changed.notify_all()

    def wait(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, timeout=10), (self.done, self.failed)


@contextmanager
def running(told: Told, **work: object) -> Iterator[threading.Event]:
    stop = threading.Event()

    def crawl(one: Source) -> CrawlReport:
        return CrawlReport(one.name, 1, 0, 0, 0, 0, (), ())

    given = {
        "plan": tuple,
        "crawl": crawl,
        "read": lambda: told.add("read"),
        "on_crawled": lambda report: told.add(report.source),
        "on_failed": told.fail,
    }
    thread = threading.Thread(target=run_schedule, args=(Work(**(given | work)), stop))  # type: ignore[arg-type]
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_what_is_due_is_crawled_and_read_and_the_rest_waits() -> None:
    told = Told()
    with running(told, plan=lambda: (due("a", days=-9), due("b"), due("later", hours=1))):
        told.wait(lambda: {"a", "b"} <= set(told.done) and "read" in told.done[told.done.index("b") :])
    assert told.done[0] == "read", "what was crawled before the last stop comes first"
    assert (told.failed, "later" in told.done) == ([], False)


def test_what_is_not_due_any_more_is_neither_told_nor_read() -> None:
    told, asked = Told(), threading.Event()

    def crawl(_: Source) -> None:
        asked.set()

    with running(told, plan=lambda: (due("a"),), crawl=crawl):
        assert asked.wait(10)
    assert told.done in ([], ["read"])


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(ArchiveError("the disk is full"), 3600), (SourceBusyError("a", "by another"), 600), (KeyError("x"), 3600)],
)
def test_one_source_s_trouble_is_told_and_the_others_are_crawled(error: Exception, seconds: float) -> None:
    told = Told()

    def crawl(one: Source) -> CrawlReport:
        if one.name == "a":
            raise error
        return CrawlReport(one.name, 1, 0, 0, 0, 0, (), ())

    with running(told, plan=lambda: (due("a"), due("b")), crawl=crawl):
        told.wait(lambda: "b" in told.done and bool(told.failed))
    ((what, why, again),) = told.failed
    assert (what, why) == ("a", str(error))
    assert again == pytest.approx(seconds, abs=5)


def test_a_reading_that_fails_is_tried_again_and_nothing_is_crawled_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.schedule._READ_AGAIN", timedelta(milliseconds=50))
    told = Told()
    tries: list[int] = []

    def read() -> None:
        tries.append(1)
        if len(tries) <= 3:
            raise ArchiveError("the engine is away")
        told.add("read")

    with running(told, read=read, plan=lambda: (due("later", hours=1),)):
        told.wait(lambda: "read" in told.done)
    assert [what for what, _, _ in told.failed] == ["the reading"] * 3
    assert [again for _, _, again in told.failed] == pytest.approx([0.05, 0.1, 0.2], abs=0.05)
    assert told.done == ["read"]


def test_a_plan_that_cannot_be_made_leaves_the_jobs_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second look a file is broken; the source that was planned before is crawled all the same. Then the other
    one has been taken away."""
    monkeypatch.setattr("crawler.schedule._LOOK", timedelta(milliseconds=50))
    told = Told()
    looks: list[int] = []
    taken: list[int] = []

    def plan() -> tuple[Due, ...]:
        with told.changed:
            looks.append(1)
            told.changed.notify_all()
        if len(looks) == 1:
            return (due("soon", milliseconds=300), due("taken", seconds=2))
        if len(looks) == 2 or "soon" not in told.done:
            raise ArchiveError("a file is broken")
        taken.append(1)
        return ()

    began = time.monotonic()
    with running(told, plan=plan):
        told.wait(lambda: "soon" in told.done and len(taken) > 1)
        time.sleep(max(0.0, began + 2.2 - time.monotonic()))
    assert ("the plan", "a file is broken") in {(what, why) for what, why, _ in told.failed}
    assert "taken" not in told.done


def test_stop_waits_for_the_crawl_under_way() -> None:
    told, begun, known, ended = Told(), threading.Event(), threading.Event(), threading.Event()
    stops: list[threading.Event] = []

    def crawl(one: Source) -> CrawlReport:
        begun.set()
        known.wait(10)
        stops[0].wait(10)
        ended.set()
        raise StoppedError("stopped as asked")

    with running(told, plan=lambda: (due("a"),), crawl=crawl) as stop:
        stops.append(stop)
        known.set()
        assert begun.wait(10)
    assert ended.is_set()
    assert told.failed == [], "a stop is no failure"


def test_stop_while_jobs_are_handed_out() -> None:
    for _ in range(5):
        told, begun = Told(), threading.Event()

        def crawl(_: Source, begun: threading.Event = begun) -> None:
            begun.set()

        with running(told, plan=lambda: tuple(due(f"s{number}") for number in range(200)), crawl=crawl):
            assert begun.wait(10)
        assert told.failed == []


def test_a_crawl_is_made_only_if_it_is_still_due(site: Site, tmp_path: Path) -> None:
    """Two schedules over one archive, one after the other; then an operator pauses the source."""
    site.page("/", "個人情報保護審議会", "<p>準備中</p>")
    own = make_source(f"{site.url}/")
    clock = [datetime(2024, 5, 15, 12, tzinfo=UTC)]

    def crawl() -> CrawlReport | None:
        with Fetcher(sleep=lambda seconds: None) as fetcher:
            return crawl_if_due(own, tmp_path, fetcher, now=lambda: clock[0])

    assert crawl() is not None
    assert crawl() is None
    clock[0] += timedelta(days=14)
    with Archive.open(tmp_path) as archive:
        archive.pause(Pause(own.name, "the city asked for it", "2024-05-20T00:00:00.000+00:00"))
    assert crawl() is None
    with Archive.open(tmp_path) as archive:
        archive.resume(own.name, "2024-05-21T00:00:00.000+00:00")
    assert crawl() is not None
    assert len(site.paths()) == 2


def test_histories_count_the_crawls_in_vain(site: Site, tmp_path: Path) -> None:
    own = make_source(f"{site.url}/")
    site.page("/", "個人情報保護審議会", "<a href=1.pdf>会議録</a>")
    expected: list[int] = []
    found: list[int] = []
    for number, files in enumerate([(), (), ("/1.pdf",), ()]):
        site.answers = {"/": site.answers["/"]}
        for path in files:
            site.file(path)
        # the page's bytes change, so that a dead link is asked for again each time
        site.page("/", "個人情報保護審議会", f"<a href=1.pdf>会議録</a><!-- {number} -->")
        with Fetcher(sleep=lambda seconds: None) as fetcher:
            clock = datetime(2024, 5, 15 + number, tzinfo=UTC)
            assert crawl_if_due(replace(own, cadence="every 1 hour"), tmp_path, fetcher, now=lambda at=clock: at)
        with Archive.open(tmp_path, read_only=True) as archive:
            history = archive.histories()[own.name]
        found.append(history.failures)
        expected.append([1, 2, 0, 1][number])
        assert history.last_run.day == 15 + number
    assert found == expected
