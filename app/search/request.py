"""A search request: parameters as they come from a URL or the command line → a frozen, checked value.

The same rules for the API, the page and the command line. An empty value counts as not given (a form without
JavaScript sends its empty boxes); anything else that is not understood is refused by the parameter's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.engine.base import And, Clause, Not, OneOf, Sort
from app.errors import UsageError
from app.search.cities import Cities
from app.search.cursor import Cursor, parse_cursor
from app.search.dimensions import DIMENSIONS, EXCLUDED, NEGATED
from app.search.language.reading import Expand
from app.search.ports import Vocabulary
from app.search.values import Values

DEFAULT_LIMIT = 20  # what a person reads before narrowing the search
MAX_LIMIT = 100  # snippets are made for each hit: a page of 100 stays under a second on one core

MAX_VALUE = 200  # characters: of a filter; the longest names of councils and offices have some 60
_LONG = ("q", "cursor")  # with limits of their own

_SORTS = {"relevance": Sort.RELEVANCE, "date": Sort.DATE_ASC, "-date": Sort.DATE_DESC, "city": Sort.ID}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the search, for documents and for refusing others."""

    name: str
    repeatable: bool
    description: str
    example: str


PARAMETERS = (
    Parameter(
        "q",
        False,
        '検索する言葉。空白（AND）で区切るとすべてを含むもの。OR、NOT または語の前の -、括弧、"…"（続きの語句）、'
        "NEAR/5、データ*、項目（議題: 答申: 発言: 発言者: 所管課: 市: 都道府県: 年度: 年: 種別: 主題: 結論:）が使える。"
        "1,000文字まで。",
        "クラウド 委託",
    ),
    *(Parameter(one.name, True, one.description, one.example) for one in DIMENSIONS),
    *(
        Parameter(f"{EXCLUDED}{one.name}", True, f"この{one.label}を除く。書き方は {one.name} と同じ。", one.example)
        for one in DIMENSIONS
    ),
    Parameter(
        "expand",
        False,
        "言い換え：none（書いたとおりの語だけ）、spelling（表記の違いも）、synonyms（同義語も、市や結論などの名前はその値としても。"
        "指定がなければこれ）。",
        "spelling",
    ),
    Parameter("scope", False, "探す範囲：item（案件）、all（開会など案件以外の部分も）。指定がなければ item。", "all"),
    Parameter(
        "sort",
        False,
        "並べ方：relevance（関連度。初めの20件は一つの会議から2件まで）、-date（新しい順）、date（古い順）、"
        "city（市区町村コード順、その中は古い順）。q がなければ -date。",
        "relevance",
    ),
    Parameter("limit", False, f"一度に返す件数。1から{MAX_LIMIT}まで、指定がなければ{DEFAULT_LIMIT}。", "20"),
    Parameter("cursor", False, "続きのページ。前の答えの next をそのまま渡す。", ""),
)
# What narrows a search: a field of the index, or one after a hyphen for what is left out.
FILTERS = tuple(f"{sign}{one.name}" for one in DIMENSIONS for sign in ("", EXCLUDED))
_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
# `not_topic` is `-topic` under a name that programs made from the API's description can have for a variable.
_ALIASES = {f"{NEGATED}{one.name}": f"{EXCLUDED}{one.name}" for one in DIMENSIONS}


class Scope(StrEnum):
    """What is searched: items, or also what belongs to none (opening, next date), which counts as no item."""

    ITEM = "item"
    ALL = "all"


Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`filters` maps a parameter of FILTERS to its values, in codes; only those that were given are in it."""

    q: str
    filters: Mapping[str, tuple[str, ...]]
    sort: Sort
    limit: int
    cursor: Cursor | None
    expand: Expand = Expand.SYNONYMS
    scope: Scope = Scope.ITEM

    @property
    def selections(self) -> Mapping[str, tuple[str, ...]]:
        """Facet field → values, of which an item must have one."""
        return {name: values for name, values in self.filters.items() if not name.startswith(EXCLUDED)}

    def narrow(self, clause: Clause) -> Clause:
        """A question, and none of the values that are excluded. They are part of the question: all counts honour them,
        those of their own facet too, which no selection of another value could bring back."""
        refused = [
            Not(OneOf(name.removeprefix(EXCLUDED), values))
            for name, values in self.filters.items()
            if name.startswith(EXCLUDED)
        ]
        return And((clause, *refused)) if refused else clause

    def selected(self, field: str) -> tuple[str, ...]:
        return self.filters.get(field, ())

    def without_filter(self, field: str) -> SearchRequest:
        """The same search, from its first page, with all values of a filter taken off."""
        return replace(self, filters={name: v for name, v in self.filters.items() if name != field}, cursor=None)

    def make_pairs(self, changed: Mapping[str, tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
        """What is searched for, as it stands in a URL: without order, page and cursor; some filters changed."""
        filters = {**self.filters, **(changed or {})}
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name in FILTERS for value in filters.get(name, ())]
        pairs += [("expand", self.expand.value)] if self.expand is not Expand.SYNONYMS else []
        return [*pairs, ("scope", self.scope.value)] if self.scope is not Scope.ITEM else pairs

    @property
    def fingerprint(self) -> str:
        """The same for all pages of one search, whatever their `limit`."""
        return _make_fingerprint(self.q, self.filters, self.sort, self.expand, self.scope)

    @property
    def sort_name(self) -> str:
        """As it stands in a URL."""
        return next(name for name, sort in _SORTS.items() if sort is self.sort)


def parse_request(params: Parameters, *, vocabulary: Vocabulary, cities: Cities) -> SearchRequest:
    """Parameters, each a list of texts → the request.

    Raises UsageError with the parameter's name for one that is unknown, given twice where one is meant, or has a
    value that is not understood; InvalidCursorError for a cursor of another search.
    """
    given = _parse_given(params)
    q = _single(given, "q") or ""
    known = Values(vocabulary, cities)
    filters = {
        name: tuple(sorted({one for value in given[name] for one in known.parse(name, value)}))
        for name in FILTERS
        if name in given
    }
    sort = _parse_sort(_single(given, "sort"), q)
    limit = parse_number("limit", _single(given, "limit"), 1, MAX_LIMIT, DEFAULT_LIMIT)
    expand = parse_expand(_single(given, "expand"))
    scope = _parse_scope(_single(given, "scope"))
    token = _single(given, "cursor")
    by_date = sort is not Sort.RELEVANCE
    cursor = parse_cursor(token, _make_fingerprint(q, filters, sort, expand, scope), by_date=by_date) if token else None
    return SearchRequest(q, filters, sort, limit, cursor, expand, scope)


def group_parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """A URL's query, pair by pair → its parameters by name, each a list of texts."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def leave_out(params: Parameters, names: Sequence[str]) -> dict[str, Sequence[str]]:
    """The parameters but those."""
    return {name: values for name, values in params.items() if name not in names}


