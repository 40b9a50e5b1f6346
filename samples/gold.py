"""What a careful reader finds in the samples, as their sources say it: one JSON a meeting, for tests.

The keys are those of the reviewed gold of real minutes; `scan` is added for the meeting published as a picture only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

from samples.model import Item, Minutes, Person, Speech

# labels of a layout without names: a decision line, an answer, a question
_NO_SPEAKER = frozenset({"決定", "→", "●"})
_RECORD = {"table-plain": "要点記録"}  # the layout that says how the record was made
_NAMES_DEPARTMENTS = frozenset({"qa-marks", "bracket-speaker", "result-table"})  # beside the item's title


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _make_speakers(minutes: Minutes) -> dict[str, int]:
    labels = (_squeeze(p.speaker) for p in minutes.passages() if isinstance(p, Speech) and p.speaker not in _NO_SPEAKER)
    return dict(Counter(labels))


def _make_names(people: tuple[Person, ...]) -> list[str]:
    return [person.name for person in people]


def _make_department(item: Item, minutes: Minutes) -> str | None:
    """The department, where the document names it: beside the title, or in the item's own discussion."""
    if item.department is None or minutes.city.layout in _NAMES_DEPARTMENTS:
        return item.department
    shared = [other for other in minutes.items if item.ordinal in other.together]
    passages = [*item.passages, *(passage for other in shared for passage in other.discussion)]
    said = "".join([item.title, *(getattr(passage, "speaker", "") + passage.text for passage in passages)])
    return item.department if _squeeze(item.department) in _squeeze(said) else None


def _make_item(item: Item, minutes: Minutes) -> dict[str, Any]:
    first = next(passage.text for passage in item.passages)
    sharing = [other.ordinal for other in minutes.items if item.ordinal in other.together]
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "department": _make_department(item, minutes),
        "topics": list(item.topics),
        "outcome": item.outcome,
        "conditions": item.conditions,
        "evidence": item.evidence,
        "begins": first.split("。")[0][:60],
        "together": sorted({*item.together, *sharing}),
    }


def make_gold(minutes: Minutes, *, scan: bool) -> dict[str, Any]:
    """One meeting's gold; its strings are as written in the source."""
    city = minutes.city
    return {
        "municipality": city.municipality,
        "code": city.code,
        "prefecture": city.prefecture,
        "council": city.council,
        "session": minutes.session,
        "date": minutes.date.isoformat(),
        "fiscal_year": minutes.fiscal_year,
        "start": minutes.start,
        "end": minutes.end,
        "place": minutes.place,
        "public": minutes.public,
        "observers": minutes.observers,
        "record": _RECORD.get(city.layout),
        "members": _make_names(minutes.members),
        "absent": _make_names(minutes.absent),
        "speakers": _make_speakers(minutes),
        "items": [_make_item(item, minutes) for item in minutes.items],
        "layout": city.layout,
        "scan": scan,
    }
