"""Nothing found: which condition emptied the answer, what is close, what is outside items, and what is not covered."""

from __future__ import annotations

from typing import Any

import pytest

from app.coverage.values import Listed
from app.model import Municipality
from app.search.service import SearchService
from app.vocabulary.municipalities import MunicipalityTable
from tests.support.invented import CASES, VOCABULARY, ToyAnalyzer, ToyExpander, make_coverage, make_engine
from tests.support.memory_engine import MemoryEngine

# of the whole country, with one of which the index has nothing
MUNICIPALITIES = MunicipalityTable(((Municipality("972011", "遠野原市", "谷原県"), "とおのはらし"),))


def search(engine: MemoryEngine | None = None, **params: list[str]) -> dict[str, Any]:
    service = SearchService(
        engine or make_engine(), ToyAnalyzer(), VOCABULARY, expander=ToyExpander(), municipalities=MUNICIPALITIES
    )
    return service.search_items(params, "https://search.example")


def explain(**params: list[str]) -> dict[str, Any]:
    answer = search(**params)
    assert (answer["total"], answer["hits"], answer["next"]) == (0, [], None)
    told: dict[str, Any] = answer["nothing"]
    return told


def test_who_finds_something_is_told_nothing() -> None:
    assert search(q=["クラウド"])["nothing"] is None


@pytest.mark.parametrize(
    ("params", "dropped"),
    [
        ({"q": ["無い言葉"]}, []),
        ({"q": ["クラウド 無い言葉"]}, [("「クラウド」を外す", 0), ("「無い言葉」を外す", 2)]),
        ({"q": ["クラウド -クラ*"]}, [("「クラウド」を外す", 3), ("「NOT クラ*」を外す", 2)]),
        ({"q": ["クラウド 無 。"]}, [("「クラウド」を外す", 0), ("「無」を外す", 2)]),
        (
            {"q": ["クラウド (無 OR 何)"], "outcome": ["不承認"]},
            [("「クラウド」を外す", 0), ("「無 OR 何」を外す", 1), ("「結論：不承認」を外す", 0)],
        ),
        (
            {"q": ["クラウド"], "city": ["992011"], "outcome": ["不承認", "継続審議"]},
            [("「市区町村：風待市」を外す", 1), ("「結論：継続審議、不承認」を外す", 1)],
        ),
        ({"q": ["議題:カメラ 年度:2018"]}, [("「議題:カメラ」を外す", 3), ("「年度:2018」を外す", 1)]),
        (
            {"q": ["クラウド"], "year": ["H30"], "topic": ["my_number"]},
            [("「年度：2018年度（平成30年度）」を外す", 0), ("「主題：マイナンバー」を外す", 2)],
        ),
    ],
)  # fmt: skip
def test_which_condition_emptied_it(params: dict[str, list[str]], dropped: list[tuple[str, int]]) -> None:
    assert [(one["label"], one["total"]) for one in explain(**params)["dropped"]] == dropped


@pytest.mark.parametrize(
    ("params", "close"),
    [
        ({"q": ["無い言葉"]}, []),
        ({"q": ["クラウド 無い言葉"]}, [("どれかを含む", "クラウド OR 無い言葉", 2)]),
        ({"q": ["クラウド 無 -議題:図書館"]}, [("どれかを含む", "(クラウド OR 無) NOT 議題:図書館", 1)]),
        ({"q": ['"クラウドの、事業者"']}, [("引用を語として、NEAR を AND として探す", "クラウドの 事業者", 1)]),
        ({"q": ["クラウド NEAR/0 置"]}, [("引用を語として、NEAR を AND として探す", "クラウド 置", 2)]),
        ({"q": ["マイナンバー"], "expand": ["none"]}, [("表記の違いと同義語も探す", "マイナンバー", 1)]),
        ({"q": ["カメラ"], "topic": ["cloud"], "year": ["2018"]}, [("絞り込みをすべて外す", "カメラ", 1)]),
    ],
)
def test_what_is_close(params: dict[str, list[str]], close: list[tuple[str, str, int]]) -> None:
    assert [(one["label"], one["q"], one["total"]) for one in explain(**params)["close"]] == close


def test_each_alternative_is_a_search_with_as_many_hits() -> None:
    told = explain(q=["クラウド 無い言葉"], topic=["cloud"], expand=["spelling"])
    for one in (*told["dropped"], *told["close"]):
        assert one["url"].startswith("https://search.example/search?")
    assert "expand=spelling" in told["dropped"][0]["url"]
    assert "topic=cloud" in told["dropped"][0]["url"]


