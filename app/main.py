"""The web application's root: service, API and pages put together, with the headers that every answer carries."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import app.web
from app.api.caching import GenerationETags, get_path
from app.api.copies import make_copies_router
from app.api.examples import add_examples
from app.api.exports import HEAD, make_export_router
from app.api.feeds import make_feed_router
from app.api.limits import RateLimit, TooManyRequestsError
from app.api.problems import PROBLEM_TYPES, classify_error, make_problem, make_problem_response
from app.api.routes import make_origin, make_router
from app.api.similar import make_similar_router
from app.api.stats import make_stats_router
from app.api.turns import RequestTurns
from app.engine.base import Engine
from app.errors import ArchiveUnreadableError, EngineError, ShingikaiError
from app.search.citation import get_today
from app.search.health import HealthReader
from app.search.ports import Analyzer, Copies, Drafts, Expander, Municipalities, Vocabulary
from app.search.precedents import Precedents
from app.search.service import SearchService
from app.search.stats import Statistics
from app.web.about import make_about_page
from app.web.check import make_check_pages
from app.web.compare import make_compare_pages
from app.web.minutes import make_minutes_pages
from app.web.pages import ErrorNote, make_error_page, make_pages
from app.web.render import make_environment
from app.web.sources import make_source_pages
from app.web.stats import make_stats_pages

_log = logging.getLogger(__name__)

# Scripts and styles only from files of ours, none within a page, nothing from elsewhere: what a document says can never
# become code or a request.
_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # cities need not know what was searched for
}
_SMALL = 1000  # bytes: below this, compression saves no packet
_LEVEL = 5  # of gzip: a page of results costs 1.1 ms and 15.2 kB; at 9, the default, 2.4 ms and 14.7 kB
_SHARED_PATHS = ("/api/", "/feed.atom", "/openapi.json")
_EXPOSED = (  # beyond what CORS tells a script anyway
    "ETag", "Link", "Retry-After", "Content-Disposition", "Shingikai-Total", "Shingikai-Next", "Shingikai-Generation",
    "Shingikai-Mapping", "Shingikai-Exported-At",
)  # fmt: skip
_MACHINE_PATHS = ("/api/", "/feed.atom", "/healthz", "/readyz", "/openapi.json")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class _HeadRequests:
    """ASGI middleware that answers HEAD as GET without the body (RFC 9110, 9.3.2): same status, same headers."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._inner(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._inner({**scope, "method": "GET", HEAD: True}, receive, send_without_body)


