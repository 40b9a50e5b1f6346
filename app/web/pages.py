"""The pages: home, results, an item, a meeting, the API's description, and errors. Server-rendered, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.errors import NotFoundError
from app.search.citation import CitationFormat, build_citation, get_today, make_citation
from app.search.request import group_parameters, parse_expand, refuse_parameters
from app.search.results import EvidenceOut, ItemOut
from app.search.service import SearchService, make_url
from app.search.versions import find_before, read_pair
from app.web.charts import build_year_columns
from app.web.home import iterate_examples
from app.web.links import SearchLinks
from app.web.names import make_unread_note
from app.web.prefectures import build_map, make_city_queries
from app.web.render import group_evidence, render
from app.web.talk import build_sections, build_turns
from app.web.versions import fold_same

RECENT = 5  # decisions on the home page: a glance, not a list
UNREAD = 10  # unread documents on the home page: each source's page has all of its own
_EXPANDS = {"synonyms": "表記の違いと同義語も探す", "spelling": "表記の違いだけ", "none": "書いたとおりの語だけ"}
_SORT_NAMES = {"relevance": "関連度", "-date": "新しい順", "date": "古い順", "city": "市区町村順"}


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

    def page(request: Request, template: str, **context: Any) -> HTMLResponse:
        return render(environment, template, context, root=_get_root(request))

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
            by_prefecture=make_city_queries(coverage.municipalities),
            columns=build_year_columns(answer.facets.year),
            recent=service.fetch_recent_referrals(RECENT, _get_root(request)),
            examples=tuple(iterate_examples(service)),
            unread=[make_unread_note(entry) for entry in coverage.unread],
            unread_shown=UNREAD,
        )

    @router.get("/search")
    def show_results(request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        asked = service.parse(params)
        answer = service.search(asked, _get_root(request))
        explicit = asked.sort_name if any(value.strip() for value in params.get("sort", ())) else None
        links = SearchLinks(asked, explicit, _get_root(request))
        chips = links.chips(answer.facets)
        return page(
            request,
            "search.html",
            q=asked.q,
            asked=asked,
            explanation=service.explain(asked),
            answer=answer,
            titles=service.find_in_titles({hit.id: hit.title for hit in answer.hits}, asked.q, asked.expand),
            links=links,
            chips=chips,
            sorts=_make_sorts(asked.q),
            expands=_EXPANDS,
        )

    @router.get("/items/{item_id}")
    def show_item(item_id: str, request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("q", "expand"))
        q = " ".join(params.get("q", ()))
        expand = parse_expand(next(iter(params.get("expand", ())), None))
        item = service.fetch_item(item_id, _get_root(request))
        found = service.fetch_highlights(item_id, q, expand) if q.strip() else {}
        return page(
            request,
            "item.html",
            q=q,
            item=item,
            meeting=service.fetch_meeting(item.meeting_id, _get_root(request)),
            life=service.fetch_items((item.continued_from, item.decided_in), _get_root(request)),
            title_words=service.find_in_titles({item_id: item.title}, q, expand)[item_id],
            speakers={passage.anchor: passage.speaker or passage.mark for passage in item.utterances},
            found=found,
            turns=build_turns(item.utterances),
            evidence=group_evidence(_iterate_evidence(item)),
            citation=build_citation(item, make_url(_get_origin(request, base_url), "items", item_id), get_today()),
            cite={form.value: partial(make_citation, form=form) for form in CitationFormat},
        )

    @router.get("/meetings/{meeting_id}")
    def show_meeting(meeting_id: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        meeting = service.fetch_meeting(meeting_id, _get_root(request))
        evidence = group_evidence(chain.from_iterable(item.outcome.evidence for item in meeting.items))
        return page(
            request,
            "meeting.html",
            meeting=meeting,
            agenda={item.id: item for item in meeting.items},
            sections=build_sections(meeting.utterances),
            evidence=evidence,
        )

    @router.get("/meetings/{meeting_id}/versions")
    def show_versions(meeting_id: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        meeting = service.fetch_meeting(meeting_id, _get_root(request))
        history = service.fetch_versions(meeting_id)
        before = {v.number: found for v in history.versions if (found := find_before(history.versions, v))}
        return page(request, "versions.html", meeting=meeting, history=history, before=before)

    @router.get("/meetings/{meeting_id}/diff")
    def show_diff(meeting_id: str, request: Request) -> HTMLResponse:
        diff = service.fetch_diff(meeting_id, *read_pair(request.query_params.multi_items()))
        meeting = service.fetch_meeting(meeting_id, _get_root(request))
        return page(request, "diff.html", meeting=meeting, diff=diff, runs=fold_same(diff.passages))

    @router.get("/docs")
    def show_api_description(request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        origin = _get_origin(request, base_url)
        return page(request, "docs.html", api=request.app.openapi(), notes=notes, origin=origin)

    @router.get("/problems/{slug}")
    def show_problem(slug: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        if slug not in by_slug:
            raise NotFoundError(f"「{slug}」というエラーの種類はありません。")
        return page(request, "problem.html", note=by_slug[slug])

    return router


def make_error_page(environment: Environment, request: Request, problem: Mapping[str, Any]) -> HTMLResponse:
    """An error for people, with the search box as it was filled in; for a malformed question its corrected form as a
    link, with all else that was asked."""
    params = request.query_params
    correction = problem["correction"]
    others = [(name, value) for name, value in params.multi_items() if name not in ("q", "cursor")]
    link = f"{request.url.path}?{urlencode([('q', correction), *others])}" if correction else None
    context = {**problem, "q": params.get("q", ""), "link": link}
    return render(environment, "error.html", context, root=_get_root(request), status=problem["status"])


def _make_sorts(q: str) -> Mapping[str, str]:
    """Without words there is no relevance to sort by."""
    return {name: label for name, label in _SORT_NAMES.items() if q or name != "relevance"}


def _iterate_evidence(item: ItemOut) -> Iterable[EvidenceOut]:
    quoted = (part.evidence for part in (item.conditions, item.department) if part is not None)
    return chain(item.outcome.evidence, *(topic.evidence for topic in item.topics), *quoted)


def _get_root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


def _get_origin(request: Request, base_url: str | None) -> str:
    return (base_url if base_url is not None else str(request.base_url)).rstrip("/")
