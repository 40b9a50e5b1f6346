"""Where the tokens of a passage stand, as a short text: stored with it, and read only where something is to be marked.

A list of numbers would be a quarter of what is stored, and more than half of the time that reading a hit takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import add, sub

import orjson  # makes and reads lists of numbers ten times as fast as `str` and `int` do


def pack_spans(spans: Sequence[int]) -> str:
    """Start and end of each token by turns → how far each starts behind the start of the one before, then how long each
    is: (0, 2, 3, 5) → `0,3,2,2`."""
    starts, ends = spans[::2], spans[1::2]
    numbers = [*starts[:1], *map(sub, starts[1:], starts), *map(sub, ends, starts)]
    return orjson.dumps(numbers)[1:-1].decode("ascii")


def unpack_spans(packed: str) -> tuple[int, ...]:
    """The reverse of `pack_spans`; ValueError for a text that is none of its."""
    numbers: list[int] = orjson.loads(f"[{packed}]")
    count, odd = divmod(len(numbers), 2)
    if odd:
        raise ValueError(f"{count + 1} starts of tokens, {count} lengths")
    spans = [0] * len(numbers)
    spans[::2] = accumulate(numbers[:count])
    spans[1::2] = map(add, spans[::2], numbers[count:])
    return tuple(spans)
