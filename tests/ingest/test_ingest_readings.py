"""What was read is kept: the same index, and only what is new is read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.errors import ShingikaiError
from app.readings import Readings
from app.text.ocr import OCR_COMMAND
from tests.ingest.archived import LIBRARY, World, as_text, write_minutes

A, B, N, S = (f"http://city.example/{name}.txt" for name in "abns")
NOTICE = as_text("審議会の傍聴について\n\n傍聴を希望する方は、開始の10分前までにお越しください。\n")
SCAN = Path(__file__).parents[2] / "samples" / "assets" / "minamocho-2018-10-23.pdf"


@pytest.fixture
def filled(world: World) -> World:
    """Two meetings, a notice, and a scan that cannot be read."""
    world.publish(A, as_text(write_minutes()))
    world.publish(B, as_text(write_minutes("令和元年8月2日", [LIBRARY], session="第2回")))
    world.publish(N, NOTICE)
    world.publish(S, SCAN.read_bytes(), media_type="pdf")
    return world


def count(world: World) -> int:
    connection = sqlite3.connect(world.folder / "readings.sqlite")
    try:
        return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
    finally:
        connection.close()


def is_in_file(world: World, sha256: str) -> bool:
    """Whether the file, or what is still to be written into it, has these characters anywhere."""
    return any(sha256.encode() in path.read_bytes() for path in world.folder.glob("readings.sqlite*"))


def test_a_new_document_is_the_only_one_read(filled: World, tmp_path: Path) -> None:
    first = filled.ingest(kept=True)
    assert (first.read, first.known, len(first.not_minutes)) == (4, 0, 1)
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))
    second = filled.ingest(kept=True)
    assert (second.read, second.known) == (2, 2), "the new one, and the one that failed, which may do better now"
    assert (second.not_minutes, second.failed) == (first.not_minutes, first.failed)
    assert OCR_COMMAND in second.failed[0].reason
    contents = filled.contents()

    assert filled.ingest(rebuild=True, kept=True).known == 0, "all is read again where that is asked for"
    assert filled.contents() == contents
    (filled.folder / "readings.sqlite").unlink()
    filled.publish(B, NOTICE + b"\n")
    assert filled.ingest(kept=True).known == 0, "it may be deleted at any time"


def test_a_source_that_says_something_else_of_itself_is_read_again(filled: World) -> None:
    filled.ingest(kept=True)
    filled.publish(B, NOTICE + b"\n", council="風待町個人情報保護審議会")
    assert filled.ingest(kept=True).known == 0


def test_what_is_withheld_is_forgotten(filled: World) -> None:
    filled.ingest(kept=True)
    sha256 = filled.publish(A, as_text(write_minutes()))
    assert is_in_file(filled, sha256)
    before = count(filled)
    with filled.archive() as archive:
        archive.withhold(sha256, "個人の名前が消されていない", "2026-04-01T00:00:00.000+00:00")
    filled.ingest(kept=True)
    assert count(filled) == before - 1
    assert not is_in_file(filled, sha256), "not only unlinked"


def test_other_versions_go(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.ingest(kept=True)
    assert count(filled) == 2
    monkeypatch.setattr("app.readings.READER_VERSION", "next")
    with Readings.open(filled.folder / "readings.sqlite"):
        assert count(filled) == 0


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(b"garbage " * 999)
    with pytest.raises(ShingikaiError, match="delete it"), Readings.open(path):
        pass
