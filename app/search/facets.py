"""Facets: the engine's counts → lists with labels and selections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.search.cities import Cities
from app.search.eras import make_calendar_year_label, make_fiscal_year_label
from app.search.ports import Entry, Vocabulary
from app.search.request import SearchRequest
from app.search.results import FacetsOut, FacetValueOut, FilterOut, FilterValueOut

FACET_FIELDS = ("city", "year", "topic", "outcome")
MAX_CITIES = 50  # of 1,741 municipalities: what a person reads through; the rest is reached by name

Counts = Sequence[tuple[str, int]]


def build_facets(
    found: Mapping[str, Counts], request: SearchRequest, vocabulary: Vocabulary, cities: Cities
) -> FacetsOut:
    """Cities: the 50 most frequent and those selected. Years: newest first. Topics and outcomes: all values of the
    vocabulary, zero counts too, most frequent first, then in the vocabulary's order."""
    counts = {field: found.get(field, ()) for field in FACET_FIELDS}
    return FacetsOut(
        city=_build_cities(counts["city"], request.selected("city"), cities.label),
        year=_build_years(counts["year"], request.selected("year")),
        topic=_build_entries(counts["topic"], request.selected("topic"), vocabulary.topics),
        outcome=_build_entries(counts["outcome"], request.selected("outcome"), vocabulary.outcomes),
    )


def describe_filters(request: SearchRequest, vocabulary: Vocabulary, cities: Cities) -> tuple[FilterOut, ...]:
    """The filters in force, as they were understood."""
    entries = {entry.code: entry.label for entry in (*vocabulary.topics, *vocabulary.outcomes)}
    labels: dict[str, tuple[str, Callable[[str], str]]] = {
        "city": ("市区町村", cities.label),
        "year": ("年度（4月から翌年3月）", make_fiscal_year_label),
        "calendar_year": ("暦年（1月から12月）", make_calendar_year_label),
        "meeting_id": ("会議", lambda meeting: meeting),
        "topic": ("主題", lambda code: entries.get(code, code)),
        "outcome": ("結論", lambda code: entries.get(code, code)),
    }
    return tuple(
        FilterOut(
            name=name,
            label=labels[name][0],
            values=tuple(FilterValueOut(value=value, label=labels[name][1](value)) for value in values),
        )
        for name, values in request.filters.items()
    )


def _build_values(
    values: Iterable[str], counts: Counts, selected: Sequence[str], label: Callable[[str], str]
) -> tuple[FacetValueOut, ...]:
    by_value = dict(counts)
    return tuple(
        FacetValueOut(value=value, label=label(value), count=by_value.get(value, 0), selected=value in selected)
        for value in values
    )


def _build_cities(counts: Counts, selected: Sequence[str], label: Callable[[str], str]) -> tuple[FacetValueOut, ...]:
    frequent = [value for value, _ in counts[:MAX_CITIES]]
    chosen = [value for value, _ in counts[MAX_CITIES:] if value in selected]
    found = {value for value, _ in counts}
    return _build_values(
        [*frequent, *chosen, *(value for value in selected if value not in found)], counts, selected, label
    )


def _build_years(counts: Counts, selected: Sequence[str]) -> tuple[FacetValueOut, ...]:
    years = sorted({value for value, _ in counts} | set(selected), reverse=True)
    return _build_values(years, counts, selected, make_fiscal_year_label)


def _build_entries(counts: Counts, selected: Sequence[str], entries: Sequence[Entry]) -> tuple[FacetValueOut, ...]:
    """A value that the vocabulary no longer has is shown by its code: nothing that is counted vanishes."""
    by_value = dict(counts)
    labels = {entry.code: entry.label for entry in entries}
    codes = list(dict.fromkeys([*labels, *by_value]))
    codes.sort(key=lambda code: -by_value.get(code, 0))  # stable: ties stay in the vocabulary's order
    return _build_values(codes, counts, selected, lambda code: labels.get(code, code))
