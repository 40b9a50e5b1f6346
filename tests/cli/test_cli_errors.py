"""What goes wrong ends with its exit code and one plain line on stderr."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from samples.model import BuiltSite
from tests.cli.town import Ran, Town, write_source

pytestmark = pytest.mark.slow  # each starts a reader


def check(ran: Ran, code: int, *words: str) -> None:
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("shingikai: ")
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert [word for word in words if word not in ran.err] == [], ran.err


USAGE: list[tuple[list[str], list[str]]] = [
    (["harvest"], ["harvest", "--help"]),
    (["search", "--colour", "red"], ["--colour", "search --help"]),
    (["search", "--limit", "0"], ["--limit", "1"]),
    (["search", "--limit", "many"], ["--limit", "many"]),
    (["search", "--year", "abc"], ["year", "abc"]),
    (["search", "--topic", "weather"], ["topic", "weather", "my_number"]),
    (["search", "--outcome", "perhaps"], ["outcome", "perhaps"]),
    (["search", "--city", "府中市"], ["city", "132063", "342084"]),
    (["search", "--city", "どこにもない市"], ["city", "どこにもない市"]),
    (["search", "（"], ["q", "UnbalancedParentheses"]),
    (["search", "委託 OR"], ["q", "DanglingOperator at character 4", "try: 委託"]),
    (["search", "one", "two"], ["two"]),
    (["crawl", "nowhere"], ["nowhere", "minamocho", "yukimizaka"]),
    (["sources", "show", "nowhere"], ["nowhere"]),
    (["sources", "show"], ["NAME"]),
    (["serve", "--port", "99999"], ["--port"]),
    (["parse"], ["FILE"]),
    (
        ["parse", "--municipality", "府中市", __file__],
        ["municipality", "東京都府中市 (132063)", "広島県府中市 (342084)"],
    ),
    (["parse", "--municipality", "伊達市", __file__], ["北海道伊達市", "福島県伊達市"]),
    (["parse", "--municipality", "どこにもない市", __file__], ["どこにもない市"]),
    (["parse", "--municipality", "132064", __file__], ["132064", "check digit"]),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(a)[:40] for a, _ in USAGE])
def test_wrong_usage(town: Town, arguments: list[str], words: list[str]) -> None:
    check(town.run(*arguments), 2, *words)


NOTICE = "会議の開催について\n\n次のとおり会議を開きます。\n日時　5月10日　午後2時\n".encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(NOTICE, 3, id="a notice"),
        pytest.param(b"", 4, id="empty"),
        pytest.param(b"%PDF-1.7\nbroken", 4, id="broken PDF"),
        pytest.param(b"PK\x03\x04broken", 4, id="broken DOCX"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 4, id="old Word"),
        pytest.param(bytes(range(256)) * 4, 4, id="bytes"),
        pytest.param(None, 4, id="missing"),
    ],
)
def test_parse_of_what_is_not_minutes_or_cannot_be_read(
    empty_town: Town, tmp_path: Path, body: bytes | None, code: int
) -> None:
    path = tmp_path / "paper"
    if body is not None:
        path.write_bytes(body)
    check(empty_town.run("parse", str(path)), code, str(path))


def test_parse_of_a_scan_says_how_to_read_it(empty_town: Town) -> None:
    scan = Path(__file__).parents[2] / "samples" / "assets" / "minamocho-2018-10-23.pdf"
    check(empty_town.run("parse", str(scan)), 4, "scan", "apt-get install tesseract-ocr")


def test_no_arguments_show_the_help(empty_town: Town) -> None:
    ran = empty_town.run()
    assert ran.code == 2
    assert "Commands:" in ran.err + ran.out


@pytest.mark.parametrize("arguments", [["--help"], ["search", "-h"], ["--version"]])
def test_help_and_version_end_well(empty_town: Town, arguments: list[str]) -> None:
    ran = empty_town.run(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert "shingikai" in ran.out


CONFIGURATION: list[tuple[list[str], dict[str, str], list[str]]] = [
    (["--engine", "lucene", "status"], {}, ["--engine", "lucene"]),
    (["status"], {"SHINGIKAI_ENGINE": "lucene"}, ["SHINGIKAI_ENGINE", "lucene"]),
    (["status"], {"SHINGIKAI_ENGINE": "opensearch"}, ["SHINGIKAI_OPENSEARCH_URL"]),
    (["status"], {"SHINGIKAI_BASE_URL": "http://[x"}, ["SHINGIKAI_BASE_URL"]),
    (["--data", __file__, "status"], {}, ["--data", "folder"]),
    (["--config", "/no/such.toml", "status"], {}, ["--config", "such.toml"]),
    (["crawl"], {"SHINGIKAI_SOURCES": "/no/such/folder"}, ["/no/such/folder", "SHINGIKAI_SOURCES"]),
    (["crawl", "--sources", "/no/such/folder"], {}, ["/no/such/folder"]),
    (["schedule", "--sources", "/no/such/folder"], {}, ["/no/such/folder"]),
    (["serve", "--with-schedule", "--sources", "/no/such/folder"], {}, ["/no/such/folder"]),
    (["serve", "--host", "256.0.0.1", "--port", "0"], {}, ["256.0.0.1"]),
    (["crawl"], {"SHINGIKAI_CONTACT": "the desk"}, ["SHINGIKAI_CONTACT", "'the desk'", "mail address"]),
    (["--fetch-log", "xml", "crawl"], {}, ["--fetch-log", "'xml'", "json", "keyvalue"]),
]


@pytest.mark.parametrize(
    ("arguments", "variables", "words"), CONFIGURATION, ids=[" ".join(a)[:40] for a, _, _ in CONFIGURATION]
)
def test_wrong_configuration(
    empty_town: Town, arguments: list[str], variables: dict[str, str], words: list[str]
) -> None:
    check(empty_town.run(*arguments, **variables), 5, *words)


SOURCES: list[tuple[dict[str, object], list[str]]] = [
    ({"colour": "red"}, ["colour"]),
    ({"code": "973018"}, ["code", "973017"]),
    ({"cadence": "sometimes"}, ["cadence", "sometimes"]),
    ({"local": False}, ["start"]),
    ({"code": "13206", "municipality": "水面町"}, ["code", "府中市"]),
]


@pytest.mark.parametrize(("keys", "words"), SOURCES, ids=[next(iter(k)) for k, _ in SOURCES])
@pytest.mark.parametrize("command", [["crawl"], ["sources", "check"]], ids=["crawl", "check"])
def test_wrong_source(
    empty_town: Town,
    built: tuple[Path, tuple[BuiltSite, ...]],
    tmp_path: Path,
    command: list[str],
    keys: dict[str, object],
    words: list[str],
) -> None:
    slug = "minamocho"
    write_source(tmp_path, slug, built[0], empty_town.servers.urls[slug], empty_town.sites[slug], **keys)
    check(empty_town.run(*command, "--sources", str(tmp_path)), 5, f"{slug}.toml", *words)


def test_folder_without_sources(empty_town: Town, tmp_path: Path) -> None:
    check(empty_town.run("crawl", "--sources", str(tmp_path)), 5, str(tmp_path))


def test_search_before_ingest_says_what_to_do(bare_town: Town) -> None:
    check(bare_town.run("search", "クラウド"), 1, "shingikai ingest")


def test_ingest_before_crawl_says_what_to_do(bare_town: Town) -> None:
    check(bare_town.run("ingest"), 1, "shingikai crawl")
    assert not bare_town.data.exists(), "a mistyped folder is not made"


@pytest.mark.parametrize("command", [["crawl"], ["ingest"], ["status"]], ids=lambda c: c[0])
@pytest.mark.parametrize("harm", ["newer", "damaged"])
def test_archive_that_is_not_ours(copied: Town, command: list[str], harm: str) -> None:
    manifest = copied.data / "archive" / "manifest.sqlite"
    if harm == "newer":
        connection = sqlite3.connect(manifest)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        for path in manifest.parent.glob("manifest.sqlite-*"):
            path.unlink()
        manifest.write_bytes(b"garbage " * 999)
    check(copied.run("--quiet", *command), 1, "schema 99" if harm == "newer" else "damaged")


@pytest.mark.slow
def test_index_that_is_damaged_is_one_line_and_made_anew_by_ingest(copied: Town) -> None:
    before = copied.run("search", "--json").json["hits"]
    for path in (copied.data / "index").glob("generations/*/manifest.json"):
        path.write_text("{}", encoding="utf-8")
    check(copied.run("search"), 1, "damaged", "shingikai ingest")
    assert copied.run("--quiet", "ingest").code == 0
    assert copied.run("search", "--json").json["hits"] == before


def test_source_that_nobody_answers_for(
    empty_town: Town, built: tuple[Path, tuple[BuiltSite, ...]], tmp_path: Path
) -> None:
    """A website that is gone: the report says so, and the exit code."""
    slug = "minamocho"
    site = replace(empty_town.sites[slug], start=("/no-such-page",))
    write_source(tmp_path, slug, built[0], empty_town.servers.urls[slug], site)
    ran = empty_town.elsewhere(tmp_path / "data").run("--quiet", "crawl", "--sources", str(tmp_path))
    assert ran.code == 1
    assert "HTTP 404" in ran.out
    assert ran.err.count("\n") == 1
