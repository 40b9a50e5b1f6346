"""How a source's crawls go: the shapes that the API answers, and the port through which they are read.

The index knows what was collected; only the archive knows how it was fetched, and an API may run without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["ok", "warning", "error"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class WarningOut(_Shape):
    """Something that an operator should look at; `code` is stable, `message` is in English."""

    code: str
    level: Level
    message: str


class HealthOut(_Shape):
    """Times are ISO, UTC. `failures` counts the crawls in a row, up to the last, that got not one page."""

    level: Level
    warnings: tuple[WarningOut, ...]
    last_crawl: str | None = Field(description="when the last crawl ended that was not stopped")
    last_success: str | None = Field(description="when the last crawl ended that saw at least a part of the site")
    outcome: str | None = Field(description="of the last crawl: complete, partial, nothing")
    failures: int
    paused: str | None = Field(description="why an operator has paused it")
    next_crawl: str | None = Field(description="null while it is paused, or where its file is not known here")
    next_why: str | None = Field(description="why then, or why not at all; null where no file is known here")
    new: int = Field(description="by the last crawl")
    replaced: int = Field(description="by the last crawl")
    withdrawn: int = Field(description="by the last crawl")
    documents: int = Field(description="candidates that the city serves now, minutes or not")
    versions_replaced: int = Field(description="bytes that the city has replaced by others, ever")
    vanished: int = Field(description="addresses that the city serves no longer")
    passed_over: int = Field(description="links that were not taken, by the last crawl")
    failed: int = Field(description="addresses that could not be fetched, by the last crawl")
    held: int = Field(description="documents that no page leads to, kept as current until that is sure")


class ChangeOut(_Shape):
    """`kind`: new, replaced, withdrawn; `reason` as the crawl recorded it."""

    kind: str
    url: str
    reason: str
    at: str


class ReasonOut(_Shape):
    url: str
    title: str
    reason: str


class RunOut(_Shape):
    started: str
    finished: str
    outcome: str | None
    requests: int
    bytes: int
    new: int
    replaced: int
    failed: int


class HealthDetailOut(HealthOut):
    """With everything that lies behind the counts. `not_minutes` and `unread` are the reader's verdicts on documents
    that the city serves now."""

    alarms: tuple[str, ...]
    changes: tuple[ChangeOut, ...]
    passed_over_list: tuple[ReasonOut, ...]
    failed_list: tuple[ReasonOut, ...]
    not_minutes: tuple[ReasonOut, ...]
    unread: tuple[ReasonOut, ...]
    held_list: tuple[ReasonOut, ...]
    runs: tuple[RunOut, ...] = Field(description="the last ones, newest first")


class SourceName(_Shape):
    """A source as it called itself when it was last crawled."""

    name: str
    code: str
    municipality: str
    prefecture: str
    council: str


class HealthReader(Protocol):
    """Reads the archive anew each time; raises ServiceError where it cannot be read."""

    def read_names(self) -> tuple[SourceName, ...]: ...

    def read_all(self) -> Mapping[str, HealthOut]:
        """By the source's name."""
        ...

    def read(self, name: str) -> HealthDetailOut | None: ...
