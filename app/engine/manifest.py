"""A generation's manifest: what it was built with, how much is in it, and a checksum of each of its files."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import IndexDamagedError

MANIFEST_NAME = "manifest.json"
_BUFFER = 1 << 20  # bytes
# tantivy's lock files: empty, made anew by whoever opens the folder
_UNCHECKED_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True)
class FileSum:
    size: int  # bytes
    blake2b: str  # hex, 128 bits; "" where it was not asked for
    crc32: str = ""  # hex; what is compared when the file is opened


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


def make_file_sums(folder: Path, *, strong: bool = True, durable: bool = False) -> dict[str, FileSum]:
    """Checksums of every file below `folder` but the manifest and locks: the whole of each, several at a time.

    CRC-32 finds what a disk or a copy that broke off does to a file, as Lucene's own does, at 4 GB/s. `strong`: BLAKE2b
    as well (0.7 GB/s). `durable` makes the system write each file to the disk as well.
    """
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_NAME and not path.name.endswith(_UNCHECKED_SUFFIX)
    ]
    largest_first = sorted(paths, key=lambda path: path.stat().st_size, reverse=True)
    with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="checksum") as pool:
        sums = dict(
            zip(largest_first, pool.map(lambda path: _make_file_sum(path, strong, durable), largest_first), strict=True)
        )
    return {path.relative_to(folder).as_posix(): sums[path] for path in paths}


def _make_file_sum(path: Path, strong: bool, durable: bool) -> FileSum:
    """Both checksums let go of the GIL."""
    digest = hashlib.blake2b(digest_size=16)
    crc = size = 0
    buffer = memoryview(bytearray(_BUFFER))
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer):
            crc = zlib.crc32(buffer[:count], crc)
            if strong:
                digest.update(buffer[:count])
            size += count
        if durable:
            os.fsync(stream.fileno())
    return FileSum(size, digest.hexdigest() if strong else "", f"{crc:08x}")


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
        found = make_file_sums(folder, strong=not all(expected.crc32 for expected in manifest.files.values()))
    except OSError as error:
        raise IndexDamagedError(f"{folder.name}: cannot be read ({error})") from error
    for name, expected in manifest.files.items():
        one = found.get(name)
        same = one is not None and (one.crc32 == expected.crc32 if expected.crc32 else one.blake2b == expected.blake2b)
        if not same:
            raise IndexDamagedError(f"{folder.name}: {name} was altered")


def _body_sum(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
