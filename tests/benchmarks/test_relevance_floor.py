"""Search never orders its answers worse: the judged questions against benchmarks/relevance_floor.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analyze.sudachi import Analyzer
from benchmarks.rankings import Text, make_bm25_rank, make_like_rank
from benchmarks.relevance import OURS, find_fall, load_floor, make_rankings, measure, name_corpus, write_floor
from benchmarks.relevance_data import open_data

SAME = {f"q{number}": number % 10 / 10 for number in range(60)}


@pytest.mark.slow
def test_no_question_is_answered_worse_than_before(sample_data: Path) -> None:
    with open_data(sample_data) as opened:
        ours = make_rankings(opened)[OURS]
        values = measure(opened, {OURS: ours}).values[OURS]
        fall = find_fall({name: round(value, 4) for name, value in values.items()}, load_floor(name_corpus(opened)))
    assert fall is None, fall


@pytest.mark.parametrize(
    ("changes", "falls"),
    [
        ({}, False),
        (dict.fromkeys(SAME, 1.0), False),
        ({"q9": 0.0}, False),  # one question: chance may do that
        ({"q9": 0.0, "q0": 0.9}, False),
        ({name: max(value - 0.1, 0.0) for name, value in SAME.items()}, True),
        (dict.fromkeys(list(SAME)[:20], 0.0), True),
    ],
)
def test_only_a_fall_beyond_the_interval_is_one(changes: dict[str, float], falls: bool) -> None:
    found = find_fall({**SAME, **changes}, SAME)
    assert (found is not None) == falls
    assert found is None or "nDCG@10 fell" in found


def test_figures_of_other_questions_are_not_compared() -> None:
    assert "other questions" in (find_fall(SAME, {**SAME, "new": 1.0}) or "")


def test_a_floor_is_kept_beside_that_of_another_corpus(tmp_path: Path) -> None:
    path = tmp_path / "floor.toml"
    write_floor("samples", {"a": 0.5}, path)
    write_floor("samples_and_real", {"a": 0.25, "b": 1.0}, path)
    assert load_floor("samples", path) == {"a": 0.5}
    assert load_floor("samples_and_real", path) == {"a": 0.25, "b": 1.0}
    with pytest.raises(KeyError):
        load_floor("other", path)


TEXTS = {
    # by id: title and date, and the passages
    "m1-i1": ("防犯カメラの設置", "2019-01-01", "駅前に防犯カメラを置く。録画は7日で消す。"),
    "m2-i1": ("名簿の提供", "2020-01-01", "名簿を渡す。防犯カメラの話も出た。長い話が続き、名簿の話に戻り、終わった。"),
    "m3-i1": ("予算", "2021-01-01", "予算は100%使った。"),
}


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="module")
def texts(analyzer: Analyzer) -> tuple[Text, ...]:
    return tuple(
        Text(name, title, date, f"{title}\n{text}", analyzer.analyze(f"{title}\n{text}").forms)
        for name, (title, date, text) in TEXTS.items()
    )


@pytest.mark.parametrize(
    ("question", "any_token", "every_token", "like"),
    [
        ("防犯カメラ", ["m1-i1", "m2-i1"], ["m1-i1", "m2-i1"], ["m2-i1", "m1-i1"]),
        ("名簿 カメラ", ["m2-i1", "m1-i1"], ["m2-i1"], ["m2-i1"]),
        ("カメラの録画", ["m1-i1", "m2-i1"], ["m1-i1"], []),
        ("100%", ["m3-i1"], ["m3-i1"], ["m3-i1"]),
        ("_", [], [], []),  # no wildcard
        ("スキー場", [], [], []),
    ],
)
def test_what_search_is_compared_with(
    question: str,
    any_token: list[str],
    every_token: list[str],
    like: list[str],
    texts: tuple[Text, ...],
    analyzer: Analyzer,
) -> None:
    assert make_bm25_rank(texts, analyzer, every=False)(question) == any_token
    assert make_bm25_rank(texts, analyzer, every=True)(question) == every_token
    assert make_like_rank(texts)(question) == like


def test_equal_scores_are_ordered_by_id(analyzer: Analyzer) -> None:
    forms = analyzer.analyze("名簿").forms
    texts = [Text(name, "名簿", "2020-01-01", "名簿", forms) for name in ("m3-i1", "m1-i1", "m2-i1")]
    for rank in (make_bm25_rank(texts, analyzer, every=False), make_like_rank(texts)):
        assert rank("名簿") == ["m1-i1", "m2-i1", "m3-i1"]
