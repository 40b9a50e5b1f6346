"""Snippets: the one to three windows of an item's discussion that best show why it was found.

Matches are looked up in the stored tokens of each utterance, the same that the engine scored, and mapped to the text
through the stored offsets; so a mark stands under exactly what matched, synonyms included.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, islice
from typing import Any

from app.analyze.exact import normalize_exactly
from app.analyze.spans import unpack_spans
from app.engine.pieces import Pieces
from app.search.language.patterns import Pattern

WINDOW = 120  # characters: about three lines of a narrow page, one sentence or two of a speech
MAX_SNIPPETS = 3
_SENTENCE_ENDS = "。！？\n"

Source = Mapping[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """Half-open span of code points in an utterance's text; `group` tells which word of the query it is."""

    start: int
    end: int
    group: int


@dataclass(frozen=True, slots=True)
class Window:
    """A part of an utterance's text, and the matches in it (offsets in the whole text)."""

    utterance: Source
    position: int  # of the utterance within its item
    start: int
    end: int
    matches: tuple[Match, ...]

    @property
    def text(self) -> str:
        return str(self.utterance["text"])[self.start : self.end]

    @property
    def highlights(self) -> tuple[Span, ...]:
        """Half-open spans within `text`, in order, not overlapping."""
        return merge_spans((match.start - self.start, match.end - self.start) for match in self.matches)

    @property
    def html(self) -> str:
        """`text`, escaped, with <mark>; … where it was cut."""
        before = "…" if self.start > 0 else ""
        after = "…" if self.end < len(self.utterance["text"]) else ""
        return before + make_marked_html(self.text, self.highlights) + after


def get_normal(utterance: Source) -> str:
    """A passage's text as quotes are compared with it (`normalize_exactly`); stored where it is not the text itself."""
    return str(utterance.get("normal", utterance["text"]))


def find_matches(utterance: Source, patterns: Sequence[Pattern]) -> tuple[Match, ...]:
    """All places in an utterance where a word of the query stands, by position."""
    if not patterns:
        return ()
    quoted = [(group, pattern.quote) for group, pattern in enumerate(patterns) if pattern.quote]
    found = [Match(start, end, group) for group, start, end in _iterate_quotes(utterance, quoted)]
    if len(quoted) < len(patterns):
        found += _find_words(utterance, patterns)
    return tuple(sorted(found, key=lambda match: (match.start, match.end)))


def _iterate_quotes(utterance: Source, quoted: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, int]]:
    """(pattern, start, end) of each quote in the text, which is put in normal form only if it holds one."""
    text = str(utterance["text"])
    possible = [(group, quote) for group, quote in quoted if quote in get_normal(utterance)]
    if not possible:
        return
    normal = normalize_exactly(text)
    for group, quote in possible:
        at = normal.text.find(quote)
        while at >= 0:
            yield group, *normal.original_span(at, at + len(quote))
            at = normal.text.find(quote, at + 1)


def _find_words(utterance: Source, patterns: Sequence[Pattern]) -> list[Match]:
    joined = str(utterance["tokens"])
    found = [*_iterate_whole(joined, patterns), *_iterate_beginnings(joined, patterns)]
    if not found:
        return []
    spans = unpack_spans(utterance["spans"])
    tokens = joined.count(" ") + 1
    if len(spans) != 2 * tokens:
        raise ValueError(f"{utterance['anchor']}: {tokens} tokens, {len(spans)} offsets in the index")
    return [Match(spans[2 * start], spans[2 * end - 1], group) for group, start, end in found]


def _iterate_whole(joined: str, patterns: Sequence[Pattern]) -> Iterator[tuple[int, int, int]]:
    """(pattern, first token, behind the last) wherever an alternative stands."""
    bounded = f" {joined} "
    for group, pattern in enumerate(patterns):
        for phrase in () if pattern.open_end else pattern.alternatives:
            sought = f" {' '.join(phrase)} "
            at = bounded.find(sought)
            while at >= 0:
                start = bounded.count(" ", 0, at)
                yield group, start, start + len(phrase)
                at = bounded.find(sought, at + 1)


def _iterate_beginnings(joined: str, patterns: Sequence[Pattern]) -> Iterator[tuple[int, int, int]]:
    """The same for those whose last token may go on."""
    tokens = joined.split(" ") if any(pattern.open_end for pattern in patterns) else []
    for group, pattern in enumerate(patterns):
        for *before, last in pattern.alternatives if pattern.open_end else ():
            for at, token in enumerate(tokens):
                start = at - len(before)
                if token.startswith(last) and start >= 0 and list(tokens[start:at]) == before:
                    yield group, start, at + 1


