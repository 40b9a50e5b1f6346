"""The same minutes as PDF, DOCX and HTML are one meeting: which reading is best, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.model import Evidence, Meeting, Rendition, Utterance
from app.normalize import squeeze
from app.parse.facts import council_core

# A passage is found again in another rendition by its first characters; fewer would find the wrong one.
_KNOWN_BY = 24
_COMPARED = ("date", "session", "start", "end", "place", "public", "observers")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read: where it came from and the meeting it tells of."""

    rendition: Rendition
    meeting: Meeting


def group_readings(readings: Iterable[Reading]) -> tuple[tuple[Reading, ...], ...]:
    """Readings of one source → groups that tell of one meeting: the same text, or the same date and council and no two
    sessions. In the order of first sight; a reading without a session joins one that has one."""
    groups: list[list[tuple[int, Reading]]] = []
    for seen in sorted(enumerate(readings), key=lambda pair: pair[1].meeting.session is None):
        home = next((group for group in groups if all(_same_meeting(seen[1], other) for _, other in group)), None)
        if home is None:
            groups.append([seen])
        else:
            home.append(seen)
    groups.sort(key=lambda group: min(number for number, _ in group))
    return tuple(tuple(sorted((r for _, r in group), key=_rank, reverse=True)) for group in groups)


def _same_meeting(one: Reading, other: Reading) -> bool:
    if one.rendition.text_sha256 and one.rendition.text_sha256 == other.rendition.text_sha256:
        return True
    a, b = one.meeting, other.meeting
    if a.date is None or a.date != b.date:
        return False
    if a.session and b.session and not (a.session.endswith(b.session) or b.session.endswith(a.session)):
        return False
    return not (a.council and b.council) or council_core(a.council) == council_core(b.council)


def _rank(reading: Reading) -> tuple[bool, float, bool, str]:
    """Current before replaced; then what holds together (items that are discussed and evidenced, little to review);
    then what has pages; the newest of equal ones."""
    meeting = reading.meeting
    discussed = sum(1 for item in meeting.items if item.utterances)
    evidenced = sum(bool(item.outcome.evidence) + bool(item.kind.evidence) for item in meeting.items)
    doubts = len(meeting.needs_review) + sum(len(item.needs_review) for item in meeting.items)
    known = sum(getattr(meeting, name) is not None for name in _COMPARED)
    score = 2 * discussed + evidenced + 0.5 * known - doubts
    return reading.rendition.current, score, reading.rendition.pages is not None, reading.rendition.first_seen


def merge_readings(
    group: Sequence[Reading],
) -> tuple[Meeting, tuple[Rendition, ...], str, tuple[Mapping[str, Any], ...]]:
    """A group, best first → (the meeting with pages from the PDF, renditions, the city's document to link to,
    disagreements of the current renditions)."""
    best = group[0]
    paged = next(
        (r for r in group if r.rendition.pages is not None and r.rendition.current == best.rendition.current), None
    )
    meeting, document = best.meeting, best
    if paged is not None and best.rendition.pages is None:
        found = _find_pages(best.meeting.utterances, paged.meeting.utterances)
        if found:
            meeting, document = _with_pages(best.meeting, found), paged
    return meeting, tuple(r.rendition for r in group), document.rendition.url, _compare(group)


def _find_pages(utterances: Sequence[Utterance], paged: Sequence[Utterance]) -> dict[str, int]:
    known: dict[str, list[int]] = {}
    for utterance in paged:
        if utterance.page is not None:
            known.setdefault(squeeze(utterance.text)[:_KNOWN_BY], []).append(utterance.page)
    pages: dict[str, int] = {}
    for utterance in utterances:
        places = known.get(squeeze(utterance.text)[:_KNOWN_BY])
        if places:
            pages[utterance.anchor] = places.pop(0) if len(places) > 1 else places[0]
    return pages


def _with_pages(meeting: Meeting, pages: Mapping[str, int]) -> Meeting:
    def paged(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(replace(e, page=pages.get(e.utterance)) for e in evidence)

    items = tuple(
        replace(
            item,
            kind=replace(item.kind, evidence=paged(item.kind.evidence)),
            outcome=replace(item.outcome, evidence=paged(item.outcome.evidence)),
            topics=tuple(replace(topic, evidence=paged(topic.evidence)) for topic in item.topics),
            department_evidence=paged(item.department_evidence),
            conditions_evidence=paged(item.conditions_evidence),
            title_evidence=paged(item.title_evidence),
        )
        for item in meeting.items
    )
    return replace(
        meeting,
        items=items,
        utterances=tuple(replace(u, page=pages.get(u.anchor)) for u in meeting.utterances),
        evidence={name: paged(found) for name, found in meeting.evidence.items()},
    )


def _compare(group: Sequence[Reading]) -> tuple[Mapping[str, Any], ...]:
    current = [r for r in group if r.rendition.current]
    found: list[Mapping[str, Any]] = []
    for name in _COMPARED:
        values = {r.rendition.url: getattr(r.meeting, name) for r in current if getattr(r.meeting, name) is not None}
        if len({squeeze(str(value)) for value in values.values()}) > 1:
            found.append({"field": name, "values": [{"value": v, "url": u} for u, v in values.items()]})
    for name, read in (("items", _titles), ("outcomes", _outcomes)):
        lists = {r.rendition.url: read(r.meeting) for r in current}
        if len(set(lists.values())) > 1:
            found.append({"field": name, "values": [{"value": v, "url": u} for u, v in lists.items()]})
    return tuple(found)


def _titles(meeting: Meeting) -> str:
    return " / ".join(squeeze(item.title) for item in meeting.items)


def _outcomes(meeting: Meeting) -> str:
    return " / ".join(item.outcome.label for item in meeting.items)
