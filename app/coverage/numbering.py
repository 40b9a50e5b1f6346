"""Meetings are numbered: which numbers are missing, and in which fiscal years the missing ones must have been held.

Cities count in three ways, and most do not say in which: through all years (第70回), anew in each fiscal or calendar
year (令和2年度第3回), or anew with the members' term. Where a name does not say, the dates do: numbers that begin again
at each April are a year's, numbers that run on over April are not. Nothing is called missing with certainty that
another way of counting would explain.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.coverage.sessions import Scale, parse_session
from app.model import make_fiscal_year

# A council that meets more often than every other week does not exist; a number that would need it was misread
# (第700回 for 第70回), and thousands of missing meetings would be invented from it.
_MOST_A_YEAR = 24
# From here on a number that falls out of order once (第70回, 第7回, 第72回) is a slip: yearly numbers end earlier.
_RUNS_ON = 10
_TWO_APRILS = 2
_LONGEST_TERM = 5  # years; members of such councils serve two or three, rarely four


@dataclass(frozen=True, slots=True)
class Known:
    """A meeting that is known of, whether or not its minutes were collected. `date` is ISO; `fiscal_year` may be known
    without it; `session` is its name as written."""

    date: str | None
    session: str | None
    fiscal_year: int | None = None

    @property
    def year(self) -> int | None:
        return make_fiscal_year(self.date) if self.date else self.fiscal_year


@dataclass(frozen=True, slots=True)
class Gap:
    """A meeting that must have been held: `label` as the city would call it (第71回), in one of the fiscal `years`,
    between the neighbours `after` and `before` (as they are called; None where it is the first of a year or term).
    Not `certain` where another way of counting, or a meeting without a number, may explain it: `doubt` says which."""

    label: str
    number: int
    years: tuple[int, ...]
    after: str | None
    before: str | None
    certain: bool = True
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """`scale` is how the council's own meetings are counted as a rule (None where they are not); `gaps` by year and
    number; `earlier` is how many meetings were held before the first one known, where they are counted through;
    `strange` are the names that do not fit in and were left aside."""

    scale: Scale | None
    gaps: tuple[Gap, ...]
    earlier: int = 0
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    known: Known
    year: int  # fiscal
    prefix: str = ""

    @property
    def calendar_year(self) -> int:
        return int(self.known.date[:4]) if self.known.date else self.year


def find_gaps(meetings: Iterable[Known]) -> Numbering:
    """All meetings known of a council → what is missing among them. A meeting without date and year fills any gap of
    its number."""
    known = tuple(meetings)
    series: dict[tuple[str, Scale, int | None], list[_Entry]] = defaultdict(list)
    unplaced: set[int] = set()
    for meeting in known:
        for session in parse_session(meeting.session or ""):
            year = session.of if session.scale == "fiscal" and not meeting.date else meeting.year
            if year is None:
                unplaced.update(session.numbers)
                continue
            key = (session.body, session.scale, session.of)
            series[key].extend(_Entry(number, meeting, year, session.prefix) for number in session.numbers)
    _adopt(series)
    gaps: list[Gap] = []
    strange: list[str] = []
    earlier = 0
    scales: list[Scale] = []
    for (body, scale, of), entries in sorted(series.items(), key=repr):
        ordered, odd = _set_aside(_put_in_order(entries))
        strange += [entry.known.session or "" for entry in odd]
        for part in _part(ordered) if scale == "open" else [ordered]:
            found_scale = _find_scale(part) if scale == "open" else scale
            possible, impossible = _drop_impossible(part, found_scale)
            strange += [entry.known.session or "" for entry in impossible]
            gaps += _find_series_gaps(possible, found_scale, of, body)
            if not body:
                scales += [found_scale] * len(possible)
                if found_scale == "running" and possible:
                    earlier = max(earlier, possible[0].number - 1)
    usual = Counter(scales).most_common(1)[0][0] if scales else None
    kept = [gap for gap in gaps if gap.number not in unplaced]
    doubted = _doubt_unnumbered(_leave_filled(kept, series), known, strange)
    return Numbering(
        usual, tuple(sorted(doubted, key=lambda gap: (gap.years, gap.number))), earlier, tuple(dict.fromkeys(strange))
    )


def _adopt(series: dict[tuple[str, Scale, int | None], list[_Entry]]) -> None:
    """A bare 第2回 in a year whose other meetings are called 令和2年度第1回 is one of them (a list has the year in
    its heading), unless its number is nearer to those that are counted through."""
    for body in {body for body, scale, _ in series if scale == "open"}:
        opened = series[body, "open", None]
        through = [entry.number for entry in (*opened, *series.get((body, "running", None), ()))]
        for entry in list(opened):
            own = series.get((body, "fiscal", entry.year), [])
            others = [number for number in through if number != entry.number]
            near = min((abs(e.number - entry.number) for e in own), default=None)
            if near is not None and all(abs(number - entry.number) > near for number in others):
                opened.remove(entry)
                own.append(replace(entry, prefix=own[0].prefix))
        if not opened:
            del series[body, "open", None]


def _set_aside(entries: Sequence[_Entry]) -> tuple[list[_Entry], list[_Entry]]:
    """Entries in the order of time → (those that make sense, those whose number is a slip)."""
    kept = list(entries)
    odd: list[_Entry] = []
    for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
        slipped = not before.number < entry.number < after.number
        if before.number >= _RUNS_ON and after.number - before.number == 2 and slipped:
            odd.append(entry)
    kept = [entry for entry in kept if entry not in odd]
    leaps = [e for b, e in itertools.pairwise(kept) if e.number - b.number > _MOST_A_YEAR * (e.year - b.year + 1)]
    return [entry for entry in kept if entry not in leaps], odd + leaps


def _part(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Numbers that do not say how they are counted → stretches that are counted in one way each. What runs on over two
    Aprils was counted through, whatever came later: 第18回, 第19回, 第20回, and then 第1回 in each year."""
    stretches: list[list[_Entry]] = []
    for entry in entries:
        last = stretches[-1][-1] if stretches else None
        if last is None or _begins_anew(last, entry, "term", said=False):
            stretches.append([])
        stretches[-1].append(entry)
    parts: list[list[_Entry]] = []
    joined = False
    for stretch in stretches:
        through = sum(e.year != b.year for b, e in itertools.pairwise(stretch)) >= _TWO_APRILS
        if through or not joined:
            parts.append([])
        parts[-1] += stretch
        joined = not through
    return parts


