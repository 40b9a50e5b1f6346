"""What holds of every reading: of samples, of invented layouts, and of the five real cities' minutes where they are.

How many fields are right is counted by `benchmarks.reading`, and its floor held by tests/benchmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.classify import classify_meeting
from app.document import Document, Row
from app.model import Meeting, Municipality
from app.normalize import squeeze
from app.parse.meeting import Expected, parse_minutes
from app.text.reader import read_document
from app.vocabulary.entries import Vocabulary
from benchmarks.reading import find_cases

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Reading:
    """A document of a meeting, and what was read from it."""

    name: str
    document: Document
    meeting: Meeting


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> list[Reading]:
    found: list[Reading] = []
    for case in find_cases(tmp_path_factory.mktemp("samples")):
        gold = case.gold
        municipality = Municipality(gold["code"], gold["municipality"], gold["prefecture"])
        document = read_document(case.path.read_bytes())
        meeting = classify_meeting(parse_minutes(document, vocabulary, Expected(municipality)), vocabulary)
        found.append(Reading(f"{case.group} {case.path.name}", document, meeting))
    return found


def test_there_is_enough_to_read(readings: list[Reading]) -> None:
    kinds = [one.name.split()[0] for one in readings]
    assert kinds.count("sample") >= 40
    assert kinds.count("layout") >= 40


def _iterate_evidence(meeting: Meeting) -> Iterator[tuple[str, Any]]:
    for name, found in meeting.evidence.items():
        yield from ((name, e) for e in found)
    for item in meeting.items:
        for label in (item.kind, item.outcome, *item.topics):
            yield from ((label.code, e) for e in label.evidence)
        named = (*item.title_evidence, *item.department_evidence, *item.conditions_evidence)
        yield from ((item.title, e) for e in named)


def test_every_piece_of_evidence_stands_where_it_says(readings: list[Reading]) -> None:
    wrong = []
    for one in readings:
        passages = {u.anchor: u for u in one.meeting.utterances}
        for name, evidence in _iterate_evidence(one.meeting):
            passage = passages.get(evidence.utterance)
            if (
                passage is None
                or passage.text[evidence.start : evidence.end] != evidence.quote
                or passage.page != evidence.page
                or not evidence.quote.strip()
            ):
                wrong.append((one.name, name, evidence))
    assert not wrong


def test_no_label_but_unknown_is_without_evidence(readings: list[Reading]) -> None:
    bare = [
        (one.name, item.title, label.code)
        for one in readings
        for item in one.meeting.items
        for label in (item.kind, item.outcome, *item.topics)
        if not label.evidence and label.code != "unknown" and "kind" not in item.needs_review
    ]
    assert not bare


def test_labels_that_are_unknown_are_to_be_reviewed(readings: list[Reading]) -> None:
    hidden = [
        (one.name, item.title)
        for one in readings
        for item in one.meeting.items
        if item.outcome.code == "unknown" and item.kind.code != "election" and "outcome" not in item.needs_review
    ]
    assert not hidden


def test_passages_and_items_know_each_other(readings: list[Reading]) -> None:
    for one in readings:
        belongs = {u.anchor: u.items for u in one.meeting.utterances}
        assert len(belongs) == len(one.meeting.utterances), one.name
        assert [i.ordinal for i in one.meeting.items] == list(range(1, len(one.meeting.items) + 1)), one.name
        for item in one.meeting.items:
            assert all(item.ordinal in belongs[anchor] for anchor in item.utterances), (one.name, item.title)
        for anchor, ordinals in belongs.items():
            assert all(anchor in one.meeting.items[n - 1].utterances for n in ordinals), (one.name, anchor)


def _iterate_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for text in block.cells if isinstance(block, Row) else (block.text,):
            yield from text.split("\n")


# What may stand before a speaker's words: signs, the time, the label and what closes it.
_SIGNS = r"[［］\[\]○●◯〇◎□■・→⇒:;：；【】()（）#<>＜＞〈〉「『]*"
_TIME = r"(?:[0-9]{1,2}:[0-9]{2})?"


def test_no_text_of_a_document_is_lost(readings: list[Reading]) -> None:
    """Each line stands in a passage; of a speech, all but the label or mark that stands beside it."""
    lost = []
    for one in readings:
        passages = one.meeting.utterances
        said = squeeze("".join(u.text for u in passages))
        labels = {squeeze(name) for u in passages for name in (u.speaker, u.mark) if name}
        labels |= {"質問", "回答"}  # marks 問 and 答
        either = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
        label = re.compile(rf"{_SIGNS}{_TIME}{_SIGNS}(?:{either})?[0-9]{{0,2}}{_SIGNS}(?P<words>.*?)[」』]?")
        for line in _iterate_lines(one.document):
            match = label.fullmatch(squeeze(line))
            if squeeze(line) not in said and (match is None or match["words"] not in said):
                lost.append((one.name, line))
    assert not lost
