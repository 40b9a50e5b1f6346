"""Addresses of the search page: a filter set or taken off, another order, the next page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urlencode

from app.search.dimensions import EXCLUDED, get_dimension
from app.search.language.reading import Expand
from app.search.request import DEFAULT_LIMIT, FILTERS, SearchRequest
from app.search.results import FilterOut, FilterValueOut
from app.search.stats_request import LEFT_OUT

_YEARS = ("year", "calendar_year")
_NOT_COUNTED = frozenset(LEFT_OUT)
# Values that say of themselves what they are; クラウド may be a word, a topic, or both.
_PLAIN = ("city", "prefecture", "year", "council", "legal_regime")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the search without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Around:
    """An address but for the values of one dimension: a page of results has some 200 that differ in nothing else."""

    path: str
    before: str
    after: str

    def join(self, own: list[str]) -> str:
        query = "&".join([part for part in (self.before, *own, self.after) if part])
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True)
class SearchLinks:
    """Addresses made from one request; `sort` is None where the request has the default order. `page` is where they
    lead, `always` what each of them begins with."""

    request: SearchRequest
    sort: str | None
    root: str = ""
    page: str = "search"
    always: tuple[tuple[str, str], ...] = ()
    _around: dict[str, _Around] = field(default_factory=dict, init=False, repr=False, compare=False)

    def toggle(self, name: str, value: str) -> str:
        """The same search with a value of a filter (`topic`, or `-topic` to leave it out) set, or taken off if it was
        set; on its first page. What is selected is not left out any more, and the other way round."""
        plain = name.removeprefix(EXCLUDED)
        around = self._around.get(plain)
        if around is None:
            around = self._around[plain] = self._make_around(plain)
        now = self.request.selected(name)
        other = plain if name != plain else EXCLUDED + name
        values = [old for old in now if old != value] if value in now else sorted((*now, value))
        own = {name: values, other: [old for old in self.request.selected(other) if old != value]}
        return around.join([f"{one}={quote_plus(chosen)}" for one in (plain, EXCLUDED + plain) for chosen in own[one]])

    def exclude(self, name: str, value: str) -> str:
        return self.toggle(EXCLUDED + name, value)

    def with_sort(self, sort: str) -> str:
        return self._make(self._pairs({}, sort))

    def with_expand(self, expand: str) -> str:
        """The same search with more or fewer expansions, on its first page."""
        return replace(self, request=replace(self.request, expand=Expand(expand), cursor=None)).first_page()

    def with_cursor(self, cursor: str) -> str:
        return self._make([*self._pairs({}, self.sort), ("cursor", cursor)])

    def first_page(self) -> str:
        return self._make(self._pairs({}, self.sort))

    def without_filters(self) -> str:
        return self._make(self._pairs(dict.fromkeys(FILTERS, ()), self.sort))

    def feed(self) -> str:
        """The Atom feed of what is searched for."""
        pairs = [(name, value) for name, value in self.request.make_pairs() if name != "scope"]
        return f"{self.root}/feed.atom?{urlencode(pairs)}" if pairs else f"{self.root}/feed.atom"

    def stats(self) -> str:
        """How the referrals of this search ended; what is no matter of a table is left out."""
        pairs = [(name, value) for name, value in self.request.make_pairs() if name not in _NOT_COUNTED]
        return f"{self.root}/stats{'?' if pairs else ''}{urlencode(pairs)}"

    def export(self, form: str) -> str:
        """All hits as a file, in an order by date."""
        pairs = [(name, value) for name, value in self._pairs({}, self.sort) if name != "limit"]
        pairs = [(name, value) for name, value in pairs if (name, value) != ("sort", "relevance")]
        return f"{self.root}/api/v1/export?{urlencode([*pairs, ('format', form)])}"

    def item(self, url: str, anchor: str | None = None) -> str:
        """An item's page, with the words of the search to be marked there."""
        pairs = [(name, value) for name, value in self._pairs({}, None) if name in ("q", "expand")]
        marked = f"{url}?{urlencode(pairs)}" if self.request.q.strip() else url
        return f"{marked}#{anchor}" if anchor else marked

    def hidden(self) -> list[tuple[str, str]]:
        """What the search box's form carries along besides the words."""
        return [(name, value) for name, value in self._pairs({}, self.sort) if name != "q"]

    def carried(self) -> list[tuple[str, str]]:
        """What another form than the search box carries along."""
        return self._pairs({}, self.sort)

    def chips(self, filters: Iterable[FilterOut]) -> list[Chip]:
        """The filters in force; where a value alone would not say of what it is, it does. Years one after the other are
        one chip."""
        return [
            self._make_chip(one.name, run)
            for one in sorted(filters, key=lambda one: FILTERS.index(one.name))
            for run in _group_runs(one)
        ]

    def _make_chip(self, name: str, run: tuple[FilterValueOut, ...]) -> Chip:
        values = tuple(one.value for one in run)
        left = tuple(value for value in self.request.selected(name) if value not in values)
        label = run[0].label if len(run) == 1 else f"{run[0].label}から{run[-1].label}まで"
        return Chip(_make_label(name, label), self._make(self._pairs({name: left}, self.sort)))

    def _pairs(self, changed: dict[str, tuple[str, ...]], sort: str | None) -> list[tuple[str, str]]:
        pairs = self.request.make_pairs(changed)
        if sort is not None:
            pairs.append(("sort", sort))
        if self.request.limit != DEFAULT_LIMIT:
            pairs.append(("limit", str(self.request.limit)))
        return pairs

    def _make_around(self, dimension: str) -> _Around:
        pairs = self._pairs({}, self.sort)
        mine = (dimension, EXCLUDED + dimension)
        place = FILTERS.index(dimension)
        before = [one for one in pairs if one[0] == "q" or (one[0] in FILTERS and FILTERS.index(one[0]) < place)]
        after = [one for one in pairs if one not in before and one[0] not in mine]
        return _Around(f"{self.root}/{self.page}", urlencode([*self.always, *before]), urlencode(after))

    def _make(self, pairs: Iterable[tuple[str, str]]) -> str:
        query = urlencode([*self.always, *pairs])
        return f"{self.root}/{self.page}{'?' if query else ''}{query}"


def _group_runs(one: FilterOut) -> list[tuple[FilterValueOut, ...]]:
    """The values of a filter, each alone; years that follow one another together."""
    runs: list[tuple[FilterValueOut, ...]] = []
    for value in one.values:
        if one.name in _YEARS and runs and int(value.value) == int(runs[-1][-1].value) + 1:
            runs[-1] = (*runs[-1], value)
        else:
            runs.append((value,))
    return runs


def _make_label(name: str, label: str) -> str:
    dimension = get_dimension(name)
    told = label if dimension.name in _PLAIN else f"{dimension.label}：{label}"
    return f"除く {told}" if name.startswith(EXCLUDED) else told
