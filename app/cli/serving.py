"""`shingikai serve`."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click
import uvicorn
from fastapi import FastAPI

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.cli.base import Context, known_municipalities, pass_context, tell_log
from app.cli.scheduling import Scheduled
from app.copies import ArchivedCopies
from app.drafts import DraftReader
from app.errors import ConfigurationError, ShingikaiError
from app.main import create_app
from app.vocabulary.entries import load_vocabulary
from crawler.errors import CrawlerError

_MOST_TURNS = 4  # half of a search is the engine's, which needs no interpreter


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--with-schedule", is_flag=True, help="Crawl and ingest in the same process.")
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources, for --with-schedule.")
@pass_context
def serve_command(context: Context, host: str, port: int, with_schedule: bool, folder: Path | None) -> None:
    """Serve the web page and the API."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if with_schedule:
        context.load_sources(folder)  # what is wrong with them is said before anything is served
    listening = listen(host, port)
    tell_log()
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        application = create_app(
            engine,
            analyzer,
            load_vocabulary(),
            expander=load_expander(analyzer),
            municipalities=known_municipalities(engine),
            health=context.open_health(folder),
            contact=context.settings.contact,
            base_url=context.settings.base_url,
            cors=context.settings.cors,
            rate_limit=context.settings.rate_limit,
            copies=ArchivedCopies(context.settings.archive),
            drafts=DraftReader(),
            at_once=count_turns() if context.settings.engine == "embedded" else None,
            lifespan=_make_lifespan(context, folder) if with_schedule else None,
        )
        context.err.print(f"serving {address} (page) and {address}/api/v1/items (API); stop with Ctrl-C")
        state = engine.state()
        if not state.ready:
            context.err.print(f"nothing can be searched yet: {state.reason}")
        keep_loaded()
        try:
            uvicorn.Server(uvicorn.Config(application, log_level="warning", server_header=False)).run([listening])
        except KeyboardInterrupt:
            return  # the server has stopped in good order, and passes on the signal that it was stopped with


def count_turns() -> int:
    """Requests that are worked on at a time where the engine works in this process: one for each core, and no more than
    the interpreter, which runs one thread at a time, can keep busy."""
    return min(os.cpu_count() or 1, _MOST_TURNS)


def keep_loaded() -> None:
    """What was loaded by now stays to the end: full collections of garbage pass it over, which otherwise stop every
    request for 40 ms (`benchmarks.search`)."""
    gc.collect()
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; ConfigurationError says that the port is taken, and what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ConfigurationError(
            f"cannot listen on {host}:{port}: {error.strerror}; stop what listens there or give another --port"
        ) from error
    return listening


def _run_schedule(schedule: Scheduled) -> None:
    try:
        schedule.run()
    except (ShingikaiError, CrawlerError, OSError) as error:
        schedule.context.err.print(f"the schedule has ended, the page is still served: {error}")


def _make_lifespan(context: Context, folder: Path | None):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=_run_schedule, args=[Scheduled(context, folder, stop)], name="schedule")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    return lifespan
