"""Plain words that are the name of a value: which are, what is asked for then, and what is told of it."""

from __future__ import annotations

import pytest

from app.engine.base import And, Not, OneOf, Or, Phrase
from app.search.explain import HeldOut
from app.search.language.weights import load_weights
from app.search.names import Names
from app.search.query import parse_query
from app.search.service import SearchService
from app.search.values import Values
from app.vocabulary.entries import load_vocabulary
from tests.search.test_search_request import make_cities
from tests.support.invented import VOCABULARY, ToyAnalyzer, ToyExpander, make_engine

NAMES = Names(load_vocabulary(), make_cities())


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("風待市", ["市:風待市"]),
        ("海辺県風待市", ["市:風待市"]),
        ("月影市", ["市:山辺県月影市", "市:海辺県月影市"]),  # two of that name: either
        ("山辺県月影市", ["市:山辺県月影市"]),
        ("海辺県", ["都道府県:海辺県"]),
        ("平成２９年度", ["年度:平成29年度"]),
        ("令和元〜2年度", ["年度:令和元〜2年度"]),
        ("2018年度", ["年度:2018年度"]),
        ("不承認", ["結論:不承認"]),
        ("継続審議", ["結論:継続審議"]),
        ("諮問", ["種別:諮問"]),
        ("報告", ["結論:報告", "種別:報告"]),
        ("ｸﾗｳﾄﾞ", ["主題:クラウド"]),
        ("漏えい・事故", ["主題:漏えい・事故"]),
        ("漏えい", ["主題:漏えい・事故"]),  # a label that joins two
        ("ＡＩ", ["主題:AI・自動化"]),
        ("ai", ["主題:AI・自動化"]),
        # words like any other
        ("", []),
        ("。", []),
        ("風待", []),  # without 市: as often a family name, or an ordinary word
        ("海辺", []),
        ("波待市", []),  # no city of the index
        ("風待市役所", []),
        ("風待市クラウド", []),
        ("992011", []),
        ("2018", []),
        ("平成29年", []),  # a date as it stands in texts
        ("H29", []),
        ("年度", []),
        ("来年度", []),
        ("平成40年度", []),  # there is none
        ("不明", []),
        ("その他", []),
        ("rejected", []),  # codes are for URLs
        ("cloud", []),
        ("クラウドサービス", []),
        ("漏えい事故", []),
        ("・", []),
        ("承認する", []),
    ],
)
def test_what_a_word_is_the_name_of(word: str, told: list[str]) -> None:
    assert [one.text for one in NAMES.find(word)] == told


@pytest.mark.parametrize(
    "word",
    [
        "風待市",
        "月影市",
        "山辺県月影市",
        "海辺県",
        "平成29年度",
        "令和2年〜令和4年度",
        "不承認",
        "報告",
        "漏えい",
        "委託",
    ],
)
def test_what_is_told_can_be_typed(word: str) -> None:
    """As a field of a question it means the same values."""
    values = Values(load_vocabulary(), make_cities())
    found = NAMES.find(word)
    assert found
    for one in found:
        outright = parse_query(one.text, ToyAnalyzer(), parse_values=values.parse)
        assert outright.clause == OneOf(one.field, one.values)


def read(text: str) -> object:
    names = Names(VOCABULARY, make_cities())
    values = Values(VOCABULARY, make_cities())
    return parse_query(text, ToyAnalyzer(), parse_values=values.parse, find_meanings=names.find).clause


FIELDS = load_weights().weigh(load_weights().default)
WORD = Phrase(("不", "承", "認"), FIELDS)
EITHER = Or((WORD, OneOf("outcome", ("rejected",), load_weights().weigh_value("outcome"))))
OTHER = Phrase(("a",), FIELDS)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("不承認", EITHER),
        ("不承認 a", And((EITHER, OTHER))),
        ("不承認 不承認", EITHER),
        ("-不承認 a", And((Not(EITHER), OTHER))),
        ("不承認 OR a", Or((EITHER, OTHER))),
        ("答申:不承認", Phrase(("不", "承", "認"), (("decision", 2.0),))),
        ("結論:不承認", OneOf("outcome", ("rejected",))),
    ],
)
def test_what_is_asked(text: str, clause: object) -> None:
    assert read(text) == clause


@pytest.mark.parametrize("text", ['"不承認"', "「不承認」", "不承認*", "不承認 NEAR/3 a", "議題:(不承認 a)"])
def test_what_was_said_more_exactly_is_no_name(text: str) -> None:
    assert "OneOf" not in repr(read(text))


def test_each_field_that_can_be_named_has_a_weight() -> None:
    weights = load_weights()
    names = Names(VOCABULARY, make_cities())
    known = {
        field for word in ("風待市", "海辺県", "2018年度", "委託", "不承認", "諮問") for field in _fields(names, word)
    }
    assert known == {one.field for one in weights.values}
    assert weights.weigh_value("department") == 0


def _fields(names: Names, word: str) -> list[str]:
    return [one.field for one in names.find(word)]


def make_service() -> SearchService:
    return SearchService(make_engine(), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())


def find_ids(**params: str) -> set[str]:
    answer = make_service().search_items({name.replace("_", "-"): [value] for name, value in params.items()})
    assert answer["total"] == len(answer["hits"])
    return {hit["id"] for hit in answer["hits"]}


@pytest.mark.parametrize(
    ("word", "filters"),
    [
        ("風待市", {"city": "風待市"}),
        ("海辺県", {"prefecture": "海辺県"}),
        ("平成30年度", {"year": "2018"}),
        ("不承認", {"outcome": "rejected"}),
        ("報告", {"kind": "report"}),
        ("委託", {"topic": "outsourcing"}),
    ],
)
def test_the_total_grows_by_what_is_told(word: str, filters: dict[str, str]) -> None:
    texts = find_ids(q=word, expand="spelling")
    assert find_ids(q=word) == texts | find_ids(**filters)
    assert find_ids(q=f"-{word}") == find_ids() - find_ids(q=word)
    assert find_ids(q=word, expand="none") == texts
    told = make_service().search_items({"q": [word]})["expansions"]
    assert {name: [value] for name, value in ((one["filter"], one["values"][0]) for one in told)} == {
        name: list(make_service().parse({name: [value]}).selected(name)) for name, value in filters.items()
    } | ({"outcome": ["reported"]} if word == "報告" else {})
    for expand in ("spelling", "none"):
        assert make_service().search_items({"q": [word], "expand": [expand]})["expansions"] == []


def test_why_an_item_was_found() -> None:
    service = make_service()
    told = service.explain(service.parse({"q": ["不承認 風待市 健診"]}), "992020-2019-02-05-i1")
    assert [(one.kind, one.text, one.filter, one.values, one.weight) for one in told.terms[0].expansions] == [
        ("value", "結論:不承認", "outcome", ("rejected",), load_weights().weigh_value("outcome"))
    ]
    assert told.item is not None
    assert told.item.held == (HeldOut(term=0, filter="outcome", text="結論:不承認"),)
    assert told.item.missing == (1,)  # it is no item of 風待市, and does not speak of it
    assert not told.item.found
