"""A generation's manifest: what it was built with, how much is in it, and a checksum of each of its files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import IndexDamagedError

MANIFEST_NAME = "manifest.json"
# tantivy's lock files: empty, made anew by whoever opens the folder
_UNCHECKED_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True)
class FileSum:
    size: int  # bytes
    blake2b: str  # hex, 128 bits


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps a path relative to the generation's folder to its checksum; `counts` a kind to its documents."""

    generation: str
    created: str  # ISO time, UTC
    format: str  # the adapter's own layout and the library's version
    mapping_version: str
    built_with: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, FileSum]


def make_file_sums(folder: Path, *, durable: bool = False) -> dict[str, FileSum]:
    """Checksums of every file below `folder` but the manifest and locks.

    The whole of every file, in BLAKE2b: 300 MB take 0.5 s, without relying on a processor's SHA instructions.
    `durable` makes the system write each file to the disk as well.
    """
    sums: dict[str, FileSum] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == MANIFEST_NAME or path.name.endswith(_UNCHECKED_SUFFIX):
            continue
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
            size = stream.tell()
            if durable:
                os.fsync(stream.fileno())
        sums[path.relative_to(folder).as_posix()] = FileSum(size, digest.hexdigest())
    return sums


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into `folder`, with a checksum of its own."""
    body = asdict(manifest)
    text = json.dumps({"blake2b": _body_sum(body), "manifest": body}, ensure_ascii=False, indent=1)
    with (folder / MANIFEST_NAME).open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; IndexDamagedError if it is missing or not what was written."""
    try:
        content = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        body = content["manifest"]
        if content["blake2b"] != _body_sum(body):
            raise IndexDamagedError(f"{folder.name}: {MANIFEST_NAME} was altered")
        files = {name: FileSum(**entry) for name, entry in body["files"].items()}
        return Manifest(**{**body, "files": files})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{folder.name}: {MANIFEST_NAME} cannot be read ({error})") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """IndexDamagedError unless every file that the manifest names is there, byte for byte. Sizes are compared first."""
    for name, expected in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise IndexDamagedError(f"{folder.name}: {name} is missing") from error
        if size != expected.size:
            raise IndexDamagedError(f"{folder.name}: {name} has {size} bytes instead of {expected.size}")
    try:
        found = make_file_sums(folder)
    except OSError as error:
        raise IndexDamagedError(f"{folder.name}: cannot be read ({error})") from error
    for name, expected in manifest.files.items():
        if found.get(name) != expected:
            raise IndexDamagedError(f"{folder.name}: {name} was altered")


def _body_sum(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
