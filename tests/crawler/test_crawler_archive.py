from __future__ import annotations

import errno
import multiprocessing
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveError, SourceBusyError
from crawler.objects import ObjectStore
from crawler.records import ArchivedDocument, FetchRow, LinkRow, SourceSnapshot, Verdict

URL = "http://127.0.0.1:9/a.pdf"
ONE, TWO = b"%PDF one", b"%PDF two"


def document(archive: Archive, body: bytes, at: str = "2024-05-01T00:00:00.000+00:00") -> ArchivedDocument:
    return ArchivedDocument("nagisawa", URL, archive.store(body), "pdf", "会議録", "一覧", at, at, True, 0)


def fetch_row(sha256: str, at: str, status: int = 200) -> FetchRow:
    return FetchRow("nagisawa", URL, URL, at, status, '"x"', None, "application/pdf", "pdf", sha256, 8, 1)


def test_bytes(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        sha256 = archive.store(ONE)
        assert archive.store(ONE) == sha256
        assert archive.read(sha256) == ONE
    path = tmp_path / "objects" / sha256[:2] / sha256[2:]
    assert path.read_bytes() == ONE
    assert path.stat().st_mode & 0o777 == 0o444
    assert not list((tmp_path / "tmp").iterdir())


def test_damaged_and_missing_bytes(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        sha256 = archive.store(ONE)
        path = tmp_path / "objects" / sha256[:2] / sha256[2:]
        path.chmod(0o644)
        path.write_bytes(b"other")
        with pytest.raises(ArchiveError, match="damaged"):
            archive.read(sha256)
        path.unlink()
        with pytest.raises(ArchiveError, match="missing"):
            archive.read(sha256)
        with pytest.raises(ArchiveError, match="not a SHA-256"):
            archive.read("../../etc/passwd")


def test_a_killed_write_leaves_no_object(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fresh, stale = tmp_path / "tmp" / "fresh", tmp_path / "tmp" / "stale"
        for path in (fresh, stale):
            path.write_bytes(b"half")
        os.utime(stale, (0, 0))
        assert archive.documents() == ()
    with Archive.open(tmp_path) as archive:
        assert (fresh.exists(), stale.exists()) == (True, False)
        assert archive.sequence() == 0


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Archive.open(tmp_path) as archive:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveError, match="the disk is full"):
            archive.store(ONE)
        monkeypatch.undo()
        assert list((tmp_path / "tmp").iterdir()) == []
        assert archive.read(archive.store(ONE)) == ONE


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "manifest.sqlite").write_bytes(b"nonsense" * 1000), "damaged"),
        (lambda root: (root / "objects").write_bytes(b""), "cannot be used"),
    ],
)
def test_not_an_archive(tmp_path: Path, spoil, message: str) -> None:  # type: ignore[no-untyped-def]
    spoil(tmp_path)
    with pytest.raises(ArchiveError, match=message):
        Archive.open(tmp_path)


