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
OTHERS = tuple(Case("992011", f"2020-{month:02}-01", "予算の件", LONG) for month in range(1, 9))
SENSOR = Case("982016", "2020-09-01", "センサーの件", LONG)


@pytest.fixture(scope="module", params=PARAMETERS)
def service(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_factory: Callable[..., Callable[[], Engine]],
) -> Iterator[SearchService]:
    engine = make_factory(request.param, tmp_path_factory.mktemp("close"))()
    model = make_engine((PASSING, TITLE, DECIDED, SENSOR, *OTHERS))
    with engine.rebuild() as writer:
        for kind in ("items", "meetings", "coverage"):
            for document in model.store[kind].values():
                writer.put(kind, document)
    yield SearchService(engine, ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    engine.close()


def _ids(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["id"] for hit in hits]


def test_title_comes_before_decision_before_talk_in_passing(service: SearchService) -> None:
    hits = service.search_items({"q": ["ドローン"]})["hits"]
    assert _ids(hits) == [TITLE.id, DECIDED.id, PASSING.id]


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
    assert f"{len(hits)}件" in answer["close"]["message"]


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
