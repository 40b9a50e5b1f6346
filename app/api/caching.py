"""Conditional requests: what only depends on the index is the same as long as its generation is in force.

A client that has an answer of this generation gets 304 before anything is searched. Nothing is kept here, and clients
ask each time (`no-cache`): what is withheld must be gone at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.negotiation import prefers_csv
from app.errors import EngineError

CONTROL = "public, no-cache"
# Answers that the index alone decides. Not the crawls' state (sources, readyz), not exports.
_PATHS = tuple(f"/api/v1/{room}" for room in ("items", "meetings", "facets", "suggest", "explain", "similar", "stats"))
_OF_TODAY = "/citation"  # tells the day


class GenerationETags:
    """ASGI middleware: an ETag of generation, program and format for what the index decides, and 304 where the client
    has it. `generation` may ask the engine, and is None where none can answer."""

    def __init__(self, inner: ASGIApp, *, generation: Callable[[], str | None], today: Callable[[], date]) -> None:
        self._inner = inner
        self._generation = generation
        self._today = today

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not get_path(scope).startswith(_PATHS):
            await self._inner(scope, receive, send)
            return
        headers = Headers(scope=scope)
        before = await self._make_etag(scope, headers)
        if before is not None and matches(headers.get("if-none-match"), before):
            told = [(b"etag", before.encode()), (b"cache-control", CONTROL.encode()), (b"vary", b"Accept")]
            await send({"type": "http.response.start", "status": 304, "headers": told})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_etag(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                # the index may have been replaced meanwhile: then nobody knows which one answered
                same = (
                    message["status"] == 200 and before is not None and before == await self._make_etag(scope, headers)
                )
                if same and before is not None:
                    answered["ETag"] = before
                answered.setdefault("Cache-Control", CONTROL if same else "no-store")
                answered.add_vary_header("Accept")
            await send(message)

        await self._inner(scope, receive, send_with_etag)

    async def _make_etag(self, scope: Scope, headers: Headers) -> str | None:
        try:
            generation = await to_thread.run_sync(self._generation)
        except EngineError:
            return None
        if generation is None:
            return None
        path = get_path(scope)
        day = self._today().isoformat() if path.endswith(_OF_TODAY) else ""
        form = "csv" if prefers_csv(headers.get("accept")) else ""
        return make_etag(generation, digest_program(), day, form, weak=True)


def make_etag(*parts: str, weak: bool = False) -> str:
    """Weak: the same meaning, whether it was compressed or not (RFC 9110, 8.8.1)."""
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return f'{"W/" if weak else ""}"{digest}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether one of the tags of If-None-Match is this one, by weak comparison (RFC 9110, 8.8.3.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag.removeprefix("W/") in tags


def is_unchanged(headers: Headers, etag: str, modified: str) -> bool:
    """Whether a client has what it asks for; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    if "if-none-match" in headers:
        return matches(headers["if-none-match"], etag)
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
        return since.tzinfo is not None and parsedate_to_datetime(modified) <= since
    except (TypeError, ValueError):
        return False


def get_path(scope: Scope) -> str:
    """The path below where the application is mounted."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")).rstrip("/"))


@cache
def digest_program() -> str:
    """Of all our files: another release may answer otherwise from the same index. The same in all processes of one."""
    digest = hashlib.sha256()
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".toml", ".csv", ".lark"):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
