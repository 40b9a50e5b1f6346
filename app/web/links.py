"""Addresses of the search page: a filter set or taken off, another order, the next page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.search.eras import make_calendar_year_label
from app.search.language.reading import Expand
from app.search.request import DEFAULT_LIMIT, FILTERS, SearchRequest
from app.search.results import FacetsOut

_PREFIXES = {"topic": "主題：", "outcome": "結論："}  # クラウド may be a word, a topic, or both


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; the address and the request without it."""

    label: str
    url: str
    without: SearchRequest


@dataclass(frozen=True, slots=True)
class SearchLinks:
    """Addresses made from one request; `sort` is None where the request has the default order."""

    request: SearchRequest
    sort: str | None
    root: str = ""

    def toggle(self, field: str, value: str) -> str:
        """The same search with a value of a filter set, or taken off if it was set; on its first page."""
        now = self.request.selected(field)
        values = tuple(old for old in now if old != value) if value in now else tuple(sorted((*now, value)))
        return self._make(self._pairs({field: values}, self.sort))

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

    def chips(self, facets: FacetsOut) -> list[Chip]:
        """The filters in force, in the order of the page; where a value alone would not say of what it is, it does."""
        labels = {(name, entry.value): entry.label for name, entries in facets for entry in entries}
        return [
            Chip(
                _PREFIXES.get(name, "") + labels.get((name, value), _make_label(name, value)),
                self.toggle(name, value),
                self.request.without(name, value),
            )
            for name in FILTERS
            for value in self.request.selected(name)
        ]

    def _pairs(self, changed: dict[str, tuple[str, ...]], sort: str | None) -> list[tuple[str, str]]:
        pairs = self.request.make_pairs(changed)
        if sort is not None:
            pairs.append(("sort", sort))
        if self.request.limit != DEFAULT_LIMIT:
            pairs.append(("limit", str(self.request.limit)))
        return pairs

    def _make(self, pairs: Iterable[tuple[str, str]]) -> str:
        query = urlencode(list(pairs))
        return f"{self.root}/search?{query}" if query else f"{self.root}/search"


def _make_label(name: str, value: str) -> str:
    if name == "meeting_id":
        return f"会議：{value}"
    return f"暦年：{make_calendar_year_label(value)}" if name == "calendar_year" else value
