"""A stored item → what an answer shows of it: a hit with its passages, or the whole; and links that lead on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from app.engine.base import EngineHit
from app.search.language.patterns import Pattern
from app.search.listing import MAX_BY_RELEVANCE
from app.search.request import SearchRequest
from app.search.results import EndedOut, HitOut, ItemOut, MoreOut, SnippetOut
from app.search.snippets import build_snippets


def make_item(source: Mapping[str, Any], base_url: str) -> ItemOut:
    """A stored source → the item in full."""
    meeting_url = make_url(base_url, "meetings", source["meeting_id"])
    return ItemOut.model_validate({**source, **_make_fields(source, (), 0.0, base_url), "meeting_url": meeting_url})


def make_url(base_url: str, room: str, document_id: str) -> str:
    """Where an item or a meeting stands here."""
    return f"{base_url}/{room}/{quote(document_id, safe='')}"


def make_hit(source: Mapping[str, Any], patterns: tuple[Pattern, ...], score: float, base_url: str) -> HitOut:
    return HitOut.model_validate({**source, **_make_fields(source, patterns, score, base_url)})


def _make_fields(
    source: Mapping[str, Any], patterns: tuple[Pattern, ...], score: float, base_url: str
) -> dict[str, Any]:
    """What a hit has beyond the stored source."""
    snippets = [
        SnippetOut(
            anchor=window.utterance["anchor"],
            speaker=window.utterance["speaker"],
            mark=window.utterance.get("mark"),
            page=window.utterance["page"],
            text=window.text,
            highlights=window.highlights,
            html=window.html,
        )
        for window in build_snippets(source, patterns)
    ]
    return {"snippets": snippets, "score": score, "url": make_url(base_url, "items", source["id"])}


def make_end(request: SearchRequest, base_url: str) -> EndedOut:
    """What stands behind the last hit by relevance."""
    pairs = [*request.make_pairs(), ("sort", "-date")]
    return EndedOut(
        limit=MAX_BY_RELEVANCE,
        message=f"関連度順では初めの{MAX_BY_RELEVANCE:,}件までです。条件を加えて絞り込むか、"
        "日付順にすると最後まで見られます。",
        url=f"{base_url}/search?{urlencode(pairs)}",
    )


def make_more(request: SearchRequest, hit: EngineHit, counts: Mapping[str, int], base_url: str) -> MoreOut | None:
    """The link behind a hit to the others of its meeting."""
    if hit.id not in counts:
        return None
    meeting = str(hit.source["meeting_id"])
    return MoreOut(
        count=counts[hit.id],
        meeting_id=meeting,
        url=f"{base_url}/search?{urlencode(request.make_pairs({'meeting_id': (meeting,)}))}",
    )
