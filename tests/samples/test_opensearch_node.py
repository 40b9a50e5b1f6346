"""The node that tests and `make run` start: real, on free ports, gone when it was stopped."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from samples.opensearch import home
from samples.opensearch.home import OPENSEARCH, MissingError, build_home
from samples.opensearch.node import Cluster

pytestmark = pytest.mark.slow


def test_it_is_opensearch(opensearch_node: Cluster) -> None:
    version = opensearch_node.nodes[0].ask("GET", "/")["version"]
    assert (version["distribution"], version["number"]) == ("opensearch", OPENSEARCH)


def test_its_version_is_that_of_the_pom() -> None:
    pom = Path(home.__file__).with_name("pom.xml").read_text(encoding="utf-8")
    assert f"<opensearch>{OPENSEARCH}</opensearch>" in pom


def test_data_outlive_a_stop_and_the_process_does_not(opensearch_node: Cluster, tmp_path: Path) -> None:
    del opensearch_node  # only asked for to leave this test out where no node can be had
    with Cluster(1) as cluster:
        node = cluster.nodes[0]
        node.ask("PUT", "/things/_doc/1?refresh=true", {"n": 1})
        process = node.process
        assert process is not None
        node.stop()
        assert process.returncode is not None
        node.start()
        node.wait()
        assert node.ask("GET", "/things/_doc/1")["_source"] == {"n": 1}
        node.send(signal.SIGKILL)
        node.start()
        node.wait()
        assert node.ask("GET", "/things/_doc/1")["_source"] == {"n": 1}
        folder = cluster.folder
    assert not folder.exists()


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(home, "_PROJECT_CACHE", tmp_path / "cache")
    monkeypatch.setattr(home, "_SHARED_CACHE", tmp_path / "shared")
    monkeypatch.setattr(home.shutil, "which", lambda name: None)
    with pytest.raises(MissingError, match="apt-get install maven"):
        build_home()


def test_a_node_that_cannot_start_says_why(opensearch_node: Cluster) -> None:
    del opensearch_node
    cluster = Cluster(1, options=["no.such.setting=1"])
    with pytest.raises(MissingError, match=r"no\.such\.setting"):
        cluster.start()
    cluster.stop()
