"""What `shingikai parse` prints: labels in Japanese, and for each of them where it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.model import AgendaItem, Evidence, Meeting, Municipality, Role


def make_parse_json(meeting: Meeting, municipality: Municipality | None, url: str | None) -> dict[str, Any]:
    """A meeting with the keys that a careful reader's notes have, `items[].utterances` and `items[].evidence_at`."""
    return {
        "url": url,
        "municipality": municipality.name if municipality else None,
        "code": municipality.code if municipality else None,
        "prefecture": municipality.prefecture if municipality else None,
        "council": meeting.council,
        "session": meeting.session,
        "date": meeting.date,
        "fiscal_year": meeting.fiscal_year,
        "start": meeting.start,
        "end": meeting.end,
        "place": meeting.place,
        "public": meeting.public,
        "observers": meeting.observers,
        "record": meeting.record,
        "members": list(meeting.members),
        "absent": list(meeting.absent),
        "speakers": dict(Counter(u.speaker for u in meeting.utterances if u.speaker)),
        "speech_sequence": [u.speaker for u in meeting.utterances if u.role is Role.SPEECH],
        "items": [_make_item(item, meeting) for item in meeting.items],
        "evidence_at": {name: _places(found) for name, found in meeting.evidence.items()},
        "needs_review": list(meeting.needs_review),
    }


def _make_item(item: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    own = [u for u in meeting.utterances if u.anchor in set(item.utterances)]
    begins = next((u.text for u in own if u.role is not Role.HEADING), None)
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.kind.label,
        "department": item.department,
        "topics": [topic.label for topic in item.topics],
        "outcome": item.outcome.label,
        "conditions": item.conditions,
        "evidence": item.outcome.evidence[-1].quote if item.outcome.evidence else None,
        "begins": begins,
        "utterances": [
            {"anchor": u.anchor, "speaker": u.speaker, "mark": u.mark, "text": u.text, "page": u.page} for u in own
        ],
        "evidence_at": {
            "title": _places(item.title_evidence),
            "kind": _places(item.kind.evidence),
            "outcome": _places(item.outcome.evidence),
            "conditions": _places(item.conditions_evidence),
            "department": _places(item.department_evidence),
            "topics": {topic.label: _places(topic.evidence) for topic in item.topics},
        },
        "needs_review": list(item.needs_review),
    }


def _places(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [asdict(e) for e in evidence]
