"""One request at a time to each origin also between processes over one archive, by locks that die with their holder."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.manifest import declared

_LOOK = 0.02  # seconds between two looks at a lock that another process holds: far less than an answer and its pause
_LENGTH = 40  # bytes, always, so that nothing is left of what stood there before


class Turns:
    """A file for each origin in `folder`: who holds its lock may ask. It tells when the last answer ended, in
    seconds of `clock`, which all processes of a machine share (CLOCK_MONOTONIC). `sleep` may raise."""

    def __init__(self, folder: Path, *, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._folder = folder
        self._sleep = sleep
        self._clock = clock

    @contextmanager
    def take(self, origin: str, delay: float) -> Iterator[None]:
        """One request: waits until nobody else asks `origin` and `delay` seconds have passed since the last answer's
        end. ArchiveError if the folder cannot be written."""
        with declared(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(origin.encode()).hexdigest()[:32]  # an origin may be longer than a file's name
            handle = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while (pause := self._try(handle, delay)) > 0:
                self._sleep(pause)
            with declared(self._folder):
                self._write(handle)  # a process that is killed while it asks has asked
            try:
                yield
            finally:
                with declared(self._folder):
                    self._write(handle)
        finally:
            os.close(handle)

    def _try(self, handle: int, delay: float) -> float:
        """Seconds after which to try again; 0: the lock is held. It is not held while waiting, so that whoever waits
        for the same moment is as near to it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _LOOK
        now, last = self._clock(), self._read(handle)
        if last is None or not last <= now < last + delay:
            return 0.0
        fcntl.flock(handle, fcntl.LOCK_UN)
        return last + delay - now

    def _read(self, handle: int) -> float | None:
        """None: nothing was asked yet. After a restart of the machine it may be ahead of the clock."""
        try:
            return float(os.pread(handle, _LENGTH, 0))
        except ValueError:
            return None

    def _write(self, handle: int) -> None:
        os.pwrite(handle, f"{self._clock():<{_LENGTH}.6f}".encode(), 0)
