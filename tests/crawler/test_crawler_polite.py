"""How polite the crawler is, judged from the server's own log."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from loopback_site import NOW, PDF, Answer, Site, find_closed_url, make_source

from crawler.agent import make_user_agent
from crawler.breaker import Breaker
from crawler.errors import BudgetError, CrawlerError, FetchError, RefusedError, RestingError
from crawler.fetch import Budget, Fetcher, Limits
from crawler.fetchlog import FetchLine, format_line
from crawler.robots import parse_robots
from crawler.run import crawl_source
from crawler.source import Source


class Clock:
    """Time that passes only in a sleep."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds - 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines() -> list[FetchLine]:
    return []


@pytest.fixture
def fetcher(clock: Clock, lines: list[FetchLine]) -> Fetcher:
    return Fetcher(
        limits=Limits(body=200_000, silence=1.0),
        sleep=clock.sleep,
        clock=clock,
        now=clock.now,
        random=Random(1),
        tell=lines.append,
    )


def source_of(site: Site, **keys: object) -> Source:
    return make_source(f"{site.url}/", **keys)


def test_pause_between_any_two_requests(site: Site) -> None:
    """By the server's clock: from a request to the next, over redirects and tries as well."""
    site.answers["/r"] = Answer(status=302, headers={"Location": "/a.pdf"})
    site.file("/a.pdf", fails=1, failing=(503, {"Retry-After": "0"}))
    site.file("/b.pdf")
    with Fetcher() as fetcher:
        for path in ("/r", "/b.pdf"):
            fetcher.fetch(source_of(site, delay=0.06), site.url + path)
    assert [request.path for request in site.log] == ["/robots.txt", "/r", "/a.pdf", "/a.pdf", "/b.pdf"]
    gaps = [later.at - earlier.at for earlier, later in zip(site.log, site.log[1:], strict=False)]
    assert min(gaps) >= 0.06


