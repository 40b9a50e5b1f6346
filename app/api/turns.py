"""So many requests are worked on at a time; the others wait for their turn, in the order in which they came.

An engine in this process works on the same cores as the service. Sixteen threads that search at once take turns at the
interpreter every few milliseconds, and each request costs more than when two do (`benchmarks.server`).
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.caching import get_path

_FREE = ("/healthz", "/static/")  # no work; who asks whether the program lives must not wait


class RequestTurns:
    """ASGI middleware, the innermost. A turn ends as soon as the answer begins, so that a client who reads slowly keeps
    nobody waiting. POST has no turn: a document that is handed in is read by a process of its own."""

    def __init__(self, inner: ASGIApp, *, at_once: int) -> None:
        self._inner = inner
        self._turns = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or get_path(scope).startswith(_FREE):
            await self._inner(scope, receive, send)
            return
        await self._turns.acquire()
        with ExitStack() as turn:
            turn.callback(self._turns.release)

            async def end_and_send(message: Message) -> None:
                turn.close()  # the first time; there is nothing to close after that
                await send(message)

            await self._inner(scope, receive, end_and_send)
