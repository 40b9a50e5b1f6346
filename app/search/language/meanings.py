"""What a plain word may be the name of: a value that items have, beside a word that stands in their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.engine.base import OneOf
from app.search.language.weights import Weights


@dataclass(frozen=True, slots=True)
class Meaning:
    """An expansion of kind `value`, which has no tokens. `field` is the keyword field of the index, `values` those of
    which an item must have one; `text` is the same as a question says it outright (`市:風待市`)."""

    field: str
    values: tuple[str, ...]
    text: str
    reason: str
    kind: str = "value"
    forms: tuple[str, ...] = ()


MeaningFinder = Callable[[str], tuple[Meaning, ...]]  # a whole word as typed → what it is the name of


def weigh_meanings(meanings: Iterable[Meaning], weights: Weights, *, close: bool = False) -> dict[Meaning, OneOf]:
    """Those whose fields have a weight above 0, each with what is asked of the engine; `close`: where some of the words
    will do."""
    known = ((one, weights.weigh_value(one.field, close=close)) for one in meanings)
    return {one: OneOf(one.field, one.values, weight) for one, weight in known if weight}
