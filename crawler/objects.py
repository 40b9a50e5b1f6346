"""Bytes on disk under their SHA-256; written whole or not at all, and never twice."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from crawler.errors import ArchiveError

_SHA256 = re.compile(r"[0-9a-f]{64}")
_STALE = 86_400  # seconds: no write takes a day, so an older temporary file is a dead process's
_READ_ONLY = 0o444
_OWNER_ONLY = 0o400
_OWNERS_FOLDER = 0o700


def hash_bytes(body: bytes) -> str:
    """Their SHA-256, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


class ObjectStore:
    """`<root>/objects/ab/cdef…`; temporary files stand in `<root>/tmp` and are no objects, and what is withheld in
    `<root>/sealed`, a folder that only its owner may enter. OSError is the caller's."""

    def __init__(self, root: Path) -> None:
        self._objects = root / "objects"
        self._temporary = root / "tmp"
        self._sealed = root / "sealed"

    def prepare(self) -> None:
        """Makes the folders, and removes what processes that died left behind."""
        self._objects.mkdir(parents=True, exist_ok=True)
        self._temporary.mkdir(parents=True, exist_ok=True)
        for path in self._temporary.iterdir():
            if time.time() - path.stat().st_mtime > _STALE:
                path.unlink(missing_ok=True)

    def write(self, body: bytes) -> tuple[str, bool]:
        """Stores bytes → (SHA-256, whether they are new). On disk (fsync) when this returns."""
        sha256 = hash_bytes(body)
        target = self._path(sha256)
        if target.exists():
            return sha256, False
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._temporary)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fchmod(file.fileno(), _READ_ONLY)
                os.fsync(file.fileno())
            temporary.rename(target)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return sha256, True

    def read(self, sha256: str) -> bytes:
        """ArchiveError if the object is missing or its bytes are not what was written."""
        try:
            body = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise ArchiveError(f"object {sha256} is missing from {self._objects}; restore it from a backup") from error
        if hash_bytes(body) != sha256:
            raise ArchiveError(f"object {sha256} in {self._objects} is damaged; restore it from a backup")
        return body

    def seal(self, sha256: str) -> None:
        """Moves an object, if it is there, to where only this user can read it."""
        self._move(self._path(sha256), self._sealed_path(sha256), _OWNER_ONLY)

    def unseal(self, sha256: str) -> None:
        """Moves a sealed object, if it is there, back."""
        self._move(self._sealed_path(sha256), self._path(sha256), _READ_ONLY)

    def list_sealed(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._sealed.glob("*") if _SHA256.fullmatch(path.name)))

    def is_sealed(self, sha256: str) -> bool:
        return self._sealed_path(sha256).is_file()

    def _move(self, source: Path, target: Path, mode: int) -> None:
        if not source.exists():
            return
        self._sealed.mkdir(exist_ok=True, mode=_OWNERS_FOLDER)
        target.parent.mkdir(exist_ok=True)
        source.chmod(mode)
        source.rename(target)
        _sync_folder(target.parent)
        _sync_folder(source.parent)

    def _sealed_path(self, sha256: str) -> Path:
        self._path(sha256)  # refuses what is no SHA-256
        return self._sealed / sha256

    def holds(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def list_files(self) -> tuple[Path, ...]:
        """Every file among the objects, sealed ones too, in the order of their names."""
        found = (path for folder in (self._objects, self._sealed) for path in folder.rglob("*"))
        return tuple(sorted(path for path in found if not path.is_dir()))

    def name_of(self, path: Path) -> str | None:
        """The SHA-256 that a file among the objects stands for; None if it stands for none."""
        sha256 = path.name if path.parent == self._sealed else path.parent.name + path.name
        return sha256 if _SHA256.fullmatch(sha256) and path in (self._path(sha256), self._sealed / sha256) else None

    @staticmethod
    def hash_file(path: Path) -> tuple[str, int]:
        """→ (SHA-256 of what is there now, bytes)."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ArchiveError(f"not a SHA-256: {sha256!r}")
        return self._objects / sha256[:2] / sha256[2:]


def _sync_folder(folder: Path) -> None:
    """Makes a rename last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
