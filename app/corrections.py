"""What a person has put right in a reading: applied after the ids are known, so that it survives every re-reading.

A correction names an item or a meeting, a field, the value that counts and the document's words on which it rests.
Those words must stand in the meeting's text: they become the evidence. A correction that does not hold is refused with
its reason, and what was read stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.errors import ShingikaiError
from app.evidence import locate_first
from app.model import AgendaItem, Correction, Evidence, Label, Meeting, make_fiscal_year
from app.vocabulary.entries import Entry, Vocabulary

ITEM_FIELDS = ("title", "number", "kind", "topics", "outcome", "conditions", "department")
MEETING_FIELDS = ("council", "session", "date", "start", "end", "place", "public", "observers")
# The only outcome that has conditions (app/vocabulary/outcomes.toml).
_WITH_CONDITIONS = "approved_with_conditions"

Value = str | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """A correction as it was written. `target` is the id of an item or a meeting; `value` holds codes for fields of the
    vocabulary and None for "the document tells nothing"; `when` is an ISO date; `where` names file and entry."""

    target: str
    field: str
    value: Value
    quote: str
    who: str
    when: str
    note: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A correction that was not applied: where it is written, and why."""

    where: str
    reason: str


class _RefusedError(ShingikaiError):
    """Why a correction is not applied."""


def choose_latest(entries: Iterable[CorrectionEntry]) -> tuple[tuple[CorrectionEntry, ...], tuple[Refusal, ...]]:
    """Of several corrections of one field the newest counts; of two of one day that say different things, none."""
    chosen: dict[tuple[str, str], CorrectionEntry] = {}
    refused: dict[tuple[str, str], list[Refusal]] = {}
    for entry in sorted(entries, key=lambda e: e.when):
        key = (entry.target, entry.field)
        other = chosen.get(key)
        if other is None or other.when < entry.when:
            refused.pop(key, None)
        elif other.value != entry.value:
            reason = f"{entry.target}: another correction of {entry.field} of the same day says something else"
            refused.setdefault(key, [Refusal(other.where, f"{reason} ({entry.where})")])
            refused[key].append(Refusal(entry.where, f"{reason} ({other.where})"))
        chosen[key] = entry
    kept = tuple(entry for key, entry in chosen.items() if key not in refused)
    return kept, tuple(refusal for listed in refused.values() for refusal in listed)


def correct_meeting(
    meeting: Meeting,
    item_ids: Sequence[str],
    header: Iterable[CorrectionEntry],
    items: Iterable[CorrectionEntry],
    vocabulary: Vocabulary,
) -> tuple[Meeting, tuple[Refusal, ...]]:
    """A meeting as it was read → as it was corrected, and what was refused. `header` are corrections of this meeting,
    `items` of its items; `item_ids` are in the order of the items. Ids never depend on what is corrected."""
    refused: list[Refusal] = []
    for entry in header:
        try:
            meeting = _correct_header(meeting, entry)
        except _RefusedError as error:
            refused.append(Refusal(entry.where, str(error)))
    by_id = dict(zip(item_ids, meeting.items, strict=True))
    for entry in items:
        try:
            by_id[entry.target] = _correct_item(by_id[entry.target], meeting, entry, vocabulary)
        except _RefusedError as error:
            refused.append(Refusal(entry.where, str(error)))
    return replace(meeting, items=tuple(_make_consistent(item) for item in by_id.values())), tuple(refused)


def _find_quote(meeting: Meeting, entry: CorrectionEntry, first: Sequence[str] = ()) -> tuple[Evidence, ...]:
    """Where the quote stands: in the item's own passages, else in any."""
    own = tuple(u for u in meeting.utterances if u.anchor in set(first))
    found = locate_first(own, entry.quote) or locate_first(meeting.utterances, entry.quote)
    if not found:
        raise _RefusedError(f"{entry.target}: the quote stands in no passage of the meeting's text: {entry.quote!r}")
    return found


def _correct_header(meeting: Meeting, entry: CorrectionEntry) -> Meeting:
    name = entry.field
    evidence = {**meeting.evidence, name: _find_quote(meeting, entry)}
    if entry.value is None:
        del evidence[name]
    changes: dict[str, Any] = {name: entry.value}
    if name == "date":
        changes["fiscal_year"] = make_fiscal_year(str(entry.value))
    return replace(
        meeting,
        **changes,
        evidence=evidence,
        needs_review=tuple(doubt for doubt in meeting.needs_review if doubt != name),
        corrections=(*meeting.corrections, _make_correction(entry, getattr(meeting, name), entry.value)),
    )


def _correct_item(item: AgendaItem, meeting: Meeting, entry: CorrectionEntry, vocabulary: Vocabulary) -> AgendaItem:
    name, value = entry.field, entry.value
    evidence = _find_quote(meeting, entry, item.utterances)
    read: Value
    told: Value
    changes: dict[str, Any]
    if name == "topics":
        assert isinstance(value, tuple)
        labels = tuple(_make_label(vocabulary.topic(code), evidence) for code in value)
        read, told = tuple(topic.label for topic in item.topics), tuple(label.label for label in labels)
        changes = {"topics": labels}
    elif name in ("kind", "outcome"):
        known = vocabulary.kind(str(value)) if name == "kind" else vocabulary.outcome(str(value))
        label = _make_label(known, evidence)
        read, told = getattr(item, name).label, label.label
        changes = {name: label}
    else:
        read, told = getattr(item, name), value
        changes = {name: value}
        if name != "number":  # which is shown without evidence
            changes[f"{name}_evidence"] = evidence if value is not None else ()
    return replace(
        item,
        **changes,
        needs_review=tuple(doubt for doubt in item.needs_review if doubt != name),
        corrections=(*item.corrections, _make_correction(entry, read, told)),
    )


def _make_label(entry: Entry | None, evidence: tuple[Evidence, ...]) -> Label:
    assert entry is not None  # values were checked when they were loaded
    return Label(entry.code, entry.label, evidence)


def _make_consistent(item: AgendaItem) -> AgendaItem:
    """A corrected outcome without conditions takes those away that were read, and says so; one with conditions that
    nobody found is 要確認."""
    corrected = {correction.field: correction for correction in item.corrections}
    if "outcome" not in corrected or "conditions" in corrected:
        return item
    if item.outcome.code == _WITH_CONDITIONS:
        missing = () if item.conditions else ("conditions",)
        return replace(item, needs_review=tuple(dict.fromkeys((*item.needs_review, *missing))))
    doubts = tuple(doubt for doubt in item.needs_review if doubt != "conditions")
    if item.conditions is None:
        return replace(item, needs_review=doubts)
    gone = replace(corrected["outcome"], field="conditions", read=item.conditions, value=None)
    return replace(
        item, conditions=None, conditions_evidence=(), needs_review=doubts, corrections=(*item.corrections, gone)
    )


def _make_correction(entry: CorrectionEntry, read: Value, value: Value) -> Correction:
    return Correction(entry.field, read, value, entry.quote, entry.who, entry.when, entry.note)
