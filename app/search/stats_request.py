"""What a cross table is asked for: two dimensions, and the search's words and filters → a checked value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.engine.base import Sort
from app.errors import UsageError
from app.search.dimensions import EXCLUDED, NEGATED
from app.search.request import Parameters, SearchRequest, leave_out, take_one
from app.search.service import SearchService

ROWS = ("city", "prefecture", "year", "topic", "outcome", "council", "department", "legal_regime")
COLUMNS = ("year", "outcome", "topic", "prefecture", "legal_regime")  # few enough to stand side by side
DEFAULT_ROW, DEFAULT_COLUMN = "city", "year"
MAX_ROWS = 100  # what a page of at most 100 KB holds; the API and CSV tell all
_OWN = ("row", "column")
# Of the search: what orders and pages, and what is fixed here.
LEFT_OUT = ("sort", "limit", "cursor", "scope", "kind", f"{EXCLUDED}kind", f"{NEGATED}kind")


@dataclass(frozen=True, slots=True)
class StatsRequest:
    row: str
    column: str
    search: SearchRequest


def parse_stats(params: Parameters, service: SearchService) -> StatsRequest:
    """`row`, `column` and the search's words and filters → the request. Raises UsageError, QueryError."""
    for name in LEFT_OUT:
        if name in params:
            told = "諮問だけを数えます" if name.endswith("kind") else "並べ方、ページ、探す範囲は選べません"
            raise UsageError(name, f"「{name}」は集計では使えません。{told}。")
    row = _parse_dimension("row", take_one(params, "row"), ROWS, DEFAULT_ROW)
    column = take_one(params, "column")
    default = DEFAULT_COLUMN if row != DEFAULT_COLUMN else "outcome"
    column = _parse_dimension("column", column, COLUMNS, default)
    if row == column:
        raise UsageError("column", "行と列には、別の項目を指定してください。")
    search = service.parse(leave_out(params, _OWN))
    return StatsRequest(row, column, replace(search, sort=Sort.ID, cursor=None))


def _parse_dimension(name: str, value: str | None, known: Sequence[str], default: str) -> str:
    if value is None:
        return default
    if value not in known:
        raise UsageError(name, f"「{value}」は使えません。{'、'.join(known)} のどれかにしてください。")
    return value
