"""A cluster of three that loses a node while it is written and searched: `pytest -s tests/cluster` prints the figures.

Nothing that was acknowledged is lost, nothing is there twice, and every answer is of one whole generation: a smaller
total never passes for the whole.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from app.engine.base import Engine, EngineRequest, Writer
from app.errors import EngineError, EngineUnavailableError
from samples.opensearch.node import Cluster, Node
from tests.contract.brute_force import Item, make_items

from .conftest import DEADLINE, Searcher, find_manager, find_primary, open_one, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

BEFORE, AFTER = 60, 1_500
# An item's passages weigh 20 kB, so that a build is several batches long.
WEIGHT = "語" * 6_000


def put_all(writer: Writer, items: list[Item]) -> None:
    for item in items:
        writer.put("items", {**item, "source": {**item["source"], "weight": WEIGHT}})


def fill(engine: Engine, count: int = BEFORE) -> None:
    with engine.rebuild() as writer:
        put_all(writer, make_items(7, count))


def assert_whole(engine: Engine, items: list[Item]) -> tuple[int, int]:
    """→ (lost, doubled), of what the writer was told is there."""
    expected = {item["id"] for item in items}
    found = Counter(hit for hit in engine.list_ids("items"))
    assert engine.search(EngineRequest(limit=0)).total == len(expected)
    return len(expected - found.keys()), sum(count - 1 for count in found.values())


def test_a_cluster_that_comes_late(cluster: Cluster) -> None:
    """An engine that is opened before any node runs: not ready with a reason, then ready with two of three, without
    being opened anew; the third comes later still."""
    for node in cluster.nodes:
        node.stop()
    engine = open_one(cluster, "late")
    began = time.monotonic()
    state = engine.state()
    assert (state.ready, state.unavailable) == (False, True)
    assert "cannot be reached" in str(state.reason)
    assert time.monotonic() - began < DEADLINE + 1
    *first, last = cluster.nodes
    for node in first:
        node.start()
    wait_until(lambda: not engine.state().unavailable, 90)
    fill(engine)
    last.start()
    wait_for(cluster, "wait_for_status=green&wait_for_nodes=3", 90)
    assert engine.search(EngineRequest(limit=0)).total == BEFORE
    engine.close()


MANAGER, PRIMARY, ANOTHER = "cluster manager", "the primary that is written", "another one"


@pytest.mark.parametrize(
    ("whom", "how"),
    [
        pytest.param(MANAGER, "rebuild", marks=pytest.mark.soak),
        (PRIMARY, "update"),
        pytest.param(MANAGER, "update", marks=pytest.mark.soak),
        pytest.param(PRIMARY, "rebuild", marks=pytest.mark.soak),
        pytest.param(ANOTHER, "rebuild", marks=pytest.mark.soak),
        pytest.param(ANOTHER, "update", marks=pytest.mark.soak),
    ],
)
def test_killed_while_written_and_searched(cluster: Cluster, nodes: tuple[Node, ...], whom: str, how: str) -> None:
    prefix = f"killed-{how}-{whom.rsplit(maxsplit=1)[-1]}"
    engine, reader = open_one(cluster, prefix), open_one(cluster, prefix)
    fill(engine)
    items = make_items(7, AFTER)
    with Searcher(reader) as searcher:
        with engine.rebuild() if how == "rebuild" else engine.update() as writer:
            put_all(writer, items[: AFTER // 3])
            building = sorted(nodes[0].ask("GET", f"/{prefix}-items-v*/_alias"))[-1]
            primary, manager = find_primary(nodes, building), find_manager(nodes)
            other = next(node for node in nodes if node not in (primary, manager))
            victim = {MANAGER: manager, PRIMARY: primary, ANOTHER: other}[whom]
            victim.send(signal.SIGKILL)
            put_all(writer, items[AFTER // 3 :])
        time.sleep(0.5)
    lost, doubled = assert_whole(engine, items)
    print(
        f"\nkilled -9 {whom} during {how}: acknowledged {len(items)}, lost {lost}, doubled {doubled}; "
        f"{searcher.totals.total()} answers, {searcher.unavailable} refused, {searcher.silence:.1f} s without an answer"
    )
    assert (lost, doubled, searcher.unforeseen) == (0, 0, [])
    assert set(searcher.totals) == {BEFORE, AFTER}
    assert searcher.silence < 3 * DEADLINE


def test_stopped_while_written_and_searched(cluster: Cluster, nodes: tuple[Node, ...]) -> None:
    """SIGSTOP: connections stay open and nothing comes. No question outlives its deadline; the node is missed, the
    others answer and take the rest of the ingest; when it comes back it is used again, by engines that were never
    opened anew."""
    engine, reader = open_one(cluster, "stopped"), open_one(cluster, "stopped")
    fill(engine)
    items = make_items(7, AFTER)
    with Searcher(reader) as searcher:
        with engine.update() as writer:
            put_all(writer, items[: AFTER // 3])
            building = sorted(nodes[0].ask("GET", "/stopped-items-v*/_alias"))[-1]
            victim = find_primary(nodes, building)
            began = time.monotonic()
            victim.send(signal.SIGSTOP)
            put_all(writer, items[AFTER // 3 :])
        seconds = time.monotonic() - began
        wait_until(lambda: searcher.totals[AFTER] > 0, 3 * DEADLINE)  # the others answer while it is still stopped
        victim.send(signal.SIGCONT)
        time.sleep(2)
    lost, doubled = assert_whole(engine, items)
    print(
        f"\nSIGSTOP of the primary during update: acknowledged {len(items)}, lost {lost}, doubled {doubled}, "
        f"{seconds:.0f} s until it was through; {searcher.totals.total()} answers, {searcher.unavailable} refused, "
        f"{searcher.silence:.1f} s without an answer, longest question {searcher.longest_call:.1f} s"
    )
    assert (lost, doubled, searcher.unforeseen) == (0, 0, [])
    assert set(searcher.totals) == {BEFORE, AFTER}
    assert searcher.longest_call < DEADLINE + 1.5
    assert searcher.silence < 20
    wait_for(cluster, "wait_for_status=green&wait_for_nodes=3")


def set_block(node: Node, value: bool | None) -> None:
    node.ask("PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.read_only_allow_delete": value}})


def test_a_full_disk_is_waited_for(cluster: Cluster, nodes: tuple[Node, ...]) -> None:
    """As a node does whose disk is full: nothing can be written, all can be read. Freed in time, the writer goes on."""
    engine = open_one(cluster, "full")
    fill(engine)
    items = make_items(7, 800)
    freeing = threading.Timer(3, set_block, (nodes[0], None))
    with engine.update() as writer:
        put_all(writer, items[:400])
        set_block(nodes[0], True)
        freeing.start()
        assert engine.search(EngineRequest(limit=0)).total == BEFORE
        put_all(writer, items[400:])
    assert assert_whole(engine, items) == (0, 0)


def test_a_disk_that_stays_full_changes_nothing(cluster: Cluster, nodes: tuple[Node, ...]) -> None:
    engine = open_one(cluster, "full-for-good", patience=2.0)
    fill(engine)
    before = engine.state()

    def write() -> None:
        with engine.update() as writer:
            put_all(writer, make_items(7, 300))
            set_block(nodes[0], True)
            put_all(writer, make_items(8, 300))

    try:
        with pytest.raises(EngineError, match="block"):
            write()
        assert engine.state() == before
    finally:
        set_block(nodes[0], None)
    with engine.update() as writer:  # the lock and what was half built hinder nobody
        writer.put("items", {"id": "new"})
    assert engine.state().items == BEFORE + 1


def test_a_missing_shard_is_no_smaller_total(cluster: Cluster, nodes: tuple[Node, ...]) -> None:
    """Red: the only copy of a third of the items is away. Said as such, and well again when the node is back."""
    engine = open_one(cluster, "red", size="large")
    fill(engine)
    index = f"red-items-{engine.state().generation}"
    settings = {"index": {"auto_expand_replicas": False, "number_of_replicas": 0}}
    nodes[0].ask("PUT", f"/{index}/_settings", settings)
    wait_for(cluster, "wait_for_status=green")
    victim = find_primary(nodes[1:], f"{index}", ask=nodes[0]) if _holds(nodes, index) else nodes[1]
    with Searcher(engine) as searcher:
        victim.send(signal.SIGKILL)
        wait_until(lambda: searcher.unavailable > 0, 10)
        state = engine.state()
        victim.start()
        victim.wait()
        wait_until(lambda: engine.state().ready, 60)
        time.sleep(0.5)
    assert (state.ready, state.unavailable) == (False, True)
    assert state.reason
    assert searcher.unavailable > 0
    assert (set(searcher.totals), searcher.unforeseen) == ({BEFORE}, [])
    nodes[0].ask("PUT", f"/{index}/_settings", {"index": {"auto_expand_replicas": "0-1"}})


def _holds(nodes: tuple[Node, ...], index: str) -> bool:
    """Whether a node other than the first holds the first primary that is listed."""
    return find_primary(nodes, index) is not nodes[0]


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.2)


def test_two_of_three_are_gone(cluster: Cluster, nodes: tuple[Node, ...]) -> None:
    """No cluster manager can be chosen: nothing is written, and what is answered is whole."""
    engine = open_one(cluster, "alone", patience=3.0)
    fill(engine)
    for node in nodes[1:]:
        node.send(signal.SIGKILL)
    time.sleep(1)
    for _ in range(5):
        with suppress(EngineUnavailableError):
            assert engine.search(EngineRequest(limit=0)).total == BEFORE
    with pytest.raises(EngineError), engine.update() as writer:
        writer.put("items", {"id": "new"})
    for node in nodes[1:]:
        node.start()
    wait_until(lambda: engine.state().ready, 60)
    assert engine.state().items == BEFORE
