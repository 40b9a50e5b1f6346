"""Whether a site lets us in: its robots.txt, asked for once a day at most, and with the validators of the last time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from crawler.errors import BudgetError, FetchError, RestingError
from crawler.robots import MOST_BYTES, RobotsRules, parse_robots
from crawler.source import Source
from crawler.urls import host_of, normalize_url
from crawler.wire import Answer, make_conditions

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEPT = timedelta(hours=24)  # RFC 9309, 2.4: not longer
_REFUSAL_KEPT = timedelta(hours=1)  # a server that was down may be up again at the next run


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """A robots.txt that was answered with 200 (its bytes, at most those that are parsed)."""

    body: bytes
    etag: str | None
    last_modified: str | None


class RobotsShelf(Protocol):
    """Where robots.txt is kept from one run to the next, so that an unchanged one is not sent again."""

    def recall(self, url: str) -> KeptRobots | None: ...

    def keep(self, url: str, answer: Answer) -> None:
        """A final answer: 200 (with a body) or 304 (to what was recalled)."""


class NoShelf:
    def recall(self, url: str) -> KeptRobots | None:
        return None

    def keep(self, url: str, answer: Answer) -> None:
        pass


GetRobots = Callable[[str, Mapping[str, str], int], Answer]


class Gate:
    """Shared by all threads that crawl."""

    def __init__(self, redirects: int, now: Callable[[], datetime]) -> None:
        self._redirects = redirects
        self._now = now
        self._known: dict[tuple[str, tuple[str, ...], bool], tuple[datetime, RobotsRules]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def find_rules(self, source: Source, origin: str, shelf: RobotsShelf, get: GetRobots) -> RobotsRules:
        """The rules of an origin, fetched by `get(url, conditions, most bytes)` if they are not known; what goes wrong
        closes the site. StoppedError, BudgetError and RestingError are the caller's."""
        key = (origin, source.hosts, source.local)
        with self._guard:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            known = self._known.get(key)
            if known is not None:
                kept = _KEPT if known[1].refusal is None else _REFUSAL_KEPT
                if self._now() - known[0] < kept:
                    return known[1]
            rules = self._fetch(source, f"{origin}/robots.txt", shelf, get)
            self._known[key] = (self._now(), rules)
            return rules

    def _fetch(self, source: Source, url: str, shelf: RobotsShelf, get: GetRobots) -> RobotsRules:
        here = url
        kept = shelf.recall(url)
        try:
            for _ in range(self._redirects + 1):
                conditional = kept is not None and here == url
                conditions = make_conditions(kept.etag, kept.last_modified) if kept is not None and conditional else {}
                answer = get(here, conditions, MOST_BYTES + 1)
                if answer.status == 304 and kept is not None and here == url:
                    shelf.keep(url, answer)
                    return parse_robots(200, kept.body)
                if answer.status not in _REDIRECTS:
                    if answer.status == 200 and here == url:
                        shelf.keep(url, answer)
                    return parse_robots(answer.status, answer.body)
                target = normalize_url(answer.location or "", here)
                if target is None or host_of(target) not in source.hosts:
                    return RobotsRules(refusal="robots.txt is redirected outside the source's hosts")
                here = target
        except (BudgetError, RestingError):
            raise
        except FetchError as error:
            return RobotsRules(refusal=f"robots.txt cannot be had ({error.reason}), so the site is left alone")
        return RobotsRules(refusal="robots.txt is redirected without end, so the site is left alone")
