"""Writers of a cluster's index that die: the next one goes on at once, and nothing half done is ever seen."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.engine.base import EngineRequest
from app.engine.mapping import load_mappings
from app.engine.opensearch import Address, OpenSearchEngine, open_engine
from app.errors import DocumentsRefusedError, EngineError
from samples.opensearch.node import Cluster
from tests.contract.brute_force import make_items

pytestmark = pytest.mark.slow

_WRITE = """
import sys, time
from app.engine.opensearch import Address, open_engine
from tests.contract.brute_force import make_items
engine = open_engine(Address((sys.argv[1],)), built_with={}, prefix=sys.argv[2])
print("begins", flush=True)
with engine.rebuild() as writer:
    for item in make_items(5, 400):
        writer.put("items", item)
with engine.update() as writer:
    writer.delete("items", [item["id"] for item in make_items(5, 400)[::2]])
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def prefix(opensearch_node: Cluster) -> Iterator[str]:
    name = f"w{secrets.token_hex(4)}"
    yield name
    node = opensearch_node.nodes[0]
    for index in node.ask("GET", f"/{name}-*/_alias"):
        node.ask("DELETE", f"/{index}", timeout=30)


def start(node: Cluster, prefix: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITE, node.nodes[0].url, prefix],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def open_one(node: Cluster, prefix: str) -> OpenSearchEngine:
    return open_engine(Address((node.nodes[0].url,)), built_with={}, prefix=prefix)


def test_killed_again_and_again_equals_undisturbed(opensearch_node: Cluster, prefix: str) -> None:
    began = time.monotonic()
    assert start(opensearch_node, prefix).wait(60) == 0
    length = time.monotonic() - began
    engine = open_one(opensearch_node, prefix)
    expected = engine.list_ids("items")
    all_ids = tuple(sorted(item["id"] for item in make_items(5, 400)))
    assert expected == tuple(sorted(item["id"] for item in make_items(5, 400)[1::2]))
    seed = time.time_ns()
    random = Random(seed)
    for _ in range(int(os.environ.get("SHINGIKAI_KILLS", "6"))):
        process = start(opensearch_node, prefix)
        time.sleep(random.uniform(0, length))
        process.kill()
        process.communicate(timeout=30)
        seen = engine.list_ids("items")
        assert seen in (expected, all_ids), f"seed {seed}"
        # the node may carry out the last request of the killed one between two questions
        assert engine.search(EngineRequest(limit=0)).total in (len(expected), len(all_ids))
    assert start(opensearch_node, prefix).wait(60) == 0
    assert engine.list_ids("items") == expected
    generations = {index.rpartition("-v")[2] for index in opensearch_node.nodes[0].ask("GET", f"/{prefix}-*-v*/_alias")}
    assert len(generations) == 2, "the one in force and the one before; nothing half built is left"


def test_the_holder_is_named(opensearch_node: Cluster, prefix: str) -> None:
    one, other = open_one(opensearch_node, prefix), open_one(opensearch_node, prefix)
    with one.update(), pytest.raises(EngineError, match=f"process {os.getpid()}"), other.rebuild():
        pass


def hold(node: Cluster, prefix: str, **holder: object) -> None:
    """The lock as another machine's process would have left it."""
    with open_one(node, prefix).update():
        pass
    stranger = {"host": "elsewhere", "boot": "b", "pid": 1, "started": "1", "since": "2026", "token": "t", **holder}
    node.nodes[0].ask("PUT", f"/{prefix}-lock/_doc/writer?refresh=true", {"holder": stranger})


def test_a_lease_of_another_machine(opensearch_node: Cluster, prefix: str) -> None:
    hold(opensearch_node, prefix, until="2999-01-01T00:00:00+00:00")
    with pytest.raises(EngineError, match="elsewhere"), open_one(opensearch_node, prefix).update():
        pass
    hold_again = {"until": "2020-01-01T00:00:00+00:00"}
    document = opensearch_node.nodes[0].ask("GET", f"/{prefix}-lock/_doc/writer")["_source"]["holder"]
    opensearch_node.nodes[0].ask("PUT", f"/{prefix}-lock/_doc/writer", {"holder": {**document, **hold_again}})
    with open_one(opensearch_node, prefix).update() as writer:
        writer.put("items", {"id": "a"})
    assert open_one(opensearch_node, prefix).list_ids("items") == ("a",)


