"""What is taken from the replicas of the five cities: every one of their minutes, and nothing else."""

from __future__ import annotations

from pathlib import Path

from benchmarks.link_sites import load_replicas
from benchmarks.links import list_errors, measure, sum_scores


def test_all_minutes_and_nothing_else(shared: Path) -> None:
    scores = measure(load_replicas(shared / "sites"))
    sums = sum_scores(scores)
    errors = [error for score in scores for error in list_errors(score)]
    assert len(scores) == 5
    assert sums["right"] == sums["minutes"] == 7, errors
    assert sums["right"] >= 0.98 * (sums["right"] + sums["wrong"]), errors
