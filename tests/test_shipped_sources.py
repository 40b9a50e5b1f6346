"""The registry of real councils: each file is right by itself, no two are the same, and docs/sources.md lists them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.cli.source_table import make_source_table
from crawler.council import Mention, make_matcher
from crawler.source import Source, load_sources, parse_source
from crawler.vocabulary import load_vocabulary
from tests.cli.town import run

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "crawler" / "sources"
SOURCES = load_sources(FOLDER)
AT_LEAST = 28
SUBJECTS = ("個人情報", "プライバシー")

DRAFT = {
    "municipality": "渚沢市",
    "code": "98201",
    "prefecture": "北浜県",
    "council": "渚沢市個人情報保護審議会",
    "start": ["https://www.city.nagisawa.example/list|new/"],
}


def test_there_are_some() -> None:
    assert len(SOURCES) >= AT_LEAST


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_is_a_councils_own_public_page(source: Source) -> None:
    assert not source.local
    assert source.cadence == "monthly", "nobody has seen how often it meets"
    assert source.delay >= 1
    assert urlsplit(source.found_at).scheme in ("http", "https")
    assert any(subject in source.council for subject in SUBJECTS)
    assert source.council.startswith(source.municipality)
    for url in source.start:
        host = urlsplit(url).hostname or ""
        assert host.endswith(".jp"), url
        assert not url.lower().endswith((".pdf", ".doc", ".docx", ".txt")), f"{url} is a document, not a page"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_crawler_knows_its_name(source: Source) -> None:
    """As links name it: with and without the municipality, with a session before and minutes behind."""
    matcher = make_matcher(source.council, source.municipality, load_vocabulary().council)
    bare = source.council.removeprefix(source.municipality)
    texts = (source.council, bare, f"令和4年度第5回{source.council}会議録", f"第12回{bare}議事要旨")
    assert {text: matcher.match(text)[0] for text in texts} == dict.fromkeys(texts, Mention.OWN)


def test_no_two_are_the_same() -> None:
    starts = Counter(url.removeprefix("https://").removeprefix("http://") for s in SOURCES for url in s.start)
    councils = Counter((s.code, s.council) for s in SOURCES)
    assert [key for key, count in (*starts.items(), *councils.items()) if count > 1] == []


def test_the_command_line_takes_the_folder() -> None:
    """Codes and names are those of the table of municipalities, prefectures included."""
    ran = run("sources", "list", "--markdown", "--sources", str(FOLDER), environment={})
    assert (ran.code, ran.out) == (0, make_source_table(SOURCES)), ran.err


def test_the_document_lists_them() -> None:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    told = text.split("<!-- sources -->\n", 1)[1].split("<!-- /sources -->", 1)[0]
    assert told.strip() == make_source_table(SOURCES).strip(), (
        "write anew: shingikai sources list --markdown --sources crawler/sources"
    )
    assert f"{len(SOURCES)} councils" in text


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (
            {},
            "| `x` | 982016 | 北浜県渚沢市 | 渚沢市個人情報保護審議会 "
            "| <https://www.city.nagisawa.example/list%7Cnew/> | never |  |",
        ),
        (
            {
                "municipality": "北浜県",
                "council": "北浜県個人情報保護審議会",
                "note": "a | b",
                "verified": "2026-04-01",
            },
            "| `x` | 982016 | 北浜県 | 北浜県個人情報保護審議会 "
            "| <https://www.city.nagisawa.example/list%7Cnew/> | 2026-04-01 | a \\| b |",
        ),
    ],
)
def test_a_row(change: dict[str, str], row: str) -> None:
    assert make_source_table([parse_source({**DRAFT, **change}, "x", "x.toml")]).splitlines()[2] == row


def test_rows_are_in_the_order_of_the_codes() -> None:
    south = parse_source(dict(DRAFT), "a", "a.toml")
    north = parse_source({**DRAFT, "code": "97201"}, "b", "b.toml")
    assert [line.split("`")[1] for line in make_source_table([south, north]).splitlines()[2:]] == ["b", "a"]
