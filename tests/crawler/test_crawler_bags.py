"""An archive exported and imported: checked before it is taken, merged without loss, nothing new the second time."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from crawler.archive import Archive
from crawler.bags import export_archive, import_archive
from crawler.errors import ArchiveError
from crawler.findings import Findings
from crawler.merging import LOGS, SETS, list_tables
from crawler.records import ArchivedDocument, FetchRow, LinkRow, RunRow, SourceSnapshot, Verdict
from crawler.schema import MIGRATIONS
from crawler.verify import verify_archive

URL = "https://city.example/a.pdf"
DAYS = [f"2024-05-0{day}T00:00:00.000+00:00" for day in range(1, 8)]


def crawl(root: Path, day: int, body: bytes, url: str = URL) -> str:
    """As a crawl on that day that found these bytes at that URL → their SHA-256."""
    at = DAYS[day]
    with Archive.open(root) as archive:
        archive.record_source(SourceSnapshot("nagisawa", "渚沢市", "982016", "北浜県", f"審議会{day}", at))
        sha256 = archive.store(body)
        archive.record_fetch(
            FetchRow("nagisawa", url, url, at, 200, f'"{day}"', None, None, "pdf", sha256, len(body), 1)
        )
        archive.record_links(
            [LinkRow("nagisawa", "https://city.example/", url, "会議録", "", "document", "minutes", at)]
        )
        archive.record_candidate(
            ArchivedDocument("nagisawa", url, sha256, "pdf", "会議録", "", at, at, current=True, sequence=0)
        )
        archive.record_verdict(Verdict(sha256, "nagisawa", "1", "minutes", "", at))
        run = RunRow("nagisawa", at, at, True, 1, len(body), 1, 0, 0, 0, 0)
        archive.record_run(run, Findings(alarms=(at,)))
    return sha256


def dump(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, in their order."""
    connection = sqlite3.connect(root / "manifest.sqlite")
    tables = {t: connection.execute(f"SELECT * FROM {t} ORDER BY rowid").fetchall() for t in list_tables()}
    connection.close()
    return tables


def documents(root: Path) -> list[ArchivedDocument]:
    """Without the numbers, which are each archive's own."""
    with Archive.open(root, read_only=True) as archive:
        return sorted((replace(d, sequence=0) for d in archive.documents()), key=lambda d: (d.url, d.sha256))


def test_every_table_is_known() -> None:
    assert sorted([*LOGS, *SETS]) == sorted(list_tables()), "a new table must be named in crawler/merging.py"


def test_there_and_back(tmp_path: Path) -> None:
    here, there, bag = tmp_path / "here", tmp_path / "there", tmp_path / "bag"
    crawl(here, 0, b"%PDF one")
    crawl(here, 1, b"%PDF two")
    exported = export_archive(here, bag)
    assert (exported.objects, exported.size, exported.withheld, exported.missing) == (2, 16, 0, ())
    bagit.Bag(str(bag)).validate()
    rows = list(csv.DictReader((bag / "data" / "documents.csv").open(encoding="utf-8")))
    assert [(row["url"], row["current"]) for row in rows] == [(URL, "False"), (URL, "True")]
    imported = import_archive(there, bag)
    assert (imported.objects, sum(imported.rows.values())) == (2, sum(map(len, dump(here).values())))
    assert dump(there) == dump(here)
    assert documents(there) == documents(here)
    assert verify_archive(there).problems == ()
    again = import_archive(there, bag)
    assert (again.objects, sum(again.rows.values())) == (0, 0)
    assert dump(there) == dump(here)
    with pytest.raises(ArchiveError, match="there already"):
        export_archive(here, bag)


@pytest.mark.parametrize("older_first", [True, False])
def test_two_archives_of_one_source(tmp_path: Path, older_first: bool) -> None:
    """What is current is what was seen last, whichever archive was merged into the other."""
    old, new = tmp_path / "old", tmp_path / "new"
    one = crawl(old, 0, b"%PDF one")
    two = crawl(old, 1, b"%PDF two")
    crawl(new, 2, b"%PDF two")
    three = crawl(new, 3, b"%PDF three")
    target, other = (old, new) if older_first else (new, old)
    export_archive(other, tmp_path / "bag")
    import_archive(target, tmp_path / "bag")
    found = {d.sha256: (d.current, d.first_seen, d.last_seen) for d in documents(target)}
    assert found == {
        one: (False, DAYS[0], DAYS[0]),
        two: (False, DAYS[1], DAYS[2]),
        three: (True, DAYS[3], DAYS[3]),
    }
    with Archive.open(target) as archive:
        last = archive.last_body("nagisawa", URL)
        assert last is not None
        assert (last.etag, archive.sources()[0].council) == ('"3"', "審議会3")
    before = dump(target)
    import_archive(target, tmp_path / "bag")
    assert dump(target) == before, "twice is nothing new"
    assert verify_archive(target).problems == ()