def _drop_impossible(entries: Sequence[_Entry], scale: Scale) -> tuple[list[_Entry], list[_Entry]]:
    """Where numbers begin at 1 again and again, one that no council reaches would tell of hundreds that are missing."""
    years = {"fiscal": 1, "calendar": 1, "term": _LONGEST_TERM}.get(scale)
    kept = [e for e in entries if years is None or e.number <= years * _MOST_A_YEAR]
    return kept, [entry for entry in entries if entry not in kept]


def _put_in_order(entries: Iterable[_Entry]) -> list[_Entry]:
    """In time; one without a date stands in its year where its number belongs."""
    told = list(entries)
    ordered = sorted((e for e in told if e.known.date), key=lambda e: (e.known.date or "", e.number))
    for entry in sorted((e for e in told if not e.known.date), key=lambda e: (e.year, e.number)):
        later = (
            place
            for place, other in enumerate(ordered)
            if other.year > entry.year or (other.year == entry.year and other.number > entry.number)
        )
        ordered.insert(next(later, len(ordered)), entry)
    return ordered


def _find_scale(entries: Sequence[_Entry]) -> Scale:
    """How numbers that do not say it are counted; `running` also where nothing tells (all within one year)."""
    crossings = [(b, e) for b, e in itertools.pairwise(entries) if e.year != b.year]
    restarts = [e.number <= b.number for b, e in crossings]
    inside = [(b, e) for b, e in itertools.pairwise(entries) if e.year == b.year and e.number < b.number]
    if not inside:
        if not any(restarts):
            return "running"
        return "fiscal" if sum(restarts) * 2 > len(restarts) else "term"
    turns = [(b, e) for b, e in itertools.pairwise(entries) if e.calendar_year != b.calendar_year]
    all_at_new_year = all(e.calendar_year != b.calendar_year for b, e in inside)
    anew = sum(e.number <= b.number for b, e in turns)
    return "calendar" if all_at_new_year and anew * 2 > len(turns) else "term"


