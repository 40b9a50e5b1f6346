"""The API runs as another user than the archive's owner: it reads what is open, and nothing sealed."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.records import ArchivedDocument

AT = "2024-05-01T00:00:00.000+00:00"
NOBODY = 65534

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root may become another user")


@pytest.fixture
def root() -> Iterator[Path]:
    """An archive that anybody may read, with one document of three withheld."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with Archive.open(Path(folder) / "archive") as archive:
            for number in range(3):
                sha256 = archive.store(b"%%PDF %d" % number)
                url = f"https://city.example/{number}.pdf"
                archive.record_candidate(
                    ArchivedDocument("nagisawa", url, sha256, "pdf", "", "", AT, AT, current=True, sequence=0)
                )
            archive.withhold(sha256, "氏名", AT)
        yield Path(folder) / "archive"


def _read(root: Path, answers: Connection) -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    try:
        with Archive.open(root, read_only=True) as archive:
            told = f"{len(archive.documents())} {len(archive.withheld())}"
        list((root / "sealed").iterdir())
    except PermissionError:
        answers.send(f"{told} sealed")
    except ArchiveError as error:
        answers.send(str(error))
    else:
        answers.send(f"{told} open")


def read_as_nobody(root: Path) -> str:
    """What another user gets to see: documents, withheld ones, and whether the sealed bytes are out of reach."""
    context = multiprocessing.get_context("fork")  # that user may not be allowed to start this Python
    ours, theirs = context.Pipe()
    process = context.Process(target=_read, args=(root, theirs))
    process.start()
    assert ours.poll(20)
    process.join(20)
    return str(ours.recv())


def test_while_nobody_writes_and_while_somebody_does(root: Path) -> None:
    assert read_as_nobody(root) == "3 1 sealed"
    with Archive.open(root) as archive:
        archive.store(b"%PDF more")
        assert read_as_nobody(root) == "3 1 sealed"


def test_what_a_dead_writer_left_is_not_passed_over(root: Path) -> None:
    """Its last rows may say that something is withheld: a copy without them is not read."""
    manifest = root / "manifest.sqlite"
    writer = sqlite3.connect(manifest)
    writer.execute("INSERT INTO withholdings (sha256, action, reason, at) VALUES (?, 'withhold', '', '')", ["0" * 64])
    writer.commit()
    left = Path(f"{manifest}-wal").read_bytes()
    writer.close()
    Path(f"{manifest}-wal").write_bytes(left)
    assert "archive upgrade" in read_as_nobody(root)
    Archive.open(root).close()
    assert read_as_nobody(root) == "3 2 sealed"
