"""Facets: the engine's counts → lists with labels and selections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from app.errors import UsageError
from app.normalize import squeeze
from app.search.cities import Cities
from app.search.dimensions import CHOICES, DIMENSIONS, EXCLUDED, FACETS, get_dimension
from app.search.eras import make_calendar_year_label, make_fiscal_year_label
from app.search.ports import Entry, Vocabulary
from app.search.request import SearchRequest
from app.search.results import FacetsOut, FacetValueOut, FacetValuesOut, FilterOut, FilterValueOut

MAX_VALUES = 50  # of 1,741 municipalities: what a person reads through; the rest is searched
MAX_FOUND = 100  # of the values that a search among a facet's values gives
MAX_LETTERS = 100  # of such a search: longer than any council's name
_LONGEST_GAP = 100  # years without a hit that are still counted through: more is a misread date, and no history
FACET_SEARCH = ("facet", "facet_q")  # the parameters of such a search

Counts = Sequence[tuple[str, int]]


class Naming:
    """What values are called: those of the vocabularies, of the cities, and of a few fixed lists."""

    def __init__(self, vocabulary: Vocabulary, cities: Cities) -> None:
        self.cities = cities
        self._listed: Mapping[str, Sequence[Entry]] = {
            "topic": vocabulary.topics,
            "outcome": vocabulary.outcomes,
            "kind": vocabulary.kinds,
            **CHOICES,
        }
        self._labels = {field: {one.code: one.label for one in entries} for field, entries in self._listed.items()}

    def label(self, field: str, value: str) -> str:
        """A value that no list has (any more) is called by its code."""
        match field:
            case "city":
                return self.cities.label(value)
            case "year":
                return make_fiscal_year_label(value)
            case "calendar_year":
                return make_calendar_year_label(value)
            case _:
                return self._labels.get(field, {}).get(value, value)

    def list(self, field: str) -> Sequence[Entry]:
        """All that a field can be, in order; empty where that is not known beforehand."""
        return self._listed.get(field, ())


def build_facets(found: Mapping[str, Counts], request: SearchRequest, naming: Naming) -> FacetsOut:
    """Every facet with its values, most frequent first, and those selected or excluded, which may have no hits.

    Of cities, councils and departments the 50 most frequent; of years all between the first and the last, newest
    first, those without hits too; of topics, outcomes and kinds all that the vocabulary has, in its order among equals.
    """
    return FacetsOut.model_validate(
        {name: _build_values(name, found.get(name, ()), request, naming) for name in FACETS}
    )


def count_values(found: Mapping[str, Counts]) -> dict[str, int]:
    """How many values of each facet have hits."""
    return {name: len(found.get(name, ())) for name in FACETS}


def find_values(field: str, counts: Counts, text: str, request: SearchRequest, naming: Naming) -> FacetValuesOut:
    """Those of a facet's values whose label (of cities also reading or code) holds a text, most frequent first."""
    wanted = squeeze(text).lower()
    names = _name_city(naming.cities) if field == "city" else lambda value: (naming.label(field, value), value)
    matching = [one for one in counts if any(wanted in squeeze(name).lower() for name in names(one[0]))]
    values = _make_values(field, [value for value, _ in matching[:MAX_FOUND]], dict(counts), request, naming)
    return FacetValuesOut(facet=field, q=text, total=len(matching), values=values)


def parse_facet(facet: str | None, text: str | None) -> tuple[str, str] | None:
    """The parameters `facet` and `facet_q` → the facet to search in, and for what; None where none is asked for."""
    if facet is None:
        if text is not None:
            raise UsageError("facet", "「facet_q」には「facet」も指定してください。例：facet=department")
        return None
    if facet not in FACETS:
        raise UsageError("facet", f"「{facet}」という集計はありません。使えるのは {'、'.join(FACETS)} です。")
    if text is not None and len(text) > MAX_LETTERS:
        raise UsageError("facet_q", f"{MAX_LETTERS}文字までにしてください（{len(text):,}文字あります）。")
    return facet, text or ""


def describe_filters(request: SearchRequest, naming: Naming) -> tuple[FilterOut, ...]:
    """The filters in force, as they were understood."""
    return tuple(
        FilterOut(
            name=name,
            label=_describe(name),
            values=tuple(
                FilterValueOut(value=value, label=naming.label(name.removeprefix(EXCLUDED), value)) for value in values
            ),
        )
        for name, values in request.filters.items()
    )


def _describe(name: str) -> str:
    dimension = get_dimension(name)
    return f"{dimension.label}を除く" if name.startswith(EXCLUDED) else dimension.meaning


def _build_values(field: str, counts: Counts, request: SearchRequest, naming: Naming) -> tuple[FacetValueOut, ...]:
    named = (*request.selected(field), *request.selected(EXCLUDED + field))
    found = [value for value, _ in counts]
    if field == "year":
        values: Iterable[str] = sorted({*_count_through(found), *named}, reverse=True)
    elif field in _MANY:
        shown = found[:MAX_VALUES]
        values = [*shown, *(value for value in found[MAX_VALUES:] if value in named), *named]
    elif field == "needs_review":  # a list of fields that are not doubtful says nothing
        values = [*found, *named]
    else:
        by_value = dict(counts)
        listed = dict.fromkeys([*(entry.code for entry in naming.list(field)), *found, *named])
        values = sorted(listed, key=lambda value: -by_value.get(value, 0))  # stable: ties stay in the list's order
    return _make_values(field, dict.fromkeys(values), dict(counts), request, naming)


def _make_values(
    field: str, values: Iterable[str], counts: Mapping[str, int], request: SearchRequest, naming: Naming
) -> tuple[FacetValueOut, ...]:
    selected, excluded = request.selected(field), request.selected(EXCLUDED + field)
    return tuple(
        FacetValueOut(
            value=value,
            label=naming.label(field, value),
            count=counts.get(value, 0),
            selected=value in selected,
            excluded=value in excluded,
        )
        for value in values
    )


_MANY = tuple(one.name for one in DIMENSIONS if one.counted and one.many)


def _count_through(values: Iterable[str]) -> list[str]:
    """Years → the same, and those between them."""
    years = sorted(int(value) for value in values if value.isdecimal())
    between = (
        str(year) for one, other in pairwise(years) if other - one <= _LONGEST_GAP for year in range(one + 1, other)
    )
    return [*map(str, years), *between]


def _name_city(cities: Cities) -> Callable[[str], tuple[str, ...]]:
    def names(code: str) -> tuple[str, ...]:
        city = cities.get(code)
        return (cities.label(code), code, f"{city.prefecture}{city.name}" if city else "", cities.reading(code))

    return names
