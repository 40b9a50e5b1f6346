"""Whole questions, as typed, through the service: the same answers on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.engine.base import Engine
from app.search.language.errors import Mistake, QueryError
from app.search.service import SearchService
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine

from .conftest import PARAMETERS

CROWD = tuple(Case("992020", "2020-06-01", f"見守りの件 {n}", ("端末を貸与します。",), ordinal=n) for n in range(1, 6))
A1, A2, B1 = "992011-2018-07-10-i1", "992011-2018-07-10-i2", "992020-2019-02-05-i1"
C1, C2 = "982016-2023-05-09-i1", "982016-2023-05-09-i2"


@pytest.fixture(scope="module", params=PARAMETERS)
def service(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_factory: Callable[..., Callable[[], Engine]],
) -> Iterator[SearchService]:
    engine = make_factory(request.param, tmp_path_factory.mktemp("questions"))()
    model = make_engine((*CASES, *CROWD))
    with engine.rebuild() as writer:
        model.copy_into(writer)
    yield SearchService(engine, ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    engine.close()


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("クラウド", {A1, B1}),
        ("クラウド 委託", {A1}),
        ("委託 OR 健診", {A1, B1}),
        ("クラウド -図書館", {B1}),
        ("-クラウド -見守り", {A2, C1, C2}),
        ("クラウド (健診 OR 事故)", {B1}),
        ('"ラウドの事業"', {A1}),
        ('"ド"', {A1, B1}),
        ('"クラウドに置"', {A1}),
        ('"置きます。クラウド"', set()),  # not from one passage into the next
        ("クラウド NEAR/2 置き", {A1}),
        ("置き NEAR/20 事業者", set()),
        ("クラ*", {A1, B1}),
        ("事業*", {A1}),
        ("マイナンバー", {A2}),
        ("議題:クラウド", {A1, B1}),
        ("発言:クラウド", {A1}),
        ("答申:承認 -見守り", {A1, A2, C2}),
        ('答申:"意見を付けて"', {A2}),
        ("発言者:会長 番号", {A2}),
        ("所管課:図書館 事故", {C2}),
        ("市:風待市", {A1, A2}),
        ("年度:H30 結論:不承認", {B1}),
        ("種別:報告", {C2}),
        ("論点:クラウド -年:2018", {B1}),
        ("不承認", {B1}),  # nobody says so
        ("不承認 カメラ", set()),
        ("2018年度 -図書館", {A2, B1}),
        ("海辺県 事故 OR 山辺県 事故", {C2}),
        ("山辺県月影市", {C1, C2}),
        ("クラウド -風待市", {B1}),
    ],
)
def test_what_a_question_finds(service: SearchService, q: str, ids: set[str]) -> None:
    answer = service.search_items({"q": [q]})
    assert {hit["id"] for hit in answer["hits"]} == ids
    assert answer["total"] == len(ids)
    assert (answer["nothing"] is None) == bool(ids)


def test_no_more_than_two_of_a_meeting(service: SearchService) -> None:
    answer = service.search_items({"q": ["見守り"]})
    assert (answer["total"], len(answer["hits"])) == (5, 2)
    assert answer["hits"][-1]["more_in_meeting"]["count"] == 3
    rest = service.search_items({"q": ["見守り"], "cursor": [answer["next"]]})
    assert len({hit["id"] for hit in (*answer["hits"], *rest["hits"])}) == 5


def test_orders_and_scope(service: SearchService) -> None:
    everything = [hit["id"] for hit in service.search_items({"sort": ["city"]})["hits"]]
    assert everything == sorted(everything)
    assert len(everything) == 10
    assert service.search_items({"q": ["次回"]})["nothing"]["outside"]["total"] == 1
    assert service.search_items({"q": ["次回"], "scope": ["all"]})["total"] == 1


def test_suggestions(service: SearchService) -> None:
    told = service.suggest("クラウド").suggestions
    assert [(one.kind, one.count) for one in told] == [("topic", 2), ("title", None), ("title", None)]


def test_a_mistake(service: SearchService) -> None:
    with pytest.raises(QueryError) as raised:
        service.search_items({"q": ["クラウド OR"]})
    assert raised.value.mistake is Mistake.DANGLING_OPERATOR
