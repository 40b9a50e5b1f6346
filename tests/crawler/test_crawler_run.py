from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from loopback_site import NOW, PDF, Answer, Site, find_closed_url, make_source

from crawler.archive import Archive
from crawler.errors import SourceBusyError
from crawler.fetch import Fetcher
from crawler.report import CrawlEvent, CrawlReport
from crawler.run import crawl, crawl_source
from crawler.source import Source

SPEECH = "<p>○会長　次の案について、順にお考えを伺います。</p><p>○委員　特に異存はございません。</p>" * 30


@pytest.fixture
def council(site: Site) -> Source:
    """Two sessions, one as a file and one as a page, and all that is not minutes."""
    site.page(
        "/",
        "個人情報保護審議会",
        "<nav><a href=/kurashi/>くらし</a></nav><ul>"
        "<li><a href=r4.html>令和4年度第1回（5月10日）</a></li>"
        "<li><a href=/moved>令和4年度第2回（6月10日）</a></li>"
        "<li><a href=next.html>令和4年度第3回の開催について</a></li>"
        "<li><a href=dead.pdf>令和3年度第1回 会議録</a></li>"
        "<li><a href=toshi.pdf>都市計画審議会 会議録</a></li>"
        "<li><a href=/no/a.pdf>令和2年度第1回 会議録</a></li></ul>",
    )
    site.page(
        "/r4.html",
        "令和4年度第1回個人情報保護審議会",
        "<a href=1.pdf>会議録</a> <a href=s.pdf>資料1</a> <a href=/>戻る</a>",
    )
    site.answers["/moved"] = Answer(status=301, headers={"Location": "/r4-2.html"})
    site.page("/r4-2.html", "令和4年度第2回個人情報保護審議会 会議録", SPEECH)
    site.page("/next.html", "令和4年度第3回個人情報保護審議会の開催について", "<p>傍聴は5名まで</p>")
    site.file("/1.pdf")
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /no/\n")
    return make_source(f"{site.url}/")


def run(source: Source, root: Path, *, days: int = 0, stop: threading.Event | None = None) -> CrawlReport:
    with Fetcher(sleep=lambda seconds: None, stop=stop, now=lambda: NOW) as fetcher:
        return crawl_source(source, root, fetcher, now=lambda: NOW + timedelta(days=days))


def current(root: Path, site: Site) -> set[str]:
    with Archive.open(root, read_only=True) as archive:
        return {row.url.removeprefix(site.url) for row in archive.documents() if row.current}


def test_first_crawl(site: Site, council: Source, tmp_path: Path) -> None:
    report = run(council, tmp_path)
    assert (report.new, report.unchanged, report.replaced, report.complete) == (2, 0, 0, True)
    assert {url.removeprefix(site.url): reason for url, reason in report.passed_over} == {
        "/kurashi/": "navigation",
        "/next.html": "meeting notice (開催案内)",
        "/no/a.pdf": "disallowed by robots.txt",
        "/s.pdf": "handout (資料)",
        "/toshi.pdf": "another council: 都市計画審議会",
    }
    assert report.failed == ((f"{site.url}/dead.pdf", "HTTP 404"),)
    assert current(tmp_path, site) == {"/1.pdf", "/r4-2.html"}
    assert len(site.paths()) == len(set(site.paths())) == report.requests - 1
    with Archive.open(tmp_path, read_only=True) as archive:
        page, file = sorted(archive.documents(), key=lambda row: row.media_type)
        assert (page.media_type, page.link_text) == ("html", "令和4年度第2回（6月10日）")
        assert (file.media_type, archive.read(file.sha256)) == ("pdf", PDF)
        assert archive.sources()[0].code == "982016"
        assert archive.last_runs() == {"nagisawa": NOW}


def test_second_crawl_transfers_nothing(site: Site, council: Source, tmp_path: Path) -> None:
    first = run(council, tmp_path)
    with Archive.open(tmp_path) as archive:
        before = archive.sequence()
    site.log.clear()
    again = run(council, tmp_path, days=1)
    asked = [request for request in site.log if request.path != "/robots.txt"]
    assert asked
    assert all(request.conditional for request in asked)
    assert sum(request.sent for request in asked) == 0
    assert (again.new, again.unchanged, again.replaced) == (0, 2, 0)
    assert again.passed_over == first.passed_over
    assert [url for url, _ in again.failed] == [url for url, _ in first.failed]
    with Archive.open(tmp_path, read_only=True) as archive:
        assert archive.sequence() == before
        assert {row.last_seen[:10] for row in archive.documents()} == {"2024-05-16"}


