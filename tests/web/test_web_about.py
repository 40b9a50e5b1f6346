"""The page about this site: what it must say, and that what it says can be done."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_engine


def show(contact: str | None = None) -> tuple[TestClient, html.HtmlElement]:
    client = TestClient(create_app(make_engine(), ToyAnalyzer(), VOCABULARY, contact=contact))
    return client, html.fromstring(client.get("/about").text)


def test_what_it_tells() -> None:
    _, page = show()
    sections = {section.get("aria-labelledby"): section.text_content() for section in page.xpath("//article/section")}
    assert list(sections) == ["how", "search", "limits", "cite", "data", "rights", "access", "report"]
    assert "JIS X 8341-3:2016" in sections["access"]
    assert "確かめていないこと" in sections["access"]
    assert "第129条" in sections["limits"]
    assert [link[1:] for link in page.xpath("//nav[@aria-label='このページの内容']//a/@href")] == list(sections)


@pytest.mark.parametrize("number", range(6))
def test_each_way_to_search_that_it_names_is_understood(number: int) -> None:
    client, page = show()
    ways = page.xpath("//section[@aria-labelledby='search']//dt/code/text()")
    assert len(ways) == 6
    assert client.get(f"/search?q={quote(ways[number])}").status_code == 200


def test_every_topic_and_outcome_is_a_search() -> None:
    client, page = show()
    links = page.xpath("//*[contains(@class, 'codes')]//a/@href")
    assert len(links) == len(VOCABULARY.topics) + len(VOCABULARY.outcomes)
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("contact", "links"), [("help@city.example", ["mailto:help@city.example"]), ("a person", []), (None, [])]
)
def test_whom_to_tell(contact: str | None, links: list[str]) -> None:
    _, page = show(contact)
    assert page.xpath("//section[@class='report']//a/@href") == links
