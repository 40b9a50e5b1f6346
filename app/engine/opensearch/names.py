"""What things are called in the cluster.

<prefix>-items                   alias of the generation in force; one for each kind, all swapped in one action
<prefix>-items-v7-ab12cd34       the index of one kind and one generation; never changed once it is sealed
<prefix>-lock                    one document: who may write
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.mapping import KINDS
from app.errors import ConfigurationError

_GENERATION = re.compile(
    r"""
    v (?P<sequence> [0-9]{1,9} )  # counts up: sorts by age
    -
    [0-9a-f]{8}                   # at random, so that an id never comes back
    """,
    re.VERBOSE,
)
_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class Names:
    """All names below one prefix; several installations may share a cluster."""

    prefix: str

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ConfigurationError(f"{self.prefix!r} cannot begin the name of an index: a-z, 0-9, - and _ can")

    @property
    def lock(self) -> str:
        return f"{self.prefix}-lock"

    @property
    def all_aliases(self) -> str:
        """As it stands in a path."""
        return ",".join(self.alias(kind) for kind in KINDS)

    @property
    def all_indices(self) -> str:
        """A pattern of every generation, as it stands in a path."""
        return ",".join(f"{self.alias(kind)}-v*" for kind in KINDS)

    def alias(self, kind: str) -> str:
        return f"{self.prefix}-{kind}"

    def index(self, kind: str, generation: str) -> str:
        return f"{self.alias(kind)}-{generation}"

    def indices(self, generation: str) -> str:
        """All of one generation, as they stand in a path."""
        return ",".join(self.index(kind, generation) for kind in KINDS)

    def generation_of(self, index: str) -> str | None:
        """The generation that an index is of; None for an index that is none of ours."""
        for kind in KINDS:
            head, _, generation = index.partition(f"{self.alias(kind)}-")
            if not head and is_generation(generation):
                return generation
        return None


def is_generation(text: str) -> bool:
    """Whether it looks like a generation's id; `text` may come from outside (a cursor)."""
    return _GENERATION.fullmatch(text) is not None


def make_generation(others: Iterable[str]) -> str:
    """An id that comes after all others."""
    return f"v{max((sequence_of(one) for one in others), default=0) + 1}-{secrets.token_hex(4)}"


def sequence_of(generation: str) -> int:
    found = _GENERATION.fullmatch(generation)
    return int(found["sequence"]) if found else 0
