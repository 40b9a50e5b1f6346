from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

import pytest
from loopback_site import NOW, PDF, Answer, Site, find_closed_url, make_source

from crawler.errors import DisallowedError, FetchError, RefusedError, StoppedError
from crawler.fetch import Fetcher, Limits, Validators
from crawler.pace import Pacer
from crawler.source import Source, parse_source


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Fetcher:
    limits = Limits(body=100_000, silence=2.0)
    return Fetcher(limits=limits, sleep=waits.append, now=lambda: NOW, random=Random(1))


def source_of(site: Site, **keys: object) -> Source:
    return make_source(f"{site.url}/", **keys)


def test_a_document(site: Site, fetcher: Fetcher) -> None:
    site.file("/a.pdf")
    fetched = fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert (fetched.status, fetched.body, fetched.media_type, fetched.requests) == (200, PDF, "pdf", 2)
    assert fetched.transferred == len(PDF) + len(b"no such page")
    assert [request.path for request in site.log] == ["/robots.txt", "/a.pdf"]
    assert site.log[0].agent == "shingikai/0.1"


def test_not_modified(site: Site, fetcher: Fetcher) -> None:
    site.file("/a.pdf")
    url = f"{site.url}/a.pdf"
    first = fetcher.fetch(source_of(site), url)
    again = fetcher.fetch(source_of(site), url, validators=Validators(url, first.etag, first.last_modified))
    assert (again.status, again.body, again.transferred, again.requests) == (304, None, 0, 1)


def test_another_urls_not_modified_is_not_believed(site: Site, fetcher: Fetcher) -> None:
    site.file("/new.pdf")
    site.answers["/old.pdf"] = Answer(status=302, headers={"Location": "/new.pdf"})
    etag = site.decide("/new.pdf", None)[1]["ETag"]
    fetched = fetcher.fetch(
        source_of(site), f"{site.url}/old.pdf", validators=Validators(f"{site.url}/third.pdf", etag, None)
    )
    assert (fetched.status, fetched.body, fetched.final_url) == (200, PDF, f"{site.url}/new.pdf")
    assert [request.conditional for request in site.log[1:]] == [True, True, False]


@pytest.mark.parametrize(
    ("failing", "expected"),
    [
        ((503, {"Retry-After": "7"}), [7.0, 7.0]),
        ((429, {"Retry-After": "Wed, 15 May 2024 12:00:30 GMT"}), [30.0]),
        ((500, {}), [pytest.approx(1, abs=0.5), pytest.approx(2, abs=1), pytest.approx(4, abs=2)]),
    ],
)
def test_tried_again(
    site: Site,
    fetcher: Fetcher,
    waits: list[float],
    failing: tuple[int, dict[str, str]],
    expected: list[float],
) -> None:
    site.file("/a.pdf", fails=len(expected), failing=failing)
    fetched = fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert (fetched.status, fetched.requests) == (200, len(expected) + 2)
    assert waits == expected


@pytest.mark.parametrize(
    ("failing", "reason", "requests"),
    [
        ((503, {}), "HTTP 503, 4 times", 5),
        ((503, {"Retry-After": "3600"}), "HTTP 503, and come back in 3600 s", 2),
    ],
)
def test_given_up(
    site: Site, fetcher: Fetcher, failing: tuple[int, dict[str, str]], reason: str, requests: int
) -> None:
    site.file("/a.pdf", fails=9, failing=failing)
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert (caught.value.reason, caught.value.requests, caught.value.status) == (reason, requests, 503)


def make_loop(site: Site) -> None:
    for number in range(9):
        site.answers[f"/r{number}"] = Answer(status=301, headers={"Location": f"/r{number + 1}"})


@pytest.mark.parametrize(
    ("path", "prepare", "reason"),
    [
        ("/absent.pdf", lambda site: None, "HTTP 404"),
        ("/big.pdf", lambda site: site.file("/big.pdf", PDF * 20_000), "larger than 0.1 MB"),
        ("/endless", lambda site: site.file("/endless", endless=True), "larger than 0.1 MB"),
        ("/r0", make_loop, "more than 5 redirects"),
        ("/r", lambda site: site.answers.update({"/r": Answer(status=301)}), "a redirect that leads nowhere"),
        (
            "/r",
            lambda site: site.answers.update({"/r": Answer(status=302, headers={"Location": "http://10.0.0.1/x"})}),
            "redirects to 10.0.0.1, which is outside the source's hosts",
        ),
        (
            "/r",
            lambda site: site.answers.update({"/r": Answer(status=302, headers={"Location": "http://127.0.0.1:1/x"})}),
            "redirects to 127.0.0.1:1, which is outside the source's hosts",
        ),
    ],
)
def test_refused_and_broken(
    site: Site, fetcher: Fetcher, path: str, prepare: Callable[[Site], None], reason: str
) -> None:
    prepare(site)
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(source_of(site), site.url + path)
    assert caught.value.reason == reason


