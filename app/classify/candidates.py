"""A sentence that may tell how an item ended, and why it was taken or refused."""

from __future__ import annotations

from dataclasses import dataclass

from app.model import Evidence


@dataclass(frozen=True, slots=True)
class Candidate:
    """`outcome`: the code that the words tell by themselves. `strong`: told as decided, not only asked and assented
    to. `source`: `discussion`, `elsewhere` (a passage of another item or of none, that names this one) or `result`
    (the header's decisions, a table of results, an attached 答申). `refused`: why it does not count, None where it
    counts. `taken`: this one gave the item its outcome. The evidence is never empty."""

    outcome: str | None
    evidence: tuple[Evidence, ...]
    strong: bool = True
    source: str = "discussion"
    refused: str | None = None
    taken: bool = False
