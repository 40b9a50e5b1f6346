"""Items and meetings by their ids: what is stored of them, or why it is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.base import Engine
from app.errors import DocumentWithheldError, NotFoundError
from app.search.hits import make_item, make_url
from app.search.ports import Analyzer
from app.search.results import ItemOut, MeetingOut
from app.search.versions import DiffOut, VersionsOut, build_diff, build_versions

# an item's id: its meeting's, then -i and a number, or -x for what is outside all items
_ITEM = re.compile(r"(?P<meeting> .+ ) - (?: i[0-9]+ | x )", re.VERBOSE)


class Documents:
    """Each method raises NotFoundError for an id that is not there, DocumentWithheldError for what was withheld."""

    def __init__(self, engine: Engine, analyzer: Analyzer) -> None:
        self._engine = engine
        self._analyzer = analyzer

    def get_item(self, item_id: str) -> Mapping[str, Any]:
        """An item as it is stored."""
        source = self._engine.get("items", item_id)
        whole = source
        if source is None and (found := _ITEM.fullmatch(item_id)):
            whole = self._engine.get("meetings", found["meeting"])  # its tombstone, perhaps
        return _check(source, whole, f"案件「{item_id}」はありません。")

    def get_meeting(self, meeting_id: str) -> Mapping[str, Any]:
        """A meeting as it is stored."""
        source = self._engine.get("meetings", meeting_id)
        return _check(source, source, f"会議「{meeting_id}」はありません。")

    def fetch_item(self, item_id: str, base_url: str) -> ItemOut:
        return make_item(self.get_item(item_id), base_url)

    def fetch_items(self, ids: Iterable[str | None], base_url: str) -> dict[str, ItemOut]:
        """Those of some items that are there, by id."""
        return {i: self.fetch_item(i, base_url) for i in ids if i is not None and self._engine.get("items", i)}

    def fetch_meeting(self, meeting_id: str, base_url: str) -> MeetingOut:
        source = self.get_meeting(meeting_id)
        items = [{**item, "url": make_url(base_url, "items", item["id"])} for item in source["items"]]
        return MeetingOut.model_validate({**source, "items": items, "url": make_url(base_url, "meetings", meeting_id)})

    def fetch_versions(self, meeting_id: str) -> VersionsOut:
        source = self.get_meeting(meeting_id)
        versions = build_versions(source)
        return VersionsOut(meeting_id=meeting_id, removed_at=source.get("removed_at"), versions=versions)

    def fetch_diff(self, meeting_id: str, since: str | None, until: str | None) -> DiffOut:
        """Raises UsageError for a version that there is not."""
        return build_diff(self.get_meeting(meeting_id), since, until, self._analyzer)


def _check(source: Mapping[str, Any] | None, whole: Mapping[str, Any] | None, missing: str) -> Mapping[str, Any]:
    if whole is not None and whole.get("withheld"):
        raise DocumentWithheldError(whole["withheld"])
    if source is None:
        raise NotFoundError(missing)
    return source
