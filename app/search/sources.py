"""What the API tells of the sources: each council's years as they were stored, joined with how its crawls go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.search.health import HealthDetailOut, HealthOut, SourceName

State = Literal["collected", "none_held", "unpublished", "not_collected", "unknown"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class WordsOut(_Shape):
    """The city's own words, and the page that they stand on."""

    quote: str
    url: str


class GapOut(_Shape):
    """A meeting that must have been held, by the numbers of its neighbours. `doubt` says what else may explain it:
    `numbering` (another way of counting) or `unnumbered` (a meeting without a number); null where nothing does."""

    label: str
    years: tuple[int, ...] = Field(description="the fiscal years in one of which it was held")
    after: str | None
    before: str | None
    certain: bool
    doubt: str | None


class AnnouncedOut(_Shape):
    """A meeting that the city's pages name without its minutes."""

    kind: Literal["unpublished", "listed", "upcoming", "cancelled"]
    label: str | None
    date: str | None
    quote: str
    url: str


class DocumentOut(_Shape):
    """A document that could not be read, or not be fetched; `scan`: pictures only."""

    url: str
    title: str
    date: str | None
    reason: str
    scan: bool


class YearOut(_Shape):
    """A fiscal year of a council; `year` is "" for what has no date. `evidence` are the words that `state` rests on."""

    year: str
    state: State
    state_label: str
    meetings: int
    items: int
    first: str | None = Field(description="date of its first meeting in the index")
    last: str | None
    unread: tuple[DocumentOut, ...]
    unfetched: tuple[DocumentOut, ...]
    announced: tuple[AnnouncedOut, ...]
    gaps: tuple[GapOut, ...]
    evidence: tuple[WordsOut, ...]
    contradicted: bool


class NumberingOut(_Shape):
    """`scale`: running (through all years), fiscal, calendar, term, or null; `earlier` meetings were held before the
    first known one; `strange` are names that do not fit in."""

    scale: str | None
    earlier: int
    strange: tuple[str, ...]


class SourceSummaryOut(_Shape):
    """One council. `years` counts its fiscal years by state; `gaps` are certain only; `first` and `last` are dates of
    meetings in the index; `health` is null where the archive is not at hand."""

    name: str
    url: str
    code: str
    municipality: str
    prefecture: str
    council: str | None
    meetings: int
    items: int
    first: str | None
    last: str | None
    years: dict[State, int]
    timeline: dict[str, State] = Field(description="each fiscal year's state")
    gaps: int
    announced: int = Field(description="meetings that the city names and gives no minutes of, upcoming ones left out")
    unread: int
    unfetched: int
    health: HealthOut | None


class SourceOut(_Shape):
    """A council with each of its years, and with everything that was not taken."""

    summary: SourceSummaryOut
    numbering: NumberingOut | None
    years: tuple[YearOut, ...]
    health: HealthDetailOut | None


class SourcesOut(_Shape):
    """All sources, by prefecture's and municipality's code."""

    meetings: int
    items: int
    sources: tuple[SourceSummaryOut, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """What the index holds of a source: its header, its years (the newest first), how its meetings are numbered."""

    header: Mapping[str, Any]
    years: tuple[YearOut, ...]
    numbering: NumberingOut


def group_councils(stored: Iterable[Mapping[str, Any]]) -> dict[str, Council]:
    """Stored `coverage` documents → each source by its name. Of a thousand sources it takes most of a second."""
    years: dict[str, list[Mapping[str, Any]]] = {}
    for one in stored:
        years.setdefault(one["of"], []).append(one)
    return {
        name: Council(
            {key: own[0][key] for key in _HEADER},
            build_years(own),
            NumberingOut.model_validate(own[0]["numbering"]),
        )
        for name, own in years.items()
    }


def build_summaries(
    councils: Mapping[str, Council],
    names: Iterable[SourceName],
    health: Mapping[str, HealthOut],
    base_url: str,
) -> tuple[SourceSummaryOut, ...]:
    """What the index holds and what the archive tells → each source. `names` are those that the archive knows: one that
    nothing was collected of yet is told all the same."""
    known: dict[str, Mapping[str, Any]] = {name.name: name.model_dump(exclude={"name"}) for name in names}
    known |= {name: council.header for name, council in councils.items()}
    made = [
        _make_summary(name, header, councils[name].years if name in councils else (), health.get(name), base_url)
        for name, header in known.items()
    ]
    return tuple(sorted(made, key=lambda source: (source.code, source.name)))


def build_years(stored: Iterable[Mapping[str, Any]]) -> tuple[YearOut, ...]:
    """The newest first; what has no date last."""
    made = [YearOut.model_validate({key: one[key] for key in YearOut.model_fields}) for one in stored]
    return tuple(sorted(made, key=lambda year: year.year, reverse=True))


_HEADER = ("code", "municipality", "prefecture", "council")


def _make_summary(
    name: str, header: Mapping[str, Any], years: tuple[YearOut, ...], health: HealthOut | None, base_url: str
) -> SourceSummaryOut:
    states = [year.state for year in years if year.year]
    gaps = {gap.label + str(gap.years) for year in years for gap in year.gaps if gap.certain}
    announced = [a for year in years for a in year.announced if a.kind in ("unpublished", "listed")]
    return SourceSummaryOut(
        **header,
        name=name,
        url=f"{base_url}/sources/{name}",
        meetings=sum(year.meetings for year in years),
        items=sum(year.items for year in years),
        first=min((year.first for year in years if year.first), default=None),
        last=max((year.last for year in years if year.last), default=None),
        years={state: states.count(state) for state in dict.fromkeys(states)},
        timeline={year.year: year.state for year in reversed(years) if year.year},
        gaps=len(gaps),
        announced=len(announced),
        unread=sum(len(year.unread) for year in years),
        unfetched=sum(len(year.unfetched) for year in years),
        health=health,
    )
