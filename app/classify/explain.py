"""Why an item got its labels or did not: every topic's score, every sentence that may tell its outcome."""

from __future__ import annotations

from app.classify.candidates import Candidate
from app.classify.outcome import classify_outcome
from app.classify.passages import header_first
from app.classify.reading import Reading
from app.classify.scope import make_scope
from app.classify.topic import Score, score_topics
from app.model import AgendaItem, Meeting
from app.vocabulary.entries import Vocabulary


def explain_topics(meeting: Meeting, item: AgendaItem, vocabulary: Vocabulary) -> tuple[Score, ...]:
    """The score of every topic of the vocabulary, in its order, given or not (see `Score`)."""
    reading = Reading(meeting, vocabulary)
    outcome, _, _ = classify_outcome(reading, item, make_scope(reading, item))
    return score_topics(item, reading.own(item), header_first(meeting), vocabulary, outcome)


def explain_outcome(meeting: Meeting, item: AgendaItem, vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """The sentences that may tell how the item ended, in the order in which they were looked at; the one that gave the
    outcome comes last (see `Candidate`)."""
    reading = Reading(meeting, vocabulary)
    return classify_outcome(reading, item, make_scope(reading, item))[2]
