"""The services' commands, environments and health checks as docker-compose.yml has them, run here without containers.

Changed for it are only what a container would bring: the host and port of OpenSearch (a gate with its certificate and
the roles before a real node), the port that is listened on, and where a mounted file lies.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from .compose_file import ROOT, ComposeFile
from .conftest import Made, open_as
from .gate import Gate

pytestmark = pytest.mark.slow


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_environment(compose: ComposeFile, name: str, made: Made, gate: Gate, data: Path) -> dict[str, str]:
    service = compose.services[name]
    places = {m.target: str((made.folder / m.source).resolve()) for m in service.volumes if "secrets" in m.source}
    told = {key: places.get(value, value) for key, value in service.environment.items()}
    assert told["SHINGIKAI_OPENSEARCH_URL"] == "https://opensearch:9200"
    told["SHINGIKAI_OPENSEARCH_URL"] = gate.url
    assert told["SHINGIKAI_OPENSEARCH_CA"] == str(made.secrets / "ca.pem")
    # a container has its image's environment and this one, nothing of ours
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **told, "SHINGIKAI_DATA": str(data)}


@contextmanager
def run(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(10)


def ask(url: str) -> tuple[int, Any]:
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            ask(url)
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


def check_health(compose: ComposeFile, port: int) -> int:
    healthcheck = compose.services["api"].healthcheck
    assert healthcheck is not None
    kind, program, *arguments = healthcheck.test
    assert (kind, program) == ("CMD", "python")
    assert all("127.0.0.1:8000" in one for one in arguments if "http" in one)
    command = [sys.executable, *(one.replace("127.0.0.1:8000", f"127.0.0.1:{port}") for one in arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode


def test_the_api_serves_as_the_reader(compose: ComposeFile, made: Made, gate: Gate, tmp_path: Path) -> None:
    port = find_port()
    command = list(compose.services["api"].command)
    assert command == ["serve", "--host", "0.0.0.0", "--port", "8000"]
    command[2], command[4] = "127.0.0.1", str(port)
    data = tmp_path / "data"  # not there, as in the container: nothing may be written
    environment = make_environment(compose, "api", made, gate, data)
    base = f"http://127.0.0.1:{port}"
    with run(command, environment, tmp_path) as process:
        wait_for(f"{base}/healthz", process, tmp_path / "output.log")
        assert ask(f"{base}/readyz")[0] == 503
        assert check_health(compose, port) != 0

        writer = open_as(gate, made, "writer")
        try:
            with writer.rebuild() as changes:
                changes.put("items", {"id": "a", "scope": "item"})
        finally:
            writer.close()
        status, answer = ask(f"{base}/readyz")
        assert (status, answer["items"], answer["engine"]) == (200, 1, "opensearch")
        assert check_health(compose, port) == 0

        process.send_signal(signal.SIGTERM)  # what `docker compose stop` sends
        assert process.wait(20) == 0
    assert not data.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["output.log"]
    assert made.variables["OPENSEARCH_READER_PASSWORD"] not in (tmp_path / "output.log").read_text(encoding="utf-8")
    assert gate.refused == []
    assert gate.unknown == []


def test_the_scheduler_starts_and_stops(compose: ComposeFile, made: Made, gate: Gate, tmp_path: Path) -> None:
    environment = make_environment(compose, "scheduler", made, gate, tmp_path / "data")
    sources, corrections = tmp_path / "sources", tmp_path / "corrections"
    sources.mkdir()
    corrections.mkdir()
    # a website that is not there, on loopback: nothing is fetched from anywhere
    (sources / "kiri.toml").write_text(
        'municipality = "霧ヶ丘市"\ncode = "982024"\nprefecture = "北浜県"\n'
        'council = "霧ヶ丘市個人情報保護運営審議会"\n'
        f'start = ["http://127.0.0.1:{find_port()}/"]\ncadence = "weekly"\nlocal = true\n',
        encoding="utf-8",
    )
    environment |= {"SHINGIKAI_SOURCES": str(sources), "SHINGIKAI_CORRECTIONS": str(corrections)}
    log = tmp_path / "output.log"
    with run(list(compose.services["scheduler"].command), environment, tmp_path) as process:
        until = time.monotonic() + 40
        while "failed" not in log.read_text(encoding="utf-8") and time.monotonic() < until:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    told = log.read_text(encoding="utf-8")
    assert "scheduling 1 sources" in told
    assert "1 failed" in told
    assert (tmp_path / "data" / "archive" / "manifest.sqlite").exists()
    assert made.variables["OPENSEARCH_WRITER_PASSWORD"] not in told


@pytest.mark.parametrize("name", ["api", "scheduler"])
def test_the_cluster_is_asked_as_status_does(
    compose: ComposeFile, made: Made, gate: Gate, tmp_path: Path, name: str
) -> None:
    """What the guide tells an operator to run in a container."""
    environment = make_environment(compose, name, made, gate, tmp_path / "data")
    environment |= {"SHINGIKAI_SOURCES": str(tmp_path), "SHINGIKAI_CORRECTIONS": str(tmp_path)}
    with run(["status", "--json"], environment, tmp_path) as process:
        assert process.wait(40) == 0
    assert json.loads((tmp_path / "output.log").read_text(encoding="utf-8"))["index"]["engine"] == "opensearch"
