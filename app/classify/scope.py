"""Which sentences tell of an item: its own passages, cut where the chair passes from one item to the next.

A chair often closes an item and opens the next in one breath (「では承認とします。続いて諮問第2号です。」): what stands
before the passing belongs to the item that ends, what follows to the one that begins, whichever of them the passage
was counted to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.classify.passages import Sentence, is_chair, is_member
from app.classify.reading import Reading
from app.classify.references import Names
from app.model import AgendaItem, Role, Utterance

_PASSES_ON = re.compile(
    r"""^(?:それでは|では|さて)?、?
        (?: 次に
          | 次は(?![^。]{0,24}(?:ところで|とき(?:に|は)|たら|(?:後|際|うえ|上|頃|ころ)(?:に|で)|次第|月(?:頃|ごろ|に)))
           | 次の(?:議題|案件|諮問|報告|議案|件(?!は)) | 続いて | 続きまして | つづいて | つづきまして
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
    """`sentences`: the item's own in order; `before`: what its first passage says of the item that ends there; `used`:
    (anchor, start) of both. All other sentences of the meeting count only where they name the item."""

    sentences: tuple[Sentence, ...]
    before: tuple[Sentence, ...]
    used: frozenset[tuple[str, int]]

    def is_elsewhere(self, sentence: Sentence) -> bool:
        return (sentence.utterance.anchor, sentence.start) not in self.used


def make_scope(reading: Reading, item: AgendaItem) -> Scope:
    """A meeting and one of its items → the sentences that may tell of it."""
    own = reading.own(item)
    names = reading.names
    sentences: list[Sentence] = []
    before: list[Sentence] = []
    speeches = [u for u in own if u.role is not Role.HEADING]
    left = False  # the chair has gone on to another item, though the passages were counted to this one
    for utterance in own:
        spoken = reading.split(utterance)
        if _presides(utterance):
            left = left and not _returns(spoken, item, names)
            if not left:
                begin, end, left = _find_bounds(spoken, utterance, speeches, item, names)
                before += spoken[:begin]
                sentences += spoken[begin:end]
        elif not left or utterance.role is Role.HEADING:
            sentences += spoken
    if not left:
        sentences += _find_tail(reading, own)
    used = frozenset((s.utterance.anchor, s.start) for s in (*sentences, *before))
    return Scope(tuple(sentences), tuple(before), used)


def _returns(spoken: Sequence[Sentence], item: AgendaItem, names: Names) -> bool:
    return any(item.ordinal in (names.find(s.text) or ()) for s in spoken)


def _presides(utterance: Utterance) -> bool:
    return utterance.role is Role.SPEECH and is_chair(utterance) and not is_member(utterance)


def _find_bounds(
    spoken: Sequence[Sentence],
    utterance: Utterance,
    speeches: Sequence[Utterance],
    item: AgendaItem,
    names: Names,
) -> tuple[int, int, bool]:
    """→ the half-open range of a chair's sentences that are the item's, and whether another item begins after it."""
    begin, end = 0, len(spoken)
    first, last = utterance is speeches[0], utterance is speeches[-1]
    for index, sentence in enumerate(spoken):
        if (index == 0 and first) or not _PASSES_ON.search(sentence.text):
            continue
        named = names.find(sentence.text)
        if named is not None and item.ordinal not in named:
            return begin, index, True
        if first and (named or not last):
            begin = index
        elif last and not first and index > 0:
            return begin, index, False
    return begin, end, False


def _find_tail(reading: Reading, own: Sequence[Utterance]) -> Sequence[Sentence]:
    """What the chair says right after the item's last passage, until the passing to what comes next."""
    # A heading after which nothing was said belongs to no speech that follows.
    if not own or own[-1].role is Role.HEADING:
        return ()
    index = reading.places[own[-1].anchor] + 1
    if index >= len(reading.everything) or not _presides(reading.everything[index]):
        return ()
    following = reading.everything[index]
    spoken = reading.split(following)
    passing = next((i for i, s in enumerate(spoken) if _PASSES_ON.search(s.text)), None)
    if passing is None:
        return spoken[:_LONGEST_TAIL] if not following.items else ()
    return spoken[:passing]
