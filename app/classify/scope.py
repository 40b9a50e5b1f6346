"""Which sentences tell of an item: its own passages, cut where the chair passes from one item to the next.

A chair often closes an item and opens the next in one breath (「では承認とします。続いて諮問第2号です。」): what stands
before the passing belongs to the item that ends, what follows to the one that begins, whichever of them the passage
was counted to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.classify.passages import (
    Sentence,
    is_chair,
    is_member,
    own_passages,
    split_sentences,
    with_deputies,
    with_roles,
)
from app.classify.references import find_named
from app.model import AgendaItem, Meeting, Role, Utterance

_PASSES_ON = re.compile(
    r"""^(?:それでは|では|さて)?、?
        (?: 次に | 次は | 次の(?:議題|案件|諮問|報告|議案|件(?!は)) | 続いて | 続きまして | つづいて | つづきまして
          | 引き?続き(?!、?(?:審議|検討|審査|議論|調査)) | 最後に | 最後は | 最後が | 残りは | もう一つ
          | (?:日程|議題|議案|諮問|報告|案件|次第|審議)(?:事項)?第?[(]?[0-9ア-ン]{1,3}[)]?号?[^。]{0,60}
              (?:でございます|です|であります|(?:を|の)議題|説明|お願い|に(?:移|入)) )
      | に(?:移り(?:ます|たい)|入り(?:ます|たい)|移る|入る)(?:と|。|$) | を議題と""",
    re.VERBOSE,
)
# What may come between an item's end and the last words on it, in sentences of the chair's next passage.
_LONGEST_TAIL = 6


@dataclass(frozen=True, slots=True)
class Scope:
    """`sentences`: the item's own in order; `before`: what its first passage says of the item that ends there;
    `elsewhere`: all other sentences of the meeting, which count only where they name the item."""

    sentences: tuple[Sentence, ...]
    before: tuple[Sentence, ...]
    elsewhere: tuple[Sentence, ...]


def make_scope(meeting: Meeting, item: AgendaItem) -> Scope:
    """A parsed meeting and one of its items → the sentences that may tell of it."""
    own = with_roles(own_passages(meeting, item))
    anchors = {u.anchor: u for u in own}
    everything = tuple(anchors.get(u.anchor, u) for u in with_deputies(meeting.utterances))
    sentences: list[Sentence] = []
    before: list[Sentence] = []
    speeches = [u for u in own if u.role is not Role.HEADING]
    left = False  # the chair has gone on to another item, though the passages were counted to this one
    for utterance in own:
        spoken = list(split_sentences(utterance))
        if _presides(utterance):
            left = left and not _returns(spoken, item, meeting.items)
            if not left:
                begin, end, left = _find_bounds(spoken, utterance, speeches, item, meeting.items)
                before += spoken[:begin]
                sentences += spoken[begin:end]
        elif not left or utterance.role is Role.HEADING:
            sentences += spoken
    if not left:
        sentences += _find_tail(everything, own)
    used = {(s.utterance.anchor, s.start) for s in (*sentences, *before)}
    elsewhere = tuple(
        s
        for u in everything
        if u.role is not Role.HEADER
        for s in split_sentences(u)
        if (s.utterance.anchor, s.start) not in used
    )
    return Scope(tuple(sentences), tuple(before), elsewhere)


def _returns(spoken: Sequence[Sentence], item: AgendaItem, items: Sequence[AgendaItem]) -> bool:
    return any(item.ordinal in (find_named(s.text, items) or ()) for s in spoken)


def _presides(utterance: Utterance) -> bool:
    return utterance.role is Role.SPEECH and is_chair(utterance) and not is_member(utterance)


def _find_bounds(
    spoken: Sequence[Sentence],
    utterance: Utterance,
    speeches: Sequence[Utterance],
    item: AgendaItem,
    items: Sequence[AgendaItem],
) -> tuple[int, int, bool]:
    """→ the half-open range of a chair's sentences that are the item's, and whether another item begins after it."""
    begin, end = 0, len(spoken)
    first, last = utterance is speeches[0], utterance is speeches[-1]
    for index, sentence in enumerate(spoken):
        if (index == 0 and first) or not _PASSES_ON.search(sentence.text):
            continue
        named = find_named(sentence.text, items)
        if named and item.ordinal not in named:
            return begin, index, True
        if first and (named or not last):
            begin = index
        elif last and not first and index > 0:
            return begin, index, False
    return begin, end, False


def _find_tail(everything: Sequence[Utterance], own: Sequence[Utterance]) -> list[Sentence]:
    """What the chair says right after the item's last passage, until the passing to what comes next."""
    # A heading after which nothing was said belongs to no speech that follows.
    if not own or own[-1].role is Role.HEADING:
        return []
    index = next(i for i, u in enumerate(everything) if u is own[-1]) + 1
    if index >= len(everything) or not _presides(everything[index]):
        return []
    spoken = list(split_sentences(everything[index]))
    passing = next((i for i, s in enumerate(spoken) if _PASSES_ON.search(s.text)), None)
    if passing is None:
        return spoken[:_LONGEST_TAIL] if not everything[index].items else []
    return spoken[:passing]
