"""One request at a time to each origin, with a pause between two; sleeping that can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from crawler.errors import StoppedError
from crawler.turns import Turns


@dataclass(slots=True)
class _Lane:
    lock: threading.RLock = field(default_factory=threading.RLock)
    last: float | None = None  # when the last answer ended, on the clock


class Pacer:
    """Shared by all threads that crawl. `clock` counts seconds and never goes back; `sleep` takes seconds;
    `turns` is the folder by which other processes are waited for too."""

    def __init__(
        self,
        *,
        stop: threading.Event | None = None,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        turns: Path | None = None,
    ) -> None:
        self._stop = stop or threading.Event()
        self._sleep = sleep or self._stop.wait
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._guard = threading.Lock()
        self._turns = Turns(turns, sleep=self.sleep, clock=clock) if turns is not None else None

    def check(self) -> None:
        """StoppedError if the run was asked to stop."""
        if self._stop.is_set():
            raise StoppedError("stopped as asked")

    def sleep(self, seconds: float) -> None:
        """Waits; StoppedError as soon as the run is asked to stop."""
        self.check()
        if seconds > 0:
            self._sleep(seconds)
        self.check()

    @contextmanager
    def lane(self, origin: str) -> Iterator[None]:
        """Holds an origin: nobody else requests from it meanwhile. The same thread may enter again."""
        with self._lane(origin).lock:
            yield

    @contextmanager
    def turn(self, origin: str, delay: float) -> Iterator[None]:
        """One request inside `lane`: waits until `delay` seconds have passed since the last answer's end."""
        lane = self._lane(origin)
        pause = 0.0 if lane.last is None else lane.last + delay - self._clock()
        self.sleep(pause)
        with nullcontext() if self._turns is None else self._turns.take(origin, delay):
            try:
                yield
            finally:
                lane.last = self._clock()

    def _lane(self, origin: str) -> _Lane:
        with self._guard:
            return self._lanes.setdefault(origin, _Lane())
