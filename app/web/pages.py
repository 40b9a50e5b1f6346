"""The pages: home, results, the API's description, and errors. Server-rendered, no JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.errors import NotFoundError
from app.search.dimensions import BY_NAME, DIMENSIONS, EXCLUDED, FACETS
from app.search.facets import FACET_SEARCH, parse_facet
from app.search.request import (
    Parameters,
    SearchRequest,
    group_parameters,
    leave_out,
    refuse_parameters,
    take_one,
)
from app.search.service import SearchService
from app.web.charts import build_year_columns
from app.web.description import describe
from app.web.hints import find_names
from app.web.home import iterate_examples
from app.web.links import SearchLinks
from app.web.matches import find_matched_parts
from app.web.names import make_unread_note
from app.web.origin import get_origin, get_root
from app.web.prefectures import build_map
from app.web.render import render

RECENT = 5  # decisions on the home page: a glance, not a list
UNREAD = 10  # unread documents on the home page: each source's page has all of its own
_EXPANDS = {
    "synonyms": "表記の違い、同義語、値の名前も探す",
    "spelling": "表記の違いだけ",
    "none": "書いたとおりの語だけ",
}
_SORT_NAMES = {"relevance": "関連度", "-date": "新しい順", "date": "古い順", "city": "市区町村順"}
_FIRST = ("topic", "outcome", "city", "year")  # what is asked for most stands open, the rest folded below
_OTHERS = tuple(name for name in FACETS if name not in _FIRST)
_LEGENDS = {name: BY_NAME[name].label for name in FACETS}
_SEARCHED = tuple(one.name for one in DIMENSIONS if one.counted and one.many)


@dataclass(frozen=True, slots=True)
class ErrorNote:
    """A kind of error, for the page that explains it (/problems/<slug>)."""

    slug: str
    status: int
    title: str
    advice: str


def make_pages(
    service: SearchService, environment: Environment, base_url: str | None, notes: Sequence[ErrorNote]
) -> APIRouter:
    """`base_url` begins addresses that are printed (None: the one that the request came to)."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    by_slug = {note.slug: note for note in notes}
    describe_once = cache(lambda application: describe(application.openapi()))  # it never changes

    def page(request: Request, template: str, **context: Any) -> HTMLResponse:
        return render(environment, template, context, root=get_root(request))

    @router.get("/")
    def show_home(request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        answer = service.fetch_facets(service.parse({}))
        coverage = service.fetch_coverage()
        return page(
            request,
            "home.html",
            total=answer.total,
            meetings=service.fetch_state().meetings,
            cities=coverage.collected,
            facets=answer.facets,
            crawled=service.fetch_last_crawl(),
            map=build_map(coverage.stored),
            columns=build_year_columns(answer.facets.year),
            recent=service.fetch_recent_referrals(RECENT, get_root(request)),
            examples=tuple(iterate_examples(service)),
            unread=[make_unread_note(entry) for entry in coverage.unread],
            unread_shown=UNREAD,
        )

    @router.get("/search")
    def show_results(request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        asked = service.parse(params)
        answer = service.search(asked, get_root(request))
        hits = (*answer.hits, *(answer.close.hits if answer.close else ()))
        titles = service.find_in_titles({hit.id: hit.title for hit in hits}, asked.q, asked.expand)
        links = SearchLinks(asked, _get_sort(params, asked), get_root(request))
        chips = links.chips(answer.filters)
        explanation = service.explain(asked)
        named = {name: len(asked.selected(name)) + len(asked.selected(EXCLUDED + name)) for name in FACETS}
        return page(
            request,
            "search.html",
            q=asked.q,
            asked=asked,
            explanation=explanation,
            names=() if answer.total else find_names(service, explanation.terms),
            answer=answer,
            titles=titles,
            matched={hit.id: find_matched_parts(hit, titles[hit.id], answer.expansions) for hit in hits},
            links=links,
            chips=chips,
            sorts=_make_sorts(asked.q),
            expands=_EXPANDS,
            first=_FIRST,
            others=_OTHERS,
            legends=_LEGENDS,
            named=named,
            named_others=sum(named[name] for name in _OTHERS),
            columns=build_year_columns(answer.facets.year),
            searched=_SEARCHED,
        )

    @router.get("/search/values")
    def show_values(request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        searched = parse_facet(take_one(params, "facet") or _SEARCHED[0], take_one(params, "facet_q"))
        asked = service.parse(leave_out(params, FACET_SEARCH))
        answer = service.fetch_facets(asked, searched)
        links = SearchLinks(asked, _get_sort(params, asked), get_root(request))
        legend = BY_NAME[answer.found.facet].label if answer.found else ""
        return page(request, "values.html", q=asked.q, found=answer.found, legend=legend, links=links)

    @router.get("/docs")
    def show_api_description(request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        origin = get_origin(request, base_url)
        return page(request, "docs.html", api=describe_once(request.app), notes=notes, origin=origin)

    @router.get("/problems/{slug}")
    def show_problem(slug: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        if slug not in by_slug:
            raise NotFoundError(f"「{slug}」というエラーの種類はありません。")
        return page(request, "problem.html", note=by_slug[slug])

    return router


def make_error_page(environment: Environment, request: Request, problem: Mapping[str, Any]) -> HTMLResponse:
    """An error for people, with the search box as it was filled in; for a malformed question its corrected form as a
    link, with all else that was asked; for a cursor that leads nowhere the same search's first page."""
    params = request.query_params
    correction = problem["correction"]
    others = [(name, value) for name, value in params.multi_items() if name not in ("q", "cursor")]
    link = f"{request.url.path}?{urlencode([('q', correction), *others])}" if correction else None
    first = f"{request.url.path}?{urlencode([('q', params['q']), *others] if 'q' in params else others)}"
    restart = first if "cursor" in params else None
    context = {**problem, "q": params.get("q", ""), "link": link, "restart": restart}
    return render(environment, "error.html", context, root=get_root(request), status=problem["status"])


def _get_sort(params: Parameters, asked: SearchRequest) -> str | None:
    """The order, where it was asked for."""
    return asked.sort_name if any(value.strip() for value in params.get("sort", ())) else None


def _make_sorts(q: str) -> Mapping[str, str]:
    """Without words there is no relevance to sort by."""
    return {name: label for name, label in _SORT_NAMES.items() if q or name != "relevance"}
