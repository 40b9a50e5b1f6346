from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.build import build
from samples.model import BuiltSite
from tests.cli.town import CITIES, Ran, Town, open_town


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[BuiltSite, ...]]:
    """All samples on disk."""
    folder = tmp_path_factory.mktemp("websites")
    return folder, build(folder)


@pytest.fixture(scope="session")
def empty_town(built: tuple[Path, tuple[BuiltSite, ...]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Nothing was crawled yet; tests only read it."""
    with open_town(tmp_path_factory.mktemp("town"), *built, CITIES) as town:
        yield town


@pytest.fixture(scope="session")
def reports(empty_town: Town) -> dict[str, Ran]:
    """What the first commands said, each run once."""
    names = {"crawl": ("crawl", "--json"), "ingest": ("ingest", "--json")}
    return {name: empty_town.run("--quiet", *arguments) for name, arguments in names.items()}


@pytest.fixture
def town(empty_town: Town, reports: dict[str, Ran]) -> Town:
    """Crawled and ingested; tests only read it."""
    assert {ran.code for ran in reports.values()} == {0}
    return empty_town


@pytest.fixture
def bare_town(empty_town: Town, tmp_path: Path) -> Town:
    """The same websites, nothing crawled, with data of its own."""
    empty_town.servers.requests.clear()
    return empty_town.elsewhere(tmp_path / "data")


@pytest.fixture
def copied(town: Town, tmp_path: Path) -> Town:
    """A copy of the data, to be harmed."""
    shutil.copytree(town.data, tmp_path / "data")
    return town.elsewhere(tmp_path / "data")
