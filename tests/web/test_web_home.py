"""The home page: examples that find something, and the documents that could not be read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.coverage.values import Passed
from app.main import create_app
from app.search.service import SearchService
from app.web.home import EXAMPLES, iterate_examples
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_coverage, make_engine
from tests.support.memory_engine import MemoryEngine
from tests.support.pages import make_client, parse, text_of

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


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def test_home_shows_what_is_in_the_index(client: TestClient) -> None:
    page = parse(client, "/")
    told = text_of(page)
    counts = {text_of(entry[0]): text_of(entry[1]) for entry in page.xpath("//dl[@class='counts']/div")}
    assert counts == {"市区町村": "3", "会議": "3", "案件": "5", "年度": "2018–2023"}
    assert "未読取" not in told
    assert len(page.xpath("//*[contains(@class, 'examples')]/li")) == 3
    assert "健診データのクラウド保存について" in told
    assert "事故の報告" not in text_of(page.xpath("//*[contains(@class, 'hits')]")[0])
    assert "月影市（山辺県）" in told
    decisions = [text_of(words) for words in page.xpath("//li[@class='hit']/p[@class='snippet']")]
    assert decisions[-1] == "意見を付けて承認します。"


def test_each_kind_of_user_finds_the_way_in(client: TestClient) -> None:
    ways = parse(client, "/").xpath("//nav[@class='users']//h2/a/@href")
    assert ways == ["/search", "/check", "/docs"]


def test_home_shows_which_prefectures_and_years_are_covered(client: TestClient) -> None:
    page = parse(client, "/")
    (extent,) = page.xpath("//section[@class='extent']")
    covered = extent.xpath(".//ul[@aria-label='会議録のある都道府県']/li")
    listed = {text_of(li): li.xpath("./a/@href")[0] for li in covered}
    assert {name: unquote(url) for name, url in listed.items()} == {
        "山辺県 1会議": "/search?prefecture=山辺県",
        "海辺県 2会議": "/search?prefecture=海辺県",
    }
    assert "2件" in text_of(parse(client, listed["山辺県 1会議"]).xpath("//h1")[0])
    drawn = [text_of(tile.xpath("./*[local-name()='title']")[0]) for tile in page.xpath("//*[@class='map']/a/*")]
    assert drawn == ["山辺県：1市区町村、1会議", "海辺県：2市区町村、2会議"]
    columns = extent.xpath(".//ol[contains(@class, 'histogram')]/li")
    assert text_of(columns[0]).startswith("2018年度（平成30年度）：3件")
    assert columns[0].xpath("./a/@href") == ["/search?year=2018"]
    assert float(columns[0].xpath(".//*[local-name()='rect']/@height")[0]) == 100
