"""An archive made by an older program is brought up; one made by a newer program is refused."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.manifest import open_manifest
from crawler.schema import MIGRATIONS, Migration

VERSION = len(MIGRATIONS)
# Each file is what a released version wrote: `MIGRATIONS` must lead from there to the present, always.
RELEASED = sorted((Path(__file__).parent / "manifests").glob("version_*.sql"))
NOTES = Migration("notes", "CREATE TABLE notes (text TEXT);\nCREATE INDEX by_text ON notes (text);", ("notes",))
BROKEN = Migration("broken", "CREATE TABLE more (text TEXT);\nCREATE TABLE more (text TEXT);")


def write_released(root: Path, script: Path) -> Path:
    path = root / "manifest.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text("utf-8"))
    connection.close()
    return path


def describe(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """The schema's version and everything in it."""
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    objects = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    connection.close()
    return version, objects


def set_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.mark.parametrize("script", RELEASED, ids=lambda path: path.stem)
def test_a_released_version_is_brought_up(tmp_path: Path, script: Path) -> None:
    path = write_released(tmp_path, script)
    with Archive.open(tmp_path) as archive:
        (document,) = archive.documents()
        assert (document.link_text, document.current, document.sequence) == ("会議録", False, 2)
        assert (archive.sequence(), len(archive.last_runs())) == (2, 1)
        verdict = archive.verdict(document.sha256, "nagisawa", "1")
        assert verdict is not None
        assert verdict.verdict == "minutes"
        assert archive.schema_version() == VERSION
    fresh = tmp_path / "fresh"
    Archive.open(fresh).close()
    assert describe(path) == describe(fresh / "manifest.sqlite")  # brought up or made new: the same tables


def test_the_first_released_version_is_tried() -> None:
    assert [path.stem for path in RELEASED][:1] == ["version_1"]


def test_a_step_more(tmp_path: Path) -> None:
    path = write_released(tmp_path, RELEASED[0])
    for _ in range(2):  # the second opening has nothing to do
        connection = open_manifest(path, read_only=False, migrations=(*MIGRATIONS, NOTES))
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
        connection.execute("INSERT INTO notes VALUES ('a')")
        with pytest.raises(sqlite3.IntegrityError, match="notes only grows"):
            connection.execute("DELETE FROM notes")
        assert connection.execute("SELECT count(*) FROM candidates").fetchone() == (1,)
        connection.close()


def test_all_steps_or_none(tmp_path: Path) -> None:
    path = write_released(tmp_path, RELEASED[0])
    before = describe(path)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        open_manifest(path, read_only=False, migrations=(*MIGRATIONS, NOTES, BROKEN))
    assert describe(path) == before
    with pytest.raises(ValueError, match="unfinished statement: CREATE TABLE half"):
        open_manifest(path, read_only=False, migrations=(*MIGRATIONS, Migration("half", "CREATE TABLE half (")))
    assert describe(path) == before


def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    path = tmp_path / "manifest.sqlite"
    set_version(path, VERSION + 7)
    before = describe(path)
    for read_only in (False, True):
        with pytest.raises(ArchiveError, match=rf"newer version .*schema {VERSION + 7}.* update the program"):
            Archive.open(tmp_path, read_only=read_only)
    assert describe(path) == before


def test_an_older_archive_is_not_read_as_it_is(tmp_path: Path) -> None:
    path = write_released(tmp_path, RELEASED[0])
    with pytest.raises(ArchiveError, match=r"older version .* `shingikai archive upgrade`"):
        open_manifest(path, read_only=True, migrations=(*MIGRATIONS, NOTES))
    assert describe(path)[0] == 1
    open_manifest(path, read_only=False, migrations=(*MIGRATIONS, NOTES)).close()
    open_manifest(path, read_only=True, migrations=(*MIGRATIONS, NOTES)).close()


def test_two_programs_bring_it_up_at_once(tmp_path: Path) -> None:
    path = write_released(tmp_path, RELEASED[0])
    steps = (*MIGRATIONS, NOTES)
    start, failed = threading.Barrier(4), []

    def bring_up() -> None:
        start.wait(10)
        try:
            open_manifest(path, read_only=False, migrations=steps).close()
        except (sqlite3.Error, ArchiveError) as error:
            failed.append(error)

    threads = [threading.Thread(target=bring_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (failed, describe(path)[0]) == ([], VERSION + 1)
