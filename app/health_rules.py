"""When a source needs an operator's look. Pure: what the archive knows of its crawls → warnings with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.search.health import Level, WarningOut
from crawler.records import RunRow

# One night's failure mends itself more often than not, and is tried again within hours; three in a row do not.
_MANY_FAILURES = 3
# A page that could not be seen in three crawls running hides what is new on it.
_MANY_PARTIAL = 3
# A slot that passed two days ago: no schedule runs, or it hangs.
_OVERDUE = timedelta(days=2)
# Where the slots are not known: the longest cadence is a month, and a crawl may come late.
_LONG_AGO = timedelta(days=40)
_ORDER: tuple[Level, ...] = ("ok", "warning", "error")


def judge_crawls(
    runs: Sequence[RunRow],
    alarms: Sequence[str],
    *,
    now: datetime,
    due: datetime | None = None,
    paused: bool = False,
) -> tuple[WarningOut, ...]:
    """`runs` that were not stopped, newest first; `due` is the next slot (aware), where it is known. What is paused is
    not overdue."""
    found: list[WarningOut] = []

    def warn(code: str, level: Level, message: str) -> None:
        found.append(WarningOut(code=code, level=level, message=message))

    if not runs:
        if not paused:
            warn("never_crawled", "warning", "was never crawled; run `shingikai crawl`")
        return tuple(found)
    failures = count_failures(runs)
    if failures:
        times = "the last crawl" if failures == 1 else f"the last {failures} crawls"
        level: Level = "error" if failures >= _MANY_FAILURES else "warning"
        warn("failing", level, f"{times} got not one page; look at the site and at `start` in the source's file")
    elif len(runs) >= _MANY_PARTIAL and all(run.outcome == "partial" for run in runs[:_MANY_PARTIAL]):
        warn("partial", "warning", f"the last {_MANY_PARTIAL} crawls could not see every page; what failed is listed")
    for alarm in alarms:
        warn("fewer_documents", "warning", alarm)
    last = datetime.fromisoformat(runs[0].finished_at)
    if paused:
        return tuple(found)
    if due is not None and now - due > _OVERDUE:
        warn("overdue", "error", f"was due on {due:%Y-%m-%d} and was not crawled; is `shingikai schedule` running?")
    elif due is None and now - last > _LONG_AGO:
        warn("long_ago", "warning", f"was last crawled on {last:%Y-%m-%d}")
    return tuple(found)


def count_failures(runs: Sequence[RunRow]) -> int:
    """How many runs in a row, from the newest on, got not one page."""
    for number, run in enumerate(runs):
        if run.outcome != "nothing":
            return number
    return len(runs)


def find_level(warnings: Sequence[WarningOut]) -> Level:
    """The worst one's."""
    return max((warning.level for warning in warnings), key=_ORDER.index, default="ok")
