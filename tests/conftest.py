"""What tests of several packages share: a real OpenSearch node and the samples' data, made for the first that asks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.opensearch.home import MissingError
from samples.opensearch.node import Cluster

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def opensearch_node() -> Iterator[Cluster]:
    """One node for all tests of the run; each keeps to a prefix of its own."""
    try:
        cluster = Cluster(1)
        cluster.start()
    except MissingError as error:
        leave_out(error)
    yield cluster
    cluster.stop()


def leave_out(error: MissingError) -> None:
    """A machine without what a node needs: the tests are left out with the reason; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(error), pytrace=False)
    pytest.skip(str(error))


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make run` makes: the invented cities, crawled, read and indexed. Tests only read it."""
    data = tmp_path_factory.mktemp("samples") / "samples"
    command = [sys.executable, "-m", "samples.run", "--once", "--data", str(data), "--first-port", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Three things to try" in done.stdout
    return data