def test_no_redirect_to_what_is_known(site: Site, fetcher: Fetcher) -> None:
    site.answers["/r"] = Answer(status=302, headers={"Location": "/a.pdf"})
    fetched = fetcher.fetch(source_of(site), f"{site.url}/r", already={f"{site.url}/a.pdf"})
    assert (fetched.status, fetched.final_url, fetched.body) == (302, f"{site.url}/a.pdf", None)
    assert site.paths() == ["/r"]


def test_robots(site: Site, fetcher: Fetcher, waits: list[float]) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 5\nDisallow: /no/\n")
    site.file("/a.pdf")
    source = source_of(site)
    with pytest.raises(DisallowedError, match=r"disallowed by robots\.txt"):
        fetcher.fetch(source, f"{site.url}/no/a.pdf")
    fetcher.fetch(source, f"{site.url}/a.pdf")
    fetcher.fetch(source, f"{site.url}/a.pdf")
    assert [request.path for request in site.log] == ["/robots.txt", "/a.pdf", "/a.pdf"]
    assert waits == [pytest.approx(5, abs=0.5)] * 2


def test_no_robots_no_crawl(site: Site, fetcher: Fetcher) -> None:
    site.answers["/robots.txt"] = Answer(fails=9)
    with pytest.raises(RefusedError, match="so the site is left alone"):
        fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert site.paths() == []


def test_foreign_host(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(RefusedError, match="outside the source's hosts"):
        fetcher.fetch(source_of(site), "http://127.0.0.1:9/a.pdf")
    assert site.log == []


def foreign(host: str) -> Source:
    data = {
        "municipality": "渚沢市",
        "code": "98201",
        "prefecture": "北浜県",
        "council": "渚沢市個人情報保護審議会",
        "start": ["https://www.city.nagisawa.example/"],
        "hosts": [host],
    }
    return parse_source(data, "nagisawa", "nagisawa.toml")


def test_a_website_needs_a_contact() -> None:
    with Fetcher() as fetcher, pytest.raises(RefusedError, match="no contact"):
        fetcher.fetch(foreign("www.city.nagisawa.example"), "https://www.city.nagisawa.example/")


def test_a_website_is_never_on_loopback(site: Site) -> None:
    host = site.url.removeprefix("http://")
    with Fetcher(contact="https://search.example/") as fetcher, pytest.raises(RefusedError, match="private or special"):
        fetcher.fetch(foreign(host), f"{site.url}/a.pdf")
    assert site.log == []  # judged on the connection, before anything was sent


def test_contact_in_the_user_agent(site: Site) -> None:
    site.file("/a.pdf")
    with Fetcher(contact="https://search.example/") as fetcher:
        fetcher.fetch(source_of(site), f"{site.url}/a.pdf")
    assert site.log[-1].agent == "shingikai/0.1 (+https://search.example/)"


def test_unreachable(fetcher: Fetcher) -> None:
    closed = find_closed_url()
    with pytest.raises(FetchError, match="no connection"):
        fetcher.fetch(make_source(closed), closed)


def test_stop_ends_a_wait() -> None:
    stop = threading.Event()
    pacer = Pacer(stop=stop)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(StoppedError):
        pacer.sleep(30)


def test_pacer_keeps_the_delay_and_one_at_a_time() -> None:
    waits: list[float] = []
    pacer = Pacer(sleep=waits.append, clock=iter([10.0, 10.25, 11.0, 20.0, 21.0]).__next__)
    for _ in range(2):
        with pacer.lane("http://a.example"), pacer.turn("http://a.example", 1.0):
            pass
    assert waits == [0.75]
    entered = threading.Event()

    def enter() -> None:
        with pacer.lane("http://a.example"):
            entered.set()

    with pacer.lane("http://a.example"):
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.05)
    thread.join()
    assert entered.is_set()
