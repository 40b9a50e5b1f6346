"""What a question says, as a tree of frozen values; each knows where in the question it stands.

Nothing here is analysed yet: texts are as they were typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Half-open span of code points in the question."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, in any spelling."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quote:
    """`"…"`: exactly these characters."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Beginning:
    """`データ*`: words that begin so; `text` is without the asterisk."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Near:
    """`left NEAR/distance right`: in either order, at most `distance` words between them. Either side is a word or
    several of which one will do."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    distance: int
    place: Place


@dataclass(frozen=True, slots=True)
class InField:
    """`field:inner`; `field` is a name of `fields.toml`, not the alias that was typed."""

    field: str
    inner: Node
    place: Place


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Without:
    """`-inner` or `NOT inner`."""

    inner: Node
    place: Place


Term = Word | Quote | Beginning
Node = Term | Near | InField | AllOf | AnyOf | Without


def iterate_nodes(node: Node) -> Iterator[Node]:
    """A node and all below it, without recursion."""
    waiting: list[Node] = [node]
    while waiting:
        current = waiting.pop()
        yield current
        match current:
            case AllOf(nodes) | AnyOf(nodes):
                waiting += reversed(nodes)
            case InField(inner=inner) | Without(inner=inner):
                waiting.append(inner)
            case Near(left, right):
                waiting += reversed((*left, *right))
            case _:
                pass
