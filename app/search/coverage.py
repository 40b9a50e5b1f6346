"""What was collected of each council, and which documents could not be read: the engine's `coverage` documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.base import Engine
from app.model import Municipality

_NAMED_ONLY = ("unpublished", "listed")  # of what is announced: neither cancelled nor still to come


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that is known and in no meeting. `scan`: pictures only, which character recognition could read;
    `title` are the words of the link to it, `reason` those of the reader, `date` that of the link if it names one."""

    municipality: Municipality
    council: str | None
    url: str
    title: str
    date: str | None
    reason: str
    scan: bool


@dataclass(frozen=True, slots=True)
class CoveredYear:
    """A fiscal year of a council; `state` is one of `app/coverage/values.py`; `label` is its name in Japanese. `whole`:
    no other meeting of that year is known of whose minutes are missing."""

    municipality: Municipality
    council: str | None
    year: int
    state: str
    label: str
    meetings: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """`municipalities` are all that a source names; `collected` of them have a meeting in the index. `years` are those
    that anything is known of, and those between; what is stored, by document, is in `stored`."""

    municipalities: tuple[Municipality, ...]
    collected: int
    unread: tuple[Unread, ...]
    years: tuple[CoveredYear, ...] = ()
    stored: tuple[Mapping[str, Any], ...] = ()


def build_coverage(sources: Iterable[Mapping[str, Any]]) -> Coverage:
    """Stored sources of `coverage` documents → `Coverage`; unread documents newest first, undated ones last."""
    stored = tuple(sources)
    known: dict[str, Municipality] = {}
    years: list[CoveredYear] = []
    collected: set[str] = set()
    unread: list[Unread] = []
    for source in stored:
        city = Municipality(str(source["code"]), str(source["municipality"]), str(source["prefecture"]))
        known[city.code] = city
        if source["meetings"]:
            collected.add(city.code)
        if source["year"]:
            told = (int(source["year"]), source["state"], source["state_label"], source["meetings"], _is_whole(source))
            years.append(CoveredYear(city, source["council"], *told))
        unread += [_make_unread(entry, city, source["council"]) for entry in source.get("unread", ())]
    unread.sort(key=lambda entry: entry.date or "", reverse=True)
    return Coverage(tuple(known.values()), len(collected), tuple(unread), tuple(years), stored)


def _is_whole(source: Mapping[str, Any]) -> bool:
    """False where a document could not be fetched or read, the city's pages name a meeting without minutes, or the
    meetings' numbers surely leave one out."""
    return not (
        source.get("unread")
        or source.get("unfetched")
        or any(one["kind"] in _NAMED_ONLY for one in source.get("announced", ()))
        or any(one["certain"] for one in source.get("gaps", ()))
    )


def _make_unread(entry: Mapping[str, Any], city: Municipality, council: str | None) -> Unread:
    return Unread(city, council, entry["url"], entry["title"], entry["date"], entry["reason"], entry["scan"])


class CoverageDirectory:
    """Reads the coverage once for each generation of the index."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cached: tuple[str | None, Coverage] | None = None

    def fetch(self) -> Coverage:
        """The coverage as of now, or of a second ago."""
        generation = self._engine.generation()
        cached = self._cached
        if cached is not None and cached[0] == generation:
            return cached[1]
        coverage = build_coverage(self._engine.iterate("coverage") if generation is not None else ())
        self._cached = (generation, coverage)  # one assignment: threads may both read, neither sees half
        return coverage
