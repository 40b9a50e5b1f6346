"""When each source is crawled next, as far as this machine knows its files: for `status`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.cli.base import Context
from app.errors import ConfigurationError
from crawler.archive import Archive
from crawler.due import build_plan
from crawler.records import Pause


@dataclass(frozen=True, slots=True)
class Upcoming:
    """`next_run` in Japan time (in the past: at once), None for a paused source; `why` then and not before."""

    next_run: datetime | None
    why: str
    pause: Pause | None = None

    def make_json(self) -> dict[str, Any]:
        return {
            "next_run": self.next_run.isoformat() if self.next_run else None,
            "next_run_why": self.why,
            "paused": None if self.pause is None else {"reason": self.pause.reason, "since": self.pause.at},
        }


def tell_upcoming(source: Mapping[str, Any]) -> str:
    """What `make_json` made, in words."""
    if source["paused"] is not None:
        return f"paused since {source['paused']['since'][:10]}: {source['paused']['reason']}"
    if source["next_run"] is None:
        return f"not crawled any more: {source['next_run_why']}"
    return f"next crawl {source['next_run'][:16].replace('T', ' ')} ({source['next_run_why']})"


def read_upcoming(context: Context, archive: Archive | None) -> Mapping[str, Upcoming]:
    """By the source's name, for every source in the folder; nothing where there is no folder of sources (a machine that
    only serves). `archive` is None where nothing was crawled yet. SourceError if a file is wrong."""
    try:
        sources = context.load_sources()
    except ConfigurationError:
        return {}
    histories, pauses = (archive.histories(), archive.pauses()) if archive is not None else ({}, {})
    plan = build_plan(sources, histories, pauses, datetime.now(UTC))
    upcoming = {due.source.name: Upcoming(due.at, due.reason) for due in plan}
    paused = {source.name: pauses[source.name] for source in sources if source.name in pauses}
    return upcoming | {name: Upcoming(None, "paused", pause) for name, pause in paused.items()}
