"""One crawl of a source at a time, by a lock that the system lets go when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import SourceBusyError


@contextmanager
def hold_lease(folder: Path, source: str) -> Iterator[None]:
    """Holds `<folder>/<source>.lock` (flock); SourceBusyError if another process or thread does. OSError is the
    caller's. The file stays: to remove it would let two holders in."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{source}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 100, 0).decode("ascii", "replace").strip()
            raise SourceBusyError(source, holder or "by another process") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"by process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(handle)
