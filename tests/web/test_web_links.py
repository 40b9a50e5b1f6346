"""Addresses of the search page: those of facets, of which a page has hundreds, are what the search itself writes."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from app.search.request import Parameters, SearchRequest
from app.search.service import SearchService
from app.web.links import SearchLinks
from tests.support.invented import CASES, VOCABULARY, ToyAnalyzer, make_engine

CITY, OTHER = "992011", "992020"


@pytest.fixture(scope="module")
def service() -> SearchService:
    return SearchService(make_engine(CASES), ToyAnalyzer(), VOCABULARY)


def write(request: SearchRequest, changed: dict[str, tuple[str, ...]], sort: str | None) -> str:
    pairs = request.make_pairs(changed) + ([("sort", sort)] if sort else [])
    pairs += [("limit", str(request.limit))] if request.limit != 20 else []
    return f"/search?{urlencode(pairs)}" if pairs else "/search"


@pytest.mark.parametrize(
    ("params", "sort"),
    [
        ({}, None),
        ({"q": ["クラウド & 委託"]}, "date"),
        ({"city": [CITY], "-city": [OTHER], "topic": ["cloud"], "year": ["2018"]}, None),
        ({"q": ["a"], "-topic": ["cloud"], "outcome": ["approved"], "expand": ["none"], "limit": ["5"]}, "-date"),
        ({"department": ["課 & 係"], "scope": ["all"]}, "city"),
    ],
)
@pytest.mark.parametrize("name", ["city", "topic", "outcome", "department", "needs_review"])
@pytest.mark.parametrize("value", [CITY, OTHER, "cloud", "approved", "課 & 係"])
def test_a_value_is_set_taken_off_and_left_out(
    service: SearchService, params: Parameters, sort: str | None, name: str, value: str
) -> None:
    request = service.parse({**params, **({"sort": [sort]} if sort else {})})
    links = SearchLinks(request, sort)
    own, refused = request.selected(name), request.selected(f"-{name}")

    def without(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in values if one != value)

    toggled = without(own) if value in own else tuple(sorted((*own, value)))
    assert links.toggle(name, value) == write(request, {name: toggled, f"-{name}": without(refused)}, sort)
    left_out = without(refused) if value in refused else tuple(sorted((*refused, value)))
    assert links.exclude(name, value) == write(request, {name: without(own), f"-{name}": left_out}, sort)


def test_another_page_begins_with_what_is_its_own(service: SearchService) -> None:
    request = service.parse({"topic": ["cloud"], "city": [CITY]})
    links = SearchLinks(request, None, "/root", "stats", (("row", "city"), ("column", "year")))
    address = urlsplit(links.toggle("topic", "cloud"))
    assert address.path == "/root/stats"
    assert parse_qsl(address.query) == [("row", "city"), ("column", "year"), ("city", CITY)]
    assert links.without_filters() == "/root/stats?row=city&column=year"
