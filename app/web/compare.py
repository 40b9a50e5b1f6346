"""Several items side by side: what was decided on which conditions, what members asked. Each choice is an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.errors import DocumentWithheldError, NotFoundError, UsageError
from app.search.precedents import Precedents
from app.search.questions import Question, find_questions
from app.search.request import Parameters, group_parameters, refuse_parameters, take_one
from app.search.results import HitOut, ItemOut
from app.search.service import SearchService
from app.search.similar_results import SimilarReferralOut
from app.web.origin import get_root
from app.web.render import render

MOST = 5  # columns that can be read beside one another on a wide screen, or on a sheet of A4 across
_FOUND = 5  # items that are offered beside those that are compared
_FIRST_QUESTIONS = 5  # of each item are shown at once, the others when asked for
# An item's page, as it is copied from the browser; a bare id is taken as it stands.
_ADDRESS = re.compile(r"^ (?: https? :// [^/]+ )? (?: /[^?#]* )? /items/ (?P<id> [^/?#]+ )", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Column:
    """An item, what members asked about it, and the address of the comparison without it."""

    item: ItemOut
    questions: tuple[Question, ...]
    without: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What was asked for and is not there."""

    id: str
    reason: str
    without: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that may be compared, too."""

    hit: HitOut | SimilarReferralOut
    url: str


@dataclass(frozen=True, slots=True)
class CompareLinks:
    """Addresses of comparisons, made from one request."""

    root: str
    ids: tuple[str, ...]
    q: str = ""

    def with_item(self, item_id: str) -> str:
        return self._make((*self.ids, item_id))

    def without_item(self, item_id: str) -> str:
        return self._make(tuple(one for one in self.ids if one != item_id))

    def _make(self, ids: Sequence[str]) -> str:
        pairs = [("item", one) for one in ids] + ([("q", self.q)] if self.q else [])
        return f"{self.root}/compare{'?' if pairs else ''}{urlencode(pairs)}"


def make_compare_pages(service: SearchService, precedents: Precedents, environment: Environment) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/compare")
    def show_comparison(request: Request) -> HTMLResponse:
        params = group_parameters(request.query_params.multi_items())
        refuse_parameters(params, ("item", "q"))
        root = get_root(request)
        links = CompareLinks(root, read_ids(params), take_one(params, "q") or "")
        columns, lost = _fetch_columns(service, links)
        context = {
            "ids": links.ids,
            "columns": columns,
            "lost": lost,
            "common": _find_common_topics([column.item for column in columns]),
            "words": links.q,
            "offers": _find_offers(service, links) if links.q and len(links.ids) < MOST else None,
            "similar": _find_similar(precedents, columns[0].item, links) if _is_lone_referral(columns, links) else (),
            "first_questions": _FIRST_QUESTIONS,
            "most": MOST,
        }
        return render(environment, "compare.html", context, root=root)

    return router


def read_ids(params: Parameters) -> tuple[str, ...]:
    """The ids of the items that are asked for, each once; an address of an item's page stands for its item. Raises
    UsageError for too many."""
    given = [value.strip() for value in params.get("item", ()) if value.strip()]
    ids = tuple(dict.fromkeys(unquote(found["id"]) if (found := _ADDRESS.match(one)) else one for one in given))
    if len(ids) > MOST:
        raise UsageError("item", f"一度に比べられるのは{MOST}件までです。{len(ids)}件が指定されました。")
    return ids


def _fetch_columns(service: SearchService, links: CompareLinks) -> tuple[tuple[Column, ...], tuple[Lost, ...]]:
    """An item that is gone takes nothing from the others: a comparison is an address that was sent to somebody."""
    columns: list[Column] = []
    lost: list[Lost] = []
    for item_id in links.ids:
        without = links.without_item(item_id)
        try:
            item = service.fetch_item(item_id, links.root)
            questions = find_questions(utterance.model_dump() for utterance in item.utterances)
            columns.append(Column(item, questions, without))
        except (NotFoundError, DocumentWithheldError) as error:
            lost.append(Lost(item_id, str(error), without))
    return tuple(columns), tuple(lost)


def _find_common_topics(items: Sequence[ItemOut]) -> tuple[str, ...]:
    """The topics that all of several items have, by name."""
    if len(items) < 2:
        return ()
    shared = set.intersection(*({topic.label for topic in item.topics} for item in items))
    return tuple(topic.label for topic in items[0].topics if topic.label in shared)


def _find_offers(service: SearchService, links: CompareLinks) -> tuple[Offer, ...]:
    request = service.parse({"q": [links.q], "limit": [str(_FOUND + MOST)]})
    others = [hit for hit in service.search(request, links.root).hits if hit.id not in links.ids]
    plain = CompareLinks(links.root, links.ids)
    return tuple(Offer(hit, plain.with_item(hit.id)) for hit in others[:_FOUND])


def _is_lone_referral(columns: Sequence[Column], links: CompareLinks) -> bool:
    return len(links.ids) == 1 and not links.q and [column.item.kind.code for column in columns] == ["referral"]


def _find_similar(precedents: Precedents, item: ItemOut, links: CompareLinks) -> tuple[Offer, ...]:
    """The closest referrals of other cities, where they were decided."""
    found = precedents.find(item.id, str(_FOUND), links.root)
    return tuple(Offer(hit, links.with_item(hit.decided_id)) for hit in found.hits)
