"""Atom feeds (RFC 4287) of any search: what was newly read, with ids that stay (RFC 4151) and conditional requests."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Request, Response

from app.api.caching import CONTROL, is_unchanged, make_etag
from app.api.schemas import UNCHANGED, make_feed_parameters, make_problem_responses
from app.search.dimensions import EXCLUDED
from app.search.eras import make_plain_date_label
from app.search.feed import FeedEntry, build_feed, parse_feed
from app.search.request import SearchRequest, group_parameters
from app.search.service import SearchService

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_YEAR = "2026"  # of the tags: the authority is who held the name then; never to be changed (RFC 4151)
_NAME = re.compile(r"[A-Za-z0-9]+ (?: [.-]+ [A-Za-z0-9]+ )*", re.VERBOSE)  # a host's name, or an IPv4 address
# what XML 1.0 cannot hold, not even escaped
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", _ATOM)
Origin = Callable[[Request], str]


def make_feed_router(service: SearchService, origin: Origin) -> APIRouter:
    router = APIRouter()

    @router.get(
        "/feed.atom",
        tags=["研究"],
        summary="検索のフィード（Atom）",
        description="条件に合う案件のうち、新しく登録した50件。ETag と Last-Modified による条件付き取得ができる。",
        response_class=Response,
        responses={
            200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
            **UNCHANGED,
            **make_problem_responses(400, 422, 503),
        },
        openapi_extra={"parameters": make_feed_parameters()},
    )
    def get_feed(request: Request) -> Response:
        asked = parse_feed(group_parameters(request.query_params.multi_items()), service)
        created = service.fetch_created() or datetime.fromtimestamp(0, UTC)
        entries = build_feed(service, asked, origin(request))
        body = make_feed(service, asked, entries, origin(request), created)
        modified = format_datetime(created, usegmt=True)
        headers = {"ETag": make_etag(body), "Last-Modified": modified, "Cache-Control": CONTROL}
        if is_unchanged(request.headers, headers["ETag"], modified):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)

    return router


def make_feed(
    service: SearchService, asked: SearchRequest, entries: Sequence[FeedEntry], origin: str, created: datetime
) -> str:
    """The document. `created` is when the index was made: the time of a feed without entries."""
    query = urlencode(asked.make_pairs())
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ja"})
    _add(feed, "id", make_tag(origin, f"feed?{query}"))
    _add(feed, "title", _make_title(service, asked))
    _add(feed, "updated", _make_moment(max((entry.updated for entry in entries), default=created)))
    _add(_add(feed, "author"), "name", "審議会録検索 shingikai")
    _add(feed, "generator", "shingikai")
    _add(feed, "link", rel="self", type=MEDIA_TYPE, href=f"{origin}/feed.atom" + (f"?{query}" if query else ""))
    _add(
        feed,
        "link",
        rel="alternate",
        type="text/html",
        href=f"{origin}/search?{urlencode([*asked.make_pairs(), ('sort', '-date')])}",
    )
    for entry in entries:
        _add_entry(feed, entry, origin)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _add_entry(feed: ET.Element, told: FeedEntry, origin: str) -> None:
    item = told.item
    entry = _add(feed, "entry")
    _add(entry, "id", make_tag(origin, quote(item.id, safe="")))
    _add(entry, "title", f"{item.title}（{item.municipality}、{make_plain_date_label(item.date)}）")
    _add(entry, "published", _make_moment(told.published))
    _add(entry, "updated", _make_moment(told.updated))
    _add(_add(entry, "author"), "name", item.council or item.municipality)
    _add(entry, "link", rel="alternate", type="text/html", href=item.url)
    if urlsplit(item.document_url).scheme in ("http", "https"):
        _add(entry, "link", rel="via", href=quote(item.document_url, safe=":/?&=%#;,+@!~()*$[]'"))
    for topic in item.topics:
        _add(entry, "category", term=topic.code, label=topic.label)
    _add(entry, "summary", _make_summary(told), type="text")


def _make_summary(told: FeedEntry) -> str:
    item = told.item
    said = "".join(one.quote for one in item.outcome.evidence[-1:])
    parts = [f"{item.kind.label}、{item.outcome.label}" + ("（要確認）" if "outcome" in item.needs_review else "")]
    parts += [f"「{said}」"] if said else []
    parts += [f"付帯意見：{item.conditions.text}"] if item.conditions else []
    parts += ["市区町村のサイトから削除"] if item.removed_at else []
    return "。".join(parts)


def _make_title(service: SearchService, asked: SearchRequest) -> str:
    words = [f"「{asked.q}」"] if asked.q else []
    for part in service.describe_filters(asked):
        values = "・".join(one.label for one in part.values)
        words.append(f"{values}以外" if part.name.startswith(EXCLUDED) else values)
    return f"{'、'.join(words) or 'すべて'}の新しい案件"


def make_tag(origin: str, specific: str) -> str:
    """A tag URI: the same whatever the port, the scheme, or the path that the service is mounted at."""
    host = urlsplit(origin).hostname or ""
    return f"tag:{host if _NAME.fullmatch(host) else 'localhost'},{_YEAR}:{specific}"


def _make_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A child; what XML cannot hold is left out of its text."""
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", {k: _NO_XML.sub("", v) for k, v in attributes.items()})
    child.text = None if text is None else _NO_XML.sub("", text)
    return child
