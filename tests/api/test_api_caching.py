"""Conditional requests by generation, compression, other websites' scripts, and how much one address may ask."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from app.api.caching import matches
from app.api.limits import Buckets, make_network
from app.main import create_app
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine

ITEM = "992011-2018-07-10-i1"
CACHED = [
    "/api/v1/items",
    "/api/v1/items?q=クラウド",
    f"/api/v1/items/{ITEM}",
    f"/api/v1/items/{ITEM}/citation",
    "/api/v1/meetings/992011-2018-07-10",
    "/api/v1/facets",
    "/api/v1/suggest?q=く",
    "/api/v1/explain?q=クラウド",
]


def make_client(engine: MemoryEngine | None = None, **settings: object) -> TestClient:
    app = create_app(engine or make_engine(), ToyAnalyzer(), VOCABULARY, **settings)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("path", CACHED)
def test_nothing_is_searched_for_who_has_it(path: str) -> None:
    engine = make_engine()
    client = make_client(engine)
    first = client.get(path)
    assert first.headers["cache-control"] == "public, no-cache"
    assert "accept" in [name.strip().lower() for name in first.headers["vary"].split(",")]
    engine.asked.clear()
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, engine.asked) == (304, b"", [])
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["x-content-type-options"] == "nosniff"
    engine.number += 1  # an ingest
    later = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]


def test_what_need_not_be_sent_again_is_described_so() -> None:
    """304 stands in the API's description just where it is answered."""
    client = make_client()
    asked = {"/api/v1/similar": f"?item={ITEM}"}
    described = {path: of["get"]["responses"] for path, of in client.get("/openapi.json").json()["paths"].items()}
    given = client.get("/api/v1/items").headers["etag"]
    kept = {}
    for path in described:
        url = path.format(item_id=ITEM, meeting_id="992011-2018-07-10", name="992011") + asked.get(path, "")
        tag = client.get(url).headers.get("etag", given)
        kept[path] = client.get(url, headers={"if-none-match": tag}).status_code == 304
    assert {path: "304" in responses for path, responses in described.items()} == kept
    assert set(kept.values()) == {True, False}


def test_another_format_is_another_answer() -> None:
    client = make_client()
    json = client.get("/api/v1/items").headers["etag"]
    csv = client.get("/api/v1/items", headers={"accept": "text/csv", "if-none-match": json})
    assert csv.status_code == 200
    assert csv.headers["etag"] != json


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/items/none", 404),
        ("/api/v1/items?colour=red", 422),
        ("/api/v1/items?q=%22", 400),
        ("/api/v1/none", 404),
        ("/items/none", 404),
        ("/feed.atom?sort=date", 422),
    ],
)
def test_an_error_is_not_kept(path: str, status: int) -> None:
    answer = make_client().get(path)
    assert (answer.status_code, answer.headers["cache-control"], "etag" in answer.headers) == (
        status,
        "no-store",
        False,
    )


@pytest.mark.parametrize("path", ["/api/v1/sources", "/readyz", "/healthz", "/api/v1/export"])
def test_what_the_index_alone_does_not_decide_has_no_tag(path: str) -> None:
    assert "etag" not in make_client().get(path).headers


class Swapped(MemoryEngine):
    """Replaced while it answers."""

    def search(self, request):  # type: ignore[no-untyped-def]
        found = super().search(request)
        self.number += 1
        return found


def test_an_index_that_is_replaced_meanwhile_gives_no_tag() -> None:
    made = make_engine()
    answer = make_client(Swapped(store=made.store, number=1)).get("/api/v1/items")
    assert (answer.status_code, "etag" in answer.headers, answer.headers["cache-control"]) == (200, False, "no-store")


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, False), ("", False), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ('"ab"', False), ("a", False)],
)
def test_tags_are_compared_weakly(header: str | None, expected: bool) -> None:
    assert matches(header, 'W/"a"') is expected


def test_compressed_where_it_is_wanted() -> None:
    client = make_client()
    with client.stream("GET", "/api/v1/items", headers={"accept-encoding": "gzip"}) as packed:
        body = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert gzip.decompress(body) == client.get("/api/v1/items", headers={"accept-encoding": "identity"}).content


@pytest.mark.parametrize(
    ("cors", "path", "allowed"),
    [
        ((), "/api/v1/items", None),
        (("*",), "/api/v1/items", "*"),
        (("*",), "/feed.atom", "*"),
        (("*",), "/api/v1/items/none", "*"),  # a script may read why
        (("*",), "/search", None),
        (("https://dash.example",), "/api/v1/items", "https://dash.example"),
        (("https://other.example",), "/api/v1/items", None),
    ],
)
def test_scripts_of_other_websites(cors: tuple[str, ...], path: str, allowed: str | None) -> None:
    client = make_client(cors=cors)
    answer = client.get(path, headers={"origin": "https://dash.example"})
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in answer.headers
    if allowed == "*":
        assert "ETag" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [("GET", "if-none-match", 200), ("POST", "content-type", 200), ("DELETE", "", 400), ("GET", "authorization", 400)],
)
def test_what_scripts_of_other_websites_may_ask(method: str, asked: str, status: int) -> None:
    """A browser asks first; a dashboard must be able to ask conditionally."""
    headers = {"origin": "https://dash.example", "access-control-request-method": method}
    headers |= {"access-control-request-headers": asked} if asked else {}
    answer = make_client(cors=("*",)).options("/api/v1/similar", headers=headers)
    assert answer.status_code == status


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_filled_anew_in_a_minute() -> None:
    clock = Clock()
    buckets = Buckets(6, clock)
    assert [buckets.take("a") for _ in range(8)] == [0, 0, 0, 0, 0, 0, 10, 10]
    assert buckets.take("b") == 0, "another address has its own"
    clock.now = 4
    assert buckets.take("a") == 6
    clock.now = 10
    assert [buckets.take("a"), buckets.take("a")] == [0, 10]
    clock.now = 1_000
    assert [buckets.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10], "never more than a minute's"


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = Buckets(1, Clock())
    for number in range(20_000):
        assert buckets.take(f"10.0.{number // 256}.{number % 256}") == 0
    assert len(buckets._buckets) <= 10_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("testclient", "other", False),
    ],
)
def test_what_counts_as_one_client(one: str, other: str, same: bool) -> None:
    assert (make_network(one) == make_network(other)) is same


def test_too_many_requests() -> None:
    client = make_client(rate_limit=2, cors=("*",))
    answers = [client.get("/api/v1/items", headers={"origin": "https://dash.example"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert refused.headers["access-control-allow-origin"] == "*", "a script may read that it must wait"
    assert refused.headers["cache-control"] == "no-store"
    page = client.get("/search")
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/static/style.css")] == [200, 200, 200]


def test_as_many_as_one_likes_unless_set() -> None:
    client = make_client()
    assert {client.get("/healthz").status_code for _ in range(100)} == {200}
