"""The newest items of a search, by the day on which they were first read: what a feed tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.engine.base import Sort
from app.errors import UsageError
from app.search.hits import make_item
from app.search.request import Parameters, SearchRequest
from app.search.results import ItemOut
from app.search.service import SearchService

ENTRIES = 50  # a feed is read every hour or day; an ingest rarely brings more
_FIELD = "registered"
_NOT_OF_FEEDS = ("limit", "cursor", "sort", "scope")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`published` and `updated` are times in UTC: the day of registration, and of the last change to its documents or
    its corrections."""

    item: ItemOut
    published: datetime
    updated: datetime


def parse_feed(params: Parameters, service: SearchService) -> SearchRequest:
    """Parameters of a search but its order and paging; raises UsageError."""
    for name in _NOT_OF_FEEDS:
        if name in params:
            raise UsageError(name, f"フィードはいつも新しい案件から{ENTRIES}件です。{name} は使いません。")
    return replace(service.parse(params), sort=Sort.DATE_DESC)


def build_feed(service: SearchService, request: SearchRequest, base_url: str, limit: int = ENTRIES) -> list[FeedEntry]:
    """The `limit` newest, by day of registration, then by date of the meeting. Both engines count by day; so the days
    that are wanted are known before a hit is fetched."""
    counted = service.fetch_page(request, 0, facets=(_FIELD,))
    whole, part, room = [], None, limit
    for day, count in sorted(counted.facets[_FIELD], reverse=True):
        if count > room:
            part = day
            break
        whole.append(day)
        room -= count
    found: list[Mapping[str, Any]] = []
    for days, most in ((tuple(whole), limit - room), ((part,) if part else (), room)):
        if days and most:
            page = service.fetch_page(request, most, fixed={_FIELD: days}, generation=counted.generation)
            found += [hit.source for hit in page.hits]
    found.sort(key=lambda source: str(source[_FIELD]), reverse=True)  # stable: by date within a day
    return [_make_entry(source, base_url) for source in found]


def _make_entry(source: Mapping[str, Any], base_url: str) -> FeedEntry:
    item = make_item(source, base_url)
    published = _parse(str(source[_FIELD]))
    moments = [moment for one in item.renditions for moment in (one.first_seen, one.ended_at) if moment]
    moments += [correction.when for correction in item.corrections]
    return FeedEntry(item, published, max([published, *map(_parse, moments)]))


def _parse(moment: str) -> datetime:
    """An ISO day or time → UTC, whole seconds."""
    found = datetime.fromisoformat(moment)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
