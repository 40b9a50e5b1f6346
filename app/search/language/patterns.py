"""What to mark in a text for a question: token sequences, as the index has them, or the characters of a quote."""

from __future__ import annotations

from dataclasses import dataclass

Alternatives = tuple[tuple[str, ...], ...]  # token sequences that stand for one word


@dataclass(frozen=True, slots=True)
class Pattern:
    """Any of `alternatives`, where it stands in a text of one of `fields`; with `open_end` the last token may go on.

    A `quote`, in normal form, is looked for among the characters instead, wherever it stands.
    """

    alternatives: Alternatives
    fields: tuple[str, ...]
    open_end: bool = False
    quote: str = ""
