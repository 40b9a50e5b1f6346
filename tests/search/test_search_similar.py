"""The closest referrals of other cities, on both engines: which are left out, why each is close, how its life ended."""

from __future__ import annotations

import pytest

from app.search.ports import Draft
from app.search.similar import SimilarFinder
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine

ASKED = "982016-2023-05-09-i1"
CASES = (
    Case("982016", "2023-05-09", "駅前カメラの画像の提供", ("カメラの画像を警察に渡します。",), topics=("cloud",)),
    Case("982016", "2020-05-09", "駅前カメラの画像の提供", ("カメラの画像を警察に渡します。",)),  # the same city's own
    Case(
        "992011", "2018-07-10", "公園カメラの画像の保存", ("カメラで撮ります。", "画像は14日残します。"),
        decided="次回に続けます。", outcome="continued", topics=("cloud",),
        extra={"decided_in": "992011-2018-09-10-i1"},
    ),
    Case(
        "992011", "2018-09-10", "公園カメラの画像の保存について", ("前回の続きです。",),
        decided="意見を付けて承認します。", conditions="記録を残すこと。", outcome="approved_with_conditions",
        extra={"continued_from": "992011-2018-07-10-i1"},
    ),
    Case("992020", "2019-02-05", "カメラの事故", ("カメラの画像が漏れました。",), kind="report", outcome="reported"),
    Case("992020", "2019-02-05", "納税のデータ", ("カメラは使いません。",), ordinal=2),
    Case("992020", "2020-02-05", "データ", ("外に置きます。",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return make_engine(CASES)


@pytest.fixture
def finder(engine: MemoryEngine) -> SimilarFinder:
    return SimilarFinder(engine, ToyAnalyzer(), VOCABULARY)


def test_an_item(finder: SimilarFinder, engine: MemoryEngine) -> None:
    source = engine.get("items", ASKED)
    assert source is not None
    found = finder.find_for_item(source, base_url="https://search.example")
    assert [hit.id for hit in found.hits] == ["992011-2018-07-10-i1", "992020-2019-02-05-i2"]
    assert found.referrals == 4
    first = found.hits[0]
    assert [stage.id for stage in first.stages] == ["992011-2018-07-10-i1", "992011-2018-09-10-i1"]
    assert first.outcome.code == "approved_with_conditions"
    assert first.outcome.evidence[0].quote == "意見を付けて承認します。"
    assert first.conditions is not None
    assert first.conditions.text == "記録を残すこと。"
    assert first.decided_url == "https://search.example/items/992011-2018-09-10-i1"
    assert first.why.shared_topics[0].label == "クラウド"
    assert first.why.shared_words[0].text in ("カメラ", "画像")
    assert "title" in first.why.shared_words[0].fields
    assert first.score == pytest.approx(first.why.words + first.why.topics + first.why.department, abs=2e-4)
    assert first.legal_regime_label == "条例期"
    assert "第129条" in (first.legal_regime_meaning or "")


def test_a_draft(finder: SimilarFinder) -> None:
    draft = Draft("公園のカメラ\n画像を残します。", "公園のカメラ", None, ("cloud",), 99_999)
    assert {hit.code for hit in finder.find_for_draft(draft).hits} == {"982016", "992011", "992020"}
    found = finder.find_for_draft(draft, "992011", limit=1)
    assert [hit.code for hit in found.hits] == ["982016"]
    assert found.asked.id is None
    assert found.asked.characters == 99_999
    assert found.asked.compared_characters == len(draft.text)
    assert found.asked.words[0].text == "カメラ"


def test_what_only_the_asked_city_says_takes_no_place() -> None:
    """A word that no other city's item has cannot make one close; where a draft's city is unknown, all are others."""
    engine = make_engine(
        (
            Case("982016", "2023-05-09", "モニターとカメラ"),
            Case("982016", "2020-05-09", "モニターの更新"),
            Case("992011", "2018-07-10", "カメラとサーバ"),
        )
    )
    finder = SimilarFinder(engine, ToyAnalyzer(), VOCABULARY)
    source = engine.get("items", ASKED)
    assert source is not None
    draft = Draft("モニターとカメラ", None, None, (), 8)
    both = ("モニター", "カメラ")
    for found, words in (
        (finder.find_for_item(source), both[1:]),
        (finder.find_for_draft(draft), both),
        (finder.find_for_draft(draft, "982016"), both[1:]),
        (finder.find_for_draft(draft, "992011"), both),
    ):
        assert sorted(word.text for word in found.asked.words) == sorted(words)


@pytest.mark.parametrize("text", ["", "。。。", "無関係"])
def test_nothing_close(finder: SimilarFinder, text: str) -> None:
    assert finder.find_for_draft(Draft(text, None, None, (), len(text))).hits == ()


def test_frequencies_are_asked_once_for_each_generation(finder: SimilarFinder, engine: MemoryEngine) -> None:
    draft = Draft("公園のカメラ", None, None, (), 6)
    finder.find_for_draft(draft)
    engine.asked.clear()
    finder.find_for_draft(draft)
    assert len(engine.asked) == 2  # how many referrals there are, and the candidates


def test_lives_that_run_in_circles_end() -> None:
    cases = tuple(
        Case("992011", f"2018-0{month}-10", "公園カメラ", extra={"continued_from": f"992011-2018-0{3 - month}-10-i1"})
        for month in (1, 2)
    )
    found = SimilarFinder(make_engine(cases), ToyAnalyzer(), VOCABULARY).find_for_draft(
        Draft("公園カメラ", None, None, (), 5)
    )
    assert len(found.hits) == 1
