"""What is taken away: the citation of an item, a search's hits as a file, a page of hits as CSV."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from app.api.schemas import UNCHANGED, make_export_parameters, make_problem_responses
from app.errors import EngineError, UsageError
from app.search import citation, export
from app.search.citation import CitationFormat, build_citation, make_citation
from app.search.export import Export, open_export, parse_export
from app.search.request import group_parameters, refuse_parameters, take_one
from app.search.results import SearchOut
from app.search.service import SearchService
from app.search.table import make_header, make_rows

_log = logging.getLogger(__name__)
Origin = Callable[[Request], str]
# Marks a request for the headers only (`app.main`): an export is not made to be thrown away.
HEAD = "shingikai.head"

_CITATIONS: dict[str, Any] = {
    "text/plain": {
        "schema": {"type": "string"},
        "example": "風待市、『風待市個人情報保護審議会 第5回 会議録』、2018年7月10日、"
        "「諮問第1号 図書館システムのクラウド化について」、2〜4ページ、https://city.example/giji/h30-1.pdf "
        "（案件のページ https://search.example/items/992011-2018-07-10-i1 、閲覧日 2026年11月21日）\n",
    },
    "application/x-bibtex": {"schema": {"type": "string"}},
    "application/x-research-info-systems": {"schema": {"type": "string"}},
}
_EXPORTS: dict[str, Any] = {
    "text/csv": {
        "schema": {"type": "string"},
        "example": '\ufeff"id","url","code"\r\n"992011-2018-07-10-i1","https://search.example/items/…","992011"\r\n',
    },
    "application/x-ndjson": {
        "schema": {"type": "string"},
        "example": '{"export": {"url": "…", "total": 1, "generation": "000012-5e1f2a3b"}}\n'
        '{"id": "992011-2018-07-10-i1", "title": "…"}\n{"end": {"items": 1}}\n',
    },
}


class BrokenExportError(Exception):
    """Ends a response that has begun and cannot be finished: the connection is cut, so that no client takes it for
    whole. The reason is in the log and in the last line."""


def make_export_router(service: SearchService, origin: Origin, today: Callable[[], date]) -> APIRouter:
    """`origin` gives the beginning of the addresses in an answer, `today` the day of a citation (閲覧日)."""
    router = APIRouter()

    @router.get(
        "/api/v1/items/{item_id}/citation",
        tags=["研究"],
        summary="案件の引用を作る",
        description="市区町村、会議名、日付、案件、ページ、URL、閲覧日（日本時間の今日）。"
        "format は text（一行の文）、bibtex、ris。utterance を指定すると、その発言だけの引用になる。",
        response_class=PlainTextResponse,
        responses={200: {"content": _CITATIONS}, **UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
        openapi_extra={
            "parameters": [
                {
                    "name": "format",
                    "in": "query",
                    "required": False,
                    "description": "text（指定がなければこれ）、bibtex、ris。",
                    "schema": {"type": "string", "enum": list(CitationFormat)},
                    "example": "bibtex",
                },
                {
                    "name": "utterance",
                    "in": "query",
                    "required": False,
                    "description": "引用する発言の anchor。指定がなければ案件の全体。",
                    "schema": {"type": "string"},
                    "example": "u12",
                },
            ]
        },
    )
    def get_citation(item_id: str, request: Request) -> Response:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("format", "utterance"))
        form = take_one(params, "format") or CitationFormat.TEXT
        if form not in tuple(CitationFormat):
            raise UsageError("format", f"「{form}」は使えません。{'、'.join(CitationFormat)} のどれかにしてください。")
        item = service.fetch_item(item_id, origin(request))
        cited = build_citation(item, item.url, today(), take_one(params, "utterance"))
        text = make_citation(cited, CitationFormat(form))
        return PlainTextResponse(f"{text}\n", media_type=citation.MEDIA_TYPES[CitationFormat(form)])

    @router.get(
        "/api/v1/export",
        tags=["研究"],
        summary="検索した案件をすべて書き出す",
        description="検索と同じ条件に合う案件を、件数の制限なく、一つの索引から順に送る。条件がなければ全件。"
        "CSV は BOM 付きの UTF-8、JSON Lines は一行目が問いと索引の版、最後の行が件数。"
        "途中で続けられなくなったときは、最後の行でそう告げて接続を切る。",
        response_class=StreamingResponse,
        responses={200: {"content": _EXPORTS}, **make_problem_responses(400, 410, 422, 503)},
        openapi_extra={"parameters": make_export_parameters()},
    )
    def export_items(request: Request) -> Response:
        asked = parse_export(group_parameters(request.query_params.multi_items()), service)
        found = open_export(service, asked, origin(request))
        media_type = export.MEDIA_TYPES[found.form]
        headers = make_export_headers(found)
        if request.scope.get(HEAD):
            answer = Response(media_type=media_type, headers=headers)
            del answer.headers["Content-Length"]  # of the file nobody knows it, and 0 would be taken for it
            return answer
        return StreamingResponse(_guard(found), media_type=f"{media_type}; charset=utf-8", headers=headers)

    return router


def make_export_headers(found: Export) -> dict[str, str]:
    """What a CSV cannot say of itself."""
    return {
        "Content-Disposition": f'attachment; filename="{found.file_name}"',
        "Link": f'<{found.told.url}>; rel="self"',
        "Shingikai-Total": str(found.told.total),
        "Shingikai-Generation": found.told.generation,
        "Shingikai-Mapping": found.told.mapping_version,
        "Shingikai-Exported-At": found.told.exported_at,
        "Cache-Control": "no-store",  # as large as it likes, and another one tomorrow
    }


def make_page_as_csv(service: SearchService, answer: SearchOut, base_url: str) -> Response:
    """A page of hits as CSV: the same columns as an export's."""
    items = [service.fetch_item(hit.id, base_url).model_dump() for hit in answer.hits]
    headers = {"Shingikai-Total": str(answer.total), "Vary": "Accept"}
    if answer.next is not None:
        headers["Shingikai-Next"] = answer.next
    return Response(make_header() + make_rows(items, base_url), media_type="text/csv", headers=headers)


def _guard(found: Export) -> Iterator[str]:
    try:
        yield from found.chunks
    except EngineError as error:
        _log.warning("an export was broken off: %s", error)
        raise BrokenExportError(str(error)) from error
