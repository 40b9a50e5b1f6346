"""What hostile people ask and what hostile documents say, over HTTP: answered, or refused by a name; never run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine

ITEM = "992011-2018-07-10-i1"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(make_engine(), ToyAnalyzer(), VOCABULARY), raise_server_exceptions=False) as made:
        yield made


PLANES = "".join(chr(plane * 0x10000 + at) for plane in range(17) for at in (0x20, 0x41, 0xFFD, 0x4E00, 0xFFFD, 0xFFFF))
HOSTILE = {
    "10,000 characters": "a" * 10_000,
    "7,000 characters": "あ" * 7_000,
    "1,000 operators": " OR ".join("ab"[n % 2] for n in range(334)),
    "1,000 words": " ".join("a" for _ in range(500)),
    "parentheses": "(" * 499 + "a" + ")" * 499,
    "unclosed": "(" * 999,
    "not not not": "NOT " * 249 + "a",
    "minus": "-" * 999,
    "quotes": '"' * 999,
    "quotes in pairs": '""' * 499,
    "near": "a NEAR/5 " * 100 + "b",
    "far": "a NEAR/99999999999999999999 b",
    "beginnings": "あ* " * 300,
    "stars": "*" * 999,
    "colons": "議題:" * 300,
    "spaces": " " * 998 + "a",
    "wide spaces": "\u3000" * 500 + "a" + "\u3000" * 498,
    "planes": PLANES[:999],
    "joiners": "\u200d\ufe0f\u202e" * 333,
    "marks": "か" + "\u3099" * 998,
    "hangul": "\u1100\u1161\u11a8" * 333,
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028",
    "half a pair": "\ud800",
    "lookalike": "ａ" * 500 + "！" * 499,
    "digits": "平成" * 200 + "29年" * 150,
    "markup": "<script>alert(1)</script>\"'><svg onload=alert(1)>",
    "sql": "'; DROP TABLE items; --",
    "regex": "(a+)+$" * 100,
    "dates": "年度:" + "-".join("2017" for _ in range(150)),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", ["/api/v1/items", "/api/v1/explain", "/feed.atom", "/search"])
def test_whatever_is_asked_is_answered_or_refused(client: TestClient, path: str, name: str) -> None:
    asked = quote(HOSTILE[name].encode("utf-8", "surrogatepass"), safe="")
    began = time.monotonic()
    answer = client.get(f"{path}?q={asked}")
    assert answer.status_code in (200, 400, 422), answer.text[:500]
    assert time.monotonic() - began < 5
    if answer.status_code == 400 and path.startswith("/api/"):
        assert answer.json()["error"], "a mistake has a name"
    assert "<script>alert" not in answer.text or not answer.headers["content-type"].startswith("text/html")


STORED = ("title", "council", "session", "municipality", "number", "document_url")
SCRIPT = "<script>alert(1)</script>\u2028]]>\"'&"


@pytest.mark.parametrize("field", STORED)
def test_nothing_stored_becomes_a_script(field: str) -> None:
    engine = make_engine([Case("992011", "2018-07-10", "件", extra={field: SCRIPT})])
    client = TestClient(create_app(engine, ToyAnalyzer(), VOCABULARY))
    for path in (f"/items/{ITEM}", "/search", f"/api/v1/items/{ITEM}", "/api/v1/items", "/feed.atom", "/api/v1/export",
                 f"/api/v1/items/{ITEM}/citation?format=bibtex", "/api/v1/export?format=jsonl"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["x-content-type-options"] == "nosniff"  # JSON and text are never taken for a page
        if answer.headers["content-type"].startswith(("text/html", "application/atom+xml")):
            assert "<script>alert" not in answer.text, path
