"""Which of the places and years that a search asks for are not in the index: nothing could have been found there.

"Nothing found" follows only from what was collected. A place is a city or a prefecture that was asked for, or, where
none was, the whole index: then a year is told of which no council at all was collected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.search.cities import Cities
from app.search.coverage import CoveredYear
from app.search.results import UncoveredOut

_COLLECTED = "collected"
_PARTLY = ("partly_collected", "一部未収集")
_NOTHING = UncoveredOut(state="not_covered", label="未収集")

Asked = Mapping[str, Sequence[str]]  # city, prefecture, year, calendar_year → the values asked for, in codes


def find_uncovered(asked: Asked, years: Sequence[CoveredYear], cities: Cities) -> Iterator[UncoveredOut]:
    """`years`: what is known of all councils' years."""
    codes = asked.get("city", ())
    prefectures = asked.get("prefecture", ())
    if not codes and not prefectures:
        yield from _tell_years(asked, years, _NOTHING)
    for code in codes:
        known = [one for one in years if one.municipality.code == code]
        place = _NOTHING.model_copy(update={"code": code, "municipality": cities.label(code)})
        yield from _tell_place(asked, known, place)
    for prefecture in () if codes else prefectures:  # who asks for a city as well means that one
        known = [one for one in years if one.municipality.prefecture == prefecture]
        yield from _tell_place(asked, known, _NOTHING.model_copy(update={"prefecture": prefecture}))


def _tell_place(asked: Asked, known: Sequence[CoveredYear], place: UncoveredOut) -> Iterator[UncoveredOut]:
    """A place of which nothing was collected, or its years of which nothing was."""
    if any(one.meetings for one in known):
        yield from _tell_years(asked, known, place)
    else:
        yield place


def _tell_years(asked: Asked, known: Sequence[CoveredYear], place: UncoveredOut) -> Iterator[UncoveredOut]:
    for year in sorted({int(value) for value in asked.get("year", ())}):
        told = [one for one in known if one.year == year]
        named = [one for one in told if not _is_covered(one)] if place.code or place.prefecture else []
        if not told or (not named and all(one.state != _COLLECTED for one in told)):
            yield place.model_copy(update={"year": year})
        yield from (_tell_council(one) for one in named)
    for year in sorted({int(value) for value in asked.get("calendar_year", ())}):
        states = {one.state for one in known if one.year in (year - 1, year)}  # January to March is the year before
        if _COLLECTED not in states:
            yield place.model_copy(update={"calendar_year": year})


def _is_covered(one: CoveredYear) -> bool:
    return one.state == _COLLECTED and one.whole


def _tell_council(one: CoveredYear) -> UncoveredOut:
    state, label = _PARTLY if one.state == _COLLECTED else (one.state, one.label)
    return UncoveredOut(
        code=one.municipality.code,
        municipality=one.municipality.name,
        council=one.council,
        year=one.year,
        state=state,
        label=label,
    )
