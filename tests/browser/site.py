"""The page as it is used: the invented cities, crawled, read and indexed; and beside them, under /hostile, minutes that
were written to do harm.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.cli.base import Context, known_municipalities
from app.cli.serving import listen
from app.copies import ArchivedCopies
from app.drafts import DraftReader
from app.main import create_app
from app.settings import build_settings
from app.vocabulary.entries import load_vocabulary
from tests.browser.hostile import make_hostile_app


@dataclass(frozen=True)
class Site:
    """`address` begins all of its addresses; `application` is the one that is served."""

    address: str
    application: FastAPI


@contextmanager
def serve_site(data: Path) -> Iterator[Site]:
    """`data` is the folder that `make run` makes."""
    variables = {"SHINGIKAI_DATA": str(data), "SHINGIKAI_SOURCES": str(data / "websites" / "sources")}
    settings = build_settings({}, variables, None)
    context = Context(settings, quiet=True)
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        application = create_app(
            engine,
            analyzer,
            load_vocabulary(),
            expander=load_expander(analyzer),
            municipalities=known_municipalities(engine),
            health=context.open_health(),
            contact="keeper@minutes.example",
            copies=ArchivedCopies(context.settings.archive),
            drafts=DraftReader(),
        )
        both = Starlette(routes=[Mount("/hostile", make_hostile_app()), Mount("/", application)])
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(both, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=[[listening]], daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", application)
        finally:
            server.should_exit = True
            thread.join(10)
            listening.close()
