"""`shingikai archive …`: what an operator reads and what it does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.analyze.sudachi import Analyzer
from app.engine.embedded import open_engine
from crawler.archive import Archive
from tests.cli.town import Town

pytestmark = pytest.mark.slow  # an archive is filled first


def objects(town: Town) -> list[Path]:
    return sorted(path for path in (town.data / "archive" / "objects").rglob("*") if path.is_file())


def test_verify(copied: Town) -> None:
    whole = copied.run("--quiet", "archive", "verify")
    assert (whole.code, whole.err) == (0, "")
    assert f"{len(objects(copied))} objects" in whole.out
    assert ": 0 problems" in whole.out
    lost, rotten = objects(copied)[:2]
    lost.unlink()
    rotten.chmod(0o644)
    rotten.write_bytes(rotten.read_bytes()[:-1])
    found = copied.run("--quiet", "archive", "verify")
    assert found.code == 1
    told = [line.split(": ")[:2] for line in found.out.splitlines()[1:]]
    assert told == [["missing", lost.parent.name + lost.name], ["damaged", rotten.parent.name + rotten.name]]
    as_json = copied.run("--quiet", "archive", "verify", "--json")
    assert as_json.code == 1
    assert '"kind": "damaged"' in as_json.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["withhold", "0" * 64], 2, "--reason"),
        (["withhold", "0" * 64, "--reason", " "], 2, "--reason"),
        (["withhold", "0" * 64, "--reason", "x"], 1, "no document has a SHA-256 like 0000"),
        (["release", "abc", "--reason", "x"], 1, "first 8"),
    ],
)
def test_what_is_wrong_is_one_line(copied: Town, arguments: list[str], code: int, words: str) -> None:
    ran = copied.run("--quiet", "archive", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran
    assert words in ran.err


@pytest.mark.parametrize("command", ["verify", "upgrade", "withheld"])
def test_no_archive(bare_town: Town, command: str) -> None:
    ran = bare_town.run("--quiet", "archive", command)
    assert (ran.code, ran.out) == (1, "")
    assert "there is no archive" in ran.err
    assert not bare_town.data.exists()


@pytest.mark.slow
def test_withhold_and_release(copied: Town) -> None:
    """The first hit's document is sealed; crawled and ingested again it stays away; then it is let go."""
    before = copied.run("search", "--json", "--limit", "100").json
    url = before["hits"][0]["document_url"]
    with Archive.open(copied.data / "archive", read_only=True) as archive:
        sha256 = next(d.sha256 for d in archive.documents() if d.url == url)
    meetings = {hit["id"].rpartition("-")[0] for hit in before["hits"] if hit["document_url"] == url}
    sealed = copied.run("--quiet", "archive", "withhold", sha256[:12], "--reason", "氏名の消し忘れ")
    assert sealed.code == 0, sealed
    told = sealed.out.splitlines()
    assert told[0] == f"{sha256} is sealed"
    assert {line.removeprefix("out of the index: ") for line in told[1:]} == meetings
    assert url not in {hit["document_url"] for hit in copied.run("search", "--json", "--limit", "100").json["hits"]}
    for again in ("crawl", "ingest"):
        assert copied.run("--quiet", again).code == 0
    assert url not in {hit["document_url"] for hit in copied.run("search", "--json", "--limit", "100").json["hits"]}
    (entry,) = copied.run("archive", "withheld", "--json").json
    assert (entry["sha256"], entry["reason"], entry["documents"][0]["url"]) == (sha256, "氏名の消し忘れ", url)
    assert "氏名の消し忘れ" in copied.run("archive", "withheld").out
    assert copied.run("--quiet", "archive", "release", sha256, "--reason", "確かめた").code == 0
    assert copied.run("search", "--json", "--limit", "100").json == before
    assert copied.run("archive", "withheld").out == "nothing is withheld\n"


@pytest.mark.slow
def test_withheld_while_an_ingest_is_at_work(copied: Town) -> None:
    """The bytes are sealed at once; that the text is not out yet is said, and the same command goes on."""
    with Archive.open(copied.data / "archive", read_only=True) as archive:
        urls = {hit["document_url"] for hit in copied.run("search", "--json").json["hits"]}
        sha256 = next(d.sha256 for d in archive.documents() if d.url in urls)
    command = ("--quiet", "archive", "withhold", sha256, "--reason", "氏名", "--wait")
    engine = open_engine(copied.data / "index", built_with={"analyzer": Analyzer().version})
    with engine.update():
        refused = copied.run(*command, "0")
    engine.close()
    assert (refused.code, refused.out) == (1, f"{sha256} is sealed\n")
    assert "still in the index: another process is writing" in refused.err
    assert "give the same command again" in refused.err
    done = copied.run(*command, "60")
    assert (done.code, done.out.splitlines()[0]) == (0, f"{sha256} is withheld already"), done
    assert "out of the index: " in done.out


@pytest.mark.slow
def test_exported_and_imported_elsewhere_it_answers_the_same(copied: Town, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    exported = copied.run("--quiet", "archive", "export", str(bag))
    assert (exported.code, exported.err) == (0, ""), exported
    other = copied.elsewhere(tmp_path / "other")
    for expected in (f"new: {len(objects(copied))} objects", "new: 0 objects; rows: none"):
        imported = other.run("--quiet", "archive", "import", str(bag))
        assert imported.out.startswith(expected), imported
    assert other.run("--quiet", "archive", "verify").code == 0
    assert other.run("--quiet", "ingest").code == 0
    assert hits(other) == hits(copied)


@pytest.mark.slow
def test_restored_from_a_backup_it_is_as_before(copied: Town, tmp_path: Path) -> None:
    """As the guide tells: the data folder packed with tar while nobody writes, unpacked, verified, rebuilt."""
    before = hits(copied)
    backup = tmp_path / "backup.tar.gz"
    subprocess.run(["tar", "-C", copied.data, "--exclude=./index", "-czf", backup, "."], check=True)
    shutil.rmtree(copied.data)
    copied.data.mkdir()
    subprocess.run(["tar", "-C", copied.data, "-xzpf", backup], check=True)
    assert copied.run("--quiet", "archive", "verify").code == 0
    assert copied.run("--quiet", "ingest", "--rebuild").code == 0
    assert hits(copied) == before
    again = copied.run("--quiet", "crawl", "--json").json
    assert {(s["new"], s["replaced"]) for s in again["sources"]} == {(0, 0)}


def hits(town: Town) -> list[tuple[str, str]]:
    """What a search for all finds, with the ids that papers cite."""
    found = town.run("search", "--json", "--limit", "100").json["hits"]
    return sorted((hit["id"], hit["title"]) for hit in found)
