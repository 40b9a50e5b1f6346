"""The histogram of years: heights, and which years are named under it."""

from __future__ import annotations

import pytest

from app.search.results import FacetValueOut
from app.web.charts import build_year_columns


def make_years(counts: dict[str, int]) -> tuple[FacetValueOut, ...]:
    """Newest first, as a facet has them."""
    return tuple(
        FacetValueOut(value=year, label=f"{year}年度", count=count, selected=False)
        for year, count in reversed(counts.items())
    )


@pytest.mark.parametrize(
    ("counts", "heights"),
    [
        ({}, []),
        ({"2018": 0}, [0]),
        ({"2018": 5}, [100]),
        ({"2018": 10, "2019": 0, "2020": 5}, [100, 0, 50]),
        ({"2018": 10_000, "2019": 1}, [100, 4]),  # one among thousands is still seen
    ],
)
def test_heights(counts: dict[str, int], heights: list[int]) -> None:
    columns = build_year_columns(make_years(counts))
    assert [column.entry.value for column in columns] == list(counts)
    assert [column.height for column in columns] == heights


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (2018, 2018, ["’18"]),
        (2016, 2018, ["’16", "’17", "’18"]),
        (2015, 2023, ["’15", "’17", "’19", "’21", "’23"]),
        (1994, 2023, ["’95", "’99", "’03", "’07", "’11", "’15", "’19", "’23"]),
    ],
)
def test_the_last_year_is_named_and_as_many_as_fit(first: int, last: int, told: list[str]) -> None:
    columns = build_year_columns(make_years({str(year): 1 for year in range(first, last + 1)}))
    assert [column.short for column in columns if column.told] == told
