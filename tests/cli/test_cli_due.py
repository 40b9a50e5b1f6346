"""What is due, and what an operator has paused, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.model import BuiltSite
from tests.cli.town import Town, open_town

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

    resumed = own_town.run("sources", "resume", NAME)
    assert (resumed.code, REASON in resumed.out) == (0, True)
    assert own_town.run("--quiet", "crawl", NAME).code == 0
    assert len(own_town.servers.requests) > asked


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
