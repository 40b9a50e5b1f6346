"""The `coverage` documents that the engine stores: one for each council and fiscal year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.coverage.values import Collected, Listed, Passed, State, Year
from app.coverage.years import compute_years
from app.documents import Registered


def make_collected(registered: Registered) -> Collected:
    """A meeting as it was just read."""
    meeting = registered.meeting
    return Collected(
        registered.id, meeting.date, meeting.session, meeting.fiscal_year, meeting.council, len(meeting.items)
    )


def load_collected(stored: Mapping[str, Any]) -> Collected:
    """A meeting as the engine keeps it."""
    names = ("id", "date", "session", "fiscal_year", "council")
    identifier, date, session, year, council = (stored[name] for name in names)
    return Collected(identifier, date, session, year, council, len(stored["items"]))


def load_unread(source: str, coverage: Mapping[str, Any]) -> list[Passed]:
    """The documents that could not be read, of a stored year."""
    return [
        Passed(source, one["url"], one["reason"], one["title"], one["scan"], one["date"]) for one in coverage["unread"]
    ]


def build_coverage(
    source: str,
    header: Mapping[str, str],
    meetings: Iterable[Collected],
    failed: Iterable[Passed],
    listed: Listed | None = None,
) -> list[dict[str, Any]]:
    """The documents that the engine stores for a source. `header`: its code, municipality, prefecture and council;
    `failed` are documents that could not be read."""
    council = compute_years(meetings, failed, listed or Listed())
    numbering = {
        "scale": council.numbering.scale,
        "earlier": council.numbering.earlier,
        "strange": list(council.numbering.strange),
    }
    documents = []
    for year in council.years or (Year(None, State.UNKNOWN),):  # a source of which nothing is known is one all the same
        own = year.as_stored()
        identifier = f"{source}-{own['year'] or 'undated'}"
        stored = {"id": identifier, "of": source, **header, **own, "numbering": numbering}
        documents.append(
            {
                "id": identifier,
                "code": header["code"],
                "year": own["year"],
                "state": own["state"],
                "source": stored,
            }
        )
    return documents
