"""Facets and lists: what narrows and what leaves out, counts, years, searches among values, the end of an order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UsageError
from app.search import facets, listing
from app.search.dimensions import BY_NAME, FACETS
from app.search.service import SearchService
from tests.support.invented import CASES, CITIES, VOCABULARY, Case, ToyAnalyzer, make_engine

READ = replace(CASES[0], date="2020-05-01", needs_review=("outcome", "date"), extra={"ocr": True, "council": "別の会"})

ITEMS = sum(case.scope == "item" for case in (*CASES, READ))


def make_service(cases: tuple[Case, ...] = (*CASES, READ)) -> SearchService:
    return SearchService(make_engine(cases), ToyAnalyzer(), VOCABULARY)


@pytest.mark.parametrize(
    ("params", "total"),
    [
        ({}, 6),
        ({"topic": ["cloud"]}, 3),
        ({"-topic": ["cloud"]}, 3),
        ({"-topic": ["cloud", "my_number"]}, 2),
        ({"not_topic": ["cloud"], "-topic": ["my_number"]}, 2),
        ({"topic": ["outsourcing"], "-topic": ["cloud"]}, 0),
        ({"q": ["クラウド"], "-outcome": ["不承認"]}, 2),
        ({"prefecture": ["山辺県"]}, 2),
        ({"prefecture": ["海辺"], "-city": ["風待市"]}, 1),
        ({"kind": ["報告"]}, 1),
        ({"-kind": ["報告"]}, 5),
        ({"council": ["別の会", "月影市個人情報保護審議会"]}, 4),
        ({"department": ["図書館"]}, 6),
        ({"department": ["図書"]}, 0),
        ({"legal_regime": ["改正法期"]}, 2),
        ({"-legal_regime": ["national_act"], "year": ["2018"]}, 3),
        ({"ocr": ["yes"]}, 1),
        ({"-ocr": ["画像から(OCR)"]}, 5),
        ({"needs_review": ["結論"]}, 2),
        ({"-needs_review": ["date", "結論"]}, 4),
        ({"-year": ["2018-2020"]}, 2),
        ({"-calendar_year": ["2019"]}, 5),
        ({"-meeting_id": ["992011-2018-07-10"]}, 4),
    ],
)
def test_what_narrows_and_what_leaves_out(params: dict[str, list[str]], total: int) -> None:
    answer = make_service().search_items(params)
    assert answer["total"] == len(answer["hits"]) == total
    service = make_service()
    assert service.fetch_page(service.parse(params), 100).total == total


@pytest.mark.parametrize("params", [{}, {"-topic": ["outsourcing"]}, {"q": ["クラウド"], "prefecture": ["海辺県"]}])
@pytest.mark.parametrize("facet", FACETS)
def test_a_count_is_what_its_value_finds(facet: str, params: dict[str, list[str]]) -> None:
    """Of every facet, also beside what is left out: selecting a value gives as many hits as it has promised."""
    service = make_service()
    others = {name: values for name, values in params.items() if name != facet}
    answer = service.search_items(params)
    promised = {entry["value"]: entry["count"] for entry in answer["facets"][facet]}
    assert promised
    for value, hits in promised.items():
        assert service.search_items({**others, facet: [value]})["total"] == hits
    assert answer["facet_sizes"][facet] == sum(hits > 0 for hits in promised.values())


def test_what_is_left_out_stays_in_its_facet() -> None:
    answer = make_service().search_items({"-topic": ["cloud"]})
    (cloud,) = [entry for entry in answer["facets"]["topic"] if entry["value"] == "cloud"]
    assert (cloud["count"], cloud["selected"], cloud["excluded"]) == (0, False, True)
    assert answer["filters"] == [
        {"name": "-topic", "label": "主題を除く", "values": [{"value": "cloud", "label": "クラウド"}]}
    ]


def test_labels() -> None:
    found = make_service().search_items({})["facets"]
    labels = {name: {entry["value"]: entry["label"] for entry in found[name]} for name in found}
    assert labels["ocr"] == {"no": "文字情報から", "yes": "画像から（OCR）"}
    assert labels["legal_regime"] == {"ordinance": "条例期", "national_act": "改正法期"}
    assert labels["needs_review"] == {"outcome": "結論", "date": "開催日"}
    assert labels["kind"] == {"referral": "諮問", "report": "報告"}


@pytest.mark.parametrize(
    ("years", "selected", "listed"),
    [
        (("2018", "2020", "2021"), [], ["2021", "2020", "2019", "2018"]),
        (("2018",), ["2030"], ["2030", "2018"]),
        (("1018", "2018", "2020"), [], ["2020", "2019", "2018", "1018"]),  # a misread year draws no thousand bars
    ],
)
def test_years_are_counted_through(years: tuple[str, ...], selected: list[str], listed: list[str]) -> None:
    service = make_service(tuple(Case("992011", f"{year}-06-01", "件名") for year in years))
    facet = service.search_items({"year": selected})["facets"]["year"]
    assert [entry["value"] for entry in facet] == listed
    assert sum(entry["count"] for entry in facet) == len(years)


@pytest.mark.parametrize(
    ("facet", "text", "found"),
    [
        ("city", "風待", ["992011"]),
        ("city", "海辺県月影", ["992020"]),
        ("city", "月影", ["982016", "992020"]),
        ("city", "99", ["992011", "992020"]),
        ("department", "図書", ["図書館"]),
        ("department", "", ["図書館"]),
        ("department", "図書室", []),
        ("topic", "マイ ナンバー", ["my_number"]),
        ("ocr", "ｏｃｒ", ["yes"]),
        ("year", "平成30", ["2018"]),
    ],
)
def test_values_are_searched_by_name(facet: str, text: str, found: list[str]) -> None:
    service = make_service()
    answer = service.fetch_facets(service.parse({}), (facet, text)).found
    assert answer is not None
    assert (answer.facet, answer.q, answer.total) == (facet, text, len(found))
    assert sorted(entry.value for entry in answer.values) == found


def test_a_search_among_values_tells_how_many_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MAX_FOUND", 1)
    service = make_service()
    answer = service.fetch_facets(service.parse({}), ("city", "市")).found
    assert answer is not None
    assert (answer.total, [entry.value for entry in answer.values]) == (3, ["992011"])


@pytest.mark.parametrize(
    ("facet", "text", "parameter"),
    [("colour", None, "facet"), ("meeting_id", None, "facet"), (None, "x", "facet"), ("city", "a" * 101, "facet_q")],
)
def test_searches_that_are_refused(facet: str | None, text: str | None, parameter: str) -> None:
    with pytest.raises(UsageError) as raised:
        facets.parse_facet(facet, text)
    assert raised.value.parameter == parameter


def test_a_count_of_values_beyond_those_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MAX_VALUES", 2)
    answer = make_service().search_items({})
    assert [len(answer["facets"][name]) for name in ("city", "council", "topic")] == [2, 2, 4]
    assert answer["facet_sizes"]["city"] == len(CITIES)


def read_all(service: SearchService, **params: list[str]) -> tuple[list[str], dict[str, object] | None]:
    """→ (all ids, page by page; how it ended)"""
    ids: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = service.search_items({**params, "cursor": [cursor]})
        assert answer["total"] == ITEMS
        ids += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next"]
    return ids, answer["ended"]


@pytest.mark.parametrize("limit", ["1", "2", "3", "4", "100"])
def test_pages_by_relevance_end_and_say_so(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(listing, "MAX_BY_RELEVANCE", 4)
    service = make_service()
    ids, ended = read_all(service, sort=["relevance"], limit=[limit])
    assert len(set(ids)) == len(ids) == 4
    assert ended is not None
    assert ended["url"] == "/search?sort=-date"
    assert "日付順にすると最後まで" in str(ended["message"])


@pytest.mark.parametrize("sort", ["-date", "date", "city"])
def test_pages_in_the_other_orders_do_not_end(monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(listing, "MAX_BY_RELEVANCE", 2)
    ids, ended = read_all(make_service(), sort=[sort], limit=["2"])
    assert (len(set(ids)), ended) == (ITEMS, None)


def test_just_as_many_hits_as_are_given_by_relevance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_BY_RELEVANCE", ITEMS)
    assert read_all(make_service(), sort=["relevance"], limit=["2"])[1] is None


def test_every_dimension_is_described() -> None:
    assert all(one.description and one.help and one.example for one in BY_NAME.values())
