"""Quantities as pictures without script: the columns of a histogram of years, each a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.search.results import FacetValueOut

_LEAST = 4  # per cent: one among thousands is still seen
_LABELS = 8  # labels under a histogram that fit beside one another in the narrowest place, 15 rem


@dataclass(frozen=True, slots=True)
class Column:
    """`height` is per cent of the picture; `short` stands under it where `told`; `entry` has count and full label."""

    entry: FacetValueOut
    short: str
    height: int
    told: bool


def build_year_columns(years: Sequence[FacetValueOut]) -> tuple[Column, ...]:
    """A facet of years, newest first → columns, oldest first. The last year is always told, and of the others as many
    as fit, evenly."""
    oldest_first = years[::-1]
    most = max((one.count for one in years), default=0)
    step = -(-len(years) // _LABELS) or 1
    return tuple(
        Column(
            entry=one,
            short=f"’{one.value[-2:]}" if one.value.isdecimal() else one.label,
            height=max(_LEAST, round(100 * one.count / most)) if one.count else 0,
            told=(len(years) - 1 - at) % step == 0,
        )
        for at, one in enumerate(oldest_first)
    )
