"""The contract's requests → OpenSearch's query language, and its answers back.

The text and the fixed filters stand in `query`; selections stand in `post_filter`, so that each facet can be counted
under all selections but its own, by a filter aggregation that holds the others. Without facets they stand in the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from app.engine.base import (
    MAX_DISTANCE,
    MAX_EXPANSIONS,
    And,
    Beginning,
    Clause,
    EngineHit,
    EngineRequest,
    MatchAll,
    Near,
    Not,
    OneOf,
    Or,
    Phrase,
    Sort,
    SortKey,
)
from app.engine.facets import parse_aggregations
from app.engine.mapping import KindMapping
from app.errors import EngineUnavailableError, UsageError

MAX_LIMIT = 1_000  # hits of one page, as the contract says
# A terms aggregation forgets what is beyond its size; search.max_buckets is 65,535 by default.
_MAX_VALUES = 65_000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Query = dict[str, Any]
_NOTHING: Query = {"match_none": {}}
# Lucene leaves out BM25's factor k1 + 1, which changes no order until a score that is none of BM25's is added.
_BM25_FACTOR = 2.2


def build_search(request: EngineRequest, mapping: KindMapping) -> dict[str, Any]:
    """The body of a search. One hit more than wanted where only that tells whether there are more."""
    if not 0 <= request.limit <= MAX_LIMIT:
        raise UsageError("limit", f"limit must be 0 to {MAX_LIMIT}, not {request.limit}")
    selected = {name: tuple(values) for name, values in request.filters.items() if values}
    fixed = {name: tuple(values) for name, values in request.fixed.items() if values}
    for name in (*selected, *fixed, *request.facets):
        _check_keyword(name, mapping)
    apart = selected if request.facets else {}
    always = {**fixed} if request.facets else _join(fixed, selected)
    body: dict[str, Any] = {
        "query": _restrict(_build_clause(request.query, mapping), always),
        "size": request.limit + 1 if request.limit and request.after is not None else request.limit,
        "sort": _build_sort(request.sort),
        "track_total_hits": True,
    }
    if apart:
        body["post_filter"] = {"bool": {"filter": [_term(name, values) for name, values in apart.items()]}}
    if request.facets:
        body["aggs"] = _build_aggregations(request.facets, selected)
    if request.after is not None:
        body["search_after"] = _make_search_after(request.sort, request.after)
    return body


def parse_hits(request: EngineRequest, answer: Mapping[str, Any]) -> tuple[tuple[EngineHit, ...], bool]:
    """→ (the hits of the page, whether there are more)."""
    found = answer["hits"]["hits"]
    hits = tuple(_make_hit(request.sort, hit) for hit in found[: request.limit])
    if request.after is None:
        return hits, bool(request.limit) and int(answer["hits"]["total"]["value"]) > len(hits)
    return hits, len(found) > request.limit > 0


def parse_facets(request: EngineRequest, answer: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each facet (value, count), most frequent first, then by value."""
    return parse_aggregations(tuple(dict.fromkeys(request.facets)), answer.get("aggregations", {}))


def check_complete(answer: Mapping[str, Any]) -> None:
    """A shard that is missing makes totals smaller without an error: EngineUnavailableError, never a smaller total."""
    shards = answer.get("_shards", {})
    if answer.get("timed_out") or shards.get("failed") or shards.get("successful") != shards.get("total"):
        raise EngineUnavailableError(
            f"only {shards.get('successful', 0)} of {shards.get('total', '?')} parts of the index have answered"
        )


def _check_keyword(name: str, mapping: KindMapping) -> None:
    if name not in mapping.keywords:
        raise UsageError(name, f"{name} is not a field to filter or count by; there are: {mapping.keywords}")


