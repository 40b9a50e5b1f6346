"""GET and POST /api/v1/similar: referrals of other cities that are close to an item, or to a draft, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.exports import Origin
from app.api.schemas import UNCHANGED, make_problem_responses
from app.errors import UsageError
from app.search.precedents import FIELDS, Precedents
from app.search.request import group_parameters, refuse_parameters, take_one
from app.search.similar import DEFAULT_SIMILAR, MAX_SIMILAR
from app.search.similar_results import SimilarOut
from app.uploads import MULTIPART, Turns, read_body, read_upload, replace_half_pairs

_JSON = "application/json"
_LIMIT: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_SIMILAR, "default": DEFAULT_SIMILAR}
_CITY = {"type": "string", "description": "自分の市区町村（コードか名前）。その案件を除く。"}
_TEXT = {"type": "string", "maxLength": 100_000, "description": "諮問書の案。初めの50,000文字を比べる。"}
_PARAMETERS = [
    {
        "name": "item",
        "in": "query",
        "required": True,
        "description": "案件の ID。",
        "schema": {"type": "string"},
        "example": "992011-2018-07-10-i1",
    },
    {"name": "limit", "in": "query", "required": False, "description": "返す件数。", "schema": _LIMIT},
]
_BODY = {
    "description": "JSON か multipart/form-data。本文がなければ 422。",
    "required": False,  # "required" with two forms: openapi-python-client then makes a module that cannot be imported
    "content": {
        _JSON: {
            "schema": {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {"text": _TEXT, "city": _CITY, "limit": _LIMIT},
            },
            "example": {
                "text": "件名：図書館システムのクラウド化について\n貸出の記録を事業者のサーバに置く。",
                "limit": 5,
            },
        },
        MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "DOCX、PDF、テキスト。10 MB まで。"},
                    "text": _TEXT,
                    "city": _CITY,
                    "limit": _LIMIT,
                },
            }
        },
    },
}


def make_similar_router(precedents: Precedents, origin: Origin) -> APIRouter:
    """`origin` begins the addresses in an answer."""
    router = APIRouter()
    turns = Turns()

    @router.get(
        "/api/v1/similar",
        tags=["検索"],
        summary="ある案件に似た諮問を示す",
        description="ほかの市区町村の諮問のうち近いもの、近い理由、結論とその根拠、付帯意見、委員の質問、法制度。",
        response_model=SimilarOut,
        responses={**UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
        openapi_extra={"parameters": _PARAMETERS},
    )
    def get_similar(request: Request) -> SimilarOut:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("item", "limit"))
        item = take_one(params, "item")
        if item is None:
            raise UsageError("item", "案件の ID を item に指定してください。文章と比べるには POST で送ってください。")
        return precedents.find(item, take_one(params, "limit"), origin(request))

    @router.post(
        "/api/v1/similar",
        tags=["検索"],
        summary="諮問書の案に似た諮問を示す",
        description="案は JSON の text か、multipart/form-data の file（DOCX、PDF、テキスト）で送る。"
        "案はどこにも保存せず、記録もしない。",
        response_model=SimilarOut,
        responses=make_problem_responses(404, 413, 422, 503),  # 404: no files are read here
        openapi_extra={"requestBody": _BODY},
    )
    async def post_similar(request: Request, response: Response) -> SimilarOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        fields, file = await _read_fields(request)
        response.headers["Cache-Control"] = "no-store"
        return await turns.run(precedents.compare, fields, file, origin(request))

    return router


async def _read_fields(request: Request) -> tuple[Mapping[str, list[str]], bytes | None]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        upload = await read_upload(request)
        refuse_parameters(upload.fields, FIELDS)
        return upload.fields, upload.file
    try:
        given = json.loads(await read_body(request))
    except (ValueError, RecursionError) as error:
        raise UsageError("text", '本文は {"text": "…"} の形の JSON にしてください。') from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise UsageError("text", '本文は {"text": "…"} の形の JSON にしてください。')
    refuse_parameters({replace_half_pairs(name): () for name in given}, FIELDS)
    for name, value in given.items():
        if not isinstance(value, str) and not (name == "limit" and type(value) is int):
            raise UsageError(name, f"「{name}」の値が正しくありません。")
    return {name: [replace_half_pairs(str(value))] for name, value in given.items()}, None
