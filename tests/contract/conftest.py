"""The engines under contract: each test here runs once for every entry of ENGINES."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.base import Engine
from app.engine.embedded import open_engine as open_embedded
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from samples.opensearch.node import Cluster

from .brute_force import Item, make_items

BUILT_WITH = {"analyzer": "invented 1"}

EngineFactory = Callable[[], Engine]
ENGINES = ("embedded", "opensearch")
PARAMETERS = [pytest.param(name, marks=[pytest.mark.slow] if name == "opensearch" else []) for name in ENGINES]


@pytest.fixture(scope="module")
def make_factory(request: pytest.FixtureRequest) -> Iterator[Callable[..., EngineFactory]]:
    """An engine's name, a folder and a size of installation → what opens that engine, again and again over the same
    storage, as other processes would."""
    prefixes: list[tuple[Cluster, str]] = []

    def make(name: str, folder: Path, size: str = "small") -> EngineFactory:
        if name == "embedded":
            return lambda: open_embedded(folder / "index", built_with=BUILT_WITH)
        cluster: Cluster = request.getfixturevalue("opensearch_node")
        prefix = f"t{secrets.token_hex(6)}"
        prefixes.append((cluster, prefix))
        return lambda: open_opensearch(
            Address((cluster.nodes[0].url,)), built_with=BUILT_WITH, prefix=prefix, size=size
        )

    yield make
    for cluster, prefix in prefixes:  # a node holds a thousand shards
        for index in cluster.nodes[0].ask("GET", f"/{prefix}-*/_alias"):
            cluster.nodes[0].ask("DELETE", f"/{index}", timeout=30)


@pytest.fixture(params=PARAMETERS)
def engine_factory(
    request: pytest.FixtureRequest, tmp_path: Path, make_factory: Callable[..., EngineFactory]
) -> Iterator[EngineFactory]:
    """Opens the engine; each call another one over the same storage, as another process would."""
    opened: list[Engine] = []
    make = make_factory(request.param, tmp_path)

    def open_one() -> Engine:
        opened.append(make())
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(engine_factory: EngineFactory) -> Engine:
    """Nothing was indexed yet."""
    return engine_factory()


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return make_items(seed=20, count=240)


@pytest.fixture(scope="module", params=PARAMETERS)
def filled(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    items: list[Item],
    make_factory: Callable[..., EngineFactory],
) -> Iterator[Engine]:
    """An engine that holds `items`; tests only read it."""
    engine = make_factory(request.param, tmp_path_factory.mktemp("filled"))()
    with engine.rebuild() as writer:
        for item in items:
            writer.put("items", item)
    yield engine
    engine.close()
