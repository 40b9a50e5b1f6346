"""Topics, outcomes, conditions and departments of a meeting's items, each with its evidence."""

from __future__ import annotations

from dataclasses import replace

from app.classify.conditions import find_conditions
from app.classify.department import clean_department, find_department
from app.classify.outcome import classify_outcome
from app.classify.passages import own_passages, with_roles
from app.classify.results import attached_sentences, find_header_condition
from app.classify.scope import make_scope
from app.classify.topic import classify_topics
from app.model import AgendaItem, Evidence, Meeting, Role, Utterance
from app.vocabulary.entries import Vocabulary


def classify_meeting(meeting: Meeting, vocabulary: Vocabulary) -> Meeting:
    """A parsed meeting → the same with every item's labels."""
    header = tuple(u for u in meeting.utterances if u.role is Role.HEADER)
    return replace(meeting, items=tuple(_classify(item, meeting, header, vocabulary) for item in meeting.items))


def _classify(
    item: AgendaItem,
    meeting: Meeting,
    header: tuple[Utterance, ...],
    vocabulary: Vocabulary,
) -> AgendaItem:
    if "title" in item.needs_review:  # a meeting whose items could not be told apart
        return item
    own = with_roles(own_passages(meeting, item))
    scope = make_scope(meeting, item)
    outcome, doubts, _ = classify_outcome(meeting, item, scope, vocabulary)
    conditions: str | None = None
    conditions_evidence: tuple[Evidence, ...] = ()
    if outcome.code == "approved_with_conditions":
        attached = attached_sentences(meeting)
        conditions, conditions_evidence = find_header_condition(item, meeting) or find_conditions(
            outcome.evidence, [*scope.sentences, *attached]
        )
        doubts += () if conditions else ("conditions",)
    department, department_evidence = item.department, item.department_evidence
    if department is None:
        department, department_evidence = find_department(item, own, meeting.utterances)
    else:
        department = clean_department(department)
    return replace(
        item,
        outcome=outcome,
        topics=classify_topics(item, own, header, vocabulary, outcome),
        conditions=conditions,
        conditions_evidence=conditions_evidence,
        department=department,
        department_evidence=department_evidence,
        needs_review=tuple(dict.fromkeys(item.needs_review + doubts)),
    )
