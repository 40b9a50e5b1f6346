"""The rule of what is due, over a simulated year: `python -m benchmarks.scheduling` prints what docs/crawling.md shows.

Four crawls at once, three minutes each, as the schedule makes them; no crawl begins while the machine is off.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.cadence import JAPAN, Slots, make_slots
from crawler.due import compute_due
from crawler.records import CrawlHistory

START = datetime(2025, 4, 1, 12, 0, tzinfo=JAPAN)
YEAR = timedelta(days=365)
OFF = (datetime(2025, 9, 12, 20, 0, tzinfo=JAPAN), datetime(2025, 9, 15, 20, 0, tzinfo=JAPAN))
MIX: Mapping[str, int] = {
    "daily": 100,
    "weekly": 600,
    "monthly": 200,
    "every 10 days": 50,
    "every 12 hours": 10,
    "30 3 * * mon,thu": 40,
}
_WORKERS = 4
_CRAWL = timedelta(minutes=3)  # 90 requests, a second apart, and as long again for the answers


@dataclass(frozen=True, slots=True)
class Simulated:
    """Each source's cadence, slots and the beginnings of its crawls."""

    cadences: Mapping[str, str]
    slots: Mapping[str, Slots]
    crawls: Mapping[str, Sequence[datetime]]


def make_sources(mix: Mapping[str, int]) -> dict[str, str]:
    """Names → cadences."""
    cadences = [cadence for cadence, count in mix.items() for _ in range(count)]
    return {f"council-{number:04}": cadence for number, cadence in enumerate(cadences)}


def simulate(
    cadences: Mapping[str, str],
    off: tuple[datetime, datetime] = OFF,
    *,
    start: datetime = START,
    length: timedelta = YEAR,
    workers: int = _WORKERS,
    crawl: timedelta = _CRAWL,
) -> Simulated:
    """Every source was crawled at its last slot before the start; then each crawl's end is what the next is due by."""
    slots = {name: make_slots(cadence, name) for name, cadence in cadences.items()}
    crawls: dict[str, list[datetime]] = defaultdict(list)
    queue: list[tuple[datetime, str]] = []
    for name, row in slots.items():
        due, _ = compute_due(row, CrawlHistory(row.find_last(start)), start)
        queue.append((due, name))
    heapq.heapify(queue)
    free = [start] * workers
    while queue and queue[0][0] < start + length:
        due, name = heapq.heappop(queue)
        begin = max(due, heapq.heappop(free))
        if off[0] <= begin < off[1]:
            begin = off[1]
        heapq.heappush(free, begin + crawl)
        crawls[name].append(begin)
        due, _ = compute_due(slots[name], CrawlHistory(begin + crawl), begin + crawl)
        heapq.heappush(queue, (due, name))
    return Simulated(cadences, slots, crawls)


def count_by_hour(simulated: Simulated, *, apart: tuple[datetime, datetime]) -> Counter[int]:
    """Crawls that began in each hour of the day (Japan time), those between `apart` not counted."""
    begun = (begin for crawls in simulated.crawls.values() for begin in crawls)
    return Counter(begin.astimezone(JAPAN).hour for begin in begun if not apart[0] <= begin < apart[1])


def count_in_one_period(simulated: Simulated) -> int:
    """How often a source was crawled twice between two of its slots."""
    twice = 0
    for name, crawls in simulated.crawls.items():
        periods = Counter(simulated.slots[name].find_last(begin) for begin in crawls)
        twice += sum(count - 1 for count in periods.values())
    return twice


def find_gaps(crawls: Sequence[datetime], apart: tuple[datetime, datetime]) -> tuple[timedelta, timedelta]:
    """The longest gap between two crawls, and the longest that does not touch `apart`."""
    gaps = [(b - a, a, b) for a, b in pairwise(crawls)]
    usual = [gap for gap, a, b in gaps if b < apart[0] or a >= apart[1]]
    return max((gap for gap, _, _ in gaps), default=timedelta()), max(usual, default=timedelta())


def make_report(simulated: Simulated, off: tuple[datetime, datetime]) -> str:
    after = (off[0], off[1] + timedelta(days=1))
    hours = count_by_hour(simulated, apart=after)
    total = sum(len(crawls) for crawls in simulated.crawls.values())
    lines = [
        f"{len(simulated.cadences)} sources, {total:,} crawls in a year",
        "",
        "| hour (Japan) | crawls |",
        "|---|---|",
    ]
    order = sorted(hours, key=lambda hour: (hour - 21) % 24)
    lines += [f"| {hour:02}:00 | {hours[hour]:,} |" for hour in order]
    lines += ["", "| cadence | sources | crawls of each | longest gap | with the outage |", "|---|---|---|---|---|"]
    for cadence in dict.fromkeys(simulated.cadences.values()):
        own = [simulated.crawls[name] for name, given in simulated.cadences.items() if given == cadence]
        gaps = [find_gaps(crawls, after) for crawls in own]
        counts = {len(crawls) for crawls in own}
        span = f"{min(counts)}" if len(counts) == 1 else f"{min(counts)} to {max(counts)}"
        usual, longest = max(gap for _, gap in gaps), max(gap for gap, _ in gaps)
        lines.append(f"| {cadence} | {len(own)} | {span} | {_days(usual)} | {_days(longest)} |")
    missed = {name: _count_slots(row, off) for name, row in simulated.slots.items()}
    firsts = [min(begin for begin in simulated.crawls[name] if begin >= off[1]) for name in missed if missed[name]]
    lines += [
        "",
        f"- crawled twice between two slots: {count_in_one_period(simulated)}",
        f"- outage of {(off[1] - off[0]).days} days: {len(firsts)} sources missed {sum(missed.values())} slots; each "
        f"was crawled once for them, the last {_hours(max(firsts) - off[1])} after the end of the outage",
    ]
    return "\n".join(lines)


def _count_slots(row: Slots, off: tuple[datetime, datetime]) -> int:
    count, slot = 0, row.find_next(off[0])
    while slot < off[1]:
        count, slot = count + 1, row.find_next(slot)
    return count


def _days(gap: timedelta) -> str:
    return f"{gap / timedelta(days=1):.1f} days"


def _hours(gap: timedelta) -> str:
    return f"{gap / timedelta(hours=1):.1f} hours"


def main() -> None:
    began = time.perf_counter()
    simulated = simulate(make_sources(MIX))
    print(make_report(simulated, OFF))
    print(f"\n(simulated in {time.perf_counter() - began:.1f} s)")


if __name__ == "__main__":
    main()