def test_read_only(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        Archive.open(tmp_path / "absent", read_only=True)
    assert not (tmp_path / "absent").exists()
    with Archive.open(tmp_path) as writer, Archive.open(tmp_path, read_only=True) as reader:
        row = document(writer, ONE)
        writer.record_candidate(row)
        assert [found.sha256 for found in reader.documents()] == [row.sha256]
        assert reader.read(row.sha256) == ONE
        for write in (
            lambda: reader.store(TWO),
            lambda: reader.retire("a", URL, "", ""),
            lambda: reader.record_candidate(row),
        ):
            with pytest.raises(ArchiveError, match="read-only"):
                write()


def test_what_is_current(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        one, two = document(archive, ONE), document(archive, TWO)
        told = [archive.record_candidate(row) for row in (one, one, two, one)]
        assert told == ["new", "unchanged", "replaced", "replaced"]
        sequences = {row.sha256: (row.current, row.sequence) for row in archive.documents()}
        assert sequences == {one.sha256: (True, 5), two.sha256: (False, 4)}
        assert archive.retire("nagisawa", URL, "HTTP 404", "2024-06-01T00:00:00.000+00:00") == 1
        assert archive.retire("nagisawa", URL, "HTTP 404", "2024-06-01T00:00:00.000+00:00") == 0
        assert (archive.current_urls("nagisawa"), archive.sequence()) == (frozenset(), 6)
        assert archive.record_candidate(one) == "unchanged"  # back again
        assert archive.current_urls("nagisawa") == {URL}


def test_first_and_last_seen(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        row = document(archive, ONE)
        archive.record_candidate(row)
        for day, status in ((2, 200), (3, 304)):
            archive.record_fetch(fetch_row(row.sha256, f"2024-05-0{day}T00:00:00.000+00:00", status))
        (found,) = archive.documents()
    assert (found.first_seen[:10], found.last_seen[:10]) == ("2024-05-01", "2024-05-03")
    assert (found.link_text, found.context, found.media_type) == ("会議録", "一覧", "pdf")


def test_verdicts(tmp_path: Path) -> None:
    verdict = Verdict("0" * 64, "nagisawa", "1", "failed", "too slow", "2024-05-01T00:00:00.000+00:00")
    with Archive.open(tmp_path) as archive:
        archive.record_verdict(verdict)
        archive.record_verdict(replace(verdict, verdict="minutes", reason=""))
        last = archive.verdict("0" * 64, "nagisawa", "1")
        assert last is not None
        assert last.verdict == "minutes"
        assert archive.verdict("0" * 64, "nagisawa", "2") is None


def test_sources_as_of_the_last_crawl(tmp_path: Path) -> None:
    row = SourceSnapshot("nagisawa", "渚沢市", "982016", "北浜県", "旧審議会", "2024-05-01")
    with Archive.open(tmp_path) as archive:
        archive.record_source(row)
        archive.record_source(replace(row, at="2024-05-02"))
        archive.record_source(replace(row, council="新審議会", at="2024-05-03"))
        assert [(found.council, found.at) for found in archive.sources()] == [("新審議会", "2024-05-03")]
    connection = sqlite3.connect(tmp_path / "manifest.sqlite")
    assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (2,)
    connection.close()


@pytest.mark.parametrize("statement", ["DELETE FROM links", "UPDATE links SET reason = ''"])
def test_the_manifest_only_grows(tmp_path: Path, statement: str) -> None:
    with Archive.open(tmp_path) as archive:
        row = LinkRow("nagisawa", URL, URL, "次第", "", "pass", "agenda (次第)", "2024-05-01")
        archive.record_links([row, row])
    connection = sqlite3.connect(tmp_path / "manifest.sqlite")
    assert connection.execute("SELECT count(*) FROM links").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError, match="links only grows"):
        connection.execute(statement)
    connection.close()


def test_redirected_url_finds_the_last_body(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        row = fetch_row(archive.store(ONE), "2024-05-01T00:00:00.000+00:00")
        archive.record_fetch(row)
        moved = replace(row, url=f"{URL}?old", status=301, sha256=None, etag=None)
        archive.record_fetch(moved)
        found = archive.last_body("nagisawa", f"{URL}?old")
    assert found == row


def _hold(root: str, held, end) -> None:  # type: ignore[no-untyped-def]
    with Archive.open(Path(root)) as archive, archive.lease("nagisawa"):
        held.set()
        end.wait(10)


def test_lease(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, end = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(str(tmp_path), held, end))
    holder.start()
    assert held.wait(10)
    with Archive.open(tmp_path) as archive:
        with pytest.raises(SourceBusyError, match=f"nagisawa is being crawled already .by process {holder.pid}"):
            archive.lease("nagisawa").__enter__()
        with archive.lease("other"):
            pass
        holder.kill()  # the lease of a dead process is free
        holder.join()
        with archive.lease("nagisawa"), pytest.raises(SourceBusyError):
            archive.lease("nagisawa").__enter__()
        with archive.lease("nagisawa"):
            pass


def test_store_needs_no_manifest(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    store.prepare()
    sha256, new = store.write(ONE)
    assert (new, store.write(ONE), store.holds(sha256), store.holds("0" * 64)) == (True, (sha256, False), True, False)