def _join(fixed: Mapping[str, tuple[str, ...]], selected: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Both kinds of filters as one; a field that stands in both must agree with both."""
    both = {name: [values] for name, values in fixed.items()}
    for name, values in selected.items():
        both.setdefault(name, []).append(values)
    return both


def _term(name: str, values: Sequence[str]) -> Query:
    return {"terms": {name: list(values)}}


def _restrict(query: Query, filters: Mapping[str, Any]) -> Query:
    """The query, and filters that score nothing: a field's values, or several lists of which each must agree."""
    terms: list[Query] = []
    for name, values in filters.items():
        groups = values if values and not isinstance(values[0], str) else [values]
        terms += [_term(name, group) for group in groups]
    return {"bool": {"must": [query], "filter": terms}} if terms else query


def _build_sort(sort: Sort) -> list[dict[str, Any]]:
    if sort is Sort.RELEVANCE:
        return [{"_score": {"order": "desc"}}, {"id": {"order": "asc"}}]
    if sort is Sort.ID:
        return [{"id": {"order": "asc"}}]
    order = "desc" if sort is Sort.DATE_DESC else "asc"
    return [{"date": {"order": order, "missing": "_last"}}, {"id": {"order": "asc"}}]


def _make_search_after(sort: Sort, after: SortKey) -> list[float | str | None]:
    value = after.value
    if sort is Sort.RELEVANCE:
        if isinstance(value, str):
            raise UsageError("cursor", f"this order goes by score, not by {value!r}")
        return [value, after.id]
    if sort is Sort.ID:
        if value != "":
            raise UsageError("cursor", f"this order goes by id alone, not by {value!r}")
        return [after.id]
    if not isinstance(value, str) or (value and not _DATE.fullmatch(value)):
        raise UsageError("cursor", f"this order goes by date (YYYY-MM-DD), not by {value!r}")
    return [value or None, after.id]


def _make_hit(sort: Sort, hit: Mapping[str, Any]) -> EngineHit:
    value = hit["sort"][0]
    if sort is Sort.RELEVANCE:
        score = float(value)
        return EngineHit(hit["_id"], SortKey(score, hit["_id"]), score, hit["_source"]["source"])
    value = "" if sort is Sort.ID else value
    return EngineHit(hit["_id"], SortKey(value or "", hit["_id"]), 0.0, hit["_source"]["source"])


def _build_aggregations(facets: Sequence[str], selected: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """One filter aggregation for each different set of other selections, with its facets below it."""
    groups: dict[tuple[str, ...], dict[str, Any]] = {}
    for facet in dict.fromkeys(facets):
        others = tuple(name for name in selected if name != facet)
        counted = groups.setdefault(others, {})
        counted[facet] = {"terms": {"field": facet, "size": _MAX_VALUES}}
    return {
        f"group{place}": {
            "filter": {"bool": {"filter": [_term(name, selected[name]) for name in others]}},
            "aggs": counted,
        }
        for place, (others, counted) in enumerate(groups.items())
    }


def _build_clause(clause: Clause, mapping: KindMapping) -> Query:
    match clause:
        case MatchAll():
            return {"match_all": {"boost": 0.0}}
        case Phrase() | Beginning() | Near() | OneOf():
            return _build_leaf(clause, mapping)
        case And(clauses):
            excluded = [_build_clause(one.clause, mapping) for one in clauses if isinstance(one, Not)]
            required = [_build_clause(one, mapping) for one in clauses if not isinstance(one, Not)]
            must = required or [{"match_all": {"boost": 0.0}}]
            return {"bool": {"must": must, "must_not": excluded}} if excluded else {"bool": {"must": must}}
        case Or(clauses):
            if not clauses:
                return _NOTHING
            return {"bool": {"should": [_build_clause(one, mapping) for one in clauses], "minimum_should_match": 1}}
        case Not():
            raise UsageError("query", "an exclusion stands only beside something that is searched for")


def _build_leaf(clause: Phrase | Beginning | Near | OneOf, mapping: KindMapping) -> Query:
    match clause:
        case Phrase():
            return _build_phrase(clause, mapping)
        case Beginning():
            return _build_beginning(clause, mapping)
        case Near():
            return _build_near(clause, mapping)
        case OneOf(name, values, weight):
            _check_keyword(name, mapping)
            if not weight >= 0:
                raise UsageError(name, f"a weight must not be negative: {weight}")
            return {"constant_score": {"filter": _term(name, values), "boost": weight / _BM25_FACTOR}}


def _build_phrase(phrase: Phrase, mapping: KindMapping) -> Query:
    if not phrase.tokens or not phrase.fields:
        raise UsageError("query", "a phrase needs a word and a field")
    alternatives: list[Query] = []
    for name, boost in phrase.fields:
        _check_text(name, mapping)
        if not boost >= 0:
            raise UsageError(name, f"a boost must not be negative: {boost}")
        if len(phrase.tokens) == 1:
            query: Query = {"term": {name: {"value": phrase.tokens[0], "boost": boost or 1.0}}}
        else:
            query = {"match_phrase": {name: {"query": " ".join(phrase.tokens), "boost": boost or 1.0}}}
        alternatives.append(query if boost else {"constant_score": {"filter": query, "boost": 0.0}})
    if len(alternatives) == 1:
        return alternatives[0]
    return {"bool": {"should": alternatives, "minimum_should_match": 1}}


def _build_beginning(clause: Beginning, mapping: KindMapping) -> Query:
    if not clause.tokens or not clause.fields:
        raise UsageError("query", "a beginning needs a word and a field")
    *before, last = clause.tokens
    alternatives: list[Query] = []
    for name in clause.fields:
        _check_text(name, mapping)
        if not before:
            alternatives.append({"prefix": {name: {"value": last}}})
            continue
        # `wildcard` and not `prefix`: only the former's limit can be set; above it the cluster refuses
        pattern = re.sub(r"([*?\\])", r"\\\1", last) + "*"
        end = {"wildcard": {"pattern": pattern, "max_expansions": MAX_EXPANSIONS}}
        parts = [_make_interval(tuple(before)), end]
        alternatives.append({"intervals": {name: {"all_of": {"ordered": True, "max_gaps": 0, "intervals": parts}}}})
    return _silence(alternatives)


def _build_near(clause: Near, mapping: KindMapping) -> Query:
    if not clause.fields or not all((*clause.left, *clause.right)) or not clause.left or not clause.right:
        raise UsageError("query", "nearness needs two words and a field")
    if not 0 <= clause.distance <= MAX_DISTANCE:
        raise UsageError("query", f"a distance is 0 to {MAX_DISTANCE}, not {clause.distance}")
    orders = [
        {
            "all_of": {
                "ordered": True,
                "max_gaps": clause.distance,
                "intervals": [_make_interval(one), _make_interval(other)],
            }
        }
        for left, right in product(clause.left, clause.right)
        for one, other in dict.fromkeys(((left, right), (right, left)))
    ]
    for name in clause.fields:
        _check_text(name, mapping)
    return _silence([{"intervals": {name: {"any_of": {"intervals": orders}}}} for name in clause.fields])


def _make_interval(tokens: tuple[str, ...]) -> Query:
    return {"match": {"query": " ".join(tokens), "max_gaps": 0, "ordered": True}}


def _silence(alternatives: list[Query]) -> Query:
    """What matches any of them, with the score 0."""
    return {"constant_score": {"filter": {"bool": {"should": alternatives, "minimum_should_match": 1}}, "boost": 0.0}}


def _check_text(name: str, mapping: KindMapping) -> None:
    if name not in mapping.texts:
        raise UsageError(name, f"{name} is not a text field; there are: {mapping.texts}")
