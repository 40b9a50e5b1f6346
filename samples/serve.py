"""Serves the invented cities' websites on loopback, each on a port of its own.

In process: `with serve(sites, first_port=0) as servers: servers.urls["kirigaoka"]`. From a shell:
`python -m samples.serve [--target DIR] [--port 8711] [--edition 1] [--log FILE]`. ETag and Last-Modified are sent, and
304 is answered to a conditional request.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from samples.build import FIRST_PORT, build
from samples.model import BuiltSite

_HOST = "127.0.0.1"
_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf", ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_NOT_FOUND = '<html><head><meta charset="utf-8"><title>ページが見つかりません</title></head><body>404</body></html>'


class PortTakenError(Exception):
    """A fixed port is in use; its text names the port."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered; `bytes` counts the body sent."""

    site: str
    method: str
    path: str
    status: int
    bytes: int
    conditional: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _find_file(site: BuiltSite, path: str, edition: int) -> Path | None:
    """The file behind a path: edition 2's, if the city replaced it. None also for a path out of the site's folder."""
    for number in range(edition, 0, -1):
        root = site.editions[number].resolve()
        file = (root / path.lstrip("/")).resolve()
        if file.is_dir():
            file = file / "index.html"
        if file.is_relative_to(root) and file.is_file():
            return file
    return None


def _make_answer(site: BuiltSite, path: str, edition: int, known: str | None, since: str | None) -> _Answer:
    """What the site answers to GET; `known` is If-None-Match, `since` is If-Modified-Since."""
    file = _find_file(site, path, edition)
    if file is None:
        return _Answer(HTTPStatus.NOT_FOUND, (("Content-Type", "text/html; charset=utf-8"),), _NOT_FOUND.encode())
    if file.name == "index.html" and not path.endswith(("/", "/index.html")):
        return _Answer(HTTPStatus.MOVED_PERMANENTLY, (("Location", f"{path}/"),), b"")
    body = file.read_bytes()
    media_type = _TYPES.get(file.suffix.lower(), "application/octet-stream")
    if media_type == "text/html" and site.html_charset:
        media_type += f"; charset={site.html_charset}"
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    modified = formatdate(file.stat().st_mtime, usegmt=True)
    headers = (("ETag", etag), ("Last-Modified", modified), ("Content-Type", media_type))
    # RFC 9110, 13.2.2: with If-None-Match, If-Modified-Since is not looked at
    unchanged = etag in known if known is not None else since == modified
    if unchanged:
        return _Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
    return _Answer(HTTPStatus.OK, headers, body)


class Servers:
    """The running servers. `urls`: slug → root without a slash; `edition` may be changed while they run."""

    def __init__(
        self, sites: Sequence[BuiltSite], first_port: int, edition: int, log: Callable[[Request], None]
    ) -> None:
        self.edition = edition
        self.requests: list[Request] = []
        self._log = log
        self._lock = threading.Lock()
        self._servers: list[ThreadingHTTPServer] = []
        self.urls: dict[str, str] = {}
        for number, site in enumerate(sites):
            port = first_port + number if first_port else 0
            try:
                server = ThreadingHTTPServer((_HOST, port), self._make_handler(site))
            except OSError as error:
                self.close()
                raise PortTakenError(f"port {port} on {_HOST} can't be used: {error.strerror}") from error
            self._servers.append(server)
            self.urls[site.slug] = f"http://{_HOST}:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _record(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)
            self._log(request)

    def _make_handler(self, site: BuiltSite) -> type[BaseHTTPRequestHandler]:
        servers = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Requests are recorded below, nothing goes to stderr."""

            def do_GET(self) -> None:
                path = unquote(urlsplit(self.path).path)
                known, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
                answer = _make_answer(site, path, servers.edition, known, since)
                sends = self.command != "HEAD" and answer.status is not HTTPStatus.NOT_MODIFIED
                size = len(answer.body) if sends else 0
                conditional = known is not None or since is not None
                servers._record(Request(site.slug, self.command, path, int(answer.status), size, conditional))
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                if answer.status is not HTTPStatus.NOT_MODIFIED:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if sends:
                    self.wfile.write(answer.body)

            do_HEAD = do_GET  # noqa: N815

        return Handler

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()

    def __enter__(self) -> Servers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(
    sites: Sequence[BuiltSite],
    first_port: int = FIRST_PORT,
    edition: int = 1,
    log: Callable[[Request], None] = lambda _: None,
) -> Servers:
    """Starts a server for each site, on `first_port` and those after it, or on free ports with 0.

    PortTakenError where a port is in use. `log` is called for each request, one at a time.
    """
    return Servers(sites, first_port, edition, log)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; prints one line of JSON (slug → URL) and serves until it is interrupted."""
    parser = argparse.ArgumentParser(description="Serves the invented cities' websites on loopback.")
    parser.add_argument("--target", type=Path, help="where to build them; a temporary folder by default")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first site's port; 0 for free ones")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1)
    parser.add_argument("--log", type=Path, help="a file that gets one JSON line for each request")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        sites = build(options.target or Path(scratch))

        def log(request: Request) -> None:
            if options.log is not None:
                with options.log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(request), ensure_ascii=False) + "\n")

        try:
            servers = serve(sites, options.port, options.edition, log)
        except PortTakenError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        with servers:
            sys.stdout.write(json.dumps(servers.urls) + "\n")
            sys.stdout.flush()
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
