"""諮問前チェック: a draft or an item → the page of precedents 「類似諮問の審議状況」, made to be printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from starlette.concurrency import run_in_threadpool

from app.errors import TooLargeError, UsageError
from app.search.eras import make_plain_date_label
from app.search.precedents import FIELDS, Precedents
from app.search.request import group_parameters, refuse_parameters, take_one
from app.search.service import SearchService
from app.search.similar_results import SimilarOut
from app.uploads import Turns, Upload, read_upload
from app.web.render import render

_JAPAN = timezone(timedelta(hours=9))
_FIELD_NAMES = {"title": "件名", "decision": "結論・付帯意見", "question": "委員の質問", "talk": "説明・発言"}
_FIRST_QUESTIONS = 5  # of each referral are shown at once, the others when asked for; print shows all
_MOST_CHOICES = 100  # municipalities in a list to choose from; of more the name is typed
_FOUND_NOTHING = Upload({}, None)


def make_check_pages(
    service: SearchService,
    precedents: Precedents,
    environment: Environment,
    today: Callable[[], datetime] = lambda: datetime.now(_JAPAN),
) -> APIRouter:
    """`today` is printed on the page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    turns = Turns()

    def show_form(request: Request, upload: Upload, error: UsageError | None = None) -> HTMLResponse:
        cities = sorted(service.fetch_coverage().municipalities, key=lambda city: city.code)
        context = {
            "given": {name: " ".join(upload.fields.get(name, ())) for name in FIELDS},
            "error": error,
            "cities": cities if len(cities) <= _MOST_CHOICES else [],
            "takes_drafts": precedents.takes_drafts,
        }
        status = 200 if error is None else 413 if isinstance(error, TooLargeError) else 422
        return render(environment, "check.html", context, root=_get_root(request), status=status)

    def show_found(request: Request, found: SimilarOut) -> HTMLResponse:
        context = {
            "found": found,
            "day": make_plain_date_label(today().date().isoformat()),
            "field_names": _FIELD_NAMES,
            "first_questions": _FIRST_QUESTIONS,
        }
        return render(environment, "similar.html", context, root=_get_root(request))

    @router.get("/check")
    def show_check(request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("item", "limit"))
        item = take_one(params, "item")
        if item is None:
            return show_form(request, _FOUND_NOTHING)
        return show_found(request, precedents.find(item, take_one(params, "limit"), _get_root(request)))

    @router.post("/check")
    async def check_draft(request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        upload = _FOUND_NOTHING
        try:
            upload = await read_upload(request)
            refuse_parameters(upload.fields, FIELDS)
            found = await turns.run(precedents.compare, upload.fields, upload.file, _get_root(request))
            answer = await run_in_threadpool(show_found, request, found)
        except UsageError as error:
            answer = await run_in_threadpool(show_form, request, upload, error)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return router


def _get_root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
