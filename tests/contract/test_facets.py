"""Every facet against brute force, with many values, several of them selected and several left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.base import And, Engine, EngineRequest, MatchAll, Not, OneOf
from app.search.dimensions import FACETS

from .brute_force import Item, count_facet, find, make_clause, make_item
from .conftest import PARAMETERS

COUNT = 400
# how many values a field may have, and whether several at once
SIZES = {"council": 60, "department": 300, "prefecture": 47, "kind": 4, "legal_regime": 2, "ocr": 2, "needs_review": 9}
SEVERAL = ("topic", "needs_review")


def make_full_item(source: random.Random, number: int) -> Item:
    """As in the other tests, and with a value for most of the facets; some items have none."""
    item = make_item(source, number)
    for name, size in SIZES.items():
        values = [f"{name} {source.randrange(size)}" for _ in range(source.randint(0, 2))]
        item[name] = values if name in SEVERAL else (values or [None])[0]
    return item


@pytest.fixture(scope="module")
def full_items() -> list[Item]:
    source = random.Random(77)
    return [make_full_item(source, number) for number in range(COUNT)]


@pytest.fixture(scope="module", params=PARAMETERS)
def full(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    full_items: list[Item],
    make_factory: Callable[[str, Path], Callable[[], Engine]],
) -> Iterator[Engine]:
    engine = make_factory(request.param, tmp_path_factory.mktemp("full"))()
    with engine.rebuild() as writer:
        for item in full_items:
            writer.put("items", item)
    yield engine
    engine.close()


def make_narrowed(items: list[Item], seed: int) -> EngineRequest:
    """Selections and exclusions of values that are there."""
    source = random.Random(seed)

    def choose(name: str) -> tuple[str, ...]:
        known = sorted({v for i in items for v in (i[name] if isinstance(i[name], list) else [i[name]]) if v})
        return tuple(source.sample(known, min(len(known), source.randint(1, 3))))

    refused = [Not(OneOf(name, choose(name))) for name in source.sample(FACETS, source.randint(0, 3))]
    asked = source.choice((MatchAll(), make_clause(source)))
    chosen = source.sample([name for name in FACETS if name != "department"], source.randint(0, 2))
    return EngineRequest(
        And((asked, *refused)), filters={name: choose(name) for name in chosen}, facets=FACETS, limit=1000
    )


@pytest.mark.parametrize("seed", range(30))
def test_all_facets(full: Engine, full_items: list[Item], seed: int) -> None:
    request = make_narrowed(full_items, seed)
    result = full.search(request)
    assert {hit.id for hit in result.hits} == {item["id"] for item in find(full_items, request)}
    assert result.total == len(result.hits)
    for facet in FACETS:
        assert result.facets[facet] == count_facet(full_items, request, facet), facet


def test_the_requests_can_fail(full_items: list[Item]) -> None:
    totals = [len(find(full_items, make_narrowed(full_items, seed))) for seed in range(30)]
    assert sum(0 < total < COUNT for total in totals) > 12