def _find_series_gaps(entries: Sequence[_Entry], scale: Scale, of: int | None, body: str) -> Iterator[Gap]:
    """`of` is None where the names do not say what the numbers count within."""
    groups: list[list[_Entry]] = []
    for entry in entries:
        last = groups[-1][-1] if groups else None
        if last is None or _begins_anew(last, entry, scale, said=of is not None):
            groups.append([])
        groups[-1].append(entry)
    for place, group in enumerate(groups):
        counted_anew = of is not None or scale in ("fiscal", "calendar") or (scale == "term" and place > 0)
        previous = groups[place - 1][-1] if place else None
        yield from _find_group_gaps(group, previous, scale, body, of, counted_anew=counted_anew)


def _begins_anew(last: _Entry, entry: _Entry, scale: Scale, *, said: bool) -> bool:
    if said or scale == "running":
        return False
    if scale == "fiscal":
        return entry.year != last.year
    if scale == "calendar":
        return entry.calendar_year != last.calendar_year
    return entry.number < last.number or (entry.number == last.number and entry.year != last.year)


def _find_group_gaps(
    group: Sequence[_Entry], previous: _Entry | None, scale: Scale, body: str, of: int | None, *, counted_anew: bool
) -> Iterator[Gap]:
    """The numbers that are missing in one stretch of counting; before its first one only where it begins at 1."""
    by_number = {entry.number: entry for entry in reversed(group)}
    first, last = min(by_number), max(by_number)
    for number in range(1 if counted_anew else first, last):
        if number in by_number:
            continue
        after = max((n for n in by_number if n < number), default=None)
        before = min(n for n in by_number if n > number)
        above = by_number[before]
        if scale == "fiscal":
            years: tuple[int, ...] = (of if of is not None else above.year,)
        else:
            start = by_number[after].year if after is not None else _find_start(above, previous, scale)
            years = tuple(range(min(start, above.year), above.year + 1))
        doubt = None
        if of is None and after is None:
            # 第1回 in one year and 第2回 in the next: counted anew, or counted on?
            on = previous is not None and above.number == previous.number + 1
            doubt = "numbering" if on or scale == "term" else None
        yield Gap(
            label=_make_label(number, above, body, said=of is not None),
            number=number,
            years=years,
            after=_name(by_number[after]) if after is not None else None,
            before=_name(above),
            certain=doubt is None,
            doubt=doubt,
        )


def _find_start(above: _Entry, previous: _Entry | None, scale: Scale) -> int:
    """The first fiscal year in which the beginning of a calendar year's or a term's numbers may lie."""
    if scale == "calendar":
        return above.calendar_year - 1  # January to March are of the fiscal year before
    return previous.year if previous is not None else above.year


def _make_label(number: int, above: _Entry, body: str, *, said: bool) -> str:
    """As the city calls the next one: 令和2年度第4回 → 令和2年度第3回."""
    return f"{above.prefix if said else ''}{body}第{number}回"


def _name(entry: _Entry) -> str:
    return entry.known.session or ""


def _leave_filled(gaps: Sequence[Gap], series: dict[tuple[str, Scale, int | None], list[_Entry]]) -> list[Gap]:
    """An extraordinary meeting that bears the missing number was counted with the others: 第1回, 第2回臨時会, 第3回."""
    extra = {(e.number, e.year) for (body, _, _), entries in series.items() if body == "臨時" for e in entries}
    return [gap for gap in gaps if not any((gap.number, year) in extra for year in gap.years)]


def _doubt_unnumbered(gaps: Sequence[Gap], known: Sequence[Known], strange: Sequence[str]) -> Iterator[Gap]:
    """A meeting whose name bears no number (or a wrong one) may be the one that is missing: one doubt for each."""
    unnumbered = [k.year for k in known if k.year is not None and not _bears_number(k, strange)]
    for gap in sorted(gaps, key=lambda gap: gap.certain):  # what is doubtful already takes its meeting first
        year = next((year for year in unnumbered if year in gap.years), None)
        if year is None:
            yield gap
            continue
        unnumbered.remove(year)
        yield replace(gap, certain=False, doubt=gap.doubt or "unnumbered")


def _bears_number(known: Known, strange: Sequence[str]) -> bool:
    return bool(parse_session(known.session or "")) and known.session not in strange
