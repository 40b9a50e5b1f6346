"""The API over HTTP: answers, problems, headers, and what its OpenAPI document says."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.api.problems import PROBLEM_TYPES, classify_error
from app.errors import (
    EngineAccessError,
    EngineBusyError,
    EngineError,
    EngineUnavailableError,
    IndexDamagedError,
    IndexOutdatedError,
    ShingikaiError,
)
from app.main import create_app
from app.search.service import SearchService
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine


def make_client(engine: MemoryEngine | None = None, base_url: str | None = None) -> TestClient:
    app = create_app(engine or make_engine(), ToyAnalyzer(), VOCABULARY, base_url=base_url)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with make_client() as made:
        yield made


def test_items_equal_what_the_command_line_prints() -> None:
    service = SearchService(make_engine(), ToyAnalyzer(), VOCABULARY)
    answer = make_client(base_url="https://search.example").get("/api/v1/items?q=クラウド&topic=クラウド")
    assert answer.status_code == 200
    assert answer.json() == service.search_items({"q": ["クラウド"], "topic": ["クラウド"]}, "https://search.example")


def test_addresses_follow_the_request_unless_set(client: TestClient) -> None:
    assert client.get("/api/v1/items?limit=1").json()["hits"][0]["url"].startswith("http://testserver/items/")


def test_pages_by_cursor(client: TestClient) -> None:
    first = client.get("/api/v1/items", params={"limit": 3}).json()
    second = client.get("/api/v1/items", params={"limit": 3, "cursor": first["next"]}).json()
    assert len({hit["id"] for hit in first["hits"] + second["hits"]}) == 5
    assert second["next"] is None


def test_an_item_has_a_hits_fields_and_more(client: TestClient) -> None:
    hit = client.get("/api/v1/items?limit=1&sort=date").json()["hits"][0]
    item = client.get(f"/api/v1/items/{hit['id']}").json()
    assert set(hit) <= set(item)
    assert set(item["utterances"][0]) == {"anchor", "role", "speaker", "mark", "text", "page"}
    assert item["meeting_url"] == "http://testserver/meetings/992011-2018-07-10"
    assert item["renditions"][0]["media_type"] == "application/pdf"


def test_an_item_tells_its_regime_its_life_and_its_corrections(client: TestClient) -> None:
    old = client.get("/api/v1/items/992011-2018-07-10-i1").json()
    assert (old["legal_regime"], old["legal_regime_label"]) == ("ordinance", "条例期")
    assert (old["continued_from"], old["decided_in"], old["corrections"]) == (None, None, [])
    hits = client.get("/api/v1/items?city=982016").json()["hits"]
    assert {(hit["legal_regime"], hit["legal_regime_label"]) for hit in hits} == {("national_act", "改正法期")}
    shape = client.get("/openapi.json").json()["components"]["schemas"]
    assert {"continued_from", "decided_in", "corrections"} <= set(shape["ItemOut"]["properties"])
    assert {"legal_regime", "legal_regime_label"} <= set(shape["HitOut"]["properties"])
    assert "corrections" in shape["MeetingOut"]["properties"]


def test_a_meeting(client: TestClient) -> None:
    meeting = client.get("/api/v1/meetings/992011-2018-07-10").json()
    assert [item["outcome"]["label"] for item in meeting["items"]] == ["承認", "付帯意見付き承認"]
    assert meeting["disagreements"][0]["field"] == "end"


def test_facets_are_those_of_the_search(client: TestClient) -> None:
    query = "q=クラウド&outcome=rejected"
    facets = client.get(f"/api/v1/facets?{query}").json()
    answer = client.get(f"/api/v1/items?{query}").json()
    assert facets == {**{name: answer[name] for name in ("total", "facets", "facet_sizes")}, "found": None}


def test_values_of_a_facet_are_searched(client: TestClient) -> None:
    found = client.get("/api/v1/facets?year=2018&facet=council&facet_q=風待").json()["found"]
    assert (found["facet"], found["q"], found["total"]) == ("council", "風待", 1)
    assert [(one["label"], one["count"]) for one in found["values"]] == [("風待市個人情報保護審議会", 2)]


@pytest.mark.parametrize(
    ("path", "status", "slug", "parameter"),
    [
        ("/api/v1/facets?facet=colour", 422, "invalid-parameter", "facet"),
        ("/api/v1/facets?facet_q=x", 422, "invalid-parameter", "facet"),
        ("/api/v1/facets?facet=city&facet_q=" + "a" * 101, 422, "invalid-parameter", "facet_q"),
        ("/api/v1/items?-topic=x", 422, "invalid-parameter", "-topic"),
        ("/api/v1/items?ocr=perhaps", 422, "invalid-parameter", "ocr"),
        ("/api/v1/items?prefecture=風待", 422, "invalid-parameter", "prefecture"),
        ("/api/v1/items?colour=red", 422, "invalid-parameter", "colour"),
        ("/api/v1/items?year=x", 422, "invalid-parameter", "year"),
        ("/api/v1/items?limit=1000", 422, "invalid-parameter", "limit"),
        ('/api/v1/items?q="a', 400, "invalid-query", "q"),
        ("/api/v1/items?q=" + "a" * 1001, 400, "invalid-query", "q"),
        ("/api/v1/items?city=月影市", 422, "invalid-parameter", "city"),
        ("/api/v1/items?cursor=broken", 400, "invalid-cursor", "cursor"),
        ("/api/v1/facets?colour=red", 422, "invalid-parameter", "colour"),
        ("/api/v1/items/992011-2018-07-10-i1?q=a", 422, "invalid-parameter", "q"),
        ("/api/v1/meetings/992011-2018-07-10?x=", 422, "invalid-parameter", "x"),
        ("/api/v1/items/no-such", 404, "not-found", None),
        ("/api/v1/meetings/no-such", 404, "not-found", None),
        ("/api/v1/nothing", 404, "not-found", None),
    ],
)
def test_problems(client: TestClient, path: str, status: int, slug: str, parameter: str | None) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["type"]) == (status, f"/problems/{slug}")
    assert problem.get("parameter") == parameter
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == path.partition("?")[0]


def test_a_cursor_outlived_by_its_generation() -> None:
    engine = make_engine()
    client = make_client(engine)
    cursor = client.get("/api/v1/items?limit=1").json()["next"]
    engine.number += 1
    answer = client.get("/api/v1/items", params={"limit": 1, "cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/cursor-expired")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/v1/items", "GET, HEAD"),
        ("OPTIONS", "/api/v1/items/992011-2018-07-10-i1", "GET, HEAD"),
        ("DELETE", "/api/v1/similar?item=1", "GET, POST, HEAD"),
        ("PUT", "/check", "GET, POST, HEAD"),
    ],
)
def test_other_methods_are_refused(client: TestClient, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    if path.startswith("/api/"):
        assert answer.json()["type"] == "/problems/method-not-allowed"


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["items"], ready["meetings"]) == ("ready", 5, 3), "what is outside items is none"


@pytest.mark.parametrize("engine", [MemoryEngine(), MemoryEngine(number=1, reason="索引の形が古い。ingest を。")])
def test_not_ready(engine: MemoryEngine) -> None:
    client = make_client(engine)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "ingest" in answer.json()["detail"]
    assert client.get("/healthz").status_code == 200


def test_an_empty_installation_answers_with_a_problem() -> None:
    answer = make_client(MemoryEngine()).get("/api/v1/items")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/index-missing")


class BrokenEngine(MemoryEngine):
    def search(self, request: object) -> object:
        raise RuntimeError("secret /srv/path")


def test_an_unforeseen_error_tells_nothing_of_itself() -> None:
    answer = make_client(BrokenEngine(number=1)).get("/api/v1/items")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (IndexOutdatedError(), "index-outdated"),
        (IndexDamagedError(), "index-damaged"),
        (EngineError(), "index-unavailable"),
        (EngineUnavailableError(), "cluster-unavailable"),
        (EngineBusyError(), "cluster-busy"),
        (EngineAccessError(), "cluster-access"),
        (ShingikaiError(), "internal-error"),
        (KeyError(), "internal-error"),
    ],
)
def test_the_table_takes_the_most_particular(error: Exception, slug: str) -> None:
    assert classify_error(error).slug == slug


class AwayEngine(MemoryEngine):
    error: EngineError = EngineUnavailableError("OpenSearch at https://10.0.0.3:9200 cannot be reached")

    def generation(self) -> str | None:
        raise self.error

    def search(self, request: object) -> object:
        raise self.error

    def get(self, kind: str, document_id: str) -> object:
        raise self.error


@pytest.mark.parametrize("path", ["/api/v1/items", "/api/v1/items/x", "/", "/search?q=委託"])
@pytest.mark.parametrize(("error", "seconds"), [(EngineUnavailableError("10.0.0.3"), "10"), (EngineBusyError(), "3")])
def test_a_cluster_that_is_away_says_when_to_try_again(path: str, error: EngineError, seconds: str) -> None:
    engine = AwayEngine(number=1)
    engine.error = error
    answer = make_client(engine).get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, seconds)
    assert "10.0.0.3" not in answer.text, "which hosts there are is for the log"
    assert "試してください" in answer.text


def test_slugs_are_unique() -> None:
    assert len({kind.slug for kind in PROBLEM_TYPES}) == len(PROBLEM_TYPES)


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for path in ("/", "/api/v1/items", "/api/v1/items?x=1", "/nothing", "/static/style.css", "/openapi.json"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_openapi_describes_what_is_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    items = document["paths"]["/api/v1/items"]["get"]
    narrowing = [
        "city", "prefecture", "year", "calendar_year", "topic", "outcome", "kind", "council", "department",
        "legal_regime", "ocr", "needs_review", "meeting_id",
    ]  # fmt: skip
    excluding = [f"not_{name}" for name in narrowing]
    names = ["q", *narrowing, *excluding, "expand", "scope", "sort", "limit", "cursor"]
    assert [parameter["name"] for parameter in items["parameters"]] == names
    assert set(items["responses"]) == {"200", "304", "400", "410", "422", "429", "503"}
    assert items["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("SearchOut")
    assert not [
        path for path in document["paths"] if not path.startswith(("/api/v1/", "/feed.atom", "/healthz", "/readyz"))
    ]


def test_the_example_has_the_shape_of_an_answer(client: TestClient) -> None:
    from app.api.schemas import EXAMPLE_SEARCH
    from app.search.results import SearchOut

    assert SearchOut.model_validate(EXAMPLE_SEARCH).model_dump(mode="json") == json.loads(json.dumps(EXAMPLE_SEARCH))
    assert client.get("/openapi.json").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/search?q=クラウド", 200),
        ("/items/992011-2018-07-10-i1", 200),
        ("/static/style.css", 200),
        ("/api/v1/items", 200),
        ("/healthz", 200),
        ("/openapi.json", 200),
        ("/api/v1/items/no-such", 404),
        ("/api/v1/items?colour=red", 422),
        ("/nothing", 404),
    ],
)
def test_head_is_get_without_the_body(client: TestClient, path: str, status: int) -> None:
    plain = {"accept-encoding": "identity"}
    head, get = client.head(path, headers=plain), client.get(path, headers=plain)
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers == get.headers
    assert int(head.headers["content-length"]) == len(get.content) > 0


def test_head_promises_what_a_compressed_get_sends(client: TestClient) -> None:
    packed = {"accept-encoding": "gzip"}
    head, get = client.head("/search", headers=packed), client.get("/search", headers=packed)
    assert head.headers["content-encoding"] == get.headers["content-encoding"] == "gzip"
    assert head.content == b""


def test_a_meeting_names_the_document_its_pages_belong_to(client: TestClient) -> None:
    meeting = client.get("/api/v1/meetings/992011-2018-07-10").json()
    assert meeting["document_url"] == "https://city.example/992011-2018-07-10.pdf"


@pytest.mark.parametrize(
    ("q", "told"),
    [
        (
            'クラウド OR "委託',
            {"error": "UnbalancedQuotes", "position": 8, "length": 1, "correction": 'クラウド OR "委託"'},
        ),
        ("議題:。", {"error": "NothingToSearch", "position": 3, "length": 1}),
        ("市:無い市", {"error": "UnknownValue", "position": 2, "length": 3}),
        ("所轄課:総務", {"error": "UnknownField", "position": 0, "length": 4, "correction": "所管課:総務"}),
    ],
)
def test_a_malformed_question_is_told_with_its_place(client: TestClient, q: str, told: dict[str, object]) -> None:
    answer = client.get("/api/v1/items", params={"q": q})
    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["type"], problem["title"], problem["parameter"]) == (
        "/problems/invalid-query",
        "検索式が正しくありません",
        "q",
    )
    assert {name: problem[name] for name in ("error", "position", "length", "correction") if name in problem} == told
    assert problem["query"] == q


def test_explain(client: TestClient) -> None:
    answer = client.get("/api/v1/explain", params={"q": "クラウド", "item": "992011-2018-07-10-i1"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["canonical"], told["item"]["found"]) == ("クラウド", True)
    assert [one["text"] for one in told["terms"]] == ["クラウド"]


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("q=%22", 400, "q"),
        ("q=a&item=no-such", 404, None),
        ("q=a&item=a&item=b", 422, "item"),
        ("q=a&expand=all", 422, "expand"),
        ("q=a&topic=cloud", 422, "topic"),
    ],
)
def test_explain_refuses(client: TestClient, query: str, status: int, parameter: str | None) -> None:
    answer = client.get(f"/api/v1/explain?{query}")
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter)


def test_suggest(client: TestClient) -> None:
    answer = client.get("/api/v1/suggest", params={"q": "クラウド", "limit": "2"})
    assert answer.status_code == 200
    assert [one["kind"] for one in answer.json()["suggestions"]] == ["topic", "title"]
    assert client.get("/api/v1/suggest").json() == {"q": "", "suggestions": []}


@pytest.mark.parametrize(
    ("query", "parameter"), [("q=a&limit=0", "limit"), ("q=a&q=b", "q"), ("q=" + "a" * 101, "q"), ("x=1", "x")]
)
def test_suggest_refuses(client: TestClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/suggest?{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (422, parameter)
