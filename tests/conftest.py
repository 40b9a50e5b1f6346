"""What tests of several packages share: a real OpenSearch node, started for the first one that asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from samples.opensearch.home import MissingError
from samples.opensearch.node import Cluster


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