def test_one_request_at_a_time(site: Site) -> None:
    """Four threads, two sources, one host: no request begins before the last answer has ended."""
    for number in range(12):
        site.file(f"/{number}.pdf", PDF + bytes(50_000))
    with Fetcher() as fetcher:

        def fetch_some(first: int) -> None:
            for number in range(first, 12, 4):
                fetcher.fetch(source_of(site), f"{site.url}/{number}.pdf")

        threads = [threading.Thread(target=fetch_some, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(site.log) == 13  # with one robots.txt for all
    assert all(later.at >= earlier.ended for earlier, later in zip(site.log, site.log[1:], strict=False))


def test_the_default_delay() -> None:
    data = make_source("http://127.0.0.1:1/")
    assert data.delay == 0.0
    assert make_source("https://www.city.example/", local=False).delay == 1.0


def test_crawl_delay_is_kept(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nRequest-rate: 1/7\nCrawl-delay: 3\n")
    for name in ("a", "b"):
        site.file(f"/{name}.pdf")
        fetcher.fetch(source_of(site), f"{site.url}/{name}.pdf")
    assert clock.slept == [7.0, 7.0]


def test_robots_is_asked_for_once_a_day(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.file("/a.pdf")
    for hours in (0, 23, 2):
        clock.seconds += hours * 3600
        fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert [request.path for request in site.log] == ["/robots.txt", "/a.pdf", "/a.pdf", "/robots.txt", "/a.pdf"]


def redirect_robots(hops: int) -> Callable[[Site], None]:
    def prepare(site: Site) -> None:
        for number in range(hops):
            here = "/robots.txt" if number == 0 else f"/robots{number}"
            site.answers[here] = Answer(status=301, headers={"Location": f"/robots{number + 1}"})
        site.answers[f"/robots{hops}"] = Answer(b"User-agent: *\nDisallow: /a.pdf\n")

    return prepare


def answer_robots(answer: Answer) -> Callable[[Site], None]:
    return lambda site: site.answers.update({"/robots.txt": answer})


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (answer_robots(Answer(status=401)), "fetched"),
        (answer_robots(Answer(status=403)), "fetched"),
        (answer_robots(Answer(status=410)), "fetched"),
        (answer_robots(Answer(status=429)), "robots.txt cannot be had (HTTP 429, 4 times), so the site is left alone"),
        (answer_robots(Answer(status=500)), "robots.txt cannot be had (HTTP 500, 4 times), so the site is left alone"),
        (answer_robots(Answer(status=501)), "robots.txt cannot be had (HTTP 501), so the site is left alone"),
        (redirect_robots(5), "disallowed by robots.txt"),
        (redirect_robots(6), "robots.txt is redirected without end, so the site is left alone"),
        (
            answer_robots(Answer(status=301, headers={"Location": "http://10.0.0.1/robots.txt"})),
            "robots.txt is redirected outside the source's hosts",
        ),
        (answer_robots(Answer(b"User-agent: *\nDisallow: /a.pdf\n", endless=True)), "disallowed by robots.txt"),
    ],
)
def test_robots_answers(site: Site, fetcher: Fetcher, prepare: Callable[[Site], None], expected: str) -> None:
    """RFC 9309, 2.3.1: 4xx opens the site, what cannot be had closes it, five redirects are followed."""
    prepare(site)
    site.file("/a.pdf")
    try:
        fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    except FetchError as error:
        outcome = error.reason
    else:
        outcome = "fetched"
    assert outcome == expected
    assert ("/a.pdf" in [request.path for request in site.log]) is (expected == "fetched")


RULE = b"Disallow: /a\n"
FILLER = b"# " + b"x" * 97 + b"\n"  # 100 bytes


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"User-agent: shingikai\n" + RULE, False),
        (b"user-agent:SHINGIKAI/0.1 # ours\n" + RULE, False),
        (b"User-agent: shingi\n" + RULE, True),  # not a prefix
        (b"User-agent: shingikai-news\n" + RULE, True),  # not a longer one
        (b"User-agent: *bot\n" + RULE, True),
        (b"\xef\xbb\xbfUser-agent: *\n" + RULE, False),
        (b"User-agent: *\r" + RULE.replace(b"\n", b"\r"), False),
        (b"User-agent: *\n" + RULE + b"\nUser-agent: shingikai\nDisallow: /b\n", True),  # the own group alone
        (b"User-agent: shingikai\nDisallow: /b\n\nUser-agent: other\n\nUser-agent: shingikai\n" + RULE, False),
        (b"User-agent: *\nDisallow: /a\nAllow: /a\n", True),  # equal length: allow
        (b"User-agent: *\nDisallow: /\nAllow: /a$\n", True),
        (b"User-agent: *\nDisallow: /*.html\n", True),
        (b"User-agent: *\n" + FILLER * 5_119 + RULE, False),  # within 500 KiB
        (b"User-agent: *\n" + FILLER * 5_120 + RULE, True),  # beyond
        # cut in the middle of its last line, to "Disallow: /", it would close the site
        (b"User-agent: *\n" + b"#" * (512_000 - 14 - 12) + b"\nDisallow: /b\n", True),
    ],
)
def test_robots_rules(body: bytes, allowed: bool) -> None:
    assert parse_robots(200, body).allows("http://a.example/a") is allowed


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        (None, "shingikai/0.1"),
        ("https://search.example/crawl", "shingikai/0.1 (+https://search.example/crawl)"),
        ("desk@search.example", "shingikai/0.1 (+desk@search.example)"),
        ("the desk", None),
        ("desk@search.example\r\nX: y", None),
        ("https://検索.example/", None),
        ("a@" + "b" * 300 + ".example", None),
    ],
)
def test_user_agent(contact: str | None, agent: str | None) -> None:
    if agent is None:
        with pytest.raises(CrawlerError, match="neither a web address"):
            make_user_agent(contact)
    else:
        assert make_user_agent(contact) == agent


def fetch_all(fetcher: Fetcher, source: Source, site: Site, count: int) -> list[str]:
    reasons = []
    for number in range(count):
        try:
            fetcher.fetch(source, f"{site.url}/{number}.pdf")
        except FetchError as error:
            reasons.append(error.reason)
        else:
            reasons.append("fetched")
    return reasons


