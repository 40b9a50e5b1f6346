"""The JSON API, version 1, and the two health checks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.exports import Origin, make_page_as_csv
from app.api.negotiation import prefers_csv
from app.api.problems import NotReadyError
from app.api.schemas import (
    EXPLAIN_PARAMETERS,
    FACET_PARAMETERS,
    SUGGEST_PARAMETERS,
    UNCHANGED,
    Health,
    Readiness,
    make_explain_parameters,
    make_parameters,
    make_problem_responses,
    make_version_parameter,
)
from app.search.explain import ExplanationOut
from app.search.facets import FACET_SEARCH, parse_facet
from app.search.request import group_parameters, leave_out, parse_number, refuse_parameters, take_one
from app.search.results import FacetsAnswerOut, ItemOut, MeetingOut, SearchOut
from app.search.service import SearchService
from app.search.sources import SourceOut, SourcesOut
from app.search.suggest import DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, SuggestionsOut
from app.search.versions import DiffOut, VersionsOut, read_pair


def make_origin(base_url: str | None) -> Origin:
    """What begins the addresses in an answer: `base_url`, or where it is None the address that the request came to."""

    def origin(request: Request) -> str:
        return (base_url if base_url is not None else str(request.base_url)).rstrip("/")

    return origin


def make_router(service: SearchService, base_url: str | None) -> APIRouter:
    """`base_url` begins the `url`s of answers; None takes the address that the request came to."""
    router = APIRouter()
    origin = make_origin(base_url)

    @router.get(
        "/api/v1/items",
        tags=["検索"],
        summary="案件を検索する",
        description="案件（諮問・報告など）を言葉と条件で検索する。条件は種類の間で「かつ」、同じ種類の中で「または」。"
        "Accept: text/csv なら、このページの案件を CSV で返す"
        "（総数は Shingikai-Total、続きの cursor は Shingikai-Next）。",
        response_model=SearchOut,
        responses={
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
            **UNCHANGED,
            **make_problem_responses(400, 410, 422, 503),
        },
        openapi_extra={"parameters": make_parameters()},
    )
    def get_items(request: Request, response: Response) -> SearchOut | Response:
        asked = service.parse(group_parameters(request.query_params.multi_items()))
        answer = service.search(asked, origin(request))
        if prefers_csv(request.headers.get("accept")):
            return make_page_as_csv(service, answer, origin(request))
        response.headers["Vary"] = "Accept"
        return answer

    @router.get(
        "/api/v1/items/{item_id}",
        tags=["検索"],
        summary="案件を一つ取得する",
        description="検索結果と同じ項目に、付帯意見、所管課、発言のすべて、公開された文書の一覧を加えたもの。",
        response_model=ItemOut,
        responses={**UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
    )
    def get_item(item_id: str, request: Request) -> ItemOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        return service.fetch_item(item_id, origin(request))

    @router.get(
        "/api/v1/meetings/{meeting_id}",
        tags=["検索"],
        summary="会議を一つ取得する",
        description="会議の日時・場所・出席者、次第、本文のすべて、公開された文書の一覧と、文書の間の食い違い。",
        response_model=MeetingOut,
        responses={**UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
    )
    def get_meeting(meeting_id: str, request: Request) -> MeetingOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        return service.fetch_meeting(meeting_id, origin(request))

    @router.get(
        "/api/v1/meetings/{meeting_id}/versions",
        tags=["検索"],
        summary="会議録の版の一覧",
        description="市区町村が公開した会議録と、その差し替え・削除の記録。同じ文の文書は一つの版とする。",
        response_model=VersionsOut,
        responses={**UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
    )
    def get_versions(meeting_id: str, request: Request) -> VersionsOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        return service.fetch_versions(meeting_id)

    @router.get(
        "/api/v1/meetings/{meeting_id}/diff",
        tags=["検索"],
        summary="会議録の二つの版を比べる",
        description="発言ごとに、同じ・変更・追加・削除と、変わった言葉の位置。"
        "from と to は文書の SHA-256（初めの8桁以上）。省くと、今の版とその前の版。",
        response_model=DiffOut,
        responses={**UNCHANGED, **make_problem_responses(404, 410, 422, 503)},
        openapi_extra={"parameters": [make_version_parameter(name) for name in ("from", "to")]},
    )
    def get_diff(meeting_id: str, request: Request) -> DiffOut:
        return service.fetch_diff(meeting_id, *read_pair(request.query_params.multi_items()))

    @router.get(
        "/api/v1/facets",
        tags=["検索"],
        summary="件数だけを集計する",
        description="検索と同じ条件で、市区町村・年度・主題・結論・所管課などごとの件数だけを返す。"
        "facet と facet_q で、一つの集計の値を名前で探せる。",
        response_model=FacetsAnswerOut,
        responses={**UNCHANGED, **make_problem_responses(400, 422, 503)},
        openapi_extra={"parameters": [*make_parameters(paged=False), *FACET_PARAMETERS]},
    )
    def get_facets(request: Request) -> FacetsAnswerOut:
        params = group_parameters(request.query_params.multi_items())
        searched = parse_facet(*(take_one(params, name) for name in FACET_SEARCH))
        return service.fetch_facets(service.parse(leave_out(params, FACET_SEARCH)), searched)

    @router.get(
        "/api/v1/sources",
        tags=["収集"],
        summary="収集元の一覧を取得する",
        description="審議会ごとに、何を収集したか、年度ごとの状況、欠番、最後の巡回とその結果。",
        response_model=SourcesOut,
        responses=make_problem_responses(422, 503),
    )
    def get_sources(request: Request) -> SourcesOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        return service.fetch_sources(origin(request))

    @router.get(
        "/api/v1/sources/{name}",
        tags=["収集"],
        summary="収集元を一つ取得する",
        description="年度ごとの状況とその根拠、欠番、公開されていない会議、取得や読み取りのできなかった文書、"
        "取らなかったリンクとその理由、最近の巡回。",
        response_model=SourceOut,
        responses=make_problem_responses(404, 422, 503),
    )
    def get_source(name: str, request: Request) -> SourceOut:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        return service.fetch_source(name, origin(request))

    @router.get(
        "/api/v1/suggest",
        tags=["検索"],
        summary="入力の途中で候補を示す",
        description="q で始まる、または q を含む市区町村・主題・議題。parameters がその検索の条件。",
        response_model=SuggestionsOut,
        responses={**UNCHANGED, **make_problem_responses(422, 503)},
        openapi_extra={"parameters": SUGGEST_PARAMETERS},
    )
    def suggest(request: Request) -> SuggestionsOut:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("q", "limit"))
        limit = parse_number("limit", take_one(params, "limit"), 1, MAX_SUGGESTIONS, DEFAULT_SUGGESTIONS)
        return service.suggest(take_one(params, "q") or "", limit)

    @router.get(
        "/api/v1/explain",
        tags=["検索"],
        summary="検索式の読み方を示す",
        description="q をどう読んだか（木、語、言い換え、探す項目と重み）。"
        "item に案件の ID を付けると、その案件のどこに合うかも。",
        response_model=ExplanationOut,
        responses={**UNCHANGED, **make_problem_responses(400, 404, 410, 422, 503)},
        openapi_extra={"parameters": make_explain_parameters()},
    )
    def explain(request: Request) -> ExplanationOut:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, EXPLAIN_PARAMETERS)
        item = take_one(params, "item")
        return service.explain(service.parse(leave_out(params, ("item",))), item)

    @router.get("/healthz", tags=["状態"], summary="動いているか", response_model=Health)
    def get_health() -> Health:
        return Health(status="ok")

    @router.get(
        "/readyz",
        tags=["状態"],
        summary="検索できるか",
        description="索引があり、この版のもので、壊れていなければ 200。そうでなければ 503 と、理由と、すること。",
        response_model=Readiness,
        responses=make_problem_responses(503),
    )
    def get_readiness() -> Readiness:
        state = service.fetch_state()
        if not state.ready:
            raise NotReadyError(state.reason or "索引が使えません。")
        return Readiness(
            status="ready",
            engine=state.engine,
            generation=state.generation,
            mapping_version=state.mapping_version,
            items=service.count_items(),
            meetings=state.meetings,
            built_with=dict(state.built_with),
        )

    return router
