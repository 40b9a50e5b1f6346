"""Items that nobody has written: real and invented councils' passages in a new order, as long as items are."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.documents import Registered
from app.model import AgendaItem, Evidence, Meeting, Municipality, Utterance
from app.vocabulary.entries import load_vocabulary
from benchmarks.corpus import REAL, SAMPLES, build_samples, find_real_papers, load_papers, make_registered

_PROJECT = Path(__file__).parent.parent
_SEED = 20180202  # any number; the same one each time, so that two runs measure the same
_LEAST_MEDIAN = 1_600  # characters; of what is drawn from them it may be a little less


@dataclass(frozen=True, slots=True)
class Stock:
    """What items are made of: meetings for their headers and items, all passages about items, and how long items are.

    The shortest items are left out of `lengths` until the median is 1,600 characters.
    """

    meetings: tuple[Meeting, ...]
    passages: tuple[Utterance, ...]
    lengths: tuple[int, ...]

    @property
    def median(self) -> int:
        return round(statistics.median(self.lengths))


def load_stock(websites: Path, *, samples_only: bool = False) -> Stock:
    """Of the samples, whose websites are built there, and of the real minutes, where they are at hand."""
    vocabulary = load_vocabulary()
    paths = {SAMPLES: build_samples(websites)}
    if not samples_only:
        paths[REAL] = find_real_papers(_PROJECT)
    papers = [paper for corpus, files in paths.items() for paper in load_papers(corpus, files, vocabulary, most=30)]
    return make_stock([paper.meeting for paper in papers])


def make_stock(meetings: Sequence[Meeting]) -> Stock:
    with_items = tuple(meeting for meeting in meetings if meeting.items)
    passages = tuple(u for meeting in with_items for u in meeting.utterances if u.items and u.text)
    lengths = sorted(
        sum(len(u.text) for u in meeting.utterances if item.ordinal in u.items)
        for meeting in with_items
        for item in meeting.items
    )
    while lengths and statistics.median(lengths) < _LEAST_MEDIAN:
        lengths = lengths[1:]
    if not lengths:
        raise ValueError("no item is as long as the items to be made")
    return Stock(with_items, passages, tuple(lengths))


def generate(stock: Stock, items: int, *, part: int = 0, parts: int = 1) -> Iterator[Registered]:
    """Meetings that come to `items` items; the same each time. Of several `parts`, every one that is this part's."""
    made = number = 0
    while made < items:
        meeting = stock.meetings[number % len(stock.meetings)]
        if number % parts == part:
            yield _make_meeting(stock, meeting, number, items - made)
        made += len(meeting.items)
        number += 1


def _make_meeting(stock: Stock, meeting: Meeting, number: int, most: int) -> Registered:
    dice = random.Random(_SEED + number)
    utterances: list[Utterance] = []
    items: list[AgendaItem] = []
    for item in meeting.items[:most]:
        own = [
            replace(passage, anchor=f"u{len(utterances) + n}", items=(item.ordinal,))
            for n, passage in enumerate(_draw(stock, dice), start=1)
        ]
        utterances += own
        items.append(_make_item(item, own))
    city = Municipality(f"{number % 300 + 990000}", f"生成{number % 300}市", "生成県")
    made = replace(meeting, municipality=city, utterances=tuple(utterances), items=tuple(items))
    return make_registered(made, f"generated{number}")


def _make_item(item: AgendaItem, own: Sequence[Utterance]) -> AgendaItem:
    """As many words of evidence as the item had, now the last ones of its own talk."""
    last = own[-1]

    def move(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        quotes = (last.text[-len(one.quote) :] for one in evidence)
        end = len(last.text)
        return tuple(Evidence(quote, last.page, last.anchor, end - len(quote), end) for quote in quotes)

    return replace(
        item,
        utterances=tuple(u.anchor for u in own),
        kind=replace(item.kind, evidence=move(item.kind.evidence)),
        outcome=replace(item.outcome, evidence=move(item.outcome.evidence)),
        topics=tuple(replace(topic, evidence=move(topic.evidence)) for topic in item.topics),
        department_evidence=move(item.department_evidence),
        conditions_evidence=move(item.conditions_evidence),
        title_evidence=move(item.title_evidence),
    )


def _draw(stock: Stock, dice: random.Random) -> Iterator[Utterance]:
    """Passages that follow one another somewhere, until they are as long as an item; the last one may be cut."""
    left = dice.choice(stock.lengths)
    place = dice.randrange(len(stock.passages))
    while left > 0:
        passage = stock.passages[place % len(stock.passages)]
        yield replace(passage, text=passage.text[:left])
        left -= len(passage.text)
        place += 1
