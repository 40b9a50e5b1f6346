"""Header fields → values: council, session, date, times, place, public, observers, record, members."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from app.normalize import squeeze
from app.parse.councils import council_core, find_council, find_other_council, read_council, read_session, same_council
from app.parse.dates import FoundDate, find_dates
from app.parse.header import Field
from app.parse.occasion import read_occasion
from app.parse.openness import read_observers, read_public, read_record
from app.parse.people import read_people
from app.parse.prose import read_prose

__all__ = ["Facts", "council_core", "find_council", "find_other_council", "read_facts", "same_council"]

# So many lines of the discussion are its opening: who is absent, whether anybody listens.
_OPENING_LINES = 14
# Fields that some put below what was discussed; their values are short there, or they are no fields.
_BELOW = frozenset({"public", "observers"})
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Facts:
    """Values with the words they were read from (normalised): `quotes` maps a field to its quote."""

    council: str | None
    session: str | None
    date: FoundDate | None
    start: str | None
    end: str | None
    place: str | None
    public: str | None
    observers: int | None
    record: str | None
    members: tuple[str, ...]
    absent: tuple[str, ...]
    quotes: dict[str, str]


def read_facts(
    fields: Sequence[Field],
    heads: Sequence[str],
    municipality: str | None,
    discussion: Sequence[str] = (),
    late: Sequence[Field] = (),
) -> Facts:
    """`fields` of the header; `heads`: title lines and the file's title, the most telling first (normalised).

    `discussion`: the lines below the header, where times, the absent and the observers can be told instead. `late`:
    fields found there; all of them are read where the header has no date, so that it must have been cut too early, else
    only those that a header can have below what was discussed."""
    quotes: dict[str, str] = {}
    if not _dated(fields):
        fields = [*fields, *read_prose([*heads, *discussion[:_OPENING_LINES]])]
    if not _dated(fields) and _dated(late):
        fields = [*fields, *late]
    told = {f.name for f in fields}
    fields = [*fields, *(f for f in late if f.name in _BELOW and f.name not in told and len(f.value) <= _SHORT)]
    opening = "".join(discussion[:_OPENING_LINES])
    council = read_council(fields, heads, municipality, quotes)
    session = read_session(fields, heads, quotes)
    occasion = read_occasion(fields, heads, discussion, quotes)
    members, absent = read_people(fields, heads, opening)
    for name, people in (("members", members), ("absent", absent)):
        if people:
            quotes[name] = people[0]
    public = read_public(fields, heads, discussion, opening, quotes)
    observers = read_observers(fields, opening, quotes)
    for name in _BELOW & quotes.keys():
        quotes[name] = _within_line(quotes[name], discussion[:_OPENING_LINES])
    return Facts(
        council,
        session,
        occasion.date,
        occasion.start,
        occasion.end,
        occasion.place,
        public,
        observers,
        read_record(fields, quotes),
        members,
        absent,
        quotes,
    )


def _within_line(quote: str, lines: Sequence[str]) -> str:
    """Words that go on from one line of the opening to the next can stand in two passages: the longer part of them."""
    for above, below in itertools.pairwise(squeeze(line) for line in lines):
        for cut in range(1, len(quote)):
            if above.endswith(quote[:cut]) and below.startswith(quote[cut:]):
                return max(quote[:cut], quote[cut:], key=len)
    return quote


def _dated(fields: Sequence[Field]) -> bool:
    return any(f.name in ("date", "date_place") and find_dates(squeeze(f.value)) for f in fields)
