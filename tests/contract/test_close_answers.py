"""The order of hits, and what is shown behind few of them: the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.engine.base import Engine
from app.search.service import SearchService
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine

from .conftest import PARAMETERS

LONG = ("説明します。", "質問があります。", "ほかの話です。", "次の話です。")
TITLE = Case("992020", "2020-06-01", "ドローンの件", LONG)
DECIDED = Case("992020", "2020-07-01", "測量の件", LONG, decided="ドローンの件を承認します。")
PASSING = Case("992020", "2020-08-01", "道路の件", (*LONG, "ドローンの話も出ました。"))
REFUSED = Case("992011", "2020-10-01", "承認の件", LONG, decided="承認は認められません。", outcome="rejected")
OTHERS = tuple(Case("992011", f"2020-{month:02}-01", "予算の件", LONG) for month in range(1, 9))
SENSOR = Case("982016", "2020-09-01", "センサーの件", LONG)


@pytest.fixture(scope="module", params=PARAMETERS)
def service(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_factory: Callable[..., Callable[[], Engine]],
) -> Iterator[SearchService]:
    engine = make_factory(request.param, tmp_path_factory.mktemp("close"))()
    model = make_engine((PASSING, TITLE, DECIDED, SENSOR, REFUSED, *OTHERS))
    with engine.rebuild() as writer:
        model.copy_into(writer)
    yield SearchService(engine, ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    engine.close()


def _ids(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["id"] for hit in hits]


def test_title_comes_before_decision_before_talk_in_passing(service: SearchService) -> None:
    hits = service.search_items({"q": ["ドローン"]})["hits"]
    assert _ids(hits) == [TITLE.id, DECIDED.id, PASSING.id]


def test_who_has_a_value_comes_before_who_mentions_it(service: SearchService) -> None:
    """In a title, even."""
    hits = service.search_items({"q": ["承認 説明"]})["hits"]
    assert _ids(hits)[-1] == REFUSED.id
    assert service.search_items({"q": ["承認"], "outcome": ["rejected"]})["total"] == 1


def test_a_value_is_one_of_the_words_of_which_some_will_do(service: SearchService) -> None:
    answer = service.search_items({"q": ["月影市 ドローン 橋"]})
    assert (answer["total"], answer["close"]["terms"]) == (0, ["月影市", "ドローン", "橋"])
    *both, last = _ids(answer["close"]["hits"])
    assert (set(both), last) == (
        {TITLE.id, DECIDED.id, PASSING.id},
        SENSOR.id,
    )  # of that city, with the word or without
    assert {REFUSED.id, SENSOR.id} <= set(_ids(service.search_items({"q": ["不承認 センサー"]})["close"]["hits"]))


@pytest.mark.parametrize(
    ("params", "hits", "close"),
    [
        ({"q": ["ドローン センサー"]}, set(), {TITLE.id, DECIDED.id, PASSING.id, SENSOR.id}),
        ({"q": ["ドローン 測量"]}, {DECIDED.id}, {TITLE.id, PASSING.id}),
        ({"q": ["ドローン センサー -道路"]}, set(), {TITLE.id, DECIDED.id, SENSOR.id}),  # without stays without
        ({"q": ["ドローン センサー 議題:ドローン"]}, set(), {TITLE.id}),  # a field must hold
        ({"q": ["ドローン センサー"], "city": ["982016"]}, set(), {SENSOR.id}),  # a filter must hold
    ],
)
def test_what_comes_close(
    service: SearchService, params: dict[str, list[str]], hits: set[str], close: set[str]
) -> None:
    answer = service.search_items(params)
    assert set(_ids(answer["hits"])) == hits
    assert (answer["total"], answer["close"]["total"]) == (len(hits), len(close))
    assert set(_ids(answer["close"]["hits"])) == close
    assert (f"{len(hits)}件だけです" if hits else "ありません") in answer["close"]["message"]


@pytest.mark.parametrize(
    "params",
    [
        {"q": ["ドローン"]},  # one word: nothing to leave out
        {"q": ["ドローン AND (センサー OR 橋)"], "sort": ["-date"]},
        {"q": ["ドローン センサー"], "expand": ["none"]},  # as written
        {"q": ["ドローン センサー"], "sort": ["date"]},
        {"q": ['"ドローン センサー"']},  # a quote is exact
        {"q": ["ドローン OR センサー"]},
        {"q": ["ドローン NEAR/5 センサー"]},
        {"q": ["議題:(ドローン センサー)"]},
        {"q": ["説明 質問"]},  # enough hits
        {},
    ],
)
def test_nothing_is_left_out_where_it_was_not_a_list_of_words(
    service: SearchService, params: dict[str, list[str]]
) -> None:
    answer = service.search_items(params)
    assert answer["close"] is None