def build_snippets(source: Source, patterns: Sequence[Pattern]) -> tuple[Window, ...]:
    """An item's stored source and the query's words → its best windows, in the order of the discussion.

    Where no utterance has a word (the title has it, or the query is empty): the words of the decision, else the
    first speech, without marks.
    """
    utterances: Sequence[Source] = source["utterances"]
    said = [pattern for pattern in patterns if "talk" in pattern.fields or "decision" in pattern.fields]
    candidates = _drop_headings(
        [
            window
            for position, utterance in _iterate_possible(utterances, said)
            for window in _iterate_windows(utterance, position, find_matches(utterance, said))
        ]
    )
    if not candidates:
        return tuple(_build_fallback(source, utterances))
    return tuple(sorted(_choose(candidates), key=lambda window: (window.position, window.start)))


def _iterate_possible(utterances: Sequence[Source], patterns: Sequence[Pattern]) -> Iterator[tuple[int, Source]]:
    """The utterances that may hold a match, with their positions: one in twenty, and the rest costs next to nothing."""
    words = {" ".join(tokens) for pattern in patterns for tokens in pattern.alternatives}
    quotes = {pattern.quote for pattern in patterns if pattern.quote}
    for position in _list_places(utterances, (*words, *quotes)):
        utterance = utterances[position]
        in_words, in_quotes = utterance["tokens"], get_normal(utterance)
        if any(map(in_words.__contains__, words)) or any(map(in_quotes.__contains__, quotes)):
            yield position, utterance


def _drop_headings(candidates: Sequence[Window]) -> Sequence[Window]:
    """A heading mostly repeats the item's title: it is shown only for words that nobody says."""
    said = {m.group for window in candidates if window.utterance["role"] != "heading" for m in window.matches}
    return [
        window
        for window in candidates
        if window.utterance["role"] != "heading" or not {match.group for match in window.matches} <= said
    ]


def _choose(candidates: Sequence[Window]) -> Iterator[Window]:
    """Greedy: what shows words not shown yet, then what shows most words, then most places, then the earliest."""
    shown: set[int] = set()
    left = list(candidates)
    for _ in range(MAX_SNIPPETS):
        if not left:
            return
        best = max(left, key=lambda window: _value(window, shown))
        yield best
        shown |= {match.group for match in best.matches}
        left = [
            window
            for window in left
            if window.position != best.position or window.start >= best.end or window.end <= best.start
        ]


def _value(window: Window, shown: set[int]) -> tuple[int, int, int, int, int]:
    groups = {match.group for match in window.matches}
    return len(groups - shown), len(groups), len(window.matches), -window.position, -window.start


def _iterate_windows(utterance: Source, position: int, matches: Sequence[Match]) -> Iterator[Window]:
    starts = [match.start for match in matches]
    text = str(utterance["text"])
    for index, first in enumerate(matches):
        reach = matches[index : bisect_left(starts, first.start + WINDOW)]
        within = [match for match in reach if match.end <= first.start + WINDOW] or [first]
        start, end = _place(text, first.start, max(match.end for match in within))
        held = [match for match in matches[bisect_left(starts, start) : bisect_left(starts, end)] if match.end <= end]
        yield Window(utterance, position, start, end, tuple(held))


def _place(text: str, first: int, last: int) -> Span:
    """A span that must be shown → a window about it, begun at a sentence's start where that leaves enough to read."""
    room = max(WINDOW - (last - first), 0)
    earliest = max(0, min(first - room // 2, len(text) - WINDOW))
    sentences = (at + 1 for at in range(earliest, first) if text[at] in _SENTENCE_ENDS)
    start = max((at for at in sentences if len(text) - at >= WINDOW // 2), default=earliest)
    start = 0 if len(text) <= WINDOW else start
    end = min(len(text), max(start + WINDOW, last))
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end


def _build_fallback(source: Source, utterances: Sequence[Source]) -> Iterator[Window]:
    for evidence in source["outcome"]["evidence"]:
        anchor = evidence["utterance"]
        for position in _list_places(utterances, [anchor]):
            if utterances[position]["anchor"] == anchor:
                start, end = _place(str(utterances[position]["text"]), evidence["start"], evidence["end"])
                yield Window(utterances[position], position, start, end, ())
                return
    speeches = (position for position, utterance in enumerate(utterances) if utterance["role"] == "speech")
    for position in islice(chain(speeches, range(len(utterances))), 1):
        start, end = _place(str(utterances[position]["text"]), 0, 0)
        yield Window(utterances[position], position, start, end, ())


def _list_places(utterances: Sequence[Source], texts: Sequence[str]) -> Iterable[int]:
    """Where one of the texts may stand; everywhere, if nothing but decoding would tell."""
    return utterances.find(texts) if isinstance(utterances, Pieces) else range(len(utterances))


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Half-open spans → the same places, in order, without overlaps."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def make_marked_html(text: str, highlights: Iterable[Span]) -> str:
    """Text of a document → HTML: escaped, with <mark> about each span."""
    parts: list[str] = []
    at = 0
    for start, end in merge_spans(highlights):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])
