"""Three nodes, processes of their own, and what a test needs to harm them."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.engine.base import Engine, EngineRequest
from app.engine.opensearch import Address, OpenSearchEngine, open_engine
from app.errors import EngineUnavailableError
from samples.opensearch.home import MissingError
from samples.opensearch.node import Cluster, Node
from tests.conftest import leave_out

DEADLINE = 4.0
# As docs/deployment.md says: a node that hangs is missed after 6 seconds instead of 30.
FAULT_DETECTION = [
    f"cluster.fault_detection.{side}_check.{name}"
    for side in ("follower", "leader")
    for name in ("timeout=2s", "retry_count=2")
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three nodes that nobody has started yet."""
    try:
        three = Cluster(3, options=FAULT_DETECTION)
    except MissingError as error:
        leave_out(error)
    yield three
    three.stop()


@pytest.fixture
def nodes(cluster: Cluster) -> tuple[Node, ...]:
    """Whatever was done to them before: all three run, and nothing is left of other tests."""
    for node in cluster.nodes:
        if node.process is None or node.process.poll() is not None:
            node.start()
        else:
            node.send(signal.SIGCONT)
    cluster.nodes[0].wait()
    for index in cluster.nodes[0].ask("GET", "/_alias"):  # would have to be recovered again and again
        cluster.nodes[0].ask("DELETE", f"/{index}", timeout=30)
    wait_for(cluster, "wait_for_status=green&wait_for_nodes=3")
    return cluster.nodes


def wait_for(cluster: Cluster, condition: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            if not cluster.nodes[0].ask("GET", f"/_cluster/health?{condition}&timeout=5s")["timed_out"]:
                return
        except OSError:
            time.sleep(0.2)
        assert time.monotonic() < until, cluster.nodes[0].ask("GET", "/_cat/shards?format=json")


def open_one(cluster: Cluster, prefix: str, **options: Any) -> OpenSearchEngine:
    """An engine that knows all three hosts."""
    hosts = tuple(node.url for node in cluster.nodes)
    return open_engine(Address(hosts), built_with={}, prefix=prefix, **{"deadline": DEADLINE, **options})


def find_primary(nodes: tuple[Node, ...], index: str, *, ask: Node | None = None) -> Node:
    """The node that holds the (first) primary of an index, by the beginning of its name."""
    rows = (ask or nodes[0]).ask("GET", f"/_cat/shards/{index}*?format=json")
    name = next(row["node"] for row in rows if row["prirep"] == "p")
    return next(node for node in nodes if node.name == name)


def find_manager(nodes: tuple[Node, ...]) -> Node:
    (row,) = nodes[0].ask("GET", "/_cat/cluster_manager?format=json")
    return next(node for node in nodes if node.name == row["node"])


class Searcher:
    """Asks without pause in a thread; keeps the totals that were answered, what failed, and the longest silence."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.totals: Counter[int] = Counter()
        self.unavailable = 0
        self.unforeseen: list[BaseException] = []
        self.silence = 0.0
        self.longest_call = 0.0

    def __enter__(self) -> Searcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        answered = time.monotonic()
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                result = self._engine.search(EngineRequest(facets=("city",), limit=5))
                assert sum(count for _, count in result.facets["city"]) == result.total
                self.totals[result.total] += 1
                self.silence = max(self.silence, time.monotonic() - answered)
                answered = time.monotonic()
            except EngineUnavailableError:
                self.unavailable += 1
            except BaseException as error:  # noqa: BLE001  handed to the test
                self.unforeseen.append(error)
            self.longest_call = max(self.longest_call, time.monotonic() - began)
            time.sleep(0.01)
        self.silence = max(self.silence, time.monotonic() - answered)
