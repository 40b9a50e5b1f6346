"""What is due, and what an operator has paused, on the command line."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from samples.model import BuiltSite
from tests.cli.town import Town, open_town, run

pytestmark = pytest.mark.slow  # a town is crawled first
NAME = "yukimizaka"
REASON = "the city renews its website"


@pytest.fixture(scope="module")
def own_town(built: tuple[Path, tuple[BuiltSite, ...]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Crawled once, so that nothing is due."""
    with open_town(tmp_path_factory.mktemp("paused"), *built, (NAME,)) as town:
        ran = town.run("--quiet", "crawl", "--due", "--json")
        assert [source["source"] for source in ran.json["sources"]] == [NAME], "what was never crawled is due"
        yield town


def test_nothing_is_due_soon_after(own_town: Town) -> None:
    asked = len(own_town.servers.requests)
    ran = own_town.run("crawl", "--due", "--json")
    assert (ran.code, ran.json) == (0, {"sources": []})
    assert "nothing is due before 20" in ran.err
    assert NAME in ran.err
    assert len(own_town.servers.requests) == asked


def test_paused_is_left_alone_until_it_is_resumed(own_town: Town) -> None:
    assert own_town.run("sources", "pause", NAME, "--reason", f" {REASON}\n").out == f"{NAME} is paused: {REASON}\n"
    assert "is paused already" in own_town.run("sources", "pause", NAME, "--reason", REASON).out
    asked = len(own_town.servers.requests)
    for arguments in (["crawl"], ["crawl", "--due"]):
        ran = own_town.run(*arguments)
        assert (ran.code, f"{NAME} is paused since" in ran.err, REASON in ran.err) == (0, True, True)
    named = own_town.run("crawl", NAME)
    assert (named.code, named.err.count("\n")) == (2, 1)
    assert f"shingikai sources resume {NAME}" in named.err
    assert len(own_town.servers.requests) == asked
    (source,) = own_town.run("status", "--json").json["sources"]
    assert (source["health"]["next_crawl"], source["health"]["paused"]) == (None, REASON)
    assert REASON in own_town.run("status").out

    resumed = own_town.run("sources", "resume", NAME)
    assert (resumed.code, REASON in resumed.out) == (0, True)
    assert own_town.run("--quiet", "crawl", NAME).code == 0
    assert len(own_town.servers.requests) > asked


def test_status_tells_the_last_crawl_and_the_next(own_town: Town) -> None:
    (source,) = own_town.run("status", "--json").json["sources"]
    health = source["health"]
    last, following = datetime.fromisoformat(health["last_crawl"]), datetime.fromisoformat(health["next_crawl"])
    assert timedelta(hours=12) <= following - last <= timedelta(hours=36), "a daily source"
    assert (health["next_why"], health["paused"]) == ("its slot", None)
    assert health["next_crawl"][:16].replace("T", " ") in own_town.run("status").out
    assert "UTC, its slot" in own_town.run("status", NAME).out


def test_status_of_what_was_never_crawled_and_of_what_was_taken_away(own_town: Town, tmp_path: Path) -> None:
    fresh = own_town.elsewhere(tmp_path / "data")
    (waiting,) = fresh.run("status", "--json").json["sources"]
    assert (waiting["name"], waiting["health"]["next_why"]) == (NAME, "never crawled")
    assert re.search(rf"^{NAME} +WARNING +never +20", fresh.run("status").out, re.MULTILINE)
    other = tmp_path / "other"
    other.mkdir()
    text = (own_town.sources / f"{NAME}.toml").read_text("utf-8")
    (other / "another.toml").write_text(text, "utf-8")
    told = own_town.run("status", SHINGIKAI_SOURCES=str(other)).out
    assert f"{NAME} is not crawled: its file is not in the folder of sources" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sources", "pause", "nowhere", "--reason", "x"], "no source nowhere"),
        (["sources", "pause", NAME], "--reason"),
        (["sources", "pause", NAME, "--reason", " "], "--reason is empty"),
        (["sources", "resume", NAME], "not paused (paused: none)"),
    ],
)
def test_refused(own_town: Town, arguments: list[str], words: str) -> None:
    ran = own_town.run(*arguments)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert words in ran.err


@pytest.mark.parametrize(
    ("age", "code", "says"),
    [
        (None, 1, "no schedule has run over"),
        (0, 0, "a schedule is running"),
        (150, 0, "a schedule is running"),
        (210, 1, "has looked at the sources since"),
    ],
)
def test_whether_a_schedule_is_running(tmp_path: Path, age: int | None, code: int, says: str) -> None:
    """`age`: seconds since it looked."""
    heartbeat = tmp_path / "schedule.alive"
    if age is not None:
        heartbeat.touch()
        os.utime(heartbeat, (time.time() - age,) * 2)
    ran = run("--data", str(tmp_path), "schedule", "--check", environment={})
    assert ran.code == code
    assert says in ran.out + ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ([] if age is None else ["schedule.alive"])
