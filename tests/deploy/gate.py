"""A stand-in for the security plugin before a real node: TLS with our certificates, users, and the roles' files.

What it lets through is answered by OpenSearch itself. It shows that the client's calls fit the roles as the table in
`actions.py` reads them, and that TLS and passwords reach the cluster; not that the plugin reads the files likewise.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Mapping
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from .actions import Need, Role, UnknownCallError, list_needs


class Gate:
    """`users`: name → (password, role). `calls` has who asked for what, and what it took."""

    def __init__(self, node: str, certificate: Path, key: Path, users: Mapping[str, tuple[str, Role]]) -> None:
        self.calls: list[tuple[str, str, frozenset[Need]]] = []
        self.unknown: list[str] = []
        self.refused: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(self, node, users))
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, name="gate", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _make_handler(gate: Gate, node: str, users: Mapping[str, tuple[str, Role]]) -> type[BaseHTTPRequestHandler]:
    host = urlsplit(node).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            user = self._find_user()
            if user is None:
                self._refuse(401, "Unauthorized")
                return
            try:
                needs = frozenset(list_needs(self.command, self.path, body))
            except UnknownCallError as error:
                gate.unknown.append(str(error))
                self._refuse(400, f"unknown call: {error}")
                return
            gate.calls.append((user, self.command, needs))
            role = users[user][1]
            missing = sorted(need.action for need in needs if not role.allows(need))
            if missing:
                gate.refused.append((user, missing[0]))
                self._refuse(403, f"no permissions for {missing}")
                return
            self._pass_on(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

        def _find_user(self) -> str | None:
            kind, _, told = self.headers.get("Authorization", "").partition(" ")
            if kind != "Basic":
                return None
            name, _, password = base64.b64decode(told).decode().partition(":")
            return name if name in users and users[name][0] == password else None

        def _refuse(self, status: int, reason: str) -> None:
            cause = {"type": "security_exception", "reason": reason}
            self._send(status, json.dumps({"error": {"root_cause": [cause], **cause}, "status": status}).encode())

        def _pass_on(self, body: bytes) -> None:
            connection = HTTPConnection(host, timeout=60)
            try:
                kept = {name: self.headers[name] for name in ("Content-Type",) if name in self.headers}
                connection.request(self.command, self.path, body or None, kept)
                answer = connection.getresponse()
                self._send(answer.status, answer.read())
            finally:
                connection.close()

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler
