"""How referrals ended: a cross table of two dimensions, counted by the engine.

Referrals are counted, not mentions: an item that was put over (or whose end nobody can tell) and that a later item goes
on with is left out, so that its referral counts where it ended. The engine counts one dimension at a time: the shorter
one is gone through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.engine.base import Engine
from app.search.coverage import CoveredYear
from app.search.dimensions import BY_NAME, EXCLUDED
from app.search.facets import Naming
from app.search.request import SearchRequest
from app.search.service import SearchService
from app.search.stats_coverage import LABELS, Slice, Slices, read_key, select_years
from app.search.stats_request import StatsRequest
from app.search.stats_results import OutcomeCountOut, StatsCellOut, StatsColumnOut, StatsOut, StatsRowOut

_ALL_ROWS = 5_000
_MANY_YEARS = 60  # more are a misread date
_PAGE = 1_000
_LATER = "continued_from"
_PUT_OVER = ("continued", "unknown")  # outcomes that are none yet
_REFERRALS = {"scope": ("item",), "kind": ("referral",)}

Counts = dict[tuple[str, str, str], int]  # (row, column, outcome) → referrals


class Statistics:
    """Keeps nothing but which items a later one goes on with, anew for each generation of the index."""

    def __init__(self, service: SearchService, engine: Engine) -> None:
        self._service = service
        self._engine = engine
        self._known: tuple[str | None, frozenset[str]] | None = None

    def compute(self, request: StatsRequest, most_rows: int = _ALL_ROWS) -> StatsOut:
        """The table; of more rows than `most_rows` those with the most referrals."""
        search = request.search
        naming = Naming(self._service.vocabulary, self._service.fetch_cities())
        put_over = list(self._find_put_over(search))
        found = self._service.fetch_page(search, 0, facets=(request.row, request.column, "outcome"), fixed=_REFERRALS)
        rows = _Axis(request.row, found.facets[request.row], put_over, search)
        columns = _Axis(request.column, found.facets[request.column], put_over, search)
        outcomes = _Axis("outcome", found.facets["outcome"], put_over, search)
        counts = self._count(search, rows, columns, outcomes, put_over)
        ended = self._count_outcomes(search, rows, outcomes, put_over)
        years = select_years(self._service.fetch_coverage().years, _without_own(search))
        slices = Slices(years, request.row, request.column)
        shown = _order(rows, years, search, naming)
        kept = sorted(shown, key=lambda value: -rows.counts.get(value, 0))[:most_rows]
        made = _Table(request, counts, ended, rows, columns, slices, naming)
        across = _order(columns, years, search, naming)
        told = tuple(made.make_row(value, across) for value in shown if value in set(kept))
        return StatsOut(
            row=request.row,
            row_label=BY_NAME[request.row].label,
            column=request.column,
            column_label=BY_NAME[request.column].label,
            total=found.total - len(put_over),
            without_row=self._count_without(search, rows, put_over),
            without_column=self._count_without(search, columns, put_over),
            put_over=len(put_over),
            left_out_rows=len(shown) - len(kept),
            outcomes=made.name_outcomes(outcomes.counts),
            columns=tuple(
                StatsColumnOut(
                    value=value, label=naming.label(request.column, value), count=columns.counts.get(value, 0)
                )
                for value in across
            ),
            incomplete=all(cell.incomplete for row in told for cell in row.cells),
            rows=told,
            filters=self._service.describe_filters(search),
        )

    def _find_put_over(self, search: SearchRequest) -> Iterator[Mapping[str, Any]]:
        """Items that match and that a later item goes on with before they had an outcome."""
        ids = self._fetch_gone_on()
        meetings = tuple(sorted({name.rpartition("-i")[0] for name in ids}))
        if not meetings:
            return
        fixed = {**_REFERRALS, "outcome": _PUT_OVER, "meeting_id": meetings}
        after = None
        while True:
            page = self._service.fetch_page(search, _PAGE, after=after, fixed=fixed)
            yield from (hit.source for hit in page.hits if hit.id in ids)
            if not page.more:
                return
            after = page.hits[-1].key

    def _fetch_gone_on(self) -> frozenset[str]:
        generation = self._engine.generation()
        known = self._known
        if known is not None and known[0] == generation:
            return known[1]
        found = self._service.fetch_page(self._service.parse({}), 0, facets=(_LATER,))
        ids = frozenset(value for value, _ in found.facets[_LATER])
        self._known = (found.generation, ids)  # one assignment: threads may both read, neither sees half
        return ids

    def _count(
        self,
        search: SearchRequest,
        rows: _Axis,
        columns: _Axis,
        outcomes: _Axis,
        put_over: Iterable[Mapping[str, Any]],
    ) -> Counts:
        """A question for each value of the shorter dimension, and each outcome unless one of the two is that."""
        counts: Counts = {}
        outer, inner = (rows, columns) if len(rows.found) <= len(columns.found) else (columns, rows)
        for value in outer.found:
            if "outcome" in (rows.name, columns.name):
                for other, count in self._ask(search, {outer.name: (value,)}, inner.name):
                    _add(counts, rows, value, other, other if inner.name == "outcome" else value, count, outer)
                continue
            for outcome in outcomes.found:
                fixed = {outer.name: (value,), "outcome": (outcome,)}
                for other, count in self._ask(search, fixed, inner.name):
                    _add(counts, rows, value, other, outcome, count, outer)
        for source in put_over:
            for row in read_values(source, rows.name):
                for column in read_values(source, columns.name):
                    key = (row, column, source["outcome"]["code"])
                    if key in counts:
                        counts[key] -= 1
        return counts

    def _count_outcomes(
        self, search: SearchRequest, rows: _Axis, outcomes: _Axis, put_over: Iterable[Mapping[str, Any]]
    ) -> dict[str, Counter[str]]:
        """How the referrals of each row ended, each once however many columns it stands in."""
        ended: dict[str, Counter[str]] = {value: Counter() for value in rows.found}
        for outcome in outcomes.found:
            for value, count in self._ask(search, {"outcome": (outcome,)}, rows.name):
                if value in ended:
                    ended[value][outcome] += count
        for source in put_over:
            for value in read_values(source, rows.name):
                if value in ended:
                    ended[value][source["outcome"]["code"]] -= 1
        return ended

    def _ask(
        self, search: SearchRequest, fixed: Mapping[str, tuple[str, ...]], facet: str
    ) -> tuple[tuple[str, int], ...]:
        found = self._service.fetch_page(search, 0, facets=(facet,), fixed={**_REFERRALS, **fixed})
        return found.facets[facet]

    def _count_without(self, search: SearchRequest, axis: _Axis, put_over: Iterable[Mapping[str, Any]]) -> int:
        """Referrals that have no value of a dimension: a meeting without a date, a case without a topic."""
        if search.selected(axis.name):
            return 0
        refused = tuple(sorted({*search.selected(EXCLUDED + axis.name), *axis.known}))
        if not refused:
            return self._service.fetch_page(search, 0, fixed=_REFERRALS).total
        left = replace(search, filters={**search.filters, EXCLUDED + axis.name: refused})
        total = self._service.fetch_page(left, 0, fixed=_REFERRALS).total
        return total - sum(not read_values(source, axis.name) for source in put_over)


def _add(counts: Counts, rows: _Axis, value: str, other: str, outcome: str, count: int, outer: _Axis) -> None:
    row, column = (value, other) if outer is rows else (other, value)
    counts[(row, column, outcome)] = counts.get((row, column, outcome), 0) + count


def read_values(source: Mapping[str, Any], dimension: str) -> tuple[str, ...]:
    """A stored item's values of a dimension, as the index has them."""
    match dimension:
        case "city":
            values: list[Any] = [source["code"]]
        case "year":
            values = [source["fiscal_year"]]
        case "topic":
            values = [topic["code"] for topic in source["topics"]]
        case "outcome":
            values = [source["outcome"]["code"]]
        case "department":
            values = [(source.get("department") or {}).get("text")]
        case _:
            values = [source.get(dimension)]
    return tuple(str(value) for value in values if value)


class _Axis:
    """A dimension of a table. `counts`: referrals by value, without those put over; `found`: the values that any item
    has, among those selected; `known`: also those that are not selected."""

    def __init__(
        self,
        name: str,
        facet: Sequence[tuple[str, int]],
        put_over: Iterable[Mapping[str, Any]],
        search: SearchRequest,
    ) -> None:
        selected = search.selected(name)
        self.name = name
        self.known = tuple(value for value, _ in facet)
        self.found = tuple(value for value in self.known if not selected or value in selected)
        gone = Counter(value for source in put_over for value in read_values(source, name))
        self.counts = {value: count - gone[value] for value, count in facet if value in self.found}


def _without_own(search: SearchRequest) -> dict[str, tuple[str, ...]]:
    """The filters that select; those that exclude take nothing from what is known of the years left."""
    return {name: values for name, values in search.filters.items() if not name.startswith(EXCLUDED)}


def _order(axis: _Axis, years: Iterable[CoveredYear], search: SearchRequest, naming: Naming) -> list[str]:
    """The values that are told, in order: those that referrals have, and of places and years also those without any,
    so that the table tells what is not known."""
    values = {value for value in axis.found if axis.counts.get(value)}
    values |= {key for year in years if (key := read_key(year, axis.name)) and axis.name != "legal_regime"}
    values |= set(search.selected(axis.name))
    values -= set(search.selected(EXCLUDED + axis.name))
    listed = [entry.code for entry in naming.list(axis.name)]
    if listed:
        return [code for code in listed if code in values] + sorted(values - set(listed))
    if axis.name == "year" and values and not search.selected("year"):
        numbers = sorted(int(value) for value in values)
        if numbers[-1] - numbers[0] < _MANY_YEARS:
            excluded = search.selected(EXCLUDED + "year")
            return [str(n) for n in range(numbers[0], numbers[-1] + 1) if str(n) not in excluded]
    return sorted(values)


