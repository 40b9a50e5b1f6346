"""諮問の集計: the cross table, honest about its empty cells, and how the referrals of each row ended as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.search.dimensions import BY_NAME
from app.search.request import group_parameters
from app.search.service import SearchService
from app.search.stats import Statistics
from app.search.stats_coverage import LABELS, NONE_FOUND
from app.search.stats_request import COLUMNS, MAX_ROWS, ROWS, StatsRequest, parse_stats
from app.search.stats_results import OutcomeCountOut, StatsCellOut, StatsOut
from app.web.links import SearchLinks
from app.web.matrix import build_matrix
from app.web.origin import get_root
from app.web.render import render

# A sign for each state, so that none is told by colour alone: those of the sources' pages, and 0.
SIGNS = {"none_found": "0", "none_held": "－", "unpublished": "…", "not_collected": "×", "unknown": "？"}
_MEANINGS = {
    "none_found": "収集した会議録の中に、条件に合う諮問がない",
    "none_held": "会議を開かなかったと、市区町村のサイトに書かれている",
    "unpublished": "会議録がまだ掲載されていない",
    "not_collected": "会議録があることは分かるが、取得か読み取りができていない",
    "unknown": "会議があったかどうか分からない",
}
# Tables that are asked for most, each a link: (row, column).
_COMMON = (("city", "year"), ("topic", "year"), ("city", "topic"), ("topic", "outcome"), ("city", "outcome"))
_THIRD = ("topic", "outcome")  # what a table of two others can be narrowed to in the form, one value at a time
# From what went through to what did not; the vocabulary's order is that of its rules.
_ORDER = (
    "approved",
    "approved_with_conditions",
    "continued",
    "rejected",
    "withdrawn",
    "elected",
    "reported",
    "unknown",
)
_NARROWEST = 6.0  # per cent of a bar in which a number of two digits can be read


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in per cent of the longest; `told`: there is room for its number."""

    code: str
    label: str
    count: int
    x: float
    width: float
    told: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def order_outcomes(outcomes: Iterable[OutcomeCountOut]) -> tuple[OutcomeCountOut, ...]:
    """As they are read; what is not in the table above comes last but for 不明."""
    last = len(_ORDER) - 1
    return tuple(sorted(outcomes, key=lambda one: _ORDER.index(one.code) if one.code in _ORDER else last - 0.5))


def build_bar(outcomes: Iterable[OutcomeCountOut], longest: int) -> tuple[Segment, ...]:
    """How a row's referrals ended, side by side; `longest` is the count of the row with the most."""
    segments: list[Segment] = []
    at = 0.0
    for one in outcomes:
        width = 100 * one.count / longest
        segments.append(Segment(one.code, one.label, one.count, at, width, width >= _NARROWEST))
        at += width
    return tuple(segments)


def make_cell_url(cell: StatsCellOut, root: str) -> str:
    """The items of a cell."""
    return f"{root}/search?{urlencode([(name, value) for name, values in cell.parameters.items() for value in values])}"


def make_stats_pages(service: SearchService, statistics: Statistics, environment: Environment) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    told = environment.overlay()
    told.globals |= {"cell_url": make_cell_url}

    @router.get("/stats")
    def show_stats(request: Request) -> HTMLResponse:
        root = get_root(request)
        asked = parse_stats(group_parameters(request.query_params.multi_items()), service)
        found = statistics.compute(asked, MAX_ROWS)
        longest = max((row.count for row in found.rows), default=0)
        links = SearchLinks(asked.search, None, root, "stats", (("row", asked.row), ("column", asked.column)))
        third = _list_third(asked, service)
        context = {
            "found": found,
            "q": asked.search.q,
            "outcomes": order_outcomes(found.outcomes),
            "bars": [(row, build_bar(order_outcomes(row.outcomes), longest)) for row in found.rows if row.count],
            "matrix": build_matrix(found),
            "items": lambda *chosen: _make_items_url(asked, chosen, root),
            "ways_to_count": _list_dimensions(asked),
            "common": _list_common(asked, root),
            "third": third,
            "chips": links.chips(found.filters),
            "without_filters": links.without_filters(),
            "hidden": [
                pair
                for pair in asked.search.make_pairs()
                if pair[0] != "q" and pair[0] not in {name for name, *_ in third}
            ],
            "csv": f"{root}/api/v1/stats?{urlencode([*_make_pairs(asked), ('format', 'csv')])}",
            "partly": not found.incomplete
            and any(
                cell.incomplete and (cell.count or cell.state == NONE_FOUND) for row in found.rows for cell in row.cells
            ),
            "labels": LABELS,
            "signs": SIGNS,
            "meanings": {state: text for state, text in _MEANINGS.items() if state in _list_states(found)},
        }
        return render(told, "stats.html", context, root=root)

    return router


def _list_dimensions(asked: StatsRequest) -> dict[str, list[tuple[str, str, bool]]]:
    """What rows and columns may be: (name, label, whether it is now)."""
    return {
        "row": [(name, BY_NAME[name].label, name == asked.row) for name in ROWS],
        "column": [(name, BY_NAME[name].label, name == asked.column) for name in COLUMNS],
    }


def _list_common(asked: StatsRequest, root: str) -> list[tuple[str, str, bool]]:
    """The common tables of what is asked for: (label, address, whether it is this one)."""
    pairs = asked.search.make_pairs()
    return [
        (
            f"{BY_NAME[row].label}と{BY_NAME[column].label}",
            f"{root}/stats?{urlencode([('row', row), ('column', column), *pairs])}",
            (row, column) == (asked.row, asked.column),
        )
        for row, column in _COMMON
    ]


def _list_third(asked: StatsRequest, service: SearchService) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Dimensions that are neither row nor column and of which at most one value is chosen: (name, label, values)."""
    entries = {"topic": service.vocabulary.topics, "outcome": service.vocabulary.outcomes}
    return [
        (name, BY_NAME[name].label, [(one.code, one.label, one.code in chosen) for one in entries[name]])
        for name in _THIRD
        if name not in (asked.row, asked.column) and len(chosen := asked.search.selected(name)) <= 1
    ]


def _make_items_url(asked: StatsRequest, chosen: tuple[tuple[str, str], ...], root: str) -> str:
    """The referrals of the table, of a row or of a column."""
    changed = {"kind": ("referral",), **{name: (value,) for name, value in chosen}}
    return f"{root}/search?{urlencode(asked.search.make_pairs(changed))}"


def _make_pairs(asked: StatsRequest) -> list[tuple[str, str]]:
    return [("row", asked.row), ("column", asked.column), *asked.search.make_pairs()]


def _list_states(found: StatsOut) -> set[str]:
    return {cell.state for row in found.rows for cell in row.cells if cell.state}
