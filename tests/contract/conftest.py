"""The engines under contract: each test here runs once for every entry of ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.base import Engine
from app.engine.embedded import open_engine

from .brute_force import Item, make_items

BUILT_WITH = {"analyzer": "invented 1"}

EngineFactory = Callable[[], Engine]


def _open_embedded(folder: Path) -> Engine:
    return open_engine(folder / "index", built_with=BUILT_WITH)


ENGINES: dict[str, Callable[[Path], Engine]] = {"embedded": _open_embedded}


@pytest.fixture(params=sorted(ENGINES))
def engine_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineFactory]:
    """Opens the engine; each call another one over the same storage, as another process would."""
    opened: list[Engine] = []

    def open_one() -> Engine:
        opened.append(ENGINES[request.param](tmp_path))
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


@pytest.fixture(scope="module", params=sorted(ENGINES))
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, items: list[Item]
) -> Iterator[Engine]:
    """An engine that holds `items`; tests only read it."""
    engine = ENGINES[request.param](tmp_path_factory.mktemp("filled"))
    with engine.rebuild() as writer:
        for item in items:
            writer.put("items", item)
    yield engine
    engine.close()
