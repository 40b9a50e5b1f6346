"""Precedents of an item or a draft, as API and page ask for them: parameters, form fields → similar referrals."""

from __future__ import annotations

from collections.abc import Mapping

from app.engine.base import Engine
from app.errors import NotFoundError, UsageError
from app.search.ports import Analyzer, Drafts
from app.search.request import parse_number, take_one
from app.search.service import SearchService
from app.search.similar import DEFAULT_SIMILAR, MAX_SIMILAR, SimilarFinder
from app.search.similar_results import SimilarOut

FIELDS = ("text", "city", "limit")  # of a draft, beside the file


class Precedents:
    """Without `drafts` only items can be asked about."""

    def __init__(self, service: SearchService, engine: Engine, analyzer: Analyzer, drafts: Drafts | None) -> None:
        self._service = service
        self._engine = engine
        self._finder = SimilarFinder(engine, analyzer, service.vocabulary)
        self._drafts = drafts

    @property
    def takes_drafts(self) -> bool:
        return self._drafts is not None

    def find(self, item_id: str, limit: str | None = None, base_url: str = "") -> SimilarOut:
        """The closest referrals of other cities; raises NotFoundError and its kin, UsageError."""
        most = _parse_limit(limit)
        self._service.fetch_item(item_id)  # says why there is none
        source = self._engine.get("items", item_id)
        if source is None:
            raise NotFoundError(f"案件「{item_id}」はありません。")
        return self._finder.find_for_item(source, most, base_url)

    def compare(self, fields: Mapping[str, list[str]], file: bytes | None, base_url: str = "") -> SimilarOut:
        """The same for a draft, pasted (`text`) or as a file; the referrals of its `city` are left out.

        Raises UsageError for both or none of text and file, and what `Drafts` raises.
        """
        if self._drafts is None:
            raise NotFoundError("ここでは諮問書の案を受け付けていません。")
        text = take_one(fields, "text")
        if file is None and text is None:
            raise UsageError("text", "文章を貼り付けるか、ファイルを選んでください。")
        if file is not None and text is not None:
            raise UsageError("text", "文章とファイルは、どちらか一つにしてください。")
        most, city = _parse_limit(take_one(fields, "limit")), take_one(fields, "city")
        code = self._service.fetch_cities().parse(city) if city else None
        draft = self._drafts.read_file(file) if file is not None else self._drafts.read_text(text or "")
        return self._finder.find_for_draft(draft, code, most, base_url)


def _parse_limit(value: str | None) -> int:
    return parse_number("limit", value, 1, MAX_SIMILAR, DEFAULT_SIMILAR)
