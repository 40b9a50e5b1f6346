"""How each label of an item came about: the words it was read from, what is doubtful, what a person has put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.search.results import EvidenceOut, ItemOut
from app.web.names import make_doubt


@dataclass(frozen=True, slots=True)
class Ground:
    """A field of an item (as the model calls it) and one of its values. `doubt` is a sentence without its full stop, ""
    where only the field is known to be doubtful; None where nothing is."""

    field: str
    value: str
    evidence: tuple[EvidenceOut, ...]
    doubt: str | None
    corrected: bool


def list_grounds(item: ItemOut) -> tuple[Ground, ...]:
    """In the order in which the page tells them; what the item does not have is left out, unless it is doubtful."""
    corrected = {entry.field for entry in item.corrections}
    doubts = {field: make_doubt(field) or "" for field in item.needs_review}
    return tuple(
        Ground(field, value, evidence, doubts.get(field), field in corrected)
        for field, value, evidence in _iterate_labels(item)
    )


def _iterate_labels(item: ItemOut) -> Iterator[tuple[str, str, tuple[EvidenceOut, ...]]]:
    yield "kind", item.kind.label, item.kind.evidence
    yield "outcome", item.outcome.label, item.outcome.evidence
    if item.conditions is not None:
        yield "conditions", item.conditions.text, item.conditions.evidence
    elif "conditions" in item.needs_review:
        yield "conditions", "", ()
    for topic in item.topics:
        yield "topics", topic.label, topic.evidence
    if item.department is not None:
        yield "department", item.department.text, item.department.evidence