class _CrossOrigin:
    """ASGI middleware that lets scripts of other websites read the API and the feeds, and nothing else. There is no
    login, so that a script sees what anybody sees."""

    def __init__(self, inner: ASGIApp, origins: tuple[str, ...]) -> None:
        self._inner = inner
        self._open = CORSMiddleware(
            inner,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("If-None-Match", "If-Modified-Since"),  # else no script could ask conditionally
            expose_headers=_EXPOSED,
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shared = scope["type"] == "http" and get_path(scope).startswith(_SHARED_PATHS)
        await (self._open if shared else self._inner)(scope, receive, send)


class _SecurityHeaders:
    """ASGI middleware that adds the headers to each answer."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)  # an archived copy has a stricter policy of its own
            await send(message)

        await self._inner(scope, receive, send_with_headers if scope["type"] == "http" else send)


def create_app(
    engine: Engine,
    analyzer: Analyzer,
    vocabulary: Vocabulary,
    *,
    expander: Expander | None = None,
    municipalities: Municipalities | None = None,
    health: HealthReader | None = None,
    contact: str | None = None,
    base_url: str | None = None,
    copies: Copies | None = None,
    cors: tuple[str, ...] = (),
    rate_limit: int | None = None,
    drafts: Drafts | None = None,
    at_once: int | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """The whole application over an open engine; whoever opened the engine closes it.

    `base_url` begins the addresses in answers and citations (None: the address that a request came to); `health` tells
    how the crawls go, and `copies` gives the documents as they were published, where the archive is at hand; `drafts`
    reads what people hand in (None: only what is in the index can be compared); `cors` are the websites whose scripts
    may read the API (`*`: all); `rate_limit` the requests a minute that an address may make; `at_once` how many are
    worked on at a time (None: all that come); `contact` is whom to tell of an error; `lifespan` starts and stops what
    shall live in the same process, such as a scheduler.
    """
    service = SearchService(
        engine, analyzer, vocabulary, expander=expander, municipalities=municipalities, health=health
    )
    application = FastAPI(
        title="shingikai",
        version="1",
        summary="市区町村の個人情報保護審議会・審査会の会議録を、案件ごとに検索する",
        docs_url=None,  # FastAPI's own pages load scripts from elsewhere; /docs is rendered here
        redoc_url=None,
        lifespan=_describe_meanwhile(lifespan),
        generate_unique_id_function=lambda route: route.name,  # what a generated client calls its functions
    )
    application.openapi = add_examples(application.openapi)  # type: ignore[method-assign]
    environment = make_environment()
    answer = _make_error_handler(environment)
    if at_once is not None:
        application.add_middleware(RequestTurns, at_once=at_once)
    application.add_middleware(GenerationETags, generation=engine.generation, today=get_today)
    if rate_limit is not None:
        application.add_middleware(RateLimit, limit=rate_limit, refuse=answer)
    if cors:
        application.add_middleware(_CrossOrigin, origins=cors)
    application.add_middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=_LEVEL)
    application.add_middleware(_HeadRequests)
    application.add_middleware(_SecurityHeaders)
    application.include_router(make_export_router(service, make_origin(base_url), get_today))
    application.include_router(make_feed_router(service, make_origin(base_url)))
    application.include_router(make_router(service, base_url))
    statistics = Statistics(service, engine)
    application.include_router(make_stats_router(service, statistics))
    precedents = Precedents(service, engine, analyzer, drafts)
    application.include_router(make_similar_router(precedents, make_origin(base_url)))
    notes = [ErrorNote(kind.slug, kind.status, kind.title, kind.advice) for kind in PROBLEM_TYPES]
    application.include_router(make_copies_router(copies))
    application.include_router(make_pages(service, environment, base_url, notes))
    application.include_router(make_minutes_pages(service, environment, base_url, archived=copies is not None))
    application.include_router(make_compare_pages(service, precedents, environment))
    application.include_router(make_source_pages(service, environment, contact))
    application.include_router(make_about_page(service, environment, base_url, contact))
    application.include_router(make_stats_pages(service, statistics, environment))
    application.include_router(make_check_pages(service, precedents, environment))
    static = Path(app.web.__file__).parent / "static"
    application.mount("/static", StaticFiles(directory=static), name="static")
    for kind in (ShingikaiError, HTTPException, Exception):
        application.add_exception_handler(kind, answer)
    return application


def _list_methods(request: Request) -> list[str]:
    """What a path answers to; the framework names the methods of its first route only."""
    routes = request.app.routes
    found = [
        method
        for method in ("GET", "POST")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return [*found, "HEAD"] if "GET" in found else found


def _describe_meanwhile(lifespan: Lifespan | None) -> Lifespan:
    """Makes the API's description in a thread while the server starts: it takes half a second, which nobody that asks
    for it first should wait for."""

    @asynccontextmanager
    async def run(application: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=application.openapi, name="description", daemon=True).start()
        async with lifespan(application) if lifespan is not None else nullcontext():
            yield

    return run


def _make_error_handler(environment: Environment) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer_error(request: Request, error: Exception) -> Response:
        """Any error: a problem for machines, a page for people. The log has the traceback, the answer never."""
        kind = classify_error(error)
        if isinstance(error, EngineError | ArchiveUnreadableError):
            _log.warning("%s: %s", kind.slug, error)
        path = request.url.path.removeprefix(str(request.scope.get("root_path", "")).rstrip("/"))
        problem = make_problem(error, path)
        response: Response
        if path.startswith(_MACHINE_PATHS):
            response = make_problem_response(problem)
        else:
            response = make_error_page(environment, request, problem.model_dump())
        extra = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if "Allow" in extra:
            extra["Allow"] = ", ".join(_list_methods(request))
        retry_after = error.retry_after if isinstance(error, TooManyRequestsError) else kind.retry_after
        if retry_after is not None:
            extra["Retry-After"] = str(retry_after)
        response.headers.update({"Cache-Control": "no-store", **extra, **_SECURITY_HEADERS})
        return response

    return answer_error
