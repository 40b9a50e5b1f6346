"""What a hostile website tries, and what happens: the rows of docs/crawling.md are these cases."""

from __future__ import annotations

import dataclasses
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hostile_site import PDF, HostileSite, serve_hostile
from loopback_site import NOW, make_source

from crawler.errors import FetchError, RefusedError, StoppedError
from crawler.fetch import Fetched, Fetcher, Limits, Validators
from crawler.source import Source

pytestmark = pytest.mark.slow  # some servers are slow on purpose

# What is cut off by its size has time enough, or a busy machine would run into the other limit; what is cut off by the
# clock is so slow that no machine is slower.
LIMITS = Limits(body=100_000, seconds=60.0, silence=30.0)
SHORT = dataclasses.replace(LIMITS, seconds=0.6)
IMPATIENT = dataclasses.replace(LIMITS, silence=0.3)


@dataclass(frozen=True)
class Case:
    """`outcome` is the error's reason, or the kind of what was fetched; `asked` how many requests it took."""

    path: str
    attack: str
    outcome: str
    asked: int = 1
    limits: Limits = LIMITS


CASES = (
    Case("/large", "Content-Length promises 9 GB", "larger than 0.1 MB"),
    Case("/endless", "a body without length and without end", "larger than 0.1 MB"),
    Case("/endless-chunks", "chunks without end", "larger than 0.1 MB"),
    Case(
        "/chunk-names",
        "chunks of one byte, each with 60 KB of extension",
        "the answer has more bytes than its body may have",
    ),
    Case(
        "/half",
        "Content-Length promises more than comes",
        "the connection broke off (peer closed connection without sending complete message body "
        "(received 9 bytes, expected 1000)), 4 times",
        4,
    ),
    Case("/two-lengths", "two Content-Length that differ", "a broken answer (conflicting Content-Length headers)"),
    Case("/negative", "a negative Content-Length", "a broken answer (bad Content-Length)"),
    Case("/slow-body", "a body of a byte every 20 ms", "the answer takes longer than 0.6 s", limits=SHORT),
    Case("/slow-head", "a header of a byte every 20 ms", "the answer takes longer than 0.6 s", limits=SHORT),
    Case("/silent", "no answer at all", "the server does not answer in time, 4 times", 4, IMPATIENT),
    Case("/hints", "interim answers (103) without end", "the answer has more bytes than its body may have"),
    Case("/headers", "5,000 header lines", "an answer with more than 100 header lines"),
    Case("/long-header", "a header line of 80 KB", "an answer with more than 65536 bytes of headers"),
    Case("/no-http", "another protocol", "a broken answer (illegal status line)"),
    Case("/bomb", "gzip that unpacks to 20 MB, though identity was asked for", "larger than 0.1 MB"),
    Case("/packed", "gzip, though identity was asked for", "pdf"),
    Case("/packed-bare", "deflate without its frame", "pdf"),
    Case(
        "/packed-badly",
        "gzip that is none",
        "a compressed answer that is broken (Error -3 while decompressing data: invalid block type)",
    ),
    Case("/packed-cut", "gzip that stops in the middle", "a compressed answer that stops in the middle"),
    Case("/packed-twice", "gzip in gzip", "compressed in a way that was not asked for (gzip, gzip)"),
    Case("/brotli", "a compression that was not asked for", "compressed in a way that was not asked for (br)"),
    Case(
        "/to-metadata",
        "a redirect to a cloud's metadata",
        "redirects to 169.254.169.254, which is outside the source's hosts",
    ),
    Case("/to-file", "a redirect to a file", "a redirect that leads nowhere"),
    Case("/to-itself", "a redirect to itself", "a redirect that leads nowhere"),
    Case("/to-login", "a redirect with a password", "a redirect that leads nowhere"),
    Case("/round", "two redirects to each other", "more than 5 redirects", 6),
    Case("/deeper", "redirects without end", "more than 5 redirects", 6),
    Case("/program.pdf", "a program as application/pdf", "unknown"),
    Case("/page.pdf", "a web page as application/pdf", "html"),
    Case("/never-modified", "304 to an unconditional request", "HTTP 304 to a request without conditions", 2),
    Case("/error-page", "an error page without end", "HTTP 404"),
)


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileSite]:
    with serve_hostile() as running:
        yield running


