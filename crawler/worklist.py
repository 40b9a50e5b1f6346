"""What a run has still to do, and what it has come to so far."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from crawler.listing import Decision
from crawler.records import Change
from crawler.seen import Seen


@dataclass(frozen=True, slots=True)
class Task:
    url: str
    depth: int
    decision: Decision
    text: str
    context: str
    page_url: str

    @property
    def words(self) -> tuple[str, str, bool]:
        return self.text, self.context, self.decision is Decision.DOCUMENT

    def explain(self, *, again: bool) -> str:
        """Why the URL is asked for, in the log."""
        reason = f"linked as {self.text[:60]!r}" if self.page_url else "a start page"
        return f"{reason}, seen before" if again else reason


@dataclass(slots=True)
class State:
    documents: deque[Task] = field(default_factory=deque)  # first, so that no trap uses up what they may cost
    queue: deque[Task] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)  # queued or done, so that nothing is fetched twice
    fresh: set[str] = field(default_factory=set)  # linked from a page that changed
    listed: set[str] = field(default_factory=set)  # documents seen in this run
    passed: dict[str, str] = field(default_factory=dict)  # by a link's words
    judged: dict[str, str] = field(default_factory=dict)  # by a page's own words, or by robots.txt
    failed: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    changes: Counter[Change] = field(default_factory=Counter)
    requests: int = 0
    transferred: int = 0
    unseen: bool = False  # a page could not be seen, so what is not listed may still be there
