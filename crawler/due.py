"""The rule of what is due: from a source's slots and what the manifest knows of its crawls. Pure.

- never crawled: at once;
- else at the first slot after the last crawl. However many slots were missed, that is one crawl;
- a crawl stands for the slot that comes soon after it: where less than half of the way between two slots is left, the
  one after is meant. So a crawl by hand, or one made up for, is not followed by another in the same night;
- a crawl that got nothing but failures is tried again after 1, 2, 4, 8 and 16 hours, if no slot comes before;
- paused: never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.cadence import JAPAN, Slots, make_slots
from crawler.records import CrawlHistory, Pause
from crawler.source import Source

_FIRST_RETRY = timedelta(hours=1)
_MOST_RETRIES = 5  # then a night has passed: what is still down is asked at its slots only


@dataclass(frozen=True, slots=True)
class Due:
    """`at` in Japan time; at or before now means at once. `reason` in plain English."""

    source: Source
    at: datetime
    reason: str


def compute_due(slots: Slots, history: CrawlHistory | None, now: datetime) -> tuple[datetime, str]:
    """→ when (aware), and why then."""
    if history is None:
        return now, "never crawled"
    last = min(history.last_run, now)  # a clock that was wrong once must not stop a source for years
    before, due = slots.find_last(last), slots.find_next(last)
    if due - last < (due - before) / 2:
        due = slots.find_next(due)
    if 0 < history.failures <= _MOST_RETRIES:
        retry = last + _FIRST_RETRY * 2 ** (history.failures - 1)
        if retry < due:
            return retry, f"the last {history.failures} failed" if history.failures > 1 else "the last one failed"
    return due, "its slot"


def build_plan(
    sources: Iterable[Source],
    histories: Mapping[str, CrawlHistory],
    pauses: Mapping[str, Pause],
    now: datetime,
) -> tuple[Due, ...]:
    """When each source that is not paused is next due, soonest first. `histories` and `pauses` as the archive tells
    them, by the source's name."""
    plan = []
    for source in sources:
        if source.name not in pauses:
            slots = make_slots(source.cadence, source.name, source.jitter)
            at, reason = compute_due(slots, histories.get(source.name), now)
            plan.append(Due(source, at.astimezone(JAPAN), reason))
    return tuple(sorted(plan, key=lambda due: (due.at, due.source.name)))


def select_due(plan: Iterable[Due], now: datetime) -> tuple[Due, ...]:
    return tuple(due for due in plan if due.at <= now)
