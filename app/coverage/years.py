"""What is known of each fiscal year of a council: a pure function of meetings, failures and the city's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.coverage.numbering import Gap, Known, Numbering, find_gaps
from app.coverage.said import NoneHeld, understand_meeting, understand_none_held
from app.coverage.sessions import parse_session
from app.coverage.values import Announced, Collected, Listed, Passed, State, Year
from app.model import make_fiscal_year
from app.normalize import squeeze

# Councils on personal data are no older; a year before is a misread date, from which no range of years is made.
_FIRST_YEAR = 1975


@dataclass(frozen=True, slots=True)
class Council:
    """All years, oldest first (what has no date last), and how the meetings are numbered."""

    years: tuple[Year, ...]
    numbering: Numbering


def compute_years(meetings: Iterable[Collected], unread: Iterable[Passed], listed: Listed) -> Council:
    """Every fiscal year from the first to the last that anything is known of, or to that of the last crawl. A year of
    which nobody says anything is `unknown`, though its neighbours' numbers run on."""
    held, failed = tuple(meetings), tuple(unread)
    said = [understand_none_held(notice) for notice in listed.notices if notice.kind == "none_held"]
    named = [understand_meeting(notice, listed.as_of) for notice in listed.notices if notice.kind != "none_held"]
    announced = _leave_collected(_merge(named), held)
    unfetched = tuple(passed for passed in listed.unfetched if not _is_collected(passed.date, passed.link_text, held))
    known = [
        *(meeting.known for meeting in held),
        *(Known(a.date, a.label, a.fiscal_year) for a in announced if a.label and a.kind != "upcoming"),
        *(Known(p.date, p.link_text, p.fiscal_year) for p in (*failed, *unfetched)),
    ]
    numbering = find_gaps(known)
    facts = _Facts(held, failed, unfetched, tuple(announced), numbering.gaps, tuple(said), listed.as_of)
    years = [_judge(year, facts) for year in _list_years(facts)]
    undated = _judge(None, facts)
    if undated.meetings or undated.unread or undated.unfetched or undated.announced:
        years.append(undated)
    return Council(tuple(years), numbering)


@dataclass(frozen=True, slots=True)
class _Facts:
    meetings: tuple[Collected, ...]
    unread: tuple[Passed, ...]
    unfetched: tuple[Passed, ...]
    announced: tuple[Announced, ...]
    gaps: tuple[Gap, ...]
    said: tuple[NoneHeld, ...]
    as_of: str | None


def _list_years(facts: _Facts) -> list[int]:
    named = {
        *(meeting.known.year for meeting in facts.meetings),
        *(_year_of(passed) for passed in (*facts.unread, *facts.unfetched)),
        *(announced.fiscal_year for announced in facts.announced),
        *(year for none in facts.said for year in none.years),
    }
    years = {year for year in named if year is not None}
    if facts.as_of is not None and years:
        years.add(make_fiscal_year(facts.as_of))
    plausible = [year for year in years if year >= _FIRST_YEAR]
    last = make_fiscal_year(facts.as_of) if facts.as_of else max(plausible, default=0)
    within = [year for year in plausible if year <= last]
    return sorted(years | set(range(min(within, default=0), max(within, default=-1) + 1)))


def _judge(year: int | None, facts: _Facts) -> Year:
    meetings = tuple(m for m in facts.meetings if m.known.year == year)
    unread = tuple(p for p in facts.unread if _year_of(p) == year)
    unfetched = tuple(p for p in facts.unfetched if _year_of(p) == year)
    announced = tuple(a for a in facts.announced if a.fiscal_year == year)
    gaps = tuple(gap for gap in facts.gaps if year in gap.years)
    none = _find_none_held(year, facts) if year is not None else ()
    surely_held = any(gap.certain and gap.years == (year,) for gap in gaps)
    pending = tuple(a for a in announced if a.kind in ("unpublished", "listed"))
    evidence: tuple[tuple[str, str], ...] = ()
    contradicted = False
    if meetings:
        state, evidence, contradicted = State.COLLECTED, none, bool(none)
    elif unread or unfetched:
        state, evidence = State.NOT_COLLECTED, tuple((p.link_text or p.url, p.url) for p in (*unread, *unfetched))
    elif pending:
        state, evidence = State.UNPUBLISHED, tuple((a.quote, a.url) for a in pending)
    elif none and not surely_held:
        state, evidence = State.NONE_HELD, none
    elif surely_held:
        # the city's word against its own numbers: nobody knows
        state, evidence, contradicted = (State.UNKNOWN if none else State.NOT_COLLECTED), none, bool(none)
    else:
        state, evidence = State.UNKNOWN, _find_hints(year, announced, facts)
    return Year(year, state, meetings, unread, unfetched, announced, gaps, evidence, contradicted)


def _find_none_held(year: int, facts: _Facts) -> tuple[tuple[str, str], ...]:
    """The words for it. A year that had not ended when they were read may still have had its meeting; a calendar year
    covers nine months of a fiscal one, so it takes the next one's word as well."""
    if facts.as_of is None or facts.as_of < f"{year + 1}-04-01":
        return ()
    found = [(none.quote, none.url) for none in facts.said if year in none.years]
    both = [[(n.quote, n.url) for n in facts.said if number in n.calendar] for number in (year, year + 1)]
    if all(both):
        found += [*both[0], *both[1]]
    return tuple(dict.fromkeys(found))


def _find_hints(year: int | None, announced: Sequence[Announced], facts: _Facts) -> tuple[tuple[str, str], ...]:
    """What the pages do say of a year of which they do not say enough."""
    said = [(n.quote, n.url) for n in facts.said if year in n.years or year in n.calendar]
    return tuple(dict.fromkeys([*said, *((a.quote, a.url) for a in announced)]))


def _merge(announced: Sequence[Announced]) -> list[Announced]:
    """The same meeting named on two pages is one; what says most of itself comes first."""
    order = {"cancelled": 0, "unpublished": 1, "listed": 2, "upcoming": 3}
    kept: dict[tuple[object, ...], Announced] = {}
    for one in sorted(announced, key=lambda a: order[a.kind]):
        key = (one.date,) if one.date else (one.label, one.fiscal_year, None if one.label else one.quote)
        kept.setdefault(key, one)
    return list(kept.values())


def _leave_collected(announced: Iterable[Announced], held: Sequence[Collected]) -> list[Announced]:
    return [one for one in announced if not _is_collected(one.date, one.label, held, one.fiscal_year)]


def _is_collected(date: str | None, label: str | None, held: Sequence[Collected], year: int | None = None) -> bool:
    """Whether a meeting that is named somewhere is in the index: by its day, or by its number within its year."""
    if date is not None:
        return any(meeting.date == date for meeting in held)
    numbers = {number for session in parse_session(label or "") for number in session.numbers}
    years = {s.of for s in parse_session(label or "") if s.scale == "fiscal"} or {year}
    return bool(numbers) and any(
        numbers & {number for session in parse_session(meeting.session or "") for number in session.numbers}
        and (meeting.known.year in years or (years == {None} and squeeze(meeting.session or "") == label))
        for meeting in held
    )


def _year_of(passed: Passed) -> int | None:
    return make_fiscal_year(passed.date) if passed.date else passed.fiscal_year