def make_fetcher(limits: Limits = LIMITS) -> Fetcher:
    return Fetcher(limits=limits, sleep=lambda _: None, now=lambda: NOW, random=Random(1))


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with make_fetcher() as running:
        yield running


def source_of(site: HostileSite) -> Source:
    return make_source(f"{site.url}/")


def find_outcome(fetcher: Fetcher, site: HostileSite, path: str, validators: Validators | None = None) -> Fetched | str:
    """What was fetched, or why not."""
    try:
        return fetcher.fetch(source_of(site), site.url + path, validators=validators)
    except FetchError as error:
        return error.reason


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_attacks(hostile: HostileSite, case: Case) -> None:
    hostile.paths.clear()
    began = time.monotonic()
    with make_fetcher(case.limits) as fetcher:
        outcome = find_outcome(fetcher, hostile, case.path)
    assert (outcome if isinstance(outcome, str) else outcome.media_type) == case.outcome
    assert hostile.paths[:2] == ["/robots.txt", case.path]
    assert len(hostile.paths) == case.asked + 1
    assert time.monotonic() - began < LIMITS.silence, "half a second is usual; /slow-body would last 100 s, and more"


def test_every_attack_is_tried(hostile: HostileSite) -> None:
    others = {"/robots.txt", "/good.pdf", "/more", "/round-again", "/odd-etag", "/split-etag"}
    assert {path for path in hostile.attacks if not path.startswith("/deeper/")} - others == {c.path for c in CASES}


def test_what_is_sent_too_early_is_not_taken_for_another_document(hostile: HostileSite, fetcher: Fetcher) -> None:
    """A server that sends a second answer unasked: it must not become the body of the next URL."""
    outcomes = [find_outcome(fetcher, hostile, path) for path in ("/more", "/good.pdf", "/good.pdf")]
    bodies = [outcome if isinstance(outcome, str) else outcome.body for outcome in outcomes]
    assert bodies[0] == bodies[2] == PDF
    # if both came in one packet, or else apart: then the connection is seen to be spoilt, and a new one is made
    assert bodies[1] in ("a broken answer (it was sent before it was asked for)", PDF)


@pytest.mark.parametrize(
    ("path", "bodies"),
    [("/odd-etag", [PDF, PDF]), ("/split-etag", ["a broken answer (illegal header line)"] * 2)],
)
def test_a_validator_that_cannot_be_sent_back_is_dropped(
    hostile: HostileSite, fetcher: Fetcher, path: str, bodies: list[object]
) -> None:
    first = find_outcome(fetcher, hostile, path)
    known = None if isinstance(first, str) else Validators(hostile.url + path, first.etag, first.last_modified)
    assert known is None or known.etag is None
    again = find_outcome(fetcher, hostile, path, known)
    assert [outcome if isinstance(outcome, str) else outcome.body for outcome in (first, again)] == bodies


def test_a_bomb_is_not_unpacked(hostile: HostileSite) -> None:
    """Peak memory may not grow by what the bomb would make."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    limits = Limits(body=1_000_000)
    with Fetcher(limits=limits, now=lambda: NOW) as fetcher, pytest.raises(FetchError, match="larger than 1 MB"):
        fetcher.fetch(source_of(hostile), f"{hostile.url}/bomb")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000  # KB; the bomb is 20,000


def test_a_stop_ends_a_silence(hostile: HostileSite) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with Fetcher(stop=stop, now=lambda: NOW) as fetcher, pytest.raises(StoppedError):
        fetcher.fetch(source_of(hostile), f"{hostile.url}/silent")
    assert time.monotonic() - began < 10, "the silence alone would last 20 s"


NAME = "council.nagisawa.example"


def named(site: HostileSite, *, local: bool) -> Source:
    """A source known by a name, which a resolver of the test's own resolves."""
    return dataclasses.replace(make_source(site.url), hosts=(f"{NAME}:{site.port}",), local=local, delay=0.0)


