"""Atom feeds: valid by RFC 4287, ids that stay, the newest first, and 304 for who has them already."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from app.api.feeds import make_tag
from app.main import create_app
from app.search import feed as feeds
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339, RFC 4287 3.3


def make_client(engine: MemoryEngine | None = None, base_url: str | None = "https://search.example") -> TestClient:
    return TestClient(create_app(engine or make_engine(), ToyAnalyzer(), VOCABULARY, base_url=base_url))


def case(ordinal: int, day: str, **extra: Any) -> Case:
    return Case("992011", "2018-07-10", f"第{ordinal}の件", ordinal=ordinal, extra={"registered": day, **extra})


def check(body: bytes) -> etree._Element:
    """What RFC 4287 says that a feed and an entry must have, how often, and what may be in them (4.1.1, 4.1.2)."""
    root = etree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.iter(f"{ATOM}entry")):
        counts = {
            name: len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "summary", "published")
        }
        assert (counts["id"], counts["title"], counts["updated"]) == (1, 1, 1)
        assert counts["summary"] <= 1
        assert counts["published"] <= 1
        assert one.findall(f"{ATOM}author") or root.findall(f"{ATOM}author")
        for person in one.findall(f"{ATOM}author"):
            assert [child.tag for child in person] == [f"{ATOM}name"]
        found = one.findall(f"{ATOM}link")
        links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in found]
        assert len(set(links)) == len(links), "two links of one relation and type"
        if one is not root:
            assert "alternate" in [rel for rel, _, _ in links]
    known = {
        "feed", "entry", "id", "title", "updated", "published", "author", "name", "link", "category", "summary",
        "generator",
    }  # fmt: skip
    for one in root.iter():
        assert one.tag.removeprefix(ATOM) in known
        if one.tag in (f"{ATOM}updated", f"{ATOM}published"):
            assert MOMENT.fullmatch(one.text or "")
        if one.tag == f"{ATOM}id":
            assert re.fullmatch(r"tag:[A-Za-z0-9.-]+,\d{4}:[A-Za-z0-9._~:/?&=%+-]*", one.text or "")
        if one.tag == f"{ATOM}link":
            assert re.fullmatch(r"https?://[!-~]+", one.get("href") or "")
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(one.text) for one in root.findall("/".join(ATOM + part for part in path.split("/")))]


@pytest.mark.parametrize("query", ["", "?q=クラウド", "?topic=cloud&city=風待市&q=%22置きます%22", "?q=無い言葉"])
def test_valid_and_about_the_search(query: str) -> None:
    client = make_client()
    answer = client.get(f"/feed.atom{query}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = check(answer.content)
    found = client.get(f"/api/v1/items{query}").json()["hits"]
    links = {e.get("href") for e in root.findall(f"{ATOM}entry/{ATOM}link") if e.get("rel") == "alternate"}
    assert links == {hit["url"] for hit in found}
    (own,) = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert client.get(own).content == answer.content


def test_the_newest_come_first_and_no_more_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    days = ["2024-05-01", "2024-05-03", "2024-05-02", "2024-05-01", "2024-05-01", "2024-05-02"]
    engine = make_engine([case(n, day) for n, day in enumerate(days, start=1)])
    client = make_client(engine)
    root = check(client.get("/feed.atom").content)
    assert [text[:10] for text in texts(root, "entry/published")] == sorted(days, reverse=True)
    for most, expected in ((1, 1), (2, 2), (3, 3), (4, 4), (9, 6)):
        monkeypatch.setattr(feeds.build_feed, "__defaults__", (most,))
        root = check(client.get("/feed.atom").content)
        assert [text[:10] for text in texts(root, "entry/published")] == sorted(days, reverse=True)[:expected]


def test_what_changed_is_updated_and_keeps_its_id_and_day() -> None:
    engine = make_engine([case(1, "2024-05-01")])
    (renditions,) = [one["source"]["renditions"] for one in engine.store["items"].values()]
    before = check(make_client(engine).get("/feed.atom").content)
    gone = [{**renditions[0], "current": False, "ended": "removed", "ended_at": "2025-02-03T04:05:06.789+09:00"}]
    after = check(make_client(make_engine([case(1, "2024-05-01", renditions=gone)])).get("/feed.atom").content)
    assert texts(before, "entry/id") == texts(after, "entry/id") == ["tag:search.example,2026:992011-2018-07-10-i1"]
    assert texts(before, "entry/published") == texts(after, "entry/published") == ["2024-05-01T00:00:00Z"]
    assert texts(before, "entry/updated") == ["2024-05-01T00:00:00Z"]
    assert texts(after, "entry/updated") == texts(after, "updated") == ["2025-02-02T19:05:06Z"]


@pytest.mark.parametrize("field", ["title", "council", "municipality", "document_url"])
def test_nothing_stored_becomes_markup(field: str) -> None:
    nasty = "https://x.example/<script>alert(1)</script>&\"'\x0b\x00]]>\ud7ff"
    root = check(make_client(make_engine([case(1, "2024-05-01", **{field: nasty})])).get("/feed.atom").content)
    assert not [one for one in root.iter() if "script" in str(one.tag)]
    cleaned = nasty.replace("\x0b", "").replace("\x00", "")
    if field == "title":
        assert texts(root, "entry/title")[0].startswith(cleaned)


def test_who_has_it_is_told_so() -> None:
    engine = make_engine()
    client = make_client(engine)
    first = client.get("/feed.atom")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert datetime.strptime(modified, "%a, %d %b %Y %H:%M:%S GMT")  # noqa: DTZ007
    for headers, status in (
        ({"if-none-match": tag}, 304),
        ({"if-none-match": f'"x", W/{tag}'}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-none-match": '"x"', "if-modified-since": modified}, 200),  # the first goes before the second
        ({"if-modified-since": modified}, 304),
        ({"if-modified-since": "Wed, 01 Jan 2020 00:00:00 GMT"}, 304),
        ({"if-modified-since": "Tue, 01 Jan 2019 00:00:00 GMT"}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({}, 200),
    ):
        answer = client.get("/feed.atom", headers=headers)
        assert (answer.status_code, answer.headers["etag"]) == (status, tag), headers
        assert bool(answer.content) is (status == 200)
    engine.number += 1  # an ingest that changed nothing
    assert client.get("/feed.atom", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"), [("sort=date", 422), ("limit=5", 422), ("cursor=x", 422), ("scope=all", 422), ("q=%22", 400)]
)
def test_refused(query: str, status: int) -> None:
    assert make_client().get(f"/feed.atom?{query}").status_code == status


def test_the_results_page_tells_of_it() -> None:
    page = make_client(base_url=None).get("/search?q=クラウド&sort=date").text
    link = '<link rel="alternate" type="application/atom+xml" title="新しい案件" href="/feed.atom?q='
    assert link in page
    assert len(CASES) == 6


@pytest.mark.parametrize(
    ("origin", "tag"),
    [
        ("https://search.example", "tag:search.example,2026:x"),
        ("http://search.example:8080/minutes", "tag:search.example,2026:x"),
        ("http://127.0.0.1:8000", "tag:127.0.0.1,2026:x"),
        ("http://[::1]:8000", "tag:localhost,2026:x"),
        ("", "tag:localhost,2026:x"),
    ],
)
def test_tags_do_not_hang_on_where_it_is_mounted(origin: str, tag: str) -> None:
    assert make_tag(origin, "x") == tag