def refuse_parameters(params: Parameters, allowed: Sequence[str] = ()) -> None:
    """Raises UsageError for the first parameter whose name is not in `allowed`."""
    for name in params:
        if name not in allowed:
            known = "、".join(allowed)
            hint = f"使えるのは {known} です。" if known else "ここではパラメーターを使いません。"
            told = name[:100]  # a body's may be megabytes
            raise UsageError(told, f"「{told}」というパラメーターはありません。{hint}")


def _parse_given(params: Parameters) -> dict[str, list[str]]:
    refuse_parameters(params, (*_BY_NAME, *_ALIASES))
    given: dict[str, list[str]] = {}
    for written, values in params.items():
        name = _ALIASES.get(written, written)
        filled = [*given.get(name, ()), *(value.strip() for value in values if value.strip())]
        if name not in _LONG and any(len(value) > MAX_VALUE for value in filled):
            raise UsageError(name, f"「{name}」の値が長すぎます。{MAX_VALUE}文字までにしてください。")
        if len(filled) > 1 and not _BY_NAME[name].repeatable:
            raise UsageError(name, f"「{name}」は一つだけ指定してください。")
        if filled:
            given[name] = list(dict.fromkeys(filled))
    return given


def _single(given: Mapping[str, list[str]], name: str) -> str | None:
    return given[name][0] if name in given else None


def _parse_sort(value: str | None, q: str) -> Sort:
    if value is None:
        return Sort.RELEVANCE if q else Sort.DATE_DESC
    if value not in _SORTS:
        raise UsageError("sort", f"「{value}」という並べ方はありません。{'、'.join(_SORTS)} のどれかにしてください。")
    return _SORTS[value]


def take_one(params: Parameters, name: str) -> str | None:
    """The value of a parameter that is meant once; None where it is missing or blank. Raises UsageError for several."""
    filled = [value.strip() for value in params.get(name, ()) if value.strip()]
    if len(filled) > 1:
        raise UsageError(name, f"「{name}」は一つだけ指定してください。")
    return filled[0] if filled else None


def parse_number(name: str, value: str | None, least: int, most: int, default: int) -> int:
    """An integer in a range of at most three digits; raises UsageError."""
    if value is None:
        return default
    if not (value.isascii() and value.isdecimal() and len(value) <= 3 and least <= int(value) <= most):
        raise UsageError(name, f"「{value[:20]}」は使えません。{least}から{most}までの整数にしてください。")
    return int(value)


def parse_expand(value: str | None) -> Expand:
    """How much else a word may stand for; synonyms unless told. Raises UsageError."""
    if value is None:
        return Expand.SYNONYMS
    if value not in tuple(Expand):
        raise UsageError("expand", f"「{value}」は使えません。{'、'.join(Expand)} のどれかにしてください。")
    return Expand(value)


def _parse_scope(value: str | None) -> Scope:
    if value is None:
        return Scope.ITEM
    if value not in tuple(Scope):
        raise UsageError("scope", f"「{value}」は使えません。{'、'.join(Scope)} のどれかにしてください。")
    return Scope(value)


def _make_fingerprint(q: str, filters: Mapping[str, tuple[str, ...]], sort: Sort, expand: Expand, scope: Scope) -> str:
    content = json.dumps([q, sorted(filters.items()), sort.value, expand.value, scope.value], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
