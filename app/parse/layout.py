"""What the discussion is cut into before its passages have anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.model import Role

# A converter's sign for a heading that was left in the text.
STRAY_MARK = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage before it has an anchor: `block` is the index of the block it began in, `heading` says that the file
    itself marks a heading, `cells` are those of a row with more than two that is no speech."""

    role: Role
    speaker: str | None
    text: str
    page: int | None
    block: int
    mark: str | None = None
    cells: tuple[str, ...] = ()
    heading: bool = False