def test_a_lock_that_was_taken_over_puts_nothing_in_force(opensearch_node: Cluster, prefix: str) -> None:
    engine = open_one(opensearch_node, prefix)
    with engine.update() as writer:
        writer.put("items", {"id": "a"})
    stolen = {"holder": {"host": "elsewhere", "token": "other", "until": "2999-01-01T00:00:00+00:00"}}

    def write() -> None:
        with engine.update() as writer:
            writer.put("items", {"id": "b"})
            opensearch_node.nodes[0].ask("PUT", f"/{prefix}-lock/_doc/writer", stolen)

    with pytest.raises(EngineError, match="taken over"):
        write()
    assert engine.list_ids("items") == ("a",)


def test_documents_that_the_cluster_refuses_are_named(opensearch_node: Cluster, prefix: str) -> None:
    """A program whose fields are not the cluster's: what stays refused is listed, and nothing is changed."""
    with open_one(opensearch_node, prefix).update() as writer:
        writer.put("items", {"id": "a"})
    mappings = load_mappings()
    items = replace(mappings.kinds["items"], keywords=(*mappings.kinds["items"].keywords, "colour"))
    other = replace(mappings, kinds={**mappings.kinds, "items": items})
    address = Address((opensearch_node.nodes[0].url,))
    engine = open_engine(address, built_with={}, prefix=prefix, mappings=other)

    def write() -> None:
        with engine.update() as writer:
            writer.put("items", {"id": "good"})
            for number in range(12):
                writer.put("items", {"id": f"bad-{number}", "colour": "red"})

    told = r"12 documents were refused, nothing was changed.*bad-0.*colour.*and 9 more"
    with pytest.raises(DocumentsRefusedError, match=told) as raised:
        write()
    assert [name.rpartition("/")[2] for name, _ in raised.value.refused] == [f"bad-{number}" for number in range(12)]
    assert all("colour" in reason for _, reason in raised.value.refused)
    assert engine.list_ids("items") == ("a",)


@pytest.mark.parametrize("change", [{"analyzer": "keyword"}, {"index_options": "freqs"}, {"index": False}])
def test_a_rebuild_that_cannot_be_searched_is_not_put_in_force(
    opensearch_node: Cluster, prefix: str, change: dict[str, object]
) -> None:
    """All documents are there by their ids, and their words, or the places of these, are not."""
    engine = open_one(opensearch_node, prefix)
    with engine.rebuild() as writer:
        writer.put("items", {"id": "a"})
    engine._generations._definitions["items"]["mappings"]["properties"]["talk"] |= change

    def rebuild() -> None:
        with engine.rebuild() as writer:
            for item in make_items(7, 60):
                writer.put("items", item)

    with pytest.raises(EngineError, match=r"finds \d+ documents with|without position|not indexed"):
        rebuild()
    assert engine.list_ids("items") == ("a",)
    assert len(opensearch_node.nodes[0].ask("GET", f"/{prefix}-items-v*/_alias")) == 1


def test_a_rebuild_is_tried_with_what_is_left_of_it(opensearch_node: Cluster, prefix: str) -> None:
    """Documents put twice, deleted, or without any word."""
    engine = open_one(opensearch_node, prefix)
    with engine.rebuild() as writer:
        writer.put("items", {"id": "empty"})
        for number in range(30):
            writer.put("items", {"id": f"n{number}", "talk": ["諮問 の 件", "承認 する"], "title": "諮問"})
        writer.put("items", {"id": "n0", "talk": "別 の こと"})
        writer.delete("items", ["n1", "n29"])
    assert len(engine.list_ids("items")) == 29


def test_documents_that_went_missing_are_noticed(opensearch_node: Cluster, prefix: str) -> None:
    engine = open_one(opensearch_node, prefix)
    with engine.update() as writer:
        writer.put("items", {"id": "a"})
        writer.put("items", {"id": "b"})
    node = opensearch_node.nodes[0]
    index = f"{prefix}-items-{engine.state().generation}"
    node.ask("PUT", f"/{index}/_settings", {"index.blocks.write": False})
    node.ask("DELETE", f"/{index}/_doc/a?refresh=true")
    state = engine.state()
    assert (state.ready, state.unavailable) == (False, False)
    assert "1 documents instead of 2" in str(state.reason)


def test_an_alias_of_two_generations_is_no_index(opensearch_node: Cluster, prefix: str) -> None:
    engine = open_one(opensearch_node, prefix)
    for identity in "ab":
        with engine.rebuild() as writer:
            writer.put("items", {"id": identity})
    old = engine.list_generations()[1].id
    action = {"add": {"index": f"{prefix}-items-{old}", "alias": f"{prefix}-items"}}
    opensearch_node.nodes[0].ask("POST", "/_aliases", {"actions": [action]})
    assert "not one generation" in str(engine.state().reason)
    assert not engine.state().ready
