"""Exact multi-select facets in one pass: how tantivy is asked for them, and how its answer is read.

A facet's counts honour the query and every selection but its own. So the query runs once without any selection, and
below it stands one filter aggregation for each different set of "all the others", holding the facets that share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import EngineError

# A terms aggregation forgets what is beyond its size; this is as many buckets as tantivy gives in one answer.
_MAX_VALUES = 65_000


def make_selection_expression(selections: Mapping[str, tuple[str, ...]]) -> str:
    """Selections in tantivy's query language: `*`, or (field:"a" OR field:"b") AND (…). Only for keyword fields."""
    parts = []
    for field, values in selections.items():
        quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
        parts.append("(" + " OR ".join(f'{field}:"{value}"' for value in quoted) + ")")
    return " AND ".join(parts) or "*"


def build_aggregations(facets: Sequence[str], selections: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """One filter aggregation for each different set of other selections, with its facets below it."""
    groups: dict[str, Any] = {}
    for facet in dict.fromkeys(facets):
        others = {field: values for field, values in selections.items() if field != facet}
        expression = make_selection_expression(others)
        group = groups.setdefault(expression, {"filter": expression, "aggs": {}})
        group["aggs"][facet] = {"terms": {"field": facet, "size": _MAX_VALUES}}
    return {f"group{place}": group for place, group in enumerate(groups.values())}


def parse_aggregations(
    facets: Sequence[str], answer: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """The answer to `build_aggregations`: for each facet (value, count), most frequent first, then by value.

    EngineError if values were left out, since counts are promised to be complete.
    """
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for group in answer.values():
        for facet in facets:
            if facet not in group:
                continue
            if group[facet].get("sum_other_doc_count", 0):
                raise EngineError(f"{facet} has more than {_MAX_VALUES} values and cannot be a facet")
            counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in group[facet]["buckets"]]
            found[facet] = tuple(sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0])))
    return {facet: found[facet] for facet in facets}