def test_withheld_bytes_stay_here_and_the_tombstone_travels(tmp_path: Path) -> None:
    here, there, third = tmp_path / "here", tmp_path / "there", tmp_path / "third"
    sha256 = crawl(here, 0, b"%PDF a name")
    crawl(here, 1, b"%PDF masked")
    shutil.copytree(here, there)
    export_archive(here, tmp_path / "open")
    with Archive.open(here) as archive:
        archive.withhold(sha256, "氏名", DAYS[2])
    assert export_archive(here, tmp_path / "bag").withheld == 1
    assert not [p for p in (tmp_path / "bag").rglob("*") if p.is_file() and b"%PDF a name" in p.read_bytes()]
    with Archive.open(there) as archive:
        before = archive.sequence()
    for root in (there, third):
        import_archive(root, tmp_path / "bag")
        assert not (root / "objects" / sha256[:2] / sha256[2:]).exists()
        with Archive.open(root) as archive:
            assert [one.reason for one in archive.withheld()] == ["氏名"]
            assert root == third or archive.sequence() > before, "an ingest notices"
        assert verify_archive(root).problems == ()
    import_archive(third, tmp_path / "open")  # of before: has the bytes
    assert not (third / "objects" / sha256[:2] / sha256[2:]).exists()


def rewrite(bag: Path) -> None:
    """The bag's checksums after a change, as somebody would who means harm."""
    bagit.Bag(str(bag)).save(manifests=True)


def spoil_object(bag: Path) -> None:
    path = next((bag / "data" / "objects").glob("*/*"))
    path.write_bytes(b"%PDF other")


def spoil_object_and_sums(bag: Path) -> None:
    spoil_object(bag)
    rewrite(bag)


def lose_object(bag: Path) -> None:
    next((bag / "data" / "objects").glob("*/*")).unlink()


def set_schema(bag: Path, value: str) -> None:
    found = bagit.Bag(str(bag))
    found.info["Shingikai-Schema"] = value
    found.save()


def add_row(bag: Path, table: str, row: object) -> None:
    with (bag / "data" / "manifest" / f"{table}.jsonl").open("a", encoding="utf-8") as file:
        file.write(row if isinstance(row, str) else json.dumps(row))
    rewrite(bag)


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "bit rot": (spoil_object, "no whole bag"),
    "lost": (lose_object, "no whole bag"),
    "other bytes": (spoil_object_and_sums, "not what its name says"),
    "newer": (lambda bag: set_schema(bag, str(len(MIGRATIONS) + 1)), "newer version"),
    "another's": (lambda bag: set_schema(bag, ""), "not of an archive"),
    "no bag": (lambda bag: (bag / "bagit.txt").unlink(), "no whole bag"),
    "no JSON": (lambda bag: add_row(bag, "links", "{"), "no JSON"),
    "a list": (lambda bag: add_row(bag, "links", [1]), "no row"),
    "a column": (lambda bag: add_row(bag, "links", {"x; DROP TABLE links": 1}), "columns"),
    "a table": (lambda bag: add_row(bag, "sqlite_master", {"name": "x"}), "tables"),
    "a state": (lambda bag: add_row(bag, "states", {"url": "x", "current": 1}), "does not have"),
    "no value": (lambda bag: add_row(bag, "links", {"source": "x"}), "NOT NULL"),
}


@pytest.mark.parametrize("name", HARM)
def test_a_bag_that_is_not_right_is_refused(tmp_path: Path, name: str) -> None:
    here, there, bag = tmp_path / "here", tmp_path / "there", tmp_path / "bag"
    crawl(here, 0, b"%PDF one")
    export_archive(here, bag)
    crawl(there, 1, b"%PDF two")
    before = dump(there)
    harm, words = HARM[name]
    harm(bag)
    with pytest.raises(ArchiveError, match=words):
        import_archive(there, bag)
    assert dump(there) == before
    assert verify_archive(there).problems == ()


def test_an_export_that_was_killed_leaves_no_bag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(tmp_path / "here", 0, b"%PDF one")
    (tmp_path / ".bag.partial").mkdir()
    (tmp_path / ".bag.partial" / "half").write_bytes(b"x")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_archive(tmp_path / "here", tmp_path / "bag", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert export_archive(tmp_path / "here", tmp_path / "bag").objects == 1


def test_a_hole_is_told(tmp_path: Path) -> None:
    sha256 = crawl(tmp_path / "here", 0, b"%PDF one")
    (tmp_path / "here" / "objects" / sha256[:2] / sha256[2:]).unlink()
    assert export_archive(tmp_path / "here", tmp_path / "bag").missing == (sha256,)
