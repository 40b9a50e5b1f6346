"""What a run has still to do, and what it has come to so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.frontier import Frontier
from crawler.records import Change, FetchRow
from crawler.seen import Seen

GONE = frozenset({404, 410})
# A link found dead is not asked for again until its page changes or this has passed (less than a week, so that a
# weekly crawl asks each time).
_DEAD_KEPT = timedelta(days=6)


@dataclass(slots=True)
class State:
    queue: Frontier = field(default_factory=Frontier)
    fresh: set[str] = field(default_factory=set)  # linked from a page that changed
    listed: set[str] = field(default_factory=set)  # documents seen in this run
    passed: dict[str, str] = field(default_factory=dict)  # by a link's words
    judged: dict[str, str] = field(default_factory=dict)  # by a page's own words, or by robots.txt
    failed: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    changes: Counter[Change] = field(default_factory=Counter)
    requests: int = 0
    transferred: int = 0
    unseen: bool = False  # a page could not be seen, so what is not listed may still be there


def find_dead(last: FetchRow | None, now: datetime) -> str | None:
    """Why a link whose last answer was `last`, and whose page is still the same, is not asked for again; or None."""
    if last is None or last.status not in GONE:
        return None
    if now - datetime.fromisoformat(last.fetched_at) >= _DEAD_KEPT:
        return None
    return f"HTTP {last.status} on {last.fetched_at[:10]}; asked again when its page changes, or after 6 days"
