"""The home page: examples that find something, and the documents that could not be read."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.coverage.values import Passed
from app.main import create_app
from app.search.service import SearchService
from app.web.home import EXAMPLES, iterate_examples
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_coverage, make_engine
from tests.support.memory_engine import MemoryEngine

SCAN = {
    "url": "https://city.example/scan.pdf",
    "title": "紙の会議録 <b>",
    "date": "2018-10-23",
    "reason": "未読取: pictures only; to read it: apt-get install reader",
    "scan": True,
}
HOSTILE = {**SCAN, "url": "javascript:alert(1)", "title": "", "date": None, "reason": "<i>broken</i>", "scan": False}


def make_service(cases: tuple[Case, ...]) -> SearchService:
    return SearchService(make_engine(cases), ToyAnalyzer(), VOCABULARY)


def test_examples_have_hits() -> None:
    found = tuple(iterate_examples(make_service(CASES)))
    assert [(entry.example.label, entry.total) for entry in found] == [
        ("クラウド 委託", 1),
        ("コンビニ交付を条件付きで認めた例", 1),
        ("不承認・継続審議", 1),
    ]


@pytest.mark.parametrize(
    ("says", "labels"),
    [
        (("何もありません。",), []),
        (("委託します。",), ["委託"]),
        (("マイナンバーの事務を委託し、クラウドに置きます。",), ["クラウド 委託", "マイナンバー", "委託"]),
    ],
)
def test_examples_without_hits_are_left_out(says: tuple[str, ...], labels: list[str]) -> None:
    found = iterate_examples(make_service((Case("992011", "2020-06-01", "件名", says),)))
    assert [entry.example.label for entry in found] == labels


def test_examples_are_no_two_alike() -> None:
    assert len({entry.query for entry in EXAMPLES}) == len({entry.label for entry in EXAMPLES}) == len(EXAMPLES)


def make_home(*unread: dict[str, Any]) -> html.HtmlElement:
    engine: MemoryEngine = make_engine()
    failed = [Passed("", d["url"], d["reason"], d["title"], d["scan"], d["date"]) for d in unread]
    with engine.update() as writer:
        writer.delete("coverage", [i for i in engine.list_ids("coverage") if i.startswith("992011")])
        for document in make_coverage("992011", [], *failed):
            writer.put("coverage", document)
    app = create_app(engine, ToyAnalyzer(), VOCABULARY)
    return html.fromstring(TestClient(app).get("/").text)


def test_unread_documents_are_listed_and_counted() -> None:
    page = make_home(SCAN, HOSTILE)
    counts = {entry[0].text_content(): entry[1].text_content() for entry in page.xpath("//dl[@class='counts']/div")}
    assert counts["未読取の文書"] == "2"
    assert counts["市区町村"] == "2"  # a city of which nothing could be read is not one that can be searched
    scan, hostile = page.xpath("//section[@class='unread']//li")
    assert scan.xpath(".//a/@href") == ["https://city.example/scan.pdf"]
    assert "紙の会議録 <b>" in scan.text_content()
    assert "2018年10月23日" in scan.text_content()
    assert "画像だけの文書で、文字の情報がありません" in scan.text_content()
    assert scan.xpath(".//code/text()") == ["apt-get install reader", "shingikai ingest"]
    assert not hostile.xpath(".//a | .//i | .//code")
    assert "<i>broken</i>" in hostile.text_content()


def test_nothing_unread_is_not_told() -> None:
    assert not make_home().xpath("//section[@class='unread']")
