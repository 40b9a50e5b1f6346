"""A host that keeps failing rests: nothing is asked of it for a while, then one request tries whether it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

MOST_FAILURES = 5  # URLs given up in a row, each after its tries; fewer may be one folder that is broken
FIRST_REST = 600.0  # seconds: a restart of a server or a short overload is over by then
LONGEST_REST = 86_400.0  # seconds; nothing is known for longer than a day


@dataclass(slots=True)
class _Host:
    failures: int = 0
    until: float | None = None  # rests until then, on the clock
    rest: float = FIRST_REST  # the next one's length
    reason: str = ""


class Breaker:
    """Shared by all threads that crawl; hosts are origins. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    def find_rest(self, origin: str) -> str | None:
        """Why nothing is asked of the origin now, or None."""
        with self._guard:
            host = self._hosts.get(origin)
            if host is None or host.until is None:
                return None
            left = host.until - self._clock()
            return f"not asked: the host rests for {left:.0f} s more ({host.reason})" if left > 0 else None

    def on_trial(self, origin: str) -> bool:
        """Whether the next request is the one that tries whether the host is back: it is not repeated."""
        with self._guard:
            host = self._hosts.get(origin)
            return host is not None and host.until is not None

    def succeed(self, origin: str) -> None:
        with self._guard:
            self._hosts.pop(origin, None)

    def fail(self, origin: str, reason: str) -> None:
        """A URL was given up. After several in a row, or on trial, the host rests; each time twice as long."""
        with self._guard:
            host = self._hosts.setdefault(origin, _Host())
            host.failures += 1
            if host.until is not None or host.failures >= MOST_FAILURES:
                host.reason = f"{host.failures} failures in a row, the last: {reason}"
                host.until = self._clock() + host.rest
                host.rest = min(2 * host.rest, LONGEST_REST)

    def rest(self, origin: str, seconds: float, reason: str) -> None:
        """The host asked for it."""
        with self._guard:
            host = self._hosts.setdefault(origin, _Host())
            host.failures += 1
            host.reason = reason
            host.until = self._clock() + min(seconds, LONGEST_REST)
