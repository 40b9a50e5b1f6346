"""What coverage is computed from, and what it says of a year: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.coverage.numbering import Gap, Known
from crawler.findings import Notice


class State(StrEnum):
    """What is known of a council's fiscal year. Nothing is `none_held` without the city's words for it."""

    COLLECTED = "collected"
    NONE_HELD = "none_held"
    UNPUBLISHED = "unpublished"
    NOT_COLLECTED = "not_collected"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.COLLECTED: "収集済み",
    State.NONE_HELD: "会議なし",
    State.UNPUBLISHED: "未公開",
    State.NOT_COLLECTED: "未収集",
    State.UNKNOWN: "不明",
}


@dataclass(frozen=True, slots=True)
class Passed:
    """A document that did not become part of a meeting, and why: it could not be read, or not even fetched."""

    source: str
    url: str
    reason: str
    link_text: str = ""
    unread_scan: bool = False
    date: str | None = None
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """A meeting in the index."""

    id: str
    date: str | None
    session: str | None
    fiscal_year: int | None
    council: str | None
    items: int

    @property
    def known(self) -> Known:
        return Known(self.date, self.session, self.fiscal_year)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the last crawl saw beside the documents. `as_of` is the day of that crawl (ISO), None before any."""

    notices: tuple[Notice, ...] = ()
    unfetched: tuple[Passed, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A meeting that the city's pages name and give no minutes of. `kind`: unpublished (they say so), listed (nothing
    is said), upcoming, or cancelled; `quote` are the page's words."""

    kind: str
    label: str | None
    date: str | None
    fiscal_year: int | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year of a council; None: what has no date. `evidence` are the words and pages that `state` rests on,
    where it rests on any; `contradicted`: the city says that there was no meeting, and there is one."""

    year: int | None
    state: State
    meetings: tuple[Collected, ...] = ()
    unread: tuple[Passed, ...] = ()
    unfetched: tuple[Passed, ...] = ()
    announced: tuple[Announced, ...] = ()
    gaps: tuple[Gap, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    contradicted: bool = False

    def as_stored(self) -> dict[str, Any]:
        """The part of a `coverage` document that is this year's own."""
        dates = sorted(meeting.date for meeting in self.meetings if meeting.date)
        return {
            "year": "" if self.year is None else str(self.year),
            "state": self.state.value,
            "state_label": self.state.label,
            "meetings": len(self.meetings),
            "items": sum(meeting.items for meeting in self.meetings),
            "first": dates[0] if dates else None,
            "last": dates[-1] if dates else None,
            "unread": [_store_passed(passed) for passed in self.unread],
            "unfetched": [_store_passed(passed) for passed in self.unfetched],
            "announced": [
                {"kind": a.kind, "label": a.label, "date": a.date, "quote": a.quote, "url": a.url}
                for a in self.announced
            ],
            "gaps": [
                {
                    "label": gap.label,
                    "years": list(gap.years),
                    "after": gap.after,
                    "before": gap.before,
                    "certain": gap.certain,
                    "doubt": gap.doubt,
                }
                for gap in self.gaps
            ],
            "evidence": [{"quote": quote, "url": url} for quote, url in self.evidence],
            "contradicted": self.contradicted,
        }


def _store_passed(passed: Passed) -> dict[str, Any]:
    return {
        "url": passed.url,
        "title": passed.link_text,
        "date": passed.date,
        "reason": passed.reason,
        "scan": passed.unread_scan,
    }
