"""The samples, read and built once for all tests of this folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from samples.build import HERE, build
from samples.model import Council, Minutes
from samples.source_format import parse_sources
from tests.samples.published import Built, read_published


@pytest.fixture(scope="session")
def councils() -> tuple[Council, ...]:
    return parse_sources(HERE / "sources")


@pytest.fixture(scope="session")
def meetings(councils: tuple[Council, ...]) -> tuple[Minutes, ...]:
    return tuple(minutes for council in councils for minutes in council.minutes)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("samples")
    begin = time.monotonic()
    sites = build(folder)
    return Built(folder, sites, time.monotonic() - begin)


@pytest.fixture(scope="session")
def read() -> Callable[[Path], str]:
    """Reads a published file, each once."""
    return cache(read_published)
