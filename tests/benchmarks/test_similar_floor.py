"""Similar referrals are found no worse than before, and well above more-like-this: the samples' judged referrals."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.relevance import find_fall, load_floor
from benchmarks.similar import FLOOR, compare, measure_all


@pytest.mark.slow
def test_precedents_are_found_as_before(sample_data: Path) -> None:
    values = {name: round(value, 4) for name, value in measure_all(sample_data).items()}
    fall = find_fall(values, load_floor("samples", FLOOR))
    assert fall is None, fall


@pytest.mark.slow
def test_precedents_are_found_better_than_by_more_like_this(sample_data: Path) -> None:
    for name, (_, above) in compare(sample_data, "final").items():
        assert above is None or above.low > 0, name
