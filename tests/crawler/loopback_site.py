"""A small website on loopback, made of a table of answers, with a log of every request."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.source import Source, parse_source

NOW = datetime(2024, 5, 15, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """`fails`: answers with `failing` that many times first; `endless` never ends its body. `weak`: its ETag is W/"…";
    `modified`: Last-Modified, compared as it is; `bare`: 304 comes without any header; `stubborn`: never 304."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: bool = True
    fails: int = 0
    failing: tuple[int, Mapping[str, str]] = (503, {})
    endless: bool = False
    weak: bool = False
    modified: str | None = None
    bare: bool = False
    stubborn: bool = False


@dataclass(slots=True)
class Request:
    path: str
    status: int
    sent: int
    conditional: bool
    agent: str
    at: float = 0.0  # when it came, in seconds on a clock that never goes back
    ended: float = 0.0  # after its answer's last byte


class Site:
    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.log: list[Request] = []
        self.url = ""
        self.make: Callable[[str], str | None] = lambda _: None  # a page for a path that has no answer
        self.fallback: bytes | None = None  # the body of what has no page either
        self._failed: dict[str, int] = {}

    def page(self, path: str, title: str, body: str, **options: object) -> None:
        html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
        self.answers[path] = Answer(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}, **options)  # type: ignore[arg-type]

    def file(self, path: str, body: bytes = PDF, **options: object) -> None:
        self.answers[path] = Answer(body, headers={"Content-Type": "application/pdf"}, **options)  # type: ignore[arg-type]

    def paths(self) -> list[str]:
        return [request.path for request in self.log if request.path != "/robots.txt"]

    def _make(self, path: str) -> Answer | None:
        if path == "/robots.txt":
            return None
        page = self.make(path)
        return (
            Answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
            if page
            else (Answer(self.fallback) if self.fallback is not None else None)
        )

    def decide(self, path: str, known: str | None, since: str | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """`known` is If-None-Match, `since` If-Modified-Since."""
        answer = self.answers.get(path) or self._make(path)
        if answer is None:
            return 404, {}, b"no such page"
        if self._failed.get(path, 0) < answer.fails:
            self._failed[path] = self._failed.get(path, 0) + 1
            return answer.failing[0], answer.failing[1], b"busy"
        headers = dict(answer.headers)
        if answer.status != 200:
            return answer.status, headers, answer.body
        if answer.etag:
            mark = hashlib.sha256(answer.body).hexdigest()[:12]
            headers["ETag"] = f'W/"{mark}"' if answer.weak else f'"{mark}"'
        if answer.modified is not None:
            headers["Last-Modified"] = answer.modified
        # RFC 9110, 13.2.2: with If-None-Match, If-Modified-Since is not looked at
        same = known == headers.get("ETag") if known is not None else since == answer.modified
        if same and (known or since) and not answer.stubborn:
            return 304, {} if answer.bare else headers, b""
        return 200, headers, answer.body


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # headers and body in one packet, or each answer waits 40 ms for an acknowledgement

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_GET(self) -> None:
            at = time.monotonic()
            status, headers, body = site.decide(
                self.path, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
            )
            conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
            agent = self.headers.get("User-Agent", "")
            request = Request(self.path, status, len(body), conditional, agent, at)
            site.log.append(request)
            endless = self.path in site.answers and site.answers[self.path].endless
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if endless:
                self.send_header("Connection", "close")
                self.close_connection = True
            elif status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
                while endless:
                    self.wfile.write(b"x" * 65_536)
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            request.ended = time.monotonic()

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up (a body too large, a run stopped) is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def find_closed_url() -> str:
    """A port at which nobody listens (one that was free a moment ago)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def make_source(start: str, **keys: object) -> Source:
    data = {
        "municipality": "渚沢市",
        "code": "98201",
        "prefecture": "北浜県",
        "council": "渚沢市個人情報保護審議会",
        "start": [start],
        "local": True,
    }
    return parse_source(data | keys, "nagisawa", "nagisawa.toml")
