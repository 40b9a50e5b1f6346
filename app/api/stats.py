"""GET /api/v1/stats: how referrals ended, as a cross table in JSON or CSV."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.negotiation import prefers_csv
from app.api.schemas import UNCHANGED, make_parameters, make_problem_responses
from app.errors import UsageError
from app.search.request import group_parameters, leave_out, take_one
from app.search.service import SearchService
from app.search.stats import Statistics
from app.search.stats_csv import make_csv
from app.search.stats_request import COLUMNS, DEFAULT_COLUMN, DEFAULT_ROW, LEFT_OUT, ROWS, parse_stats
from app.search.stats_results import StatsOut

_FORMATS = ("json", "csv")


def _make_choice(name: str, described: str, values: tuple[str, ...], example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": described,
        "schema": {"type": "string", "enum": list(values)},
        "example": example,
    }


def _list_parameters() -> list[dict[str, Any]]:
    return [
        _make_choice("row", f"行。指定がなければ {DEFAULT_ROW}。", ROWS, "city"),
        _make_choice("column", f"列。指定がなければ {DEFAULT_COLUMN}。", COLUMNS, "outcome"),
        *(one for one in make_parameters(paged=False) if one["name"] not in LEFT_OUT),
        _make_choice("format", "json（指定がなければこれ）か csv（一つの欄を一行に）。", _FORMATS, "csv"),
    ]


def make_stats_router(service: SearchService, statistics: Statistics) -> APIRouter:
    router = APIRouter()

    @router.get(
        "/api/v1/stats",
        operation_id="get_stats",
        tags=["研究"],
        summary="諮問の結論を集計する",
        description="諮問の件数と結論を、二つの項目（市区町村と年度など）の表にする。続けて審議した諮問は、終わった会議で"
        "一件と数える。空の欄は、該当なし・会議なし・未公開・未収集・不明を区別する。",
        response_model=StatsOut,
        responses={
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
            **UNCHANGED,
            **make_problem_responses(400, 422, 503),
        },
        openapi_extra={"parameters": _list_parameters()},
    )
    def get_stats(request: Request) -> Response | StatsOut:
        params = group_parameters(request.query_params.multi_items())
        form = take_one(params, "format")
        if form not in (None, *_FORMATS):
            raise UsageError("format", f"「{form}」は使えません。{'、'.join(_FORMATS)} のどちらかにしてください。")
        found = statistics.compute(parse_stats(leave_out(params, ("format",)), service))
        if form == "csv" or (form is None and prefers_csv(request.headers.get("accept"))):
            headers = {"Content-Disposition": 'attachment; filename="shingikai-stats.csv"', "Vary": "Accept"}
            return Response(make_csv(found), media_type="text/csv", headers=headers)
        return found

    return router
