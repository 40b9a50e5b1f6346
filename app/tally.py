"""Counts what an ingest writes, and how long that takes."""

from __future__ import annotations

import time
from collections.abc import Callable

Written = Callable[[int, float], None]  # items written, seconds that the engine took for them


class Tally:
    """Counts the items that were written, and the seconds that it took to tokenise, write and commit them."""

    def __init__(self, tell: Written | None) -> None:
        self._tell = tell
        self._items = 0
        self._seconds = 0.0
        self._since = 0.0

    def start(self) -> None:
        self._since = time.monotonic()

    def stop(self) -> None:
        self.add(0)
        self._seconds += time.monotonic() - self._since

    def add(self, items: int) -> None:
        """Between `start` and `stop`."""
        self._items += items
        if self._tell is not None:
            self._tell(self._items, self._seconds + time.monotonic() - self._since)
