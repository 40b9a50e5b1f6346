"""諮問の集計 as a page and by the API: the table and its picture, cells that lead to their items, refusals."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.search.stats_results import OutcomeCountOut
from app.web.stats import build_bar, order_outcomes
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
    assert told == ["風待市：承認1件", "月影市：承認1件、継続審議1件、不承認1件"]


def test_the_table_as_a_picture(client: TestClient) -> None:
    page = get_page(client, "/stats?row=city&column=year")
    (picture,) = page.xpath("//svg[contains(@class, 'matrix')]")
    table = {link.get("href"): link.text for link in page.xpath("//tbody//td[not(contains(@class, 'sum'))]/a")}
    assert {link.get("href"): link.xpath("./text/text()") for link in picture.xpath(".//a")}.keys() == table.keys()
    assert {link.get("tabindex") for link in picture.xpath(".//a")} == {"-1"}  # the table is what keys reach
    empty = page.xpath("//tbody//span[starts-with(@class, 'state')]/span[1]/text()")
    assert picture.xpath(".//g[contains(@class, 'empty')]/text/text()") == empty
    assert all(one.xpath("./title/text()") for one in picture.xpath(".//g | .//a"))
    more = page.xpath("//tbody//span[@class='more']")
    assert len(picture.xpath("./text[@class='more']")) == len(more)


def test_sums_lead_to_their_items(client: TestClient) -> None:
    page = get_page(client, "/stats?row=city&column=year&q=カメラ")
    for link in page.xpath("//td[contains(@class, 'sum')]/a | //tfoot//a"):
        found = html.fromstring(client.get(link.get("href")).text)
        assert "kind=referral" in link.get("href")
        assert int(found.xpath("//h1/span[@class='total']")[0].text.removesuffix("件")) >= int(link.text)


@pytest.mark.parametrize(
    ("query", "offered", "kept"),
    [
        ("", ["only-topic", "only-outcome"], []),
        ("?topic=cloud", ["only-topic", "only-outcome"], ["cloud"]),
        ("?row=topic&column=year", ["only-outcome"], []),
        ("?row=topic&column=outcome", [], []),
        # two of a kind are no one choice: they stay as they are
        ("?topic=cloud&topic=outsourcing", ["only-outcome"], ["cloud", "outsourcing"]),
    ],
)
def test_a_third_dimension_narrows_the_table(
    client: TestClient, query: str, offered: list[str], kept: list[str]
) -> None:
    page = get_page(client, f"/stats{query}")
    (form,) = page.xpath("//form[contains(@class, 'axes')]")
    assert [one for one in form.xpath(".//select/@id") if one.startswith("only-")] == offered
    sent = form.xpath(".//input[@name='topic']/@value | .//select[@name='topic']/option[@selected]/@value")
    assert sent == kept


def test_a_filter_is_taken_off(client: TestClient) -> None:
    page = get_page(client, "/stats?row=outcome&column=year&city=992020&q=カメラ")
    (chip,) = page.xpath("//a[contains(@class, 'remove')]")
    assert chip.get("href") == "/stats?row=outcome&column=year&q=%E3%82%AB%E3%83%A1%E3%83%A9"


def test_common_tables_keep_what_is_asked(client: TestClient) -> None:
    page = get_page(client, "/stats?topic=cloud")
    (common,) = page.xpath("//nav[contains(@class, 'common')]")
    assert common.xpath("./strong/text()") == ["市区町村と年度"]
    assert all(link.endswith("&topic=cloud") for link in common.xpath("./a/@href"))


def test_outcomes_go_from_what_went_through_to_what_nobody_knows() -> None:
    codes = ("unknown", "withdrawn", "deferred", "approved_with_conditions", "rejected", "continued", "approved")
    ordered = order_outcomes([OutcomeCountOut(code=code, label=code, count=1) for code in codes])
    assert [one.code for one in ordered] == [
        "approved",
        "approved_with_conditions",
        "continued",
        "rejected",
        "withdrawn",
        "deferred",
        "unknown",
    ]


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
