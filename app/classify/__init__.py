"""Topics, outcomes, conditions and departments of a meeting's items, each with its evidence."""

from __future__ import annotations

from dataclasses import replace

from app.classify.conditions import find_conditions
from app.classify.department import clean_department, find_department
from app.classify.outcome import classify_outcome
from app.classify.passages import header_first
from app.classify.reading import Reading
from app.classify.results import find_header_condition
from app.classify.scope import make_scope
from app.classify.topic import classify_topics
from app.model import AgendaItem, Evidence, Meeting, Role, Utterance
from app.vocabulary.entries import Vocabulary


def classify_meeting(meeting: Meeting, vocabulary: Vocabulary) -> Meeting:
    """A parsed meeting → the same with every item's labels."""
    reading = Reading(meeting, vocabulary)
    header = header_first(meeting)
    return replace(meeting, items=tuple(_classify(item, reading, header) for item in meeting.items))


def _classify(
    item: AgendaItem,
    reading: Reading,
    header: tuple[Utterance, ...],
) -> AgendaItem:
    if "title" in item.needs_review:  # a meeting whose items could not be told apart
        return item
    own = reading.own(item)
    scope = make_scope(reading, item)
    outcome, doubts, _ = classify_outcome(reading, item, scope)
    conditions: str | None = None
    conditions_evidence: tuple[Evidence, ...] = ()
    if outcome.code == "approved_with_conditions":
        decided_in = {e.utterance for e in outcome.evidence}
        decided = reading.sentences(u for u in reading.everything if u.anchor in decided_in)
        apart = [s for s in decided if s.utterance.role is not Role.HEADER and scope.is_elsewhere(s)]
        conditions, conditions_evidence = find_header_condition(item, reading) or find_conditions(
            outcome.evidence, [*scope.sentences, *apart, *reading.attached]
        )
        doubts += () if conditions else ("conditions",)
    department, department_evidence = item.department, item.department_evidence
    if department is None:
        department, department_evidence = find_department(item, own, reading.meeting.utterances)
    else:
        department = clean_department(department)
    return replace(
        item,
        outcome=outcome,
        topics=classify_topics(item, own, header, reading.vocabulary, outcome),
        conditions=conditions,
        conditions_evidence=conditions_evidence,
        department=department,
        department_evidence=department_evidence,
        needs_review=tuple(dict.fromkeys(item.needs_review + doubts)),
    )