def test_hits_outside_items() -> None:
    told = explain(q=["次回"])
    assert (told["outside"]["label"], told["outside"]["total"]) == ("案件以外の部分も含める", 1)
    assert told["outside"]["url"] == "https://search.example/search?q=%E6%AC%A1%E5%9B%9E&scope=all"
    answer = search(q=["次回"], scope=["all"])
    assert [hit["id"] for hit in answer["hits"]] == ["982016-2023-05-09-i0"]
    assert explain(q=["無い言葉"], scope=["all"])["outside"] is None


def test_a_question_at_the_limits_is_answered() -> None:
    told = explain(q=[" ".join(["無"] * 194 + ["(a OR b)"])], topic=["cloud"])
    assert told["cities"] == 3


def make_uneven() -> MemoryEngine:
    """One of the cities has a source of which nothing was collected yet, another a year that its pages keep back and
    one in which a meeting's minutes could not be fetched."""
    engine = make_engine(CASES[:3])
    with engine.update() as writer:
        for document in make_coverage("982016", [], listed=Listed((), (), "2024-01-01")):
            writer.put("coverage", document)
        header = {"code": "992011", "municipality": "風待市", "prefecture": "海辺県", "council": "風待市審議会"}
        kept = {**header, "year": "2016", "state": "unpublished", "state_label": "未公開", "meetings": 0}
        writer.put("coverage", {"id": "kept", "source": kept})
        partly = {**header, "year": "2017", "state": "collected", "state_label": "収集済み", "meetings": 1}
        writer.put("coverage", {"id": "partly", "source": {**partly, "unfetched": [{"reason": "HTTP 404"}]}})
    return engine


@pytest.mark.parametrize(
    ("params", "uncovered"),
    [
        ({"city": ["982016"]}, [("982016", None, "not_covered")]),
        ({"city": ["982016", "992011"], "year": ["2018"], "q": ["無"]}, [("982016", None, "not_covered")]),
        ({"q": ["市:982016"]}, [("982016", None, "not_covered")]),
        ({"q": ["-市:982016 無"]}, []),
        (
            {"city": ["992011"], "year": ["2001-2002"]},
            [("992011", 2001, "not_covered"), ("992011", 2002, "not_covered")],
        ),
        ({"city": ["992011"], "year": ["2016"]}, [("992011", 2016, "unpublished")]),
        ({"city": ["992011"], "year": ["2017"]}, [("992011", 2017, "partly_collected")]),
        ({"year": ["2017"]}, []),
        ({"city": ["992011"], "year": ["2018"], "q": ["無い言葉"]}, []),
        ({"q": ["無い言葉"]}, []),
        ({"q": ["年度:2001"]}, [(None, 2001, "not_covered")]),
        ({"q": ["無い言葉"], "year": ["2018", "2016"]}, [(None, 2016, "not_covered")]),
        ({"q": ["無い言葉"], "year": ["2018"]}, []),
        ({"calendar_year": ["1999", "2000"]}, [(None, 1999, "not_covered"), (None, 2000, "not_covered")]),
        ({"q": ["無い言葉"], "calendar_year": ["2019"]}, []),
        ({"prefecture": ["山辺県"]}, [("山辺県", None, "not_covered")]),
        ({"prefecture": ["海辺県"], "q": ["無い言葉"]}, []),
        (
            {"prefecture": ["海辺県"], "year": ["2016", "2001"]},
            [("海辺県", 2001, "not_covered"), ("992011", 2016, "unpublished")],
        ),
        ({"city": ["992011"], "prefecture": ["山辺県"]}, []),
        # the same, as plain words
        ({"q": ["山辺県月影市 無い言葉"]}, [("982016", None, "not_covered")]),
        ({"q": ["月影市 無い言葉"]}, [("982016", None, "not_covered")]),  # of two that are called so
        ({"q": ["山辺県 無い言葉"]}, [("山辺県", None, "not_covered")]),
        ({"q": ["平成13年度 無い言葉"]}, [(None, 2001, "not_covered")]),
        ({"q": ["風待市 2016年度 無い言葉"]}, [("992011", 2016, "unpublished")]),
        ({"q": ["遠野原市 無い言葉"]}, [("972011", None, "not_covered")]),  # the index has nothing of it
        ({"q": ["遠野原市 無い言葉"], "expand": ["spelling"]}, []),
        ({"q": ["遠野原 無い言葉"]}, []),
        ({"q": ["遠野原市役所 無い言葉"]}, []),
        ({"q": ['"遠野原市" 議題:遠野原市 "月影市" 無い言葉']}, []),
        ({"q": ["無い言葉 -遠野原市 -月影市"]}, []),
    ],
)  # fmt: skip
def test_what_the_index_does_not_cover(
    params: dict[str, list[str]], uncovered: list[tuple[str, int | None, str]]
) -> None:
    told = search(make_uneven(), **params)["nothing"]
    assert [
        (one["code"] or one["prefecture"], one["year"] or one["calendar_year"], one["state"])
        for one in told["uncovered"]
    ] == uncovered