def test_a_failing_host_rests_and_is_tried_again(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    for number in range(8):
        site.file(f"/{number}.pdf", fails=99)
    reasons = fetch_all(fetcher, source_of(site), site, 8)
    assert reasons[:5] == ["HTTP 503, 4 times"] * 5
    rest = "not asked: the host rests for 600 s more (5 failures in a row, the last: HTTP 503)"
    assert reasons[5:] == [rest] * 3
    assert len(site.paths()) == 20  # by the server's log: nothing was sent while it rested
    clock.seconds += 600
    assert fetch_all(fetcher, source_of(site), site, 2) == [
        "HTTP 503",
        rest.replace("600", "1200").replace("5 f", "6 f"),
    ]
    assert len(site.paths()) == 21  # one trial, not repeated
    clock.seconds += 1200
    for number in range(8):
        site.file(f"/{number}.pdf")
    assert fetch_all(fetcher, source_of(site), site, 8) == ["fetched"] * 8


def test_a_host_that_asks_for_a_rest_gets_it(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.file("/0.pdf", fails=1, failing=(429, {"Retry-After": "3600"}))
    site.file("/1.pdf")
    reasons = fetch_all(fetcher, source_of(site), site, 2)
    asked = "HTTP 429, and come back in 3600 s"
    assert reasons == [asked, f"not asked: the host rests for 3600 s more ({asked})"]
    clock.seconds += 3600
    assert fetch_all(fetcher, source_of(site), site, 2) == ["fetched"] * 2
    assert site.paths() == ["/0.pdf", "/0.pdf", "/1.pdf"]


def test_single_failures_are_no_reason_to_rest() -> None:
    breaker = Breaker(lambda: 0.0)
    for _ in range(20):
        for _ in range(4):
            breaker.fail("http://a.example", "HTTP 500")
        breaker.succeed("http://a.example")
    assert breaker.find_rest("http://a.example") is None


def make_chain(site: Site) -> None:
    for number in range(4):
        site.answers[f"/r{number}"] = Answer(status=302, headers={"Location": f"/r{number + 1}"})
    site.file("/busy.pdf", fails=99)
    site.file("/large.pdf", PDF + bytes(150_000))


@pytest.mark.parametrize(
    ("path", "budget", "reason", "asked"),
    [
        ("/r0", Budget(3, 10_000), "not fetched: the source's requests for one run are used up", ["/r0", "/r1"]),
        (
            "/busy.pdf",
            Budget(3, 10_000),
            "not fetched: the source's requests for one run are used up",
            ["/busy.pdf"] * 2,
        ),
        (
            "/large.pdf",
            Budget(9, 10_000),
            "not fetched to its end: the source's bytes for one run are used up",
            ["/large.pdf"],
        ),
    ],
)
def test_budget(site: Site, fetcher: Fetcher, path: str, budget: Budget, reason: str, asked: list[str]) -> None:
    make_chain(site)
    with pytest.raises(BudgetError) as caught:
        fetcher.fetch(source_of(site), site.url + path, budget=budget)
    assert caught.value.reason == reason
    assert site.paths() == asked
    assert caught.value.requests == len(site.log)


@pytest.mark.parametrize("keys", [{"max_requests": 7}, {"max_bytes": 90_000}], ids=["requests", "bytes"])
def test_budget_of_a_run(site: Site, tmp_path: Path, keys: dict[str, int]) -> None:
    """By the server's log: not one request more; the bytes end within one piece of what was allowed."""
    items = "".join(f"<li><a href={n}.pdf>令和{n}年度第1回会議録</a>" for n in range(1, 9))
    site.page("/", "個人情報保護審議会", f"<ul>{items}</ul>")
    for number in range(1, 9):
        site.file(f"/{number}.pdf", PDF + bytes(30_000), fails=1, failing=(503, {"Retry-After": "0"}))
    source = source_of(site, **keys)
    with Fetcher(sleep=lambda _: None, now=lambda: NOW) as fetcher:
        report = crawl_source(source, tmp_path, fetcher, now=lambda: NOW)
    assert report.requests == len(site.log) <= source.max_requests
    assert report.transferred <= source.max_bytes + 65_536
    assert any("used up" in reason or "limit of" in reason for _, reason in report.failed)
    assert report.new + len(report.failed) == 8
    assert not report.complete


def test_robots_costs_no_body_at_the_next_crawl(site: Site, tmp_path: Path) -> None:
    """A second crawl by another process: of an unchanged site not one byte of a body comes."""
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /no/\n")
    site.page("/", "個人情報保護審議会", "<a href=1.pdf>第1回会議録</a> <a href=/no/2.pdf>第2回会議録</a>")
    site.file("/1.pdf")
    sent = []
    for day in range(3):
        site.log.clear()
        with Fetcher(now=lambda: NOW) as fetcher:
            report = crawl_source(source_of(site), tmp_path, fetcher, now=lambda day=day: NOW + timedelta(days=day))  # type: ignore[misc]
        assert report.passed_over == ((f"{site.url}/no/2.pdf", "disallowed by robots.txt"),)
        assert report.transferred == sum(request.sent for request in site.log)
        sent.append(([request.conditional for request in site.log], report.transferred > 0))
    assert sent == [([False] * 3, True), ([True] * 3, False), ([True] * 3, False)]


MODIFIED = "Wed, 01 May 2024 00:00:00 GMT"


@pytest.mark.parametrize(
    ("options", "conditional", "statuses"),
    [
        ({}, [False, True, True], [200, 304, 304]),
        ({"weak": True}, [False, True, True], [200, 304, 304]),
        ({"etag": False, "modified": MODIFIED}, [False, True, True], [200, 304, 304]),
        ({"weak": True, "modified": MODIFIED}, [False, True, True], [200, 304, 304]),
        # 304 says nothing of itself: what the last answer said still holds at the third crawl
        ({"bare": True, "modified": MODIFIED}, [False, True, True], [200, 304, 304]),
        # conditions are ignored, or nothing is said that could be asked: the same bytes are no new document
        ({"stubborn": True}, [False, True, True], [200, 200, 200]),
        ({"etag": False}, [False, False, False], [200, 200, 200]),
    ],
    ids=["strong", "weak", "date", "weak and date", "bare 304", "ignored", "none"],
)
def test_unchanged(
    site: Site, tmp_path: Path, options: dict[str, object], conditional: list[bool], statuses: list[int]
) -> None:
    site.page("/", "個人情報保護審議会", "<a href=1.pdf>第1回会議録</a>")
    site.file("/1.pdf", **options)
    changes = []
    for day in range(3):
        with Fetcher(now=lambda: NOW) as fetcher:
            report = crawl_source(source_of(site), tmp_path, fetcher, now=lambda day=day: NOW + timedelta(days=day))  # type: ignore[misc]
        changes.append((report.new, report.unchanged, report.replaced))
    asked = [request for request in site.log if request.path == "/1.pdf"]
    assert [request.conditional for request in asked] == conditional
    assert [request.status for request in asked] == statuses
    assert changes == [(1, 0, 0), (0, 1, 0), (0, 1, 0)]


def test_a_line_for_each_request(site: Site, fetcher: Fetcher, lines: list[FetchLine]) -> None:
    """The log agrees with the server's own, line by line; what was not asked for is told with its reason."""
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /no/\n")
    site.answers["/r"] = Answer(status=302, headers={"Location": "/a.pdf"})
    site.file("/a.pdf", fails=1, failing=(503, {"Retry-After": "0"}))
    source = source_of(site)
    fetcher.fetch(source, f"{site.url}/r", why="linked as '会議録'")
    for url in (f"{site.url}/no/b.pdf", "http://elsewhere.example/", f"{site.url}/absent"):
        with pytest.raises(FetchError):
            fetcher.fetch(source, url, why="a start page")
    sent = [line for line in lines if line.status is not None]
    assert [(line.url.removeprefix(site.url), line.status, line.bytes) for line in sent] == [
        (request.path, request.status, request.sent) for request in site.log
    ]
    assert [(line.url.removeprefix(site.url), line.why, line.refused) for line in lines] == [
        ("/robots.txt", "robots.txt", None),
        ("/r", "linked as '会議録'", None),
        ("/a.pdf", f"a redirect from {site.url}/r", None),
        ("/a.pdf", "try 2, after: HTTP 503", None),
        ("/no/b.pdf", "a start page", "disallowed by robots.txt"),
        ("http://elsewhere.example/", "a start page", "outside the source's hosts"),
        ("/absent", "a start page", None),
    ]


def test_an_unanswered_request_has_a_line(fetcher: Fetcher, lines: list[FetchLine]) -> None:
    closed = find_closed_url()
    with pytest.raises(RefusedError):
        fetcher.fetch(make_source(closed), closed)
    assert len(lines) == 5  # robots.txt four times, and that the page was not asked for
    assert all("no connection" in (line.refused or "") for line in lines)


@pytest.mark.parametrize("form", ["json", "keyvalue"])
def test_a_line_is_one_line_without_credentials(form: str) -> None:
    line = FetchLine(
        "2024-05-15T12:00:00.000+00:00",
        "nagisawa",
        "http://me:secret@a.example/x",
        None,
        0,
        0.1234,
        True,
        'a "b"\nc',
        "x=1",
    )
    text = format_line(line, form)
    assert "\n" not in text
    assert "secret" not in text
    if form == "json":
        assert json.loads(text)["why"] == 'a "b"\nc'
        assert json.loads(text)["seconds"] == 0.123
    else:
        assert text == (
            "at=2024-05-15T12:00:00.000+00:00 source=nagisawa url=http://a.example/x bytes=0 seconds=0.123 "
            'conditional=true why="a \\"b\\"\\nc" refused=x=1'
        )


def test_resting_is_an_error_of_its_own(site: Site, fetcher: Fetcher) -> None:
    site.file("/0.pdf", fails=1, failing=(503, {"Retry-After": "999"}))
    fetch_all(fetcher, source_of(site), site, 1)
    with pytest.raises(RestingError):
        fetcher.fetch(source_of(site), f"{site.url}/1.pdf")
