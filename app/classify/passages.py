"""An item's passages as the classifiers read them: sentences in normal form that know where they stood."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.model import Evidence, Meeting, Role, Utterance
from app.normalize import normalize, squeeze

# A full stop inside a quotation ends no sentence that goes on: 「…すること。」との意見を付して承認する。
_SENTENCE = re.compile(
    r"""[^。．！？!?]+[。．！？!?]*[」』）)]*
        (?: (?<=[」』）)])(?=[とをのがには])[^。．！？!?]+[。．！？!?]*[」』）)]* )*""",
    re.VERBOSE,
)
# A line that the page's width has cut, not its writer: long, without an end, and what follows begins nothing new.
_SHORTEST_CUT = 24  # characters
_CUT_SHARE = 0.75  # of the passage's longest line
_ENDS = re.compile(r"[。．！？!?」』）)】》〕\]:：]\s*$|\t")
_BEGINS = re.compile(
    r"""\s | [0-9０-９]{1,3}[.．、)）\s　] | [(（〔\[【《<＜「『・○●◎◇◆□■※→⇒―ー①-⑳*＊〇◯]
      | [一二三四五六七八九十]{1,3}[、．.\s　] | 第[0-9０-９一二三四五六七八九十]+
      | [ア-ンa-zA-Zａ-ｚ][.．、)）\s　]""",
    re.VERBOSE,
)
# 「■審議会の決定」 on a line of its own, 「結　論　…」: from here on the minute-taker tells what was decided, in
# whoever's passage the lines stand.
_DECISION_HEAD = re.compile(
    r"""^[■□◆◇●○▼▽★☆〇◎・]*[【〔\[(《<≪―ー-]*
        (?:(?:本|当)?(?:審議会|審査会|委員会|協議会|会議)(?:の|としての)?(?:決定|結論|意見|判断)
          |決定|結論|(?:審議|審査|採決|表決)?(?:の)?結果|採決|議決)(?:事項|内容)?[】〕\])》>≫―ー-]*:?$""",
    re.VERBOSE,
)
_DECISION_LINE = re.compile(
    r"""^[\s　■□◆◇●○▼▽★☆〇◎・【〔\[(（《<＜]*
        (?:結[\s　]*論|決[\s　]*定(?:事項)?|(?:審議|審査|採決|表決)(?:の)?結[\s　]*果
          |結[\s　]*果|(?:審議会|審査会)(?:の)?意見|採[\s　]*決)
        (?:[】〕\])）》>＞:：]|[\s　])(?=[\s　]*\S)""",
    re.VERBOSE,
)
# 委員, 議員, 3番 (a seat's number)
_MEMBER = re.compile(r"委員(?!長|会)|議員|^[0-9]{1,2}番$")
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


def header_first(meeting: Meeting) -> tuple[Utterance, ...]:
    """Where an item's title may stand besides its own passages: the header, then all else (a table of results)."""
    header = tuple(u for u in meeting.utterances if u.role is Role.HEADER)
    return (*header, *(u for u in meeting.utterances if u.role is not Role.HEADER))


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
    """A passage → its sentences; a line feed ends one as well (a heading or a list has no full stop), unless the page's
    width has cut the line. What stands below 「■決定」 or behind 「結論」 in a speech is the minute-taker's."""
    taker = replace(utterance, role=Role.NARRATION, speaker=None, mark=None)
    speaks = utterance
    for position, paragraph in _paragraphs(utterance.text):
        if utterance.role is Role.SPEECH and position and _tells_decision(paragraph):
            speaks = taker
        normal = normalize(paragraph)
        for match in _SENTENCE.finditer(normal.text):
            start, end = normal.original_span(match.start(), match.end())
            text = re.sub(r"\s+", "", match.group())
            if text:
                yield Sentence(text, speaks, position + start, position + end)


def _tells_decision(line: str) -> bool:
    return _DECISION_HEAD.match(squeeze(line)) is not None or _DECISION_LINE.match(line) is not None


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """→ (where it begins, paragraph): lines, with those put together again that were cut by the page's width."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    position = begin = 0
    for line, following in itertools.zip_longest(lines, lines[1:]):
        position += len(line) + 1
        cut = (
            following is not None
            and len(line) >= max(_SHORTEST_CUT, _CUT_SHARE * longest)
            and not _ENDS.search(line)
            and not _BEGINS.match(following)
            and "\t" not in following
            and not _tells_decision(following)
        )
        if not cut:
            yield begin, text[begin : position - 1]
            begin = position


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
