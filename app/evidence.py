"""Finds the words that a field was read from in the passage where they stand."""

from __future__ import annotations

import re

from app.model import Evidence, Utterance
from app.normalize import normalize


def locate(utterance: Utterance, quote: str) -> Evidence | None:
    """The first place of `quote` in a passage, compared in normal form without white space; None if it isn't there."""
    wanted = re.sub(r"\s+", "", normalize(quote).text)
    if not wanted:
        return None
    normal = normalize(utterance.text)
    kept = [i for i, char in enumerate(normal.text) if not char.isspace()]
    position = "".join(normal.text[i] for i in kept).find(wanted)
    if position < 0:
        return None
    start, end = normal.original_span(kept[position], kept[position + len(wanted) - 1] + 1)
    return make_evidence(utterance, start, end)


def make_evidence(utterance: Utterance, start: int, end: int) -> Evidence:
    """Evidence of a span of the passage's own text, white space at its ends left out."""
    text = utterance.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(text[start:end], utterance.page, utterance.anchor, start, end)


def locate_first(utterances: tuple[Utterance, ...], quote: str) -> tuple[Evidence, ...]:
    """The first passage that has the quote, as a tuple of one or none."""
    for utterance in utterances:
        found = locate(utterance, quote)
        if found is not None:
            return (found,)
    return ()
