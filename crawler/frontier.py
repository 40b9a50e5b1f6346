"""What a crawl still has to visit, and how far from its start pages it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.listing import NO_WAY, Decision, Link, Way
from crawler.source import Source

# A link whose words say that it leads to the council's meetings may lie this many times deeper than a doubtful one:
# list of councils → council → term → year → meeting → its second part.
_SURE_DEPTH = 2
_MOST_PARTS = 50  # pages of one list, or frames in frames: a list of fifty pages of ten is all that a council has met


@dataclass(frozen=True, slots=True)
class Task:
    """A URL to fetch. `depth` in steps from a start page, those from part to part of one list (`parts`) not counted;
    `way` what led there; `refusal` why it is passed over if it turns out to be a file."""

    url: str
    depth: int = 0
    decision: Decision = Decision.FOLLOW
    text: str = ""
    context: str = ""
    page_url: str = ""
    sure: bool = True
    way: Way = NO_WAY
    refusal: str | None = None
    parts: int = 0

    @property
    def words(self) -> tuple[str, str, bool]:
        return self.text, self.context, self.decision is Decision.DOCUMENT

    def explain(self, *, again: bool) -> str:
        """Why the URL is asked for, in the log."""
        reason = f"linked as {self.text[:60]!r}" if self.page_url else "a start page"
        return f"{reason}, seen before" if again else reason


def make_task(link: Link, parent: Task, page_url: str) -> Task:
    step = 0 if link.pager else 1
    return Task(
        url=link.url,
        depth=parent.depth + step,
        decision=link.decision,
        text=link.text,
        context=link.context,
        page_url=page_url,
        sure=link.sure,
        way=link.way,
        refusal=link.refusal,
        parts=0 if step else parent.parts + 1,
    )


def find_depth_refusal(task: Task, source: Source) -> str | None:
    """Why a link is too far from the start pages to be followed, or None. Documents lie at any depth."""
    if task.decision is Decision.DOCUMENT:
        return None
    most = source.max_depth * (_SURE_DEPTH if task.sure else 1)
    if task.depth > most:
        return f"deeper than the source's max_depth of {source.max_depth}"
    return f"after {_MOST_PARTS} pages of one list" if task.parts > _MOST_PARTS else None


@dataclass(slots=True)
class Frontier:
    """Documents first, so that no trap uses up what they may cost; else first come, first served. Each URL once; a
    surer link to a URL that still waits speaks for it."""

    known: set[str] = field(default_factory=set)  # waiting or done
    _documents: dict[str, Task] = field(default_factory=dict)
    _pages: dict[str, Task] = field(default_factory=dict)

    def add(self, task: Task) -> None:
        waiting = self._documents.get(task.url) or self._pages.get(task.url)
        if waiting is not None and task.sure and not waiting.sure:
            for queue in (self._documents, self._pages):
                queue.pop(task.url, None)
        elif task.url in self.known:
            return
        self.known.add(task.url)
        (self._documents if task.decision is Decision.DOCUMENT else self._pages)[task.url] = task

    def pop(self) -> Task:
        queue = self._documents or self._pages
        return queue.pop(next(iter(queue)))

    def __len__(self) -> int:
        return len(self._documents) + len(self._pages)

    def __iter__(self) -> Iterator[Task]:
        yield from self._documents.values()
        yield from self._pages.values()
