"""Citations, exports and CSV over HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.api.negotiation import prefers_csv
from app.main import create_app
from tests.support.invented import CASES, VOCABULARY, ToyAnalyzer, make_engine

ITEM = "992011-2018-07-10-i1"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(make_engine(), ToyAnalyzer(), VOCABULARY, base_url="https://search.example")
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("", "text/plain", "風待市、『"),
        ("text", "text/plain", "風待市、『"),
        ("bibtex", "application/x-bibtex", f"@misc{{shingikai-{ITEM},\n"),
        ("ris", "application/x-research-info-systems", "TY  - "),
    ],
)
def test_citation(client: TestClient, form: str, media_type: str, begins: str) -> None:
    answer = client.get(f"/api/v1/items/{ITEM}/citation", params={"format": form} if form else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.text.startswith(begins)
    assert f"https://search.example/items/{ITEM}" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        (f"/api/v1/items/{ITEM}/citation?format=apa", 422, "format"),
        (f"/api/v1/items/{ITEM}/citation?q=a", 422, "q"),
        ("/api/v1/items/none/citation", 404, None),
        ("/api/v1/export?limit=5", 422, "limit"),
        ("/api/v1/export?format=pdf", 422, "format"),
        ('/api/v1/export?q="a', 400, "q"),
    ],
)
def test_refused(client: TestClient, path: str, status: int, parameter: str | None) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter)


def test_an_export_is_a_file_that_tells_where_it_comes_from(client: TestClient) -> None:
    answer = client.get("/api/v1/export?q=クラウド")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    headers = answer.headers
    assert (len(rows), headers["shingikai-total"], headers["shingikai-generation"]) == (2, "2", "g1")
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert headers["content-disposition"].endswith('-g1.csv"')
    link = headers["link"].partition(">")[0].removeprefix("<https://search.example")
    assert client.get(link).content == answer.content


def test_head_makes_no_export(client: TestClient) -> None:
    head = client.head("/api/v1/export")
    assert (head.status_code, head.content, head.headers["shingikai-total"]) == (200, b"", "5")
    assert "content-length" not in head.headers, "it is not known, and 0 would be wrong"


def test_json_lines(client: TestClient) -> None:
    answer = client.get("/api/v1/export?format=jsonl")
    assert answer.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    first, *items, end = [json.loads(line) for line in answer.text.splitlines()]
    assert (first["export"]["total"], len(items), end) == (5, 5, {"end": {"items": 5}})


def test_a_page_of_hits_as_csv(client: TestClient) -> None:
    answer = client.get("/api/v1/items?limit=2", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["shingikai-total"] == "5"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    again = client.get("/api/v1/items", params={"limit": 2})
    assert [row["id"] for row in rows] == [hit["id"] for hit in again.json()["hits"]]
    assert answer.headers["shingikai-next"] == again.json()["next"]
    assert all("accept" in one.headers["vary"].lower() for one in (answer, again))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("text/*", False),
        ("application/json", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("text/csv, */*;q=0.1", True),
        ("text/csv;q=0.5, application/json", False),
        ("text/csv;q=0", False),
        ("text/csv;q=x", True),
        ("application/json;q=0.2, text/csv;q=0.9", True),
    ],
)
def test_who_wants_csv(accept: str | None, expected: bool) -> None:
    assert prefers_csv(accept) is expected


def test_the_pages_lead_to_them(client: TestClient) -> None:
    item = client.get(f"/items/{ITEM}").text
    assert f"@misc{{shingikai-{ITEM}," in item
    assert f'href="/api/v1/items/{ITEM}/citation?format=bibtex"' in item
    found = client.get("/search?q=クラウド&topic=cloud&sort=relevance&limit=1").text
    assert 'href="/api/v1/export?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89&amp;topic=cloud&amp;format=csv"' in found
    assert "/api/v1/export" not in client.get("/search?q=無い言葉").text
    assert len(CASES) == 6
