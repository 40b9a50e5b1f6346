"""Text that turns the writing round (Unicode's overrides, embeddings and isolates) keeps its turn to itself.

A document may hold such signs by mistake or to mislead: an override that nobody ends would show what stands after it,
our own words among them, in another order. Text that has one is put between marks of an isolate (UAX #9), with all that
it opened ended.
"""

from __future__ import annotations

import re

from markupsafe import Markup

_SIGNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENING = "\u2066\u2067\u2068"  # an isolate from left to right, from right to left, by its first strong sign
_FIRST_STRONG, _END = "\u2068", "\u2069"


def isolate(text: str) -> str:
    """What is shown of a text; the text itself where nothing in it turns anything."""
    if not _SIGNS.search(text):
        return text
    depth = 0
    kept: list[str] = []
    for sign in text:
        depth += (sign in _OPENING) - (sign == _END)
        if depth < 0:  # would end what is put round it
            depth = 0
            continue
        kept.append(sign)
    return "".join((_FIRST_STRONG, *kept, _END * (depth + 1)))


def isolate_value(value: object) -> object:
    """For each value that a template shows; markup was made here, of parts that came this way before."""
    return isolate(value) if isinstance(value, str) and not isinstance(value, Markup) else value


class AsTyped(Markup):
    """Text for an attribute that is sent back as it stands."""


def keep_as_typed(value: object) -> AsTyped:
    return AsTyped(Markup.escape(value))
