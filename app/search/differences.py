"""What a city changed in its minutes: two texts, passage by passage, with the words that differ.

Passages are aligned by difflib; where several stand against several, each is paired with the first one that resembles
it. Within a pair the words are aligned (the tokens of the index). Texts come from websites: what would take too long to
align is shown as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.search.ports import Analyzer

Span = tuple[int, int]
Kind = Literal["same", "changed", "added", "removed"]
KINDS: tuple[Kind, ...] = ("same", "changed", "added", "removed")

# difflib's worst case is cubic; with this bound the worst texts of tests/search/test_search_differences.py take 1 s.
_MOST_COMPARED = 4_000_000
# Half of the pairs of characters in common: the same passage, changed. Below, one was taken out and another put in.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    anchor: str
    speaker: str | None
    text: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage in both texts or in one. Spans are half-open, in code points of the passage's text: what differs."""

    kind: Kind
    before: Passage | None
    after: Passage | None
    before_spans: tuple[Span, ...] = ()
    after_spans: tuple[Span, ...] = ()


def compare_passages(before: Sequence[Passage], after: Sequence[Passage], analyzer: Analyzer) -> tuple[Difference, ...]:
    """All passages of both, in order."""
    found: list[Difference] = []
    for tag, a, b, c, d in _align([_key(p) for p in before], [_key(p) for p in after]):
        if tag == "equal":
            found += [Difference("same", x, y) for x, y in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += _pair(before[a:b], after[c:d], analyzer)
    return tuple(found)


def _key(passage: Passage) -> tuple[str | None, str]:
    return passage.speaker, "".join(passage.text.split())


def _align(before: Sequence[object], after: Sequence[object]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes. What both begin and end with is taken off first; if the rest is too much, it is one change."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    a, b = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(a) * len(b) > _MOST_COMPARED:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    moved = [(tag, i + head, j + head, k + head, n + head) for tag, i, j, k, n in middle]
    ends = [("equal", 0, head, 0, head)] if head else []
    last = [("equal", len(before) - tail, len(before), len(after) - tail, len(after))] if tail else []
    return [*ends, *moved, *last]


def _pair(before: Sequence[Passage], after: Sequence[Passage], analyzer: Analyzer) -> Iterator[Difference]:
    at = 0
    sizes = len(before) * len(after) <= _MOST_COMPARED // 1000  # each pair is looked at character by character
    for old in before:
        match = next((n for n in range(at, len(after)) if sizes and _resemble(old, after[n])), None)
        if match is None:
            yield Difference("removed", old, None)
            continue
        yield from (Difference("added", None, new) for new in after[at:match])
        yield _compare_words(old, after[match], analyzer)
        at = match + 1
    yield from (Difference("added", None, new) for new in after[at:])


def _resemble(one: Passage, other: Passage) -> bool:
    a, b = _count_pairs(one.text), _count_pairs(other.text)
    total = a.total() + b.total()
    return total > 0 and 2 * (a & b).total() / total >= _ALIKE


def _count_pairs(text: str) -> Counter[str]:
    squeezed = "".join(text.split())
    return Counter(squeezed[at : at + 2] for at in range(max(1, len(squeezed) - 1)))


def _compare_words(old: Passage, new: Passage, analyzer: Analyzer) -> Difference:
    words = [_split(passage.text, analyzer) for passage in (old, new)]
    forms = [[text[a:b] for a, b in spans] for text, spans in zip((old.text, new.text), words, strict=True)]
    changed: tuple[list[Span], list[Span]] = ([], [])
    for tag, *places in _align(*forms):
        if tag == "equal":
            continue
        for side, (start, end) in enumerate((places[:2], places[2:])):
            if end > start:
                changed[side].append((words[side][start][0], words[side][end - 1][1]))
    return Difference("changed", old, new, tuple(changed[0]), tuple(changed[1]))


def _split(text: str, analyzer: Analyzer) -> list[Span]:
    """Words, and what stands between them (punctuation), as spans; white space belongs to none."""
    spans: list[Span] = []
    at = 0
    for token in (*analyzer.analyze(text).tokens, None):
        start, end = (token.start, token.end) if token else (len(text), len(text))
        spans += [(n, n + 1) for n in range(at, start) if not text[n].isspace()]
        if end > max(start, at):
            spans.append((max(start, at), end))
        at = max(at, end)
    return spans
