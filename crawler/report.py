"""What a crawl tells: events while it goes on, and a report when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from crawler.findings import Findings, Outcome

EventKind = Literal["page", "document", "passed", "failed"]


@dataclass(frozen=True, slots=True)
class CrawlEvent:
    """One URL dealt with. `status` is 200, 304, …, None without an answer; `detail` a reason in plain English."""

    source: str
    kind: EventKind
    url: str
    status: int | None
    detail: str
    requests: int  # so far in this crawl
    waiting: int  # URLs still to come, as far as known


Progress = Callable[[CrawlEvent], None]


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """`new`, `unchanged` and `replaced` count candidate documents (files, and web pages that may be minutes);
    `transferred` is in bytes of bodies, robots.txt and error pages included; `passed_over` and `failed` hold each URL
    once, with its reason. `stopped` if the run was asked to end early; `complete` if it saw all there was to see.
    `withdrawn` counts documents that no page leads to any more; `findings` are kept in the manifest."""

    source: str
    requests: int
    transferred: int
    new: int
    unchanged: int
    replaced: int
    passed_over: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    stopped: bool = False
    complete: bool = True
    withdrawn: int = 0
    outcome: Outcome = "complete"
    findings: Findings = field(default_factory=Findings)
