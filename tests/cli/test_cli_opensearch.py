"""The commands on an OpenSearch node: the same archive gives the same answers as the embedded engine's."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samples.opensearch.node import Cluster
from tests.cli.town import Town

pytestmark = pytest.mark.slow

SEARCHES = (
    ("委託",),
    ("クラウド 委託",),
    ('"個人情報"',),
    ("防犯カメラ", "--outcome", "承認"),
    ("", "--topic", "cloud", "--topic", "convenience_store"),
    ("", "--city", "雪見坂市", "--limit", "100"),
    ("どこにもない言葉",),
)


class ClusterTown:
    """A town whose index is in a cluster."""

    def __init__(self, town: Town, url: str, prefix: str) -> None:
        self.town = town
        self.settings = {
            "SHINGIKAI_ENGINE": "opensearch",
            "SHINGIKAI_OPENSEARCH_URL": url,
            "SHINGIKAI_OPENSEARCH_PREFIX": prefix,
        }

    def run(self, *arguments: str, **variables: str) -> Any:
        return self.town.run("--quiet", *arguments, **{**self.settings, **variables})

    def run_loudly(self, *arguments: str) -> Any:
        return self.town.run(*arguments, **self.settings)


@pytest.fixture(scope="module")
def pair(
    empty_town: Town, reports: dict[str, Any], opensearch_node: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Town, ClusterTown]]:
    """The town as it was ingested, and the same archive ingested into the cluster."""
    assert {ran.code for ran in reports.values()} == {0}
    data = tmp_path_factory.mktemp("cluster") / "data"
    shutil.copytree(empty_town.data / "archive", data / "archive")
    node = opensearch_node.nodes[0]
    cluster = ClusterTown(empty_town.elsewhere(data), node.url, "clitown")
    assert cluster.run("ingest", "--json").json == reports["ingest"].json
    yield empty_town, cluster
    for index in node.ask("GET", "/clitown-*/_alias"):
        node.ask("DELETE", f"/{index}")


def without_scores(answer: Any) -> Any:
    """Tantivy's scores are 2.2 times Lucene's."""
    for hit in (*answer["hits"], *(answer["close"] or {"hits": ()})["hits"]):
        del hit["score"]
    return {name: value for name, value in answer.items() if name != "next"}


@pytest.mark.parametrize("words", SEARCHES, ids=" ".join)
def test_the_same_search(pair: tuple[Town, ClusterTown], words: tuple[str, ...]) -> None:
    embedded, cluster = pair
    command = ("search", "--json", *words)
    expected, found = embedded.run(*command), cluster.run(*command)
    assert found.code == expected.code
    if expected.code == 0:
        assert without_scores(found.json) == without_scores(expected.json)


def test_status_and_generations(pair: tuple[Town, ClusterTown]) -> None:
    embedded, cluster = pair
    told, expected = (one.run("status", "--json").json["index"] for one in (cluster, embedded))
    assert (told["engine"], told["ready"], told["unavailable"]) == ("opensearch", True, False)
    assert (told["meetings"], told["items"]) == (expected["meetings"], expected["items"])
    (listed,) = cluster.run("index", "list", "--json").json
    assert (listed["id"], listed["current"], listed["counts"]["meetings"]) == (
        told["generation"],
        True,
        told["meetings"],
    )
    assert listed["counts"]["items"] > told["items"] > 0, "documents of what is outside items are no items"
    both = [one.run("status", "--json").json["sources"] for one in pair]
    for source in (source for sources in both for source in sources):
        del source["health"]
    assert both[0] == both[1], "what is known of each year is the same on both engines"


def test_nothing_new_changes_nothing_and_a_rebuild_can_be_taken_back(pair: tuple[Town, ClusterTown]) -> None:
    _, cluster = pair
    (before,) = (one["id"] for one in cluster.run("index", "list", "--json").json)
    cluster.run("ingest")
    assert [one["id"] for one in cluster.run("index", "list", "--json").json] == [before]
    assert cluster.run("ingest", "--rebuild").code == 0
    after = cluster.run("status", "--json").json["index"]["generation"]
    assert after != before
    assert cluster.run("index", "rollback").out == f"{before} is in force\n"
    assert f"* {before}" in cluster.run("index", "list").out
    assert cluster.run("index", "prune").out == f"deleted: {after}\n"


def test_the_rate_is_shown(pair: tuple[Town, ClusterTown], tmp_path: Path) -> None:
    embedded, cluster = pair
    shutil.copytree(embedded.data / "archive", tmp_path / "data" / "archive")
    for ran in (embedded.elsewhere(tmp_path / "data").run("ingest"), cluster.run_loudly("ingest", "--rebuild")):
        assert ran.code == 0
        assert re.search(r"indexing +\S+ (\d+)/\1 .* \d\S* items/s", ran.err), ran.err


def test_what_the_cluster_refuses_is_listed(pair: tuple[Town, ClusterTown], opensearch_node: Cluster) -> None:
    """A template that somebody else has made for all indices: documents need a routing, and ours have none."""
    _, cluster = pair
    before = cluster.run("status", "--json").json["index"]["generation"]
    node = opensearch_node.nodes[0]
    template = {"index_patterns": ["clitown-coverage-v*"], "mappings": {"_routing": {"required": True}}}
    node.ask("PUT", "/_template/refusing", template)
    try:
        ran = cluster.run("ingest", "--rebuild")
    finally:
        node.ask("DELETE", "/_template/refusing")
    *listed, last = ran.err.splitlines()
    assert (ran.code, ran.out) == (1, "")
    assert len(listed) > 3
    assert all(re.match(r"  refused: clitown-coverage-v\S+/\S+: routing is required", line) for line in listed), ran.err
    assert last.startswith(f"shingikai: {len(listed)} documents were refused, nothing was changed: ")
    assert cluster.run("status", "--json").json["index"]["generation"] == before


def test_generations_of_the_embedded_engine(town: Town) -> None:
    listed = town.run("index", "list", "--json").json
    assert [one["current"] for one in listed] == [True]
    assert town.run("index", "rollback").code == 1


def test_a_cluster_that_is_away(pair: tuple[Town, ClusterTown], tmp_path: Path) -> None:
    """Nobody listens on port 1: said at once, never by a rebuild of what may still be there."""
    _, cluster = pair
    away = {"SHINGIKAI_OPENSEARCH_URL": "http://127.0.0.1:1", "SHINGIKAI_OPENSEARCH_TIMEOUT": "1"}
    for command in (("search", "委託"), ("ingest",), ("index", "list")):
        ran = cluster.run(*command, **away)
        assert (ran.code, "cannot be reached" in ran.err) == (1, True), ran
    told = json.loads(cluster.run("status", "--json", **away).out)["index"]
    assert (told["ready"], told["unavailable"]) == (False, True)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_password_is_never_shown(pair: tuple[Town, ClusterTown], tmp_path: Path, where: str) -> None:
    _, cluster = pair
    (tmp_path / "password").write_text("geheim-42\n", encoding="utf-8")
    own = (
        {"SHINGIKAI_OPENSEARCH_PASSWORD": "geheim-42"}
        if where == "environment"
        else {"SHINGIKAI_OPENSEARCH_PASSWORD_FILE": str(tmp_path / "password")}
    )
    for url in (cluster.settings["SHINGIKAI_OPENSEARCH_URL"], "http://127.0.0.1:1", "http://u:geheim-42@127.0.0.1:1"):
        for command in (("status",), ("search", "委託")):
            settings = {"SHINGIKAI_OPENSEARCH_URL": url, "SHINGIKAI_OPENSEARCH_TIMEOUT": "1"}
            ran = cluster.run(*command, SHINGIKAI_OPENSEARCH_USER="reader", **own, **settings)
            assert "geheim" not in ran.out + ran.err
