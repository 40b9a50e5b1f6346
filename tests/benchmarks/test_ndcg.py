"""nDCG against values worked out by hand, and the bootstrap against what is known of it."""

from __future__ import annotations

import math
import random

import pytest

from benchmarks.ndcg import Interval, bootstrap_difference, bootstrap_mean, compute_ndcg

GRADES = {"a": 3, "b": 2, "c": 1}
IDEAL = 7 + 3 / math.log2(3) + 1 / 2  # ranks 1, 2, 3: log2 2, log2 3, log2 4


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "b", "c", "x", "y"], 1.0),  # what was not judged takes nothing away behind the ideal
        (["c", "b", "a"], (1 + 3 / math.log2(3) + 7 / 2) / IDEAL),
        (["x", "a"], (7 / math.log2(3)) / IDEAL),  # b and c are missed: the ideal is made of all judgements
        (["x", "y", "z"], 0.0),
        ([], 0.0),
        ([*"mnopqrstuv", "a", "b", "c"], 0.0),  # from rank 11 on nothing counts
        ([*"mnopqrstu", "a"], (7 / math.log2(11)) / IDEAL),
    ],
)
def test_ndcg_by_hand(ranking: list[str], expected: float) -> None:
    assert compute_ndcg(ranking, GRADES) == pytest.approx(expected)


def test_the_ideal_ends_at_the_depth() -> None:
    grades = {f"i{number}": 3 for number in range(25)}
    assert compute_ndcg(list(grades), grades) == 1.0
    assert compute_ndcg(["x", *grades], grades) < 1.0


def test_a_swap_at_the_top_costs_more_than_one_below() -> None:
    grades = {"a": 3, "b": 1, "c": 3, "d": 1}
    best = compute_ndcg(["a", "c", "b", "d"], grades)
    assert best == 1.0
    assert compute_ndcg(["b", "a", "c", "d"], grades) < compute_ndcg(["a", "b", "c", "d"], grades) < best


@pytest.mark.parametrize(
    ("ranking", "grades", "said"),
    [
        (["a", "b", "a"], GRADES, "a stands twice"),
        (["a"], {}, "nothing was judged"),
        (["a"], {"a": 0}, "nothing was judged"),
    ],
)
def test_what_cannot_be_measured_is_refused(ranking: list[str], grades: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compute_ndcg(ranking, grades)


def test_the_interval_is_that_of_the_normal_distribution_where_it_applies() -> None:
    chance = random.Random(1)
    values = [chance.gauss(0.6, 0.2) for _ in range(400)]
    found = bootstrap_mean(values, resamples=2_000)
    mean = sum(values) / 400
    half = 1.96 * math.sqrt(sum((value - mean) ** 2 for value in values) / 399 / 400)
    assert found.mean == pytest.approx(mean)
    assert found.low == pytest.approx(mean - half, abs=half / 10)
    assert found.high == pytest.approx(mean + half, abs=half / 10)


def test_the_same_seed_gives_the_same_interval_and_another_one_does_not() -> None:
    values = [0.1, 0.4, 0.5, 0.9, 0.95, 0.2]
    assert bootstrap_mean(values, 500) == bootstrap_mean(values, 500)
    assert bootstrap_mean(values, 500) != bootstrap_mean(values, 500, seed=1)
    assert str(Interval(0.5, 0.25, 0.75, 6)) == "0.500 [0.250, 0.750]"


def test_equal_values_leave_no_doubt() -> None:
    found = bootstrap_mean([0.5] * 7, 100)
    assert (found.low, found.high, found.count) == (0.5, 0.5, 7)


def test_a_small_fall_on_every_query_is_seen_though_queries_differ_widely() -> None:
    theirs = {f"q{number}": number / 40 for number in range(40)}
    ours = {name: value - 0.02 for name, value in theirs.items()}
    found = bootstrap_difference(ours, theirs, 500)
    assert found.high < 0
    assert found.mean == pytest.approx(-0.02)
    apart = bootstrap_mean(list(theirs.values()), 500)
    assert apart.high - apart.low > 0.1  # unpaired, it would drown


def test_other_queries_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"not measured on the same queries: \['b', 'c'\]"):
        bootstrap_difference({"a": 0.5, "b": 0.5}, {"a": 0.5, "c": 0.5})
    with pytest.raises(ValueError, match="no values"):
        bootstrap_mean([])
