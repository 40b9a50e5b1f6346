"""Writes invented minutes as plain lines: what the tests of sections and meetings share."""

from __future__ import annotations

from collections.abc import Sequence

from app.document import Block, Document, Line, Row
from app.model import Meeting, Municipality
from app.parse.meeting import Expected, parse_minutes
from app.vocabulary.entries import Vocabulary

CITY = Municipality("999999", "霧沢市", "北野県")
COUNCIL = "霧沢市個人情報保護審議会"
EXPECTED = Expected(CITY, COUNCIL)
FRONT = """
令和3年度第2回霧沢市個人情報保護審議会　会議録
日　時　令和3年7月5日（月）午後2時から午後3時30分まで
場　所　霧沢市役所　第1会議室
出席者　甲野一、乙山二、丙川三
傍聴者　2人
"""


def make_document(text: str, title: str | None = None) -> Document:
    """A line each; cells of a table row are separated by " | "."""
    blocks: list[Block] = []
    for line in text.strip("\n").split("\n"):
        if " | " in line:
            blocks.append(Row(tuple(cell.strip().replace("/", "\n") for cell in line.split(" | ")), 1))
        elif line.strip():
            stripped = line.strip()
            heading = stripped.startswith("== ")
            blocks.append(Line(stripped.removeprefix("== "), heading=heading))
    return Document("text/plain", tuple(blocks), title=title)


def parse(text: str, vocabulary: Vocabulary, expected: Expected = EXPECTED, title: str | None = None) -> Meeting:
    return parse_minutes(make_document(text, title), vocabulary, expected)


def texts_of(meeting: Meeting, ordinal: int) -> list[str]:
    """The passages of an item (1-based), in order."""
    wanted = set(meeting.items[ordinal - 1].utterances)
    return [u.text for u in meeting.utterances if u.anchor in wanted]


def check_property(meeting: Meeting) -> None:
    """What holds of every meeting: evidence stands where it says, passages and items know each other."""
    texts = {u.anchor: u for u in meeting.utterances}
    assert len(texts) == len(meeting.utterances)
    labels = [label for item in meeting.items for label in (item.kind, item.outcome, *item.topics)]
    evidence = [e for label in labels for e in label.evidence]
    for item in meeting.items:
        evidence += [*item.title_evidence, *item.department_evidence, *item.conditions_evidence]
    evidence += [e for found in meeting.evidence.values() for e in found]
    for found in evidence:
        passage = texts[found.utterance]
        assert passage.text[found.start : found.end] == found.quote, found
        assert passage.page == found.page, found
    ordinals = {item.ordinal for item in meeting.items}
    assert ordinals == set(range(1, len(meeting.items) + 1))
    for passage in meeting.utterances:
        assert set(passage.items) <= ordinals
        for ordinal in passage.items:
            assert passage.anchor in meeting.items[ordinal - 1].utterances
    for item in meeting.items:
        for anchor in item.utterances:
            assert item.ordinal in texts[anchor].items


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items]


def kinds(meeting: Meeting) -> list[str]:
    return [item.kind.code for item in meeting.items]


def join(*parts: str | Sequence[str]) -> str:
    return "\n".join(part.strip("\n") if isinstance(part, str) else "\n".join(part) for part in parts)
