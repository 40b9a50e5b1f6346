"""諮問の集計 as a page and by the API: the table and its picture, cells that lead to their items, refusals."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.search.stats_results import OutcomeCountOut
from app.web.stats import build_bar
from tests.search.test_search_stats import LIVES, make_indexed
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_engine


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(make_indexed(LIVES), ToyAnalyzer(), VOCABULARY), raise_server_exceptions=False)


def get_page(client: TestClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    page = html.fromstring(answer.text)
    assert len(page.xpath("//h1")) == 1
    assert not page.xpath(
        "//script[text() or not(starts-with(@src, '/static/'))] | //@style | //@*[starts-with(name(), 'on')]"
    )
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))
    return page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?row=topic&column=outcome",
        "?row=outcome&column=year&q=カメラ",
        "?row=council&column=legal_regime",
        "?q=無い",
    ],
)
def test_pages_are_sound(client: TestClient, query: str) -> None:
    get_page(client, f"/stats{query}")


def test_the_table(client: TestClient) -> None:
    page = get_page(client, "/stats?row=city&column=year")
    (table,) = page.xpath("//table")
    assert table.xpath("./caption")
    assert {cell.get("scope") for cell in table.xpath(".//th")} == {"col", "row"}
    (row,) = [one for one in table.xpath("./tbody/tr") if "月影市" in one.xpath("./th")[0].text_content()]
    assert [cell.text_content().strip(" ＋") for cell in row.xpath("./td")] == ["？不明", "2", "1", "3"]
    for state in row.xpath(".//span[contains(@class, 'state')]"):
        assert state.xpath("./span[@class='hidden']")[0].text_content()  # no sign and no colour alone


def test_each_cell_leads_to_its_items(client: TestClient) -> None:
    page = get_page(client, "/stats?row=city&column=outcome")
    for link in page.xpath("//tbody//td/a"):
        answer = html.fromstring(client.get(link.get("href")).text)
        assert len(answer.xpath("//*[contains(@class, 'hit ') or @class='hit']")) >= int(link.text)


def test_the_picture_says_what_it_shows(client: TestClient) -> None:
    pictures = get_page(client, "/stats?row=city&column=year").xpath("//svg")
    told = [one.get("aria-label") for one in pictures if one.get("role") == "img"]
    assert told == ["風待市：承認1件", "月影市：承認1件、不承認1件、継続審議1件"]


def test_segments_fill_the_bar() -> None:
    counts = [OutcomeCountOut(code=code, label=code, count=count) for code, count in (("a", 30), ("b", 1), ("c", 9))]
    bar = build_bar(counts, 80)
    assert [(one.x, one.width, one.told) for one in bar] == [(0, 37.5, True), (37.5, 1.25, False), (38.75, 11.25, True)]


def test_the_api(client: TestClient) -> None:
    answer = client.get("/api/v1/stats", params={"row": "city", "column": "outcome"})
    assert answer.status_code == 200
    (row,) = [row for row in answer.json()["rows"] if row["value"] == "992011"]
    (cell,) = [cell for cell in row["cells"] if cell["count"]]
    assert cell["parameters"] == {"city": ["992011"], "kind": ["referral"], "outcome": ["approved"]}
    assert client.get("/api/v1/items", params=cell["parameters"]).json()["total"] == 1


@pytest.mark.parametrize(("query", "accept"), [("?format=csv", "*/*"), ("", "text/csv")])
def test_csv(client: TestClient, query: str, accept: str) -> None:
    answer = client.get(f"/api/v1/stats{query}", headers={"accept": accept})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert sum(int(row["count"]) for row in rows) == 4


@pytest.mark.parametrize("path", ["/stats", "/api/v1/stats"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?row=colour", 422),
        ("?row=year&column=year", 422),
        ("?kind=report", 422),
        ("?q=%22", 400),
        ("?format=xml", 422),
    ],
)
def test_refused(client: TestClient, path: str, query: str, status: int) -> None:
    assert client.get(path + query).status_code == status


def test_an_empty_index() -> None:
    client = TestClient(create_app(make_engine(()), ToyAnalyzer(), VOCABULARY))
    assert "条件に合う諮問はありません" in client.get("/stats").text
