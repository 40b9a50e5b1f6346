"""The folder of generations: which one is in force, who may write, and how a new one takes its place.

    <root>/CURRENT                     the id of the generation in force; replaced by an atomic rename
    <root>/writer.lock                 held (flock) by the one writer
    <root>/generations/<id>/           manifest.json, items/, meetings/, coverage/; never changed once it is there
    <root>/generations/.building-<id>/ what a writer is at; thrown away unless it is finished

A finished generation shares no file with another (they are copied, not linked), so that damage to one spares the next.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import EngineError

_BUILDING = ".building-"
_ID = re.compile(
    r"""
    (?P<sequence> [0-9]{6,12} )  # counts up: sorts by age
    -
    [0-9a-f]{8}                  # at random, so that an id never comes back after the folder was deleted
    """,
    re.VERBOSE,
)


class GenerationStore:
    """The generations below `root`, which need not exist before the first one is published."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._generations = root / "generations"
        self._current = root / "CURRENT"

    def path(self, generation: str) -> Path:
        return self._generations / generation

    def read_current(self) -> str | None:
        """What the pointer says: an id, unless somebody altered it; None before the first generation."""
        try:
            return self._current.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise EngineError(f"the index cannot be read: {error}") from error

    def list_generations(self) -> tuple[str, ...]:
        """Ids of all finished generations, newest first."""
        try:
            names = [entry.name for entry in self._generations.iterdir() if _ID.fullmatch(entry.name)]
        except FileNotFoundError:
            return ()
        return tuple(sorted(names, key=lambda name: (int(name.partition("-")[0]), name), reverse=True))

    def holds(self, generation: str) -> bool:
        """Whether a finished generation of this id is there; `generation` may come from outside (a cursor)."""
        return bool(_ID.fullmatch(generation)) and self.path(generation).is_dir()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The right to write, for one thread of one process; EngineError at once if another holds it."""
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._root / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise EngineError(f"the index cannot be written at {self._root}: {error.strerror or error}") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise EngineError(
                    f"another process is writing the index at {self._root} ({_read_holder(descriptor)}); wait until "
                    "it has finished"
                ) from error
            _write_holder(descriptor)
            yield
        finally:
            os.close(descriptor)

    def begin(self, parent: str | None) -> tuple[str, Path]:
        """A new id and its folder to build in: empty, or a copy of `parent`'s files. Only under `lock`."""
        for leftover in self._generations.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        newest = self.list_generations()
        sequence = int(newest[0].partition("-")[0]) + 1 if newest else 1
        generation = f"{sequence:06d}-{secrets.token_hex(4)}"
        folder = self._generations / f"{_BUILDING}{generation}"
        if parent is None:
            folder.mkdir()
        else:
            shutil.copytree(self.path(parent), folder, ignore=shutil.ignore_patterns("*.lock"))
        return generation, folder

    def publish(self, generation: str, folder: Path, *, keep: str | None) -> None:
        """Put a finished `folder` in force as `generation`; delete all others but `keep`. Only under `lock`."""
        folder.rename(self.path(generation))
        _sync(self._generations)
        self.put_in_force(generation)
        self.delete_all_but(generation, keep)

    def put_in_force(self, generation: str) -> None:
        """Point at a finished generation. Only under `lock`."""
        pointer = self._root / ".CURRENT-new"
        with pointer.open("w", encoding="utf-8") as stream:
            stream.write(generation + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        pointer.replace(self._current)
        _sync(self._root)

    def delete_all_but(self, *kept: str | None) -> tuple[str, ...]:
        """→ the ids of those deleted. Only under `lock`."""
        others = tuple(other for other in self.list_generations() if other not in kept)
        for other in others:
            shutil.rmtree(self.path(other), ignore_errors=True)
        return others

    def discard(self, folder: Path) -> None:
        """Throw away what was being built; what cannot be deleted now is deleted by the next writer."""
        shutil.rmtree(folder, ignore_errors=True)


def _write_holder(descriptor: int) -> None:
    """Who holds the lock, for those who are refused; a full disk must not keep anybody from deleting."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{socket.gethostname()}, process {os.getpid()}".encode(), 0)


def _read_holder(descriptor: int) -> str:
    try:
        return os.pread(descriptor, 200, 0).decode("utf-8", "replace") or "not named"
    except OSError:
        return "not named"


def _sync(folder: Path) -> None:
    """Make a rename in `folder` outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
