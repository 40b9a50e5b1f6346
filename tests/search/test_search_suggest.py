"""Suggestions while typing."""

from __future__ import annotations

import pytest

from app.errors import UsageError
from app.model import Municipality
from app.search.service import SearchService
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine


class Table:
    """Readings of the invented cities."""

    def find(self, name: str) -> tuple[Municipality, ...]:
        return ()

    def reading(self, code: str) -> str:
        return {"992011": "かぜまちし", "992020": "つきかげし"}.get(code, "")


def make_service(engine: MemoryEngine | None = None) -> SearchService:
    return SearchService(engine or make_engine(), ToyAnalyzer(), VOCABULARY, municipalities=Table())


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", []),
        ("　", []),
        ("。", []),
        ("風", [("city", "風待市", 2)]),
        ("かぜ", [("city", "風待市", 2)]),
        ("カゼマチ", [("city", "風待市", 2)]),
        ("海辺県風待", [("city", "風待市", 2)]),
        ("月影市", [("city", "月影市（山辺県）", 2), ("city", "月影市（海辺県）", 1)]),
        (
            "クラウド",
            [
                ("topic", "クラウド", 2),
                ("title", "健診データのクラウド保存について", None),
                ("title", "図書館システムのクラウド化について", None),
            ],
        ),
        ("くらう", [("topic", "クラウド", 2)]),
        ("ｸﾗｳﾄﾞ化", [("title", "図書館システムのクラウド化について", None)]),
        ("交付", [("topic", "コンビニ交付", 1), ("title", "証明書のコンビニ交付について", None)]),
        ("託", [("topic", "委託", 1)]),
        ("事", [("title", "事故の報告", None)]),
        ("無い言葉", []),
        ("市", []),
        ("案件外", []),
    ],
)
def test_suggestions(q: str, found: list[tuple[str, str, int | None]]) -> None:
    told = make_service().suggest(q)
    assert [(one.kind, one.text, one.count) for one in told.suggestions] == found


def test_each_suggestion_is_a_search_that_finds_something() -> None:
    service = make_service()
    for q in ("クラウド", "月影", "交付", "事"):
        for one in service.suggest(q).suggestions:
            total = service.search_items({name: [value] for name, value in one.parameters.items()})["total"]
            assert total == one.count if one.count is not None else total > 0


def test_titles_that_begin_so_come_first_and_each_once() -> None:
    titles = ("委託の報告", "業務の委託", "委託の報告", "委託の諮問", '"委託"の件')
    cases = tuple(Case("992011", f"2018-0{month}-01", title) for month, title in enumerate(titles, start=1))
    service = make_service(make_engine(cases))
    told = [one for one in service.suggest("委託").suggestions if one.kind == "title"]
    assert [one.text for one in told] == ["委託の諮問", "委託の報告", '"委託"の件', "業務の委託"]
    for one in told:
        assert service.search_items({"q": [one.parameters["q"]]})["total"] > 0


def test_a_few_of_each_kind() -> None:
    told = make_service().suggest("について", limit=2)
    assert len(told.suggestions) == 2


def test_the_index_is_read_once_for_each_state() -> None:
    engine = make_engine(CASES[:2])
    service = make_service(engine)
    service.suggest("月影")
    asked = len(engine.asked)
    assert service.suggest("月影").suggestions == ()
    assert len(engine.asked) == asked + 1
    fuller = make_engine(CASES)
    with engine.update() as writer:
        for kind, documents in fuller.store.items():
            for document in documents.values():
                writer.put(kind, document)
    assert len(service.suggest("月影").suggestions) == 2


@pytest.mark.parametrize(("q", "limit", "parameter"), [("あ" * 101, 8, "q"), ("あ", 0, "limit"), ("あ", 21, "limit")])
def test_what_is_refused(q: str, limit: int, parameter: str) -> None:
    with pytest.raises(UsageError) as raised:
        make_service().suggest(q, limit)
    assert raised.value.parameter == parameter
