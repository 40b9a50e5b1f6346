"""Requests that are worked on a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api.turns import RequestTurns

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"x"}


class Work:
    """An application whose requests wait for `done`; what they do is written down."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done = asyncio.Event()
        self.fails = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(scope["path"])
        await self.done.wait()
        if self.fails:
            raise RuntimeError("lost")
        await send(START)
        await send(BODY)


async def nothing() -> Message:
    raise AssertionError("nobody asks for the request's body")


async def take(message: Message) -> None:
    pass


def ask(app: RequestTurns, path: str, method: str = "GET", send: Send = take) -> asyncio.Task[None]:
    scope = {"type": "http", "method": method, "path": path}
    return asyncio.get_running_loop().create_task(app(scope, nothing, send))  # type: ignore[arg-type]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(test: Callable[[Work, RequestTurns], Awaitable[None]]) -> None:
    async def go() -> None:
        work = Work()
        await asyncio.wait_for(test(work, RequestTurns(work, at_once=2)), 10)

    asyncio.run(go())


def test_two_at_a_time_in_the_order_they_came() -> None:
    async def go(work: Work, app: RequestTurns) -> None:
        tasks = [ask(app, f"/{number}") for number in range(5)]
        await settle()
        assert work.begun == ["/0", "/1"]
        work.done.set()
        await asyncio.gather(*tasks)
        assert work.begun == [f"/{number}" for number in range(5)]

    run(go)


def test_a_turn_ends_when_the_answer_begins() -> None:
    async def go(work: Work, app: RequestTurns) -> None:
        read_on = asyncio.Event()

        async def send_to_who_does_not_read(message: Message) -> None:
            await read_on.wait()

        work.done.set()
        slow = [ask(app, f"/slow{number}", send=send_to_who_does_not_read) for number in range(4)]
        await settle()
        await ask(app, "/quick")
        assert not any(task.done() for task in slow)
        read_on.set()
        await asyncio.gather(*slow)

    run(go)


def test_a_turn_ends_with_an_error_too_and_with_a_client_who_has_gone() -> None:
    async def go(work: Work, app: RequestTurns) -> None:
        gone = [ask(app, f"/{number}") for number in range(4)]  # two at work, two that wait
        await settle()
        for task in gone:
            task.cancel()
        await asyncio.wait(gone)
        work.fails = True
        work.done.set()
        for number in range(3):
            with pytest.raises(RuntimeError, match="lost"):
                await ask(app, f"/failed{number}")
        work.fails = False
        await ask(app, "/quick")

    run(go)


@pytest.mark.parametrize(("method", "path"), [("GET", "/healthz"), ("GET", "/static/page.css"), ("POST", "/check")])
def test_some_need_not_wait(method: str, path: str) -> None:
    async def go(work: Work, app: RequestTurns) -> None:
        tasks = [ask(app, f"/{number}") for number in range(3)]
        tasks.append(ask(app, path, method))
        await settle()
        assert work.begun == ["/0", "/1", path]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    run(go)
