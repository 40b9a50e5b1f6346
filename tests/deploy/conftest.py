"""What the tests of the deployment share: secrets as the script makes them, and the compose file with them put in."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.analyze.sudachi import Analyzer
from app.engine.opensearch import Address, OpenSearchEngine, open_engine
from samples.opensearch.node import Cluster

from .actions import load_roles
from .compose_file import ROOT, ComposeFile, load_compose, read_variables
from .gate import Gate

SCRIPT = ROOT / "scripts" / "make-secrets"


@dataclass(frozen=True, slots=True)
class Made:
    """What `scripts/make-secrets` has made in `folder`."""

    folder: Path

    @property
    def secrets(self) -> Path:
        return self.folder / "deploy" / "secrets"

    @property
    def env(self) -> Path:
        return self.folder / ".env"

    @property
    def variables(self) -> dict[str, str]:
        return read_variables(self.env)


def make_secrets(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPT), "--into", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("deploy")
    done = make_secrets(folder, "--contact", "you@example.org")
    assert done.returncode == 0, done.stderr
    return Made(folder)


@pytest.fixture(scope="session")
def compose(made: Made) -> ComposeFile:
    return load_compose(made.variables)


@pytest.fixture(scope="module")
def gate(opensearch_node: Cluster, made: Made) -> Iterator[Gate]:
    """A real node behind TLS, users and roles; empty, and emptied again."""
    variables, roles = made.variables, load_roles()
    users = {
        f"shingikai-{side}": (variables[f"OPENSEARCH_{side.upper()}_PASSWORD"], roles[f"shingikai_{side}"])
        for side in ("reader", "writer")
    }
    node = opensearch_node.nodes[0]
    gate = Gate(node.url, made.secrets / "opensearch.pem", made.secrets / "opensearch-key.pem", users)
    yield gate
    gate.close()
    for index in node.ask("GET", "/shingikai-*/_alias"):
        node.ask("DELETE", f"/{index}", timeout=30)


def open_as(gate: Gate, made: Made, user: str, password: str | None = None, size: str = "small") -> OpenSearchEngine:
    """The engine as `reader` or `writer`, as the program's own settings would open it."""
    address = Address(
        (gate.url,),
        f"shingikai-{user}",
        password or made.variables[f"OPENSEARCH_{user.upper()}_PASSWORD"],
        ca=str(made.secrets / "ca.pem"),
    )
    return open_engine(address, built_with={"analyzer": Analyzer().version}, size=size)
