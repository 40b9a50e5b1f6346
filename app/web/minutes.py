"""The pages of minutes: an item, a meeting, its versions and what was changed between them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.search.citation import CitationFormat, build_citation, get_today, make_citation
from app.search.hits import make_url
from app.search.request import Parameters, group_parameters, parse_expand, refuse_parameters, take_one
from app.search.results import AgendaEntryOut, EvidenceOut, ItemOut, MeetingOut
from app.search.service import SearchService
from app.search.versions import find_before, read_pair
from app.web.grounds import list_grounds
from app.web.life import build_life
from app.web.origin import get_origin, get_root
from app.web.render import group_evidence, render
from app.web.talk import Turn, build_sections, build_turns, find_starts, list_speakers
from app.web.talk_links import TalkLinks
from app.web.versions import fold_same


def make_minutes_pages(
    service: SearchService, environment: Environment, base_url: str | None, *, archived: bool
) -> APIRouter:
    """`base_url` begins addresses that are printed (None: the one that the request came to); `archived`: copies of the
    documents can be had here."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def page(request: Request, template: str, **context: Any) -> HTMLResponse:
        return render(environment, template, {**context, "archived": archived}, root=get_root(request))

    @router.get("/items/{item_id}")
    def show_item(item_id: str, request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("q", "expand", "speaker", "cite"))
        q = " ".join(params.get("q", ()))
        expand = parse_expand(next(iter(params.get("expand", ())), None))
        root = get_root(request)
        item = service.fetch_item(item_id, root)
        meeting = service.fetch_meeting(item.meeting_id, root)
        found = service.fetch_highlights(item_id, q, expand) if q.strip() else {}
        chosen = _read_speakers(params)
        speakers = list_speakers(item.utterances, chosen)
        turns = build_turns(item.utterances, found, chosen)
        links = TalkLinks(
            item.url,
            _keep_words(params),
            chosen,
            anchors=frozenset(passage.anchor for passage in item.utterances),
            shown=frozenset(turn.passage.anchor for turn in turns if isinstance(turn, Turn)),
            whole=item.meeting_url,
        )
        cited = take_one(params, "cite")
        before, after = _find_neighbours(meeting, item_id)
        return page(
            request,
            "item.html",
            q=q,
            item=item,
            meeting=meeting,
            before=before,
            after=after,
            life=build_life(item, lambda ids: service.fetch_items(ids, root)),
            title_words=service.find_in_titles({item_id: item.title}, q, expand)[item_id],
            names={passage.anchor: passage.speaker or passage.mark for passage in item.utterances},
            found=found,
            speakers=speakers,
            missing=_find_missing(chosen, {one.name for one in speakers}),
            links=links,
            turns=turns,
            evidence=group_evidence(_iterate_evidence(item)),
            grounds=list_grounds(item),
            cited=cited,
            citation=build_citation(
                item, make_url(get_origin(request, base_url), "items", item_id), get_today(), cited
            ),
            cite={form.value: partial(make_citation, form=form) for form in CitationFormat},
        )

    @router.get("/meetings/{meeting_id}")
    def show_meeting(meeting_id: str, request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("speaker",))
        meeting = service.fetch_meeting(meeting_id, get_root(request))
        chosen = _read_speakers(params)
        speakers = list_speakers(meeting.utterances, chosen)
        sections = build_sections(meeting.utterances, chosen)
        return page(
            request,
            "meeting.html",
            meeting=meeting,
            starts=find_starts(sections),
            agenda={item.id: item for item in meeting.items},
            speakers=speakers,
            missing=_find_missing(chosen, {one.name for one in speakers}),
            links=TalkLinks(meeting.url, chosen=chosen),
            sections=sections,
            evidence=group_evidence(chain.from_iterable(item.outcome.evidence for item in meeting.items)),
        )

    @router.get("/meetings/{meeting_id}/versions")
    def show_versions(meeting_id: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        meeting = service.fetch_meeting(meeting_id, get_root(request))
        history = service.fetch_versions(meeting_id)
        before = {v.number: found for v in history.versions if (found := find_before(history.versions, v))}
        return page(request, "versions.html", meeting=meeting, history=history, before=before)

    @router.get("/meetings/{meeting_id}/diff")
    def show_diff(meeting_id: str, request: Request) -> HTMLResponse:
        diff = service.fetch_diff(meeting_id, *read_pair(request.query_params.multi_items()))
        meeting = service.fetch_meeting(meeting_id, get_root(request))
        return page(request, "diff.html", meeting=meeting, diff=diff, runs=fold_same(diff.passages))

    return router


def _read_speakers(params: Parameters) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in params.get("speaker", ()) if name.strip()))


def _find_missing(chosen: Iterable[str], names: set[str]) -> tuple[str, ...]:
    """Those who were chosen and do not speak here."""
    return tuple(name for name in chosen if name not in names)


def _keep_words(params: Parameters) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name in ("q", "expand") for value in params.get(name, ()) if value.strip())


def _find_neighbours(meeting: MeetingOut, item_id: str) -> tuple[AgendaEntryOut | None, AgendaEntryOut | None]:
    """The items of the agenda before and after one."""
    ids = [entry.id for entry in meeting.items]
    if item_id not in ids:
        return None, None
    at = ids.index(item_id)
    return (meeting.items[at - 1] if at else None), (meeting.items[at + 1] if at + 1 < len(ids) else None)


def _iterate_evidence(item: ItemOut) -> Iterable[EvidenceOut]:
    quoted = (part.evidence for part in (item.conditions, item.department) if part is not None)
    return chain(item.outcome.evidence, *(topic.evidence for topic in item.topics), *quoted)
