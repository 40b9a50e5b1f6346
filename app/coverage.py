"""For each fiscal year of a council what is known: the meetings collected, and the documents that could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.documents import Registered
from app.model import make_fiscal_year


@dataclass(frozen=True, slots=True)
class Passed:
    """A document that did not become part of a meeting, and why."""

    source: str
    url: str
    reason: str
    link_text: str = ""
    unread_scan: bool = False
    date: str | None = None


def build_coverage(
    source: str, header: Mapping[str, str], meetings: Iterable[Registered], failed: Iterable[Passed]
) -> list[dict[str, Any]]:
    """The documents that the engine stores for a source. `header`: its code, municipality, prefecture and council."""
    years: dict[str, dict[str, Any]] = {}

    def year_of(date: str | None) -> str:
        return str(make_fiscal_year(date)) if date and re.match(r"\d{4}-\d{2}", date) else ""

    def entry(year: str) -> dict[str, Any]:
        return years.setdefault(year, {"meetings": 0, "unread": []})

    for registered in meetings:
        entry(year_of(registered.meeting.date))["meetings"] += 1
    for passed in failed:
        entry(year_of(passed.date))["unread"].append(
            {
                "url": passed.url,
                "title": passed.link_text,
                "date": passed.date,
                "reason": passed.reason,
                "scan": passed.unread_scan,
            }
        )
    documents = []
    for year, known in sorted(years.items()):
        identifier = f"{source}-{year or 'undated'}"
        state = "collected" if known["meetings"] else "unread"
        stored = {"id": identifier, **header, "year": year, "state": state, **known}
        documents.append({"id": identifier, "code": header["code"], "year": year, "state": state, "source": stored})
    return documents
