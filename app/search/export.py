"""Exports: all hits of a search, complete, page by page from one generation of the index, as CSV or JSON Lines.

Whoever reads an export shall be able to repeat it: it tells the question, the moment, and the index that answered.
An export that cannot be finished says so and breaks off; it never looks complete.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from app.engine.base import EngineResult, Sort
from app.errors import EngineError, UsageError
from app.search.hits import make_item
from app.search.request import Parameters, SearchRequest, take_one
from app.search.results import Shape
from app.search.service import SearchService
from app.search.table import make_header, make_line, make_rows

# Hits of one question to the engine: an item with its talk is some 20 kB, so that a page takes a few megabytes.
PAGE = 200


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


MEDIA_TYPES = {ExportFormat.CSV: "text/csv", ExportFormat.JSONL: "application/x-ndjson"}
_NOT_OF_EXPORTS = ("limit", "cursor")


class ExportOut(Shape):
    """What an export is: the first line of JSON Lines, as `{"export": …}`; beside a CSV, a file of its own."""

    url: str = Field(description="the question: asked again, it gives the same while the generation is the same")
    parameters: dict[str, tuple[str, ...]] = Field(description="as they were given")
    sort: str = Field(description="-date unless told")
    total: int = Field(description="how many items follow")
    exported_at: str = Field(description="ISO time, UTC")
    generation: str = Field(description="of the index that answered")
    mapping_version: str
    built_with: dict[str, str] = Field(description="versions of analyser and dictionary")


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question; `given` are its parameters as they came."""

    request: SearchRequest
    form: ExportFormat
    given: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Export:
    """`chunks` are its text in order; to read on is to ask the engine. They end with an EngineError, after a last line
    that tells it, if the rest cannot be had."""

    told: ExportOut
    form: ExportFormat
    chunks: Iterator[str]

    @property
    def file_name(self) -> str:
        day = self.told.exported_at[:10].replace("-", "")
        return f"shingikai-{day}-{self.told.generation}.{self.form}"


def parse_export(params: Parameters, service: SearchService) -> Asked:
    """Parameters of a search, and `format` → what is asked; raises UsageError. The order is by date unless told:
    by relevance there is no way to the end."""
    form = take_one(params, "format") or ExportFormat.CSV
    if form not in tuple(ExportFormat):
        raise UsageError("format", f"「{form}」は使えません。{'、'.join(ExportFormat)} のどれかにしてください。")
    for name in _NOT_OF_EXPORTS:
        if name in params:
            raise UsageError(name, "書き出しはいつも全件です。limit と cursor は使いません。")
    if take_one(params, "sort") == "relevance":
        raise UsageError("sort", "書き出しは関連度順にはできません。-date、date、city のどれかにしてください。")
    asked = {name: tuple(values) for name, values in params.items() if name != "format"}
    request = service.parse(asked)
    if request.sort is Sort.RELEVANCE:
        request = replace(request, sort=Sort.DATE_DESC)
    given = {name: kept for name, values in asked.items() if (kept := tuple(v for v in values if v.strip()))}
    return Asked(request, ExportFormat(form), given)


def open_export(service: SearchService, asked: Asked, base_url: str) -> Export:
    """Asks for the first page at once: a question that cannot be answered is refused before anything is sent."""
    first = service.fetch_page(asked.request, PAGE)
    state = service.fetch_state()
    pairs = [(name, value) for name, values in asked.given.items() for value in values]
    told = ExportOut(
        url=f"{base_url}/api/v1/export?{urlencode([*pairs, ('format', asked.form.value)])}",
        parameters=dict(asked.given),
        sort=asked.request.sort_name,
        total=first.total,
        exported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        generation=first.generation,
        mapping_version=state.mapping_version,
        built_with=dict(state.built_with),
    )
    pages = _iterate_pages(service, asked.request, first)
    write = _write_csv if asked.form is ExportFormat.CSV else _write_jsonl
    return Export(told, asked.form, write(told, pages, base_url))


def _iterate_pages(
    service: SearchService, request: SearchRequest, first: EngineResult
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The stored sources, a page at a time; CursorExpiredError if the generation goes away meanwhile."""
    page = first
    while True:
        yield [hit.source for hit in page.hits]
        if not page.more:
            return
        page = service.fetch_page(request, PAGE, after=page.hits[-1].key, generation=first.generation)


def _write_csv(told: ExportOut, pages: Iterator[Sequence[Mapping[str, Any]]], base_url: str) -> Iterator[str]:
    sent = 0
    yield make_header()
    try:
        for page in pages:
            sent += len(page)
            yield make_rows(page, base_url)
    except EngineError as error:
        yield make_line(["#error", _tell(error, sent, told.total)])
        raise


def _write_jsonl(told: ExportOut, pages: Iterator[Sequence[Mapping[str, Any]]], base_url: str) -> Iterator[str]:
    sent = 0
    yield _make_json_line({"export": told.model_dump(mode="json")})
    try:
        for page in pages:
            sent += len(page)
            yield "".join(f"{make_item(source, base_url).model_dump_json()}\n" for source in page)
    except EngineError as error:
        yield _make_json_line({"error": _tell(error, sent, told.total)})
        raise
    yield _make_json_line({"end": {"items": sent}})


def _tell(error: EngineError, sent: int, total: int) -> str:
    return (
        f"書き出しは{total:,}件のうち{sent:,}件で途切れました（{type(error).__name__}）。初めからやり直してください。"
    )


def _make_json_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