class _Table:
    """Counts → rows and cells."""

    def __init__(
        self,
        request: StatsRequest,
        counts: Counts,
        ended: Mapping[str, Counter[str]],
        rows: _Axis,
        columns: _Axis,
        slices: Slices,
        naming: Naming,
    ) -> None:
        self._request = request
        self._ended = ended
        self._rows = rows
        self._columns = columns
        self._slices = slices
        self._naming = naming
        self._cells: dict[tuple[str, str], dict[str, int]] = {}
        for (row, column, outcome), count in counts.items():
            if count > 0:
                self._cells.setdefault((row, column), {})[outcome] = count

    def make_row(self, value: str, columns: Sequence[str]) -> StatsRowOut:
        return StatsRowOut(
            value=value,
            label=self._naming.label(self._rows.name, value),
            count=self._rows.counts.get(value, 0),
            outcomes=self.name_outcomes(self._ended.get(value, {})),
            incomplete=self._slices.get(value).incomplete,
            cells=tuple(self._make_cell(value, column) for column in columns),
        )

    def _make_cell(self, row: str, column: str) -> StatsCellOut:
        ended = self._cells.get((row, column), {})
        count = sum(ended.values())
        known: Slice = self._slices.get(row, column)
        state = None if count else known.empty_state
        return StatsCellOut(
            value=column,
            count=count,
            outcomes=self.name_outcomes(ended),
            state=state,
            state_label=LABELS[state] if state else None,
            incomplete=known.incomplete,
            parameters=self._make_parameters(row, column),
        )

    def name_outcomes(self, ended: Mapping[str, int]) -> tuple[OutcomeCountOut, ...]:
        """In the vocabulary's order."""
        order = [entry.code for entry in self._naming.list("outcome")]
        codes = sorted(ended, key=lambda code: (order.index(code) if code in order else len(order), code))
        return tuple(
            OutcomeCountOut(code=code, label=self._naming.label("outcome", code), count=ended[code])
            for code in codes
            if ended[code]
        )

    def _make_parameters(self, row: str, column: str) -> dict[str, tuple[str, ...]]:
        changed = {self._rows.name: (row,), self._columns.name: (column,), "kind": ("referral",)}
        pairs = self._request.search.make_pairs(changed)
        names = dict.fromkeys(name for name, _ in pairs)
        return {name: tuple(value for other, value in pairs if other == name) for name in names}