def test_a_dead_link_is_asked_for_again(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    site.log.clear()
    run(council, tmp_path, days=5)
    assert "/dead.pdf" not in site.paths()
    run(council, tmp_path, days=6)
    assert site.paths().count("/dead.pdf") == 1
    site.log.clear()
    page = site.answers["/"]
    site.answers["/"] = Answer(page.body + b"<!-- changed -->", headers=page.headers)
    run(council, tmp_path, days=7)
    assert "/dead.pdf" in site.paths()


def test_replaced_gone_and_back(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    site.file("/1.pdf", PDF + b"corrected")
    assert run(council, tmp_path, days=1).replaced == 1
    assert current(tmp_path, site) == {"/1.pdf", "/r4-2.html"}
    file = site.answers.pop("/1.pdf")
    assert run(council, tmp_path, days=2).failed[-1] == (
        f"{site.url}/dead.pdf",
        "HTTP 404 on 2024-05-15; asked again when its page changes, or after 6 days",
    )
    assert current(tmp_path, site) == {"/r4-2.html"}
    site.answers["/1.pdf"] = file
    run(council, tmp_path, days=20)
    assert current(tmp_path, site) == {"/1.pdf", "/r4-2.html"}


def test_withdrawn_only_when_all_was_seen(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    page = site.answers["/r4.html"]
    site.page("/r4.html", "令和4年度第1回個人情報保護審議会", "<p>準備中</p>")
    site.page("/next.html", "案内", "", fails=99)
    report = run(council, tmp_path, days=1)
    assert (f"{site.url}/next.html", "HTTP 503, 4 times") in report.failed
    assert "/1.pdf" in current(tmp_path, site)  # it might be linked from the page that failed
    site.page("/next.html", "案内", "")
    assert run(council, tmp_path, days=2).complete
    assert current(tmp_path, site) == {"/r4-2.html"}
    site.answers["/r4.html"] = page


def test_maintenance_withdraws_nothing(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    site.page("/", "ただいまメンテナンス中です", "")
    report = run(council, tmp_path, days=1)
    assert "nothing was taken for withdrawn" in report.failed[0][1]
    assert current(tmp_path, site) == {"/1.pdf", "/r4-2.html"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"max_requests": 3}, "limit of 3 requests"),
        ({"max_bytes": 900}, "limit of 900 bytes"),
        ({"max_depth": 0}, "max_depth of 0"),
    ],
)
def test_limits(site: Site, council: Source, tmp_path: Path, keys: dict[str, int], expected: str) -> None:
    report = run(make_source(council.start[0], **keys), tmp_path)
    assert any(expected in reason for _, reason in report.failed + report.passed_over)


def test_no_validators_are_compared_by_hash(site: Site, council: Source, tmp_path: Path) -> None:
    site.answers = {
        path: Answer(answer.body, answer.status, answer.headers, etag=False) for path, answer in site.answers.items()
    }
    assert run(council, tmp_path).new == 2
    again = run(council, tmp_path, days=1)
    assert (again.new, again.unchanged, again.replaced) == (0, 2, 0)


def test_missing_bytes_are_fetched_again(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    with Archive.open(tmp_path, read_only=True) as archive:
        sha256 = next(row.sha256 for row in archive.documents() if row.media_type == "pdf")
    (tmp_path / "objects" / sha256[:2] / sha256[2:]).unlink()
    run(council, tmp_path, days=1)
    with Archive.open(tmp_path, read_only=True) as archive:
        assert archive.read(sha256) == PDF


def test_a_dead_site_is_a_report(tmp_path: Path) -> None:
    report = run(make_source(find_closed_url()), tmp_path)
    assert len(report.failed) == 1
    assert "so the site is left alone" in report.failed[0][1]


def test_stopped_between_requests(site: Site, council: Source, tmp_path: Path) -> None:
    stop = threading.Event()
    events: list[CrawlEvent] = []

    def progress(event: CrawlEvent) -> None:
        events.append(event)
        stop.set()

    with Fetcher(stop=stop, now=lambda: NOW) as fetcher, Archive.open(tmp_path) as archive:
        report = crawl(council, fetcher, archive, now=lambda: NOW, progress=progress)
        assert archive.last_runs() == {}
    assert (report.stopped, len(events), site.paths()) == (True, 1, ["/"])
    assert run(council, tmp_path).new == 2


def test_two_crawls_of_one_source(site: Site, council: Source, tmp_path: Path) -> None:
    with (
        Archive.open(tmp_path) as archive,
        archive.lease("nagisawa"),
        pytest.raises(SourceBusyError, match="nagisawa"),
    ):
        run(council, tmp_path)
    assert site.log == []