def test_connects_to_the_address_that_was_judged(hostile: HostileSite) -> None:
    """The name is asked for once a connection, and the server is told the name."""
    asked: list[str] = []
    hosts: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    def tell_host(connection: object, request: str) -> bool:
        hosts.extend(line for line in request.splitlines() if line.startswith("Host:"))
        return hostile.attacks["/good.pdf"](connection, request)  # type: ignore[arg-type]

    hostile.attacks["/named"] = tell_host
    try:
        with Fetcher(resolve=resolve, now=lambda: NOW) as fetcher:
            fetcher.fetch(named(hostile, local=True), f"http://{NAME}:{hostile.port}/named")
    finally:
        del hostile.attacks["/named"]
    assert hosts == [f"Host: {NAME}:{hostile.port}"]
    assert asked == [NAME]  # once, for both requests: the connection is kept


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ([["127.0.0.1"]], "a private or special network address (127.0.0.1)"),
        ([["203.0.113.9", "10.0.0.1"]], "a private or special network address (203.0.113.9)"),
        ([["93.184.215.14", "10.0.0.1"]], "a private or special network address (10.0.0.1)"),
        ([["::ffff:169.254.169.254"]], "a private or special network address (169.254.169.254)"),
    ],
    ids=["loopback", "documentation", "one-of-two", "mapped"],
)
def test_a_name_with_a_private_address(hostile: HostileSite, answers: list[list[str]], refused: str) -> None:
    hostile.paths.clear()
    with (
        Fetcher(contact="https://search.example/", resolve=lambda *_: answers[0], now=lambda: NOW) as fetcher,
        pytest.raises(RefusedError) as caught,
    ):
        fetcher.fetch(named(hostile, local=False), f"http://{NAME}:{hostile.port}/good.pdf")
    assert refused in caught.value.reason
    assert hostile.paths == []


def test_a_name_that_changes_its_address(hostile: HostileSite) -> None:
    """DNS rebinding: a public address when it is judged, loopback when it is asked again. Nobody asks again."""
    hostile.paths.clear()
    turns = iter([["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]])
    with (
        Fetcher(contact="https://search.example/", resolve=lambda *_: next(turns), now=lambda: NOW) as fetcher,
        pytest.raises(RefusedError),
    ):
        fetcher.fetch(named(hostile, local=False), f"http://{NAME}:{hostile.port}/good.pdf")
    assert hostile.paths == []


def test_a_local_connection_is_not_lent_to_another_source(hostile: HostileSite) -> None:
    """A connection kept open for a local source must not carry a request of one that may not go there."""
    host = f"127.0.0.1:{hostile.port}"
    with Fetcher(contact="https://search.example/", now=lambda: NOW) as fetcher:
        fetcher.fetch(source_of(hostile), f"{hostile.url}/good.pdf")
        hostile.paths.clear()
        other = dataclasses.replace(source_of(hostile), local=False, hosts=(host,))
        with pytest.raises(RefusedError, match="private or special"):
            fetcher.fetch(other, f"{hostile.url}/good.pdf")
    assert hostile.paths == []


def make_table() -> str:
    """The table of docs/crawling.md."""
    rows = "".join(f"| {case.attack} | {_tell(case)} |\n" for case in CASES)
    return f"| the site sends | what happens |\n|---|---|\n{rows}"


def _tell(case: Case) -> str:
    kinds = {
        "pdf": "unpacked within the limit",
        "html": "read as the web page it is",
        "unknown": "passed over: unknown",
    }
    times = f" ({case.asked} requests)" if case.asked > 1 else ""
    return kinds.get(case.outcome, case.outcome.replace("|", "\\|")) + times


def test_the_table_in_the_docs() -> None:
    docs = Path(__file__).parents[2] / "docs" / "crawling.md"
    assert make_table() in docs.read_text(encoding="utf-8"), f"put this table into docs/crawling.md:\n{make_table()}"
