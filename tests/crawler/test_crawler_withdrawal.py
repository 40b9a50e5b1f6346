"""When a document that no page leads to any more is believed to be withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from loopback_site import NOW, Site, make_source

from crawler.archive import Archive
from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.run import crawl_source
from crawler.source import Source
from crawler.withdrawal import judge_missing

DAY_1, DAY_1_NOON, DAY_2 = (f"2024-05-{time}:00:00+00:00" for time in ("01T03", "01T12", "02T03"))


@pytest.mark.parametrize(
    ("why", "missing", "before", "now", "held", "at", "retired", "waiting"),
    [
        ("one document of many was taken away", "a", {"p": 10}, {"p": 9}, {}, DAY_1, "a", ""),
        ("just half is left", "abc", {"p": 6}, {"p": 3}, {}, DAY_1, "abc", ""),
        ("under half is left", "abcd", {"p": 7}, {"p": 3}, {}, DAY_1, "", "abcd"),
        ("a page of few documents", "abcd", {"p": 4}, {"p": 0}, {}, DAY_1, "abcd", ""),
        ("the page is gone", "abcde", {"p": 5, "q": 9}, {"q": 9}, {}, DAY_1, "", "abcde"),
        ("all is somewhere else now", "", {"p": 5}, {"p": 0, "q": 5}, {}, DAY_1, "", ""),
        ("another page lost one meanwhile", "az", {"p": 5, "q": 9}, {"p": 1, "q": 8}, {}, DAY_1, "", "az"),
        ("found again on the same day", "ab", {"p": 5}, {"p": 1}, {"a": DAY_1, "b": DAY_1}, DAY_1_NOON, "", "ab"),
        ("found again a day later", "ab", {"p": 5}, {"p": 1}, {"a": DAY_1, "b": DAY_1}, DAY_2, "ab", ""),
        ("and one more is missing by then", "abc", {"p": 5}, {"p": 1}, {"a": DAY_1, "b": DAY_1}, DAY_2, "ab", "c"),
        ("no run before", "a", {}, {"p": 0}, {}, DAY_1, "a", ""),
    ],
)
def test_missing_documents(
    why: str,
    missing: str,
    before: Mapping[str, int],
    now: Mapping[str, int],
    held: Mapping[str, str],
    at: str,
    retired: str,
    waiting: str,
) -> None:
    found = judge_missing(set(missing), before=before, now=now, held=held, at=at)
    assert ("".join(found.retire), "".join(found.held)) == (retired, waiting), why
    assert bool(found.alarms) == bool(waiting)
    accepted = judge_missing(set(missing), before=before, now=now, held=held, at=at, accept=True)
    assert ("".join(accepted.retire), accepted.alarms) == (missing, ())


def put(site: Site, numbers: range) -> None:
    links = "".join(f"<li><a href={n}.pdf>第{n}回 会議録</a></li>" for n in numbers)
    site.page("/", "渚沢市個人情報保護審議会", f"<ul>{links}</ul>")
    for n in numbers:
        site.file(f"/{n}.pdf")


def run(source: Source, root: Path, hours: float, *, accept_fewer: bool = False) -> CrawlReport:
    now = NOW + timedelta(hours=hours)
    with Fetcher(sleep=lambda seconds: None, now=lambda: now) as fetcher:
        return crawl_source(source, root, fetcher, now=lambda: now, accept_fewer=accept_fewer)


def count_current(root: Path) -> int:
    with Archive.open(root, read_only=True) as archive:
        return sum(document.current for document in archive.documents())


def test_a_list_that_lost_its_rows(site: Site, tmp_path: Path) -> None:
    source = make_source(f"{site.url}/")
    put(site, range(1, 9))
    assert (run(source, tmp_path, 0).findings.alarms, count_current(tmp_path)) == ((), 8)
    put(site, range(1, 3))
    for hours in (24, 30):
        report = run(source, tmp_path, hours)
        (alarm,) = report.findings.alarms
        assert f"{site.url}/ gave 8 documents and gives 2 now; 6 documents" in alarm
        assert (report.withdrawn, count_current(tmp_path)) == (0, 8)
    put(site, range(1, 9))
    report = run(source, tmp_path, 48)
    assert (report.findings.alarms, report.findings.held, count_current(tmp_path)) == ((), {}, 8)
    put(site, range(1, 3))
    assert run(source, tmp_path, 72).withdrawn == 0, "what was seen before the rows were back does not count"
    report = run(source, tmp_path, 96)
    assert (report.withdrawn, report.findings.alarms, count_current(tmp_path)) == (6, (), 2)
    assert run(source, tmp_path, 120).findings.alarms == ()


def test_an_operator_says_that_it_is_right_so(site: Site, tmp_path: Path) -> None:
    source = make_source(f"{site.url}/")
    put(site, range(1, 9))
    run(source, tmp_path, 0)
    put(site, range(1, 3))
    run(source, tmp_path, 1)
    assert run(source, tmp_path, 2, accept_fewer=True).withdrawn == 6
    put(site, range(0))
    assert (run(source, tmp_path, 3).withdrawn, count_current(tmp_path)) == (0, 2), "an empty site withdraws nothing"
    assert (run(source, tmp_path, 99).withdrawn, count_current(tmp_path)) == (0, 2), "however often it is seen"
    assert (run(source, tmp_path, 100, accept_fewer=True).withdrawn, count_current(tmp_path)) == (2, 0)


def test_how_a_run_ended(site: Site, tmp_path: Path) -> None:
    source = make_source(f"{site.url}/")
    put(site, range(1, 3))
    outcomes = [run(source, tmp_path, 0).outcome]
    site.page("/", "渚沢市個人情報保護審議会", "<a href=1.pdf>第1回 会議録</a> <a href=y.html>平成30年度 会議録</a>")
    site.page("/y.html", "平成30年度", "", fails=99)
    outcomes.append(run(source, tmp_path, 1).outcome)
    site.page("/", "", "", fails=99)
    outcomes.append(run(source, tmp_path, 2).outcome)
    assert outcomes == ["complete", "partial", "nothing"]
    with Archive.open(tmp_path, read_only=True) as archive:
        assert [row.outcome for row in archive.runs("nagisawa")] == outcomes[::-1]
        findings = archive.last_findings("nagisawa")
        assert findings is not None
        assert [failure.url for failure in findings.failed] == [f"{site.url}/"]
        first, *_ = archive.runs("nagisawa")[::-1]
        assert [row.current for row in archive.changes("nagisawa", first.started_at, first.finished_at)] == [True, True]
