"""A comparison laid out for reading: what is the same is folded away, but for a passage of context on each side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.search.versions import DifferenceOut, SideOut
from app.web.bidi import isolate

_TAGS = {"ins": Markup("<ins>{}</ins>"), "del": Markup("<del>{}</del>")}
_CONTEXT = 1  # passages that stay in sight beside a change: who was asked, who answered


@dataclass(frozen=True, slots=True)
class Run:
    """Passages one after the other; `folded`: all the same, and far from any change."""

    passages: tuple[DifferenceOut, ...]
    folded: bool


def fold_same(passages: Sequence[DifferenceOut]) -> tuple[Run, ...]:
    near = {
        at + step for at, one in enumerate(passages) if one.kind != "same" for step in range(-_CONTEXT, _CONTEXT + 1)
    }
    groups = groupby(enumerate(passages), key=lambda pair: pair[0] not in near)
    return tuple(Run(tuple(one for _, one in group), folded) for folded, group in groups)


def mark_changes(side: SideOut, tag: str) -> Markup:
    """A passage's text, escaped, with what differs in <ins> or <del>."""
    pieces: list[Markup] = []
    at = 0
    for start, end in side.changed:
        pieces.append(
            Markup("{}<{}>{}</{}>").format(side.text[at:start], Markup(tag), side.text[start:end], Markup(tag))
        )
        at = end
    return Markup(isolate(Markup("").join([*pieces, Markup.escape(side.text[at:])])))
