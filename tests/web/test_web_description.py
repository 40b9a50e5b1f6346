"""The API's description as a page: all operations and parameters, what many share once, made in good time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.web.description import Description, describe
from tests.support.invented import CASES, VOCABULARY, ToyAnalyzer, make_engine


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(make_engine(CASES), ToyAnalyzer(), VOCABULARY))


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def description(document: dict[str, Any]) -> Description:
    return describe(document)


def test_every_operation_and_parameter_is_told(document: dict[str, Any], description: Description) -> None:
    told = {
        (one.method, one.path): {parameter.name for parameter in one.parameters}
        | ({parameter.name for parameter in (*description.shared, *description.negated)} if one.shares else set())
        for room in description.rooms
        for one in room.operations
    }
    assert told.keys() == {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            assert {parameter["name"] for parameter in one.get("parameters", ())} <= told[method.upper(), path]


def test_what_many_share_is_told_once(description: Description) -> None:
    by_id = {one.id: one for room in description.rooms for one in room.operations}
    assert [one.name for one in by_id["get_items"].parameters] == ["sort", "limit", "cursor"]
    assert by_id["get_items"].shares
    assert {"q", "city", "topic", "expand"} <= {one.name for one in description.shared}
    assert {"not_city", "not_topic"} <= {one.name for one in description.negated}
    assert [one.name for one in by_id["get_item"].parameters] == ["item_id"]
    assert not by_id["get_item"].shares


def test_what_is_sent_is_told(description: Description) -> None:
    (similar,) = [one for room in description.rooms for one in room.operations if one.method == "POST"]
    assert similar.sent_as == ("application/json", "multipart/form-data")
    assert [one.name for one in similar.body] == ["text", "city", "limit", "file"]
    assert all(one.description for one in similar.body)


def test_the_search_comes_first(description: Description) -> None:
    assert description.rooms[0].operations[0].path == "/api/v1/items"


@pytest.mark.parametrize("path", ["/docs"])
def test_each_link_of_the_list_leads_to_a_place_of_the_page(client: TestClient, path: str) -> None:
    page = html.fromstring(client.get(path).text)
    links = [link.removeprefix("#") for link in page.xpath("//main//nav//a/@href")]
    assert len(links) > 15
    assert set(links) <= set(page.xpath("//@id"))
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))


def test_it_is_made_while_the_server_starts() -> None:
    application = create_app(make_engine(CASES), ToyAnalyzer(), VOCABULARY)
    with TestClient(application):
        end = time.monotonic() + 10
        while application.openapi_schema is None and time.monotonic() < end:
            time.sleep(0.01)
        assert application.openapi_schema is not None  # nobody has asked for it
