"""Websites that never end: what is followed, what is not, and what a crawl of one costs by the server's log."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from loopback_site import NOW, PDF, Site, make_source

from crawler.burden import find_burden
from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.run import crawl_source
from crawler.traps import TrapGuard, find_trap, make_form

BASE = "https://www.city.example"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/shisei/shingikai/r4/index.html", None),
        ("/index.cfm/51,123,427,html", None),
        ("/5/5/5/5/5.html", None),  # numbers may be the same
        ("/a/b/a/b/x.html", None),  # twice may be
        ("/a/a/a/x.html", "repeats itself"),
        ("/list/next/list/next/list/next/", "repeats itself"),
        ("/" + "x/" * 9, "repeats itself"),
        ("/" + "/".join(f"d{n}" for n in range(21)), "more than 20 folders"),
        ("/?" + "q=1&" * 600, "more than 2,000"),
        ("/l?c=1&c=2&c=3", None),
        ("/l?c=1&c=2&c=3&c=4&c=5", "a query that repeats itself"),
        ("/cal?year=2024&month=5", None),
        ("/cal?year=1989", None),
        ("/cal?year=2031&month=5", "a calendar, of the year 2031"),
        ("/cal?date=19510401", "a calendar, of the year 1951"),
        ("/cal?ymd=3001-01-01", "a calendar, of the year 3001"),
        ("/detail?id=3001", None),  # a number, no year
        ("/detail?page_id=9999", None),
        ("/cal?year=30012", None),
        ("/" + "%E4%BC%9A" * 80 + ".pdf", None),  # a long name in Japanese
    ],
)
def test_addresses(url: str, reason: str | None) -> None:
    found = find_trap(BASE + url, 2024)
    assert (found is None) if reason is None else (found is not None and reason.replace("2,000", "2000") in found)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/cal/2024/05/", "/cal/2031/11/", True),
        ("/s/9f3ab27c11d04e5f/list.html", "/s/00aa11bb22cc33dd44/list.html", True),
        ("/l?id=1&s=2", "/l?s=5&id=77", True),
        ("/l?id=1", "/l?year=1", False),
        ("/r4/list.html", "/r4/notice.html", False),
        ("/johokokai/list.html", "/shingikai/list.html", False),
    ],
)
def test_forms(one: str, other: str, same: bool) -> None:
    assert (make_form(BASE + one) == make_form(BASE + other)) is same


def test_barren_pages_end_and_fruitful_ones_do_not() -> None:
    guard = TrapGuard()
    for number in range(600):  # each meeting's page has a document
        guard.saw_page(f"{BASE}/m/{number}.html", f"page {number}", BASE)
        guard.saw_document(f"document {number}", f"{BASE}/m/{number}.html")
    assert guard.find_refusal(f"{BASE}/m/600.html") is None
    for number in range(100):  # the same documents again, under sessions
        guard.saw_page(f"{BASE}/m/{600 + number}.html", f"page {600 + number}", BASE)
        guard.saw_document(f"document {number}", f"{BASE}/m/{600 + number}.html")
    assert "led to nothing new" in str(guard.find_refusal(f"{BASE}/m/700.html"))
    assert guard.find_refusal(f"{BASE}/other/1.html") is None


def test_fruit_of_a_frame_is_fruit_of_its_page() -> None:
    guard = TrapGuard()
    for year in range(30):
        assert guard.saw_page(f"{BASE}/{year}/", "a frameset", BASE) is None
        guard.saw_page(f"{BASE}/{year}/main.html", f"main {year}", f"{BASE}/{year}/")
        guard.saw_document(f"document {year}", f"{BASE}/{year}/main.html")
    for number in range(20):
        assert guard.saw_page(f"{BASE}/s{number}/", "the same", BASE) is None
    assert "the same page" in str(guard.saw_page(f"{BASE}/s20/", "the same", BASE))


LINK = '<a href="{0}.html">第{0}回会議録</a>'


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<ul>" + "".join(f"<li>{LINK.format(n)}</li>" for n in range(3_000)) + "</ul>", None),  # a site map
        ("<p>" + "<br>".join(LINK.format(n) for n in range(900)), None),  # made by hand: one paragraph of 75 years
        ("<p>" + "○会長　次の案です。<br>" * 30_000, None),  # long minutes
        ("<table>" + f"<tr><td>第1回<td>{LINK.format(1)}<td>5月</tr>" * 1_500 + "</table>", None),  # a long table
        ("<table><tr>" + "".join(f"<td>{LINK.format(n)}" for n in range(1_000)), "in one heap"),
        ("<table><tr><td>" + "あ" * 700_000 + "<td>" + LINK.format(1) * 900, "in one heap"),
        ("x" * 2_000_001, "more than 2,000,000 characters"),
        ("".join(f"<li>{LINK.format(n)}" for n in range(5_001)), "more than 5,000 links"),
        ("<p>" + "".join(LINK.format(n) for n in range(2_000)), "in one heap"),
        ("<p>" + "<i></i>" * 50_000 + "".join(LINK.format(n) for n in range(100)), "in one heap"),
        ("<table><td>" + "あ" * 400_000 + "".join(LINK.format(n) for n in range(1_000)), "in one heap"),
    ],
    ids=[
        "site map",
        "by hand",
        "minutes",
        "table",
        "wide row",
        "two cells",
        "size",
        "links",
        "one paragraph",
        "tags",
        "text",
    ],
)
def test_burden(html: str, reason: str | None) -> None:
    found = find_burden(html)
    assert (found is None) if reason is None else (found is not None and reason in found)


def make_page(body: str) -> str:
    return f"<!DOCTYPE html><title>個人情報保護審議会</title><h1>個人情報保護審議会</h1>{body}"


def serve_calendar(path: str) -> str | None:
    """Months without end, each with a link to the next and to its days; the minutes are beside."""
    month = re.fullmatch(r"/cal/(\d+)", path)
    if path == "/":
        return make_page("<a href=/cal/1>第1回</a><ul><li><a href=/a.pdf>第1回会議録</a></ul>")
    if month is None:
        return None
    number = int(month.group(1))
    days = "".join(f'<li><a href="/cal/{number * 31 + day}">{day}月{day}日</a></li>' for day in range(2, 30))
    return make_page(f"<ul>{days}</ul>")


def serve_sessions(path: str) -> str | None:
    """Each visit of a page gives addresses with another session, and the same documents under each."""
    serve_sessions.count += 1  # type: ignore[attr-defined]
    session = f"{serve_sessions.count:04d}abcdef0123456789"  # type: ignore[attr-defined]
    if path.endswith(".pdf"):
        return None
    links = "".join(f"<li><a href=/s/{session}{n}/list.html>第{n}回</a></li>" for n in range(1, 6))
    return make_page(f"<ul>{links}<li><a href=/s/{session}/a.pdf>第1回会議録</a></ul>")


serve_sessions.count = 0  # type: ignore[attr-defined]


def serve_folders(path: str) -> str | None:
    """A relative link that is found again in every folder."""
    if path.endswith(".pdf"):
        return None
    return make_page("<ul><li><a href=next/list/>次の一覧（第2回）</a><li><a href=/a.pdf>第1回会議録</a></ul>")


@pytest.mark.parametrize(
    ("pages", "most", "reason"),
    [
        (serve_calendar, 18, "12 pages of this form in a row led to nothing new"),
        (serve_sessions, 38, "12 pages of this form in a row led to nothing new"),
        (serve_folders, 12, "an address that repeats itself"),
    ],
    ids=["calendar", "sessions", "folders"],
)
def test_a_crawl_of_a_trap_ends(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pages: Callable[[str], str | None],
    most: int,
    reason: str,
) -> None:
    """By the server's log; the minutes are found all the same. 12 pages instead of 100, to save time."""
    monkeypatch.setattr("crawler.traps._MOST_BARREN", 12)
    site.make = pages
    site.fallback = PDF
    source = make_source(f"{site.url}/", max_depth=50, max_requests=1_000)
    with Fetcher(now=lambda: NOW) as fetcher:
        report: CrawlReport = crawl_source(source, tmp_path, fetcher, now=lambda: NOW)
    assert report.new >= 1
    assert len(site.log) <= most
    assert any(reason in told for _, told in report.passed_over)
    assert not report.complete or reason == "an address that repeats itself"


def test_a_page_that_is_too_much_is_told(site: Site, tmp_path: Path) -> None:
    site.page("/", "個人情報保護審議会", "<a href=heap.html>第1回</a><ul><li><a href=a.pdf>第2回会議録</a></ul>")
    site.page("/heap.html", "会議録", "<p>" + "".join(LINK.format(n) for n in range(2_000)))
    site.file("/a.pdf")
    with Fetcher(now=lambda: NOW) as fetcher:
        report = crawl_source(make_source(f"{site.url}/"), tmp_path, fetcher, now=lambda: NOW)
    assert report.failed == ((f"{site.url}/heap.html", "a page whose links stand in one heap; it was not read"),)
    assert (report.new, report.complete, len(site.log)) == (1, False, 4)
