"""An item's passages as the classifiers read them: sentences in normal form that know where they stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.model import AgendaItem, Evidence, Meeting, Role, Utterance
from app.normalize import normalize

# A full stop inside a quotation ends no sentence that goes on: 「…すること。」との意見を付して承認する。
_SENTENCE = re.compile(
    r"""[^。．！？!?]+[。．！？!?]*[」』）)]*
        (?: (?<=[」』）)])(?=[とをのがには])[^。．！？!?]+[。．！？!?]*[」』）)]* )*""",
    re.VERBOSE,
)
_MEMBER = re.compile(r"委員(?!長|会)|議員")
# A deputy speaks as a member while the chair presides: 副会長, 会長代理, 会長職務代理者
_DEPUTY = re.compile(
    r"副(?:会長|委員長|議長|部会長|座長)|(?:会長|委員長|議長|座長|部会長)(?:職務)?代理|^(?:職務)?代理者?$"
)
_ANSWER_MARKS = ("→", "A", "答")
_ARROWS = ("→", "⇒")
# Of a dialogue's passages at least this share are answers, unless marks were lost.
_FEWEST_ANSWERS = 0.3
_CHAIR = re.compile(r"会長|議長|委員長|座長|職務代理")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` in normal form without white space; `start`, `end` are code points of the passage's own text."""

    text: str
    utterance: Utterance
    start: int
    end: int

    def evidence(self) -> Evidence:
        return span_evidence(self, self)


def span_evidence(first: Sentence, last: Sentence) -> Evidence:
    """From the beginning of one sentence to the end of another of the same passage."""
    text = first.utterance.text
    start, end = first.start, last.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(text[start:end], first.utterance.page, first.utterance.anchor, start, end)


def own_passages(meeting: Meeting, item: AgendaItem) -> tuple[Utterance, ...]:
    """The passages of an item's part of the discussion, in order, deputies as members where a chair presides."""
    wanted = set(item.utterances)
    return tuple(u for u in with_deputies(meeting.utterances) if u.anchor in wanted)


def with_deputies(everything: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    """Where a chair speaks in a meeting, deputies speak as members."""
    if not any(is_chair(u) and not _DEPUTY.search(u.speaker or "") for u in everything):
        return everything
    return tuple(
        replace(u, speaker=f"委員（{u.speaker}）") if _DEPUTY.search(u.speaker or "") else u for u in everything
    )


def with_roles(own: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    """Passages marked ● and → get a speaker's role to classify by, where the marks can be trusted: in a copy that lost
    its arrows nobody knows who asked and who answered. A single arrow in an item without questions is no answer: it
    leads to the result, and the minute-taker tells it."""
    marked = [u for u in own if u.mark]
    answers = sum(u.mark in _ANSWER_MARKS for u in marked)
    if len(marked) == 1 and marked[0].mark in _ARROWS and not any(is_member(u) for u in own):
        return tuple(replace(u, role=Role.NARRATION, mark=None) if u is marked[0] else u for u in own)
    if not marked or not _FEWEST_ANSWERS <= answers / len(marked) < 1:
        return own
    return tuple(replace(u, speaker="説明者" if u.mark in _ANSWER_MARKS else "委員") if u.mark else u for u in own)


def split_sentences(utterance: Utterance) -> Iterator[Sentence]:
    """A passage → its sentences; a line feed ends one as well (a heading or a list has no full stop)."""
    position = 0
    for paragraph in utterance.text.split("\n"):
        normal = normalize(paragraph)
        for match in _SENTENCE.finditer(normal.text):
            start, end = normal.original_span(match.start(), match.end())
            text = re.sub(r"\s+", "", match.group())
            if text:
                yield Sentence(text, utterance, position + start, position + end)
        position += len(paragraph) + 1


def is_member(utterance: Utterance) -> bool:
    """A member asks or comments; the chair is none here."""
    speaker = utterance.speaker or ""
    if utterance.mark in ("Q", "問") or speaker.startswith("委員（"):
        return True
    return _MEMBER.search(speaker) is not None and not _CHAIR.search(speaker)


def is_chair(utterance: Utterance) -> bool:
    speaker = utterance.speaker or ""
    return _CHAIR.search(speaker) is not None and not speaker.startswith("委員（")


def explains(utterance: Utterance) -> bool:
    """What departments, the secretariat and the minute-taker say: not members, not the chair."""
    return utterance.role in (Role.SPEECH, Role.NARRATION) and not is_member(utterance) and not is_chair(utterance)


def all_sentences(utterances: Sequence[Utterance]) -> list[Sentence]:
    return [sentence for utterance in utterances for sentence in split_sentences(utterance)]
