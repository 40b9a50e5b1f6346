"""How good an order of answers is: nDCG at a depth, and how sure its mean over queries is. Pure.

Gain 2^grade − 1, discount log2(rank + 1), ideal from all judgements (Järvelin and Kekäläinen 2002; the exponential gain
of Burges et al. 2005): the exact case on rank 1 is worth seven times what merely touches the question.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10  # what a page shows without scrolling twice
RESAMPLES = 10_000  # the ends of a 95 % interval then stand to about a tenth of their distance from the mean
_SHARE = 0.95
_SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its percentile bootstrap interval (95 %), of `count` values."""

    mean: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def compute_ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """→ 0 to 1 for the first `depth` ids of `ranking`, best first; ids without a grade gain nothing.

    ValueError if an id stands twice in the ranking, or if nothing was judged above 0.
    """
    if len(set(ranking)) != len(ranking):
        twice = next(name for number, name in enumerate(ranking) if name in ranking[:number])
        raise ValueError(f"{twice} stands twice in the ranking")
    ideal = _sum_gains(sorted(grades.values(), reverse=True)[:depth])
    if not ideal:
        raise ValueError("nothing was judged relevant: nDCG says nothing about such a query")
    return _sum_gains([grades.get(name, 0) for name in ranking[:depth]]) / ideal


def _sum_gains(grades: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def bootstrap_mean(values: Sequence[float], resamples: int = RESAMPLES, seed: int = _SEED) -> Interval:
    """→ the mean over queries with its interval: queries are drawn with replacement, `resamples` times.

    The same seed gives the same interval. ValueError without values.
    """
    if not values:
        raise ValueError("no values to draw from")
    chance = random.Random(seed)
    count = len(values)
    means = sorted(sum(chance.choices(values, k=count)) / count for _ in range(resamples))
    tail = (1 - _SHARE) / 2
    return Interval(
        mean=sum(values) / count,
        low=means[int(tail * resamples)],
        high=means[min(resamples - 1, math.ceil((1 - tail) * resamples) - 1)],
        count=count,
    )


def bootstrap_difference(
    ours: Mapping[str, float], theirs: Mapping[str, float], resamples: int = RESAMPLES, seed: int = _SEED
) -> Interval:
    """→ the mean of ours − theirs, paired by query: the two are measured on the same queries, so that what makes a
    query hard for both doesn't widen the interval. `high` below 0 is a fall that chance doesn't explain.

    ValueError if the two were not measured on the same queries.
    """
    if ours.keys() != theirs.keys():
        raise ValueError(f"not measured on the same queries: {sorted(ours.keys() ^ theirs.keys())}")
    return bootstrap_mean([ours[name] - theirs[name] for name in sorted(ours)], resamples, seed)
