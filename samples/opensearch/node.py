"""Starts real OpenSearch nodes, one or several as a cluster, waits until they answer, and stops them."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import Request, urlopen

from samples.opensearch.home import Home, MissingError, build_home

_HEAP = "256m"
_START_TIMEOUT = 120.0  # seconds; five are usual, three nodes on two busy cores took 25
_STOP_TIMEOUT = 20.0
_PR_SET_PDEATHSIG = 1
_LOGGING = """status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:opensearch.logs.base_path}/node.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d][%p][%c{1}] %m%n
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


@dataclass
class Node:
    """One node: a process of its own on ports of its own. Its data outlive a stop."""

    name: str
    home: Home
    folder: Path
    http_port: int
    transport_port: int
    options: tuple[str, ...]
    heap: str = _HEAP
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def start(self) -> None:
        """Start the process; it does not answer yet."""
        user = self.home.user
        for part in ("config", "data", "logs", "tmp"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "config" / "opensearch.yml").write_text("", encoding="ascii")
        (self.folder / "config" / "log4j2.properties").write_text(_LOGGING, encoding="ascii")
        if user is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(
                self._make_command(),
                cwd=self.home.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                start_new_session=True,  # Ctrl-C is for us: we stop it in good order
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  one system call
            )

    def wait(self, timeout: float = _START_TIMEOUT) -> None:
        """Until it answers and has a cluster manager. MissingError with the end of its log if it does not."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise MissingError(f"OpenSearch did not start: {self._last_words()}")
            try:
                if self.ask("GET", "/_cluster/health?timeout=1s")["status"] != "red":
                    return
            except (OSError, HTTPException, ValueError):
                pass
            time.sleep(0.1)
        raise MissingError(f"OpenSearch was not ready after {timeout:.0f} s: {self._last_words()}")

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 10) -> Any:
        """A request to this node, past every client: for set-up and for looking at what a test has done."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request, timeout=timeout) as answer:
            return json.load(answer)

    def send(self, number: signal.Signals) -> None:
        """A signal to this process and no other: SIGKILL, SIGSTOP, SIGCONT."""
        if self.process is not None:
            self.process.send_signal(number)
            if number == signal.SIGKILL:
                self.process.wait(_STOP_TIMEOUT)

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _make_command(self) -> list[str]:
        settings = {
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "http.port": self.http_port,
            "transport.port": self.transport_port,
            "network.host": "127.0.0.1",
            "cluster.name": "shingikai-samples",
            "node.name": self.name,
            # a developer's disk is often nearly full, and a node would refuse to write long before it is
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        return [
            *(str(self.home.java), f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC"),
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            f"-Dopensearch.path.home={self.home.folder}",
            f"-Dopensearch.path.conf={self.folder / 'config'}",
            "-Dopensearch.distribution.type=tar",
            *("-cp", "lib/*", "org.opensearch.bootstrap.OpenSearch"),
            *(f"-E{name}={value}" for name, value in settings.items()),
            *(f"-E{option}" for option in self.options),
        ]

    def _last_words(self) -> str:
        lines: list[str] = []
        for log in (self.folder / "output.log", self.folder / "logs" / "node.log"):
            if log.is_file():
                lines += log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.strip() for line in lines if line.strip() and not line.startswith(("\t", " "))]
        return " ".join(said[-4:])[-800:] or "it left no log"


class Cluster:
    """Nodes on free ports of the loopback, with their data in a temporary folder unless one is given."""

    def __init__(
        self,
        count: int = 1,
        *,
        folder: Path | None = None,
        port: int | None = None,
        options: Sequence[str] = (),
        home: Home | None = None,
        heap: str = _HEAP,
    ) -> None:
        self._home = home or build_home()
        self._temporary = folder is None
        # below /tmp, which other users can reach
        self.folder = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix="shingikai-opensearch-", dir="/tmp"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        with _free_ports(2 * count) as ports:
            names = [f"node-{n}" for n in range(1, count + 1)]
            seeds = ",".join(f"127.0.0.1:{port}" for port in ports[count:])
            several = (f"discovery.seed_hosts={seeds}", f"cluster.initial_cluster_manager_nodes={','.join(names)}")
            joined = ("discovery.type=single-node",) if count == 1 else several
            self.nodes = tuple(
                Node(name, self._home, self.folder / name, http, transport, (*joined, *options), heap)
                for name, http, transport in zip(names, ports[:count], ports[count:], strict=True)
            )
        if port is not None:
            self.nodes[0].http_port = port

    @property
    def urls(self) -> str:
        """As SHINGIKAI_OPENSEARCH_URL wants it."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait()
        self.nodes[0].ask(
            "GET", f"/_cluster/health?wait_for_nodes={len(self.nodes)}&timeout=60s", timeout=_START_TIMEOUT
        )

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Cluster:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@contextmanager
def _free_ports(count: int) -> Iterator[list[int]]:
    """Ports that nobody listens on, held until all are known, so that none comes twice."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        yield [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _die_with_parent() -> None:
    """In the child before it becomes the node: a node never outlives the test run that started it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
