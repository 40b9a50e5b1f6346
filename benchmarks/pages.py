"""`python -m benchmarks.pages`: how long the server works on a page, and how much of that the engine has.

Takes an index that `benchmarks.search` has built. Pages are asked for as a browser would (the whole application, gzip
and headers, but no socket), one after another in one process; all is warm. The engine's time is that of its calls for
the same page; the rest is what reading the question, snippets and the template cost: at most 20 ms of CPU time, which
is less touched by who else is on the machine. The index has no meetings in full: items' pages are not asked for.

    python -m benchmarks.pages --folder /tmp/search --items 10000
    python -m benchmarks.pages --folder /tmp/search --items 10000 --profile     where the time of the results goes
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.engine.base import Engine
from app.engine.embedded import open_engine
from app.main import create_app
from app.vocabulary.entries import load_vocabulary
from benchmarks.measure import Table, describe_machine, make_percentile
from benchmarks.queries import Query
from benchmarks.search import load_questions

AIM = 0.020  # seconds beside the engine's, at p50 (a page that comes within a tenth of a second feels immediate)
_SHARES = (0.5, 0.99)
_TIMES = ("ms", "CPU ms", "engine's CPU", "beside it")
_SHOWN = 30  # functions of a profile


class _Timed:
    """An engine that adds up the CPU time of its calls."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._engine, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            begin = time.process_time()
            try:
                return found(*args, **kwargs)
            finally:
                self.seconds += time.process_time() - begin

        return call


@dataclass(frozen=True, slots=True)
class _Answer:
    """Seconds by the wall's clock, of CPU, and of CPU in the engine; bytes as they are sent."""

    wall: float
    cpu: float
    engine: float
    size: int


class _Browser:
    """Asks an application for pages, without a network."""

    def __init__(self, application: ASGIApp, engine: _Timed) -> None:
        self._application = application
        self._engine = engine
        self._loop = asyncio.new_event_loop()

    def get(self, path: str, query: str) -> _Answer:
        self._engine.seconds = 0.0
        begin, begun = time.perf_counter(), time.process_time()
        status, size = self._loop.run_until_complete(self._ask(path, query))
        cpu, wall = time.process_time() - begun, time.perf_counter() - begin
        if status != 200:
            raise ValueError(f"{path}?{query} was answered by {status}")
        return _Answer(wall, cpu, self._engine.seconds, size)

    async def _ask(self, path: str, query: str) -> tuple[int, int]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip"), (b"accept", b"text/html")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await self._application(scope, receive, send)
        return sent[0]["status"], sum(len(message.get("body", b"")) for message in sent[1:])


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="that of benchmarks.search")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=2, help="how often each page is asked for, after a first time")
    parser.add_argument("--queries", type=int, default=60, help="searches by words")
    parser.add_argument("--check", action="store_true", help="fail where results take longer than the aim")
    parser.add_argument("--profile", action="store_true", help="tell where the time goes instead")
    options = parser.parse_args(arguments)
    print("\n".join(f"- {line}" for line in describe_machine()), "\n", flush=True)
    analyzer = Analyzer()
    engine = open_engine(options.folder / f"index-{options.items}", built_with={"analyzer": analyzer.version})
    timed = _Timed(engine)
    expander, vocabulary = load_expander(analyzer), load_vocabulary()
    application = create_app(cast(Engine, timed), analyzer, vocabulary, expander=expander)
    browser = _Browser(application, timed)
    questions = load_questions(options.folder, options.queries)
    results = {
        "results, words of 3 and more characters": [_make_address(query) for query in questions.long],
        "results, words of 2 characters": [_make_address(query) for query in questions.short],
    }
    if options.profile:
        _profile(application, [one for addresses in results.values() for one in addresses])
        return 0
    others = {
        "results without words": [("/search", "")],
        "home": [("/", "")],
        "cross table, cities and years": [("/stats", "")],
        "the API's description": [("/docs", "")],
    }
    slow = False
    rows = []
    for what, addresses in {**results, **others}.items():
        answers = _ask(browser, addresses, options.rounds)
        rows.append((what, str(len(addresses)), *_tell(answers)))
        beside = make_percentile([one.cpu - one.engine for one in answers], 0.5)
        slow |= what in results and beside > AIM
    heads = ("page", "asked", *(f"{what} {share}" for what in _TIMES for share in ("p50", "p99")), "kB")
    print(Table(f"Pages of {options.items:,} items", heads, tuple(rows)).text())
    engine.close()
    if slow:
        print(f"results take more than {AIM * 1000:.0f} ms beside the engine", file=sys.stderr)
    return 1 if slow and options.check else 0


def _make_address(query: Query) -> tuple[str, str]:
    return "/search", urlencode({"q": query.text, **({"topic": query.topic} if query.topic else {})})


def _ask(browser: _Browser, addresses: Sequence[tuple[str, str]], rounds: int) -> list[_Answer]:
    for address in addresses:  # warms
        browser.get(*address)
    return [browser.get(*address) for _ in range(rounds) for address in addresses]


def _tell(answers: Sequence[_Answer]) -> Iterable[str]:
    for values in (
        [one.wall for one in answers],
        [one.cpu for one in answers],
        [one.engine for one in answers],
        [one.cpu - one.engine for one in answers],
    ):
        yield from (f"{make_percentile(values, share) * 1000:.1f}" for share in _SHARES)
    yield f"{make_percentile([float(one.size) for one in answers], 0.5) / 1000:.1f}"


def _profile(application: FastAPI, addresses: Sequence[tuple[str, str]]) -> None:
    """The results' function alone, in this thread: the application would run it in another, which nobody watches."""
    included = [route.original_router for route in application.routes if hasattr(route, "original_router")]
    routes = (route for router in included for route in router.routes)
    (show,) = (route.endpoint for route in routes if isinstance(route, APIRoute) and route.path == "/search")

    def ask(query: str) -> object:
        return show(Request({"type": "http", "path": "/search", "query_string": query.encode("ascii"), "headers": []}))

    for _, query in addresses:
        ask(query)
    profile = cProfile.Profile()
    profile.enable()
    for _, query in addresses:
        ask(query)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(_SHOWN).sort_stats("cumulative").print_stats(_SHOWN)


if __name__ == "__main__":
    sys.exit(main())
