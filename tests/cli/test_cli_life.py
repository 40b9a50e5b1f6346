"""After the reading, on the command line: corrections, the review of what is doubtful, reasons, a referral's life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.analyze.sudachi import Analyzer
from app.engine.embedded import open_engine
from samples.model import BuiltSite
from tests.cli.test_cli_way import find_plain_text
from tests.cli.town import Town, open_town

pytestmark = pytest.mark.slow  # a town is crawled and read first
PLAIN = "yukimizaka"


@pytest.fixture(scope="module")
def own_town(built: tuple[Path, tuple[BuiltSite, ...]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city whose corrections the tests may write."""
    with open_town(tmp_path_factory.mktemp("corrected"), *built, (PLAIN,)) as town:
        assert town.run("--quiet", "crawl").code == 0
        yield town


def write_corrections(town: Town, *entries: dict[str, str]) -> Path:
    folder = town.folder / "corrections"
    folder.mkdir(exist_ok=True)
    rows = ["[[correction]]\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items()) for entry in entries]
    (folder / "a.toml").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_corrections(own_town: Town) -> None:
    plain = own_town.run("--quiet", "ingest", "--json").json
    assert "corrections" not in plain
    hit = own_town.run("search", "--outcome", "承認", "--json").json["hits"][0]
    quote = hit["outcome"]["evidence"][0]["quote"]
    right = {
        "item": hit["id"],
        "field": "outcome",
        "value": "継続審議",
        "quote": quote,
        "who": "磯部",
        "when": "2024-06-01",
    }
    folder = write_corrections(own_town, right, {**right, "field": "colour"})
    answer = own_town.run("--quiet", "ingest", "--json", "--corrections", str(folder)).json
    assert answer["corrections"]["applied"] == 1
    (refused,) = answer["corrections"]["refused"]
    assert refused["where"] == "a.toml, correction 2"
    assert "colour" in refused["reason"]
    assert {key: answer[key] for key in plain} == plain
    found = own_town.run("search", "--outcome", "継続審議", "--json").json["hits"]
    assert hit["id"] in {one["id"] for one in found}
    told = own_town.run("--quiet", "ingest", SHINGIKAI_CORRECTIONS=str(folder)).out
    assert "corrections in force: 1" in told
    assert "  correction refused: a.toml, correction 2: unknown field 'colour'" in told
    assert "(0 documents read now)" in told, "the setting is the same as the flag"


def test_a_folder_of_corrections_that_is_named_must_be_there(own_town: Town) -> None:
    for ran in (
        own_town.run("ingest", "--corrections", "nowhere"),
        own_town.run("ingest", SHINGIKAI_CORRECTIONS="nowhere"),
    ):
        assert ran.code == 5
        assert "nowhere" in ran.err


def test_review(town: Town) -> None:
    answer = town.run("review", "--limit", "1000", "--json").json
    assert answer["total"] == len(answer["doubts"]) > 0
    for doubt in answer["doubts"]:
        assert doubt["url"].startswith("http://127.0.0.1:")
        assert doubt["text"]
        assert doubt["meeting"] in (doubt["item"] or doubt["meeting"])
    first = answer["doubts"][0]
    told = town.run("review", "--limit", "1").out
    assert told.startswith(f"{answer['total']} to review")
    assert first["url"] in told
    assert town.run("review", "--limit", "1", "--json").json == {"total": answer["total"], "doubts": [first]}
    cities = {doubt["city"] for doubt in answer["doubts"]}
    one = town.run("review", "--city", first["city"], "--limit", "1000", "--json").json
    assert {doubt["city"] for doubt in one["doubts"]} == {first["city"]} <= cities


def test_review_of_nothing(town: Town, bare_town: Town) -> None:
    ran = town.run("review", "--city", "府中市")
    assert (ran.code, ran.out) == (2, "")
    assert "--city" in ran.err
    ran = town.run("review", "--city", "別府市")
    assert (ran.code, ran.out) == (0, "nothing to review\n")
    ran = bare_town.run("review")
    assert ran.code == 1
    assert "shingikai ingest" in ran.err


def test_parse_explains_itself(town: Town) -> None:
    file = str(find_plain_text(town))
    plain = town.run("parse", file).json
    explained = town.run("parse", "--explain", file).json
    why = explained.pop("explain")
    assert explained == plain
    assert set(why["header"]) == set(plain["evidence_at"])
    assert why["header"]["date"][0]["key"]
    assert len(why["items"]) == len(plain["items"])
    for reasons, item in zip(why["items"], plain["items"], strict=True):
        given = [topic["topic"] for topic in reasons["topics"] if topic["given"]]
        assert len(given) == len(item["topics"]) < len(reasons["topics"])
        taken = [candidate for candidate in reasons["outcome"] if candidate["taken"]]
        assert bool(taken) == (item["outcome"] != "不明")


# A referral that was put over and decided at the next meeting: the city, then both days.
LIVES = (
    ("aosagi", "2018-06-19", "2018-08-07"),
    ("shiomigaura", "2022-05-24", "2022-07-12"),
    ("ashiharazaki", "2020-02-25", "2020-06-30"),
)


def test_a_referral_that_was_put_over(built: tuple[Path, tuple[BuiltSite, ...]], tmp_path: Path) -> None:
    with open_town(tmp_path, *built, tuple(slug for slug, _, _ in LIVES)) as town:
        assert town.run("--quiet", "crawl").code == 0
        assert town.run("--quiet", "ingest").code == 0
        engine = open_engine(town.data / "index", built_with={"analyzer": Analyzer().version})
        try:
            items: dict[str, Any] = {item["id"]: item for item in engine.iterate("items")}
        finally:
            engine.close()
    linked = {item["id"]: item["continued_from"] for item in items.values() if item["continued_from"]}
    assert {(items[b]["date"], items[a]["date"]) for a, b in linked.items()} == {
        (first, second) for _, first, second in LIVES
    }
    for later, earlier in linked.items():
        assert items[earlier]["decided_in"] == later
        assert items[earlier]["outcome"]["code"] == "continued"
        assert items[later]["outcome"]["code"] in ("approved", "approved_with_conditions")
