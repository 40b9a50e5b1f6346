"""The only way out: fetches one URL of a source, within its hosts, its robots.txt, the pace and the limits.

Redirects are followed by hand, so that each hop is judged like a link. How one answer is had is `wire`'s.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from crawler import backoff
from crawler.agent import make_user_agent
from crawler.breaker import Breaker
from crawler.connect import Resolve, resolve_name
from crawler.errors import BudgetError, DisallowedError, FetchError, RefusedError, RestingError
from crawler.fetchlog import FetchLine, TellFetch
from crawler.gate import Gate, NoShelf, RobotsShelf
from crawler.pace import Pacer
from crawler.sniff import MediaType, classify_media
from crawler.source import Source
from crawler.urls import host_of, normalize_url, origin_of
from crawler.wire import Answer, Limits, LostError, Wire, make_conditions

__all__ = ["Budget", "Fetched", "Fetcher", "Limits", "Validators"]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOSTS_REST = frozenset({429, 503})  # answers whose Retry-After speaks for the whole host


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last answer said about itself; `url` is the final URL that said it."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Budget:
    """What one call may take at most, redirects, tries and robots.txt included; `transferred` in bytes of bodies."""

    requests: int
    transferred: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `status` is 200, 304 (`body` None), or 3xx when the redirect leads to a URL in `already` (`body` None,
    `final_url` its target). `transferred` in bytes of bodies, `requests` with redirects, retries and robots.txt."""

    url: str
    final_url: str
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None
    body: bytes | None
    media_type: MediaType | None
    transferred: int
    requests: int


@dataclass(slots=True)
class _Job:
    """One call of `fetch`, and what it has cost so far."""

    source: Source
    budget: Budget | None
    shelf: RobotsShelf
    why: str
    requests: int = 0
    transferred: int = 0

    def spend_request(self, url: str) -> None:
        if self.budget is not None and self.requests >= self.budget.requests:
            raise BudgetError(url, "not fetched: the source's requests for one run are used up")
        self.requests += 1

    def spend_bytes(self, url: str, count: int) -> None:
        self.transferred += count
        if self.budget is not None and self.transferred > self.budget.transferred:
            raise BudgetError(url, "not fetched to its end: the source's bytes for one run are used up")


class Fetcher:
    """Shared by all sources and threads of a run. `contact` (a URL or a mail address) stands in the User-Agent; without
    one only local sources are fetched. `stop` ends a wait or a transfer at once with StoppedError. `tell` gets one line
    for each request and each refusal. `turns` is a folder by which processes take turns at a host. CrawlerError if
    `contact` is none."""

    def __init__(
        self,
        *,
        contact: str | None = None,
        limits: Limits | None = None,
        stop: threading.Event | None = None,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Random | None = None,
        resolve: Resolve = resolve_name,
        tell: TellFetch | None = None,
        turns: Path | None = None,
    ) -> None:
        self._contact = contact
        self._limits = limits or Limits()
        self._pacer = Pacer(stop=stop, sleep=sleep, clock=clock, turns=turns)
        self._breaker = Breaker(clock)
        self._now = now
        self._random = random or Random()
        self._tell = tell
        self._wire = Wire(make_user_agent(contact), self._limits, check=self._pacer.check, resolve=resolve)
        self._gate = Gate(self._limits.redirects, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._wire.close()

    def fetch(
        self,
        source: Source,
        url: str,
        *,
        validators: Validators | None = None,
        already: Container[str] = (),
        budget: Budget | None = None,
        shelf: RobotsShelf | None = None,
        why: str = "asked for",
    ) -> Fetched:
        """GET `url` (normalised). FetchError with its reason, status and cost; StoppedError when asked to stop.

        `already` holds URLs that need not be fetched again if a redirect leads there; `shelf` keeps robots.txt from one
        run to the next; `why` is for the log.
        """
        job = _Job(source, budget, shelf or NoShelf(), why)
        try:
            return self._follow(job, url, validators, already)
        except FetchError as error:
            if isinstance(error, (RefusedError, DisallowedError, RestingError, BudgetError)):
                self._log(job, error.url, None, 0, 0.0, conditional=False, refused=error.reason)
            error.requests, error.transferred = job.requests, job.transferred
            raise

    def _follow(self, job: _Job, url: str, validators: Validators | None, already: Container[str]) -> Fetched:
        here = url
        for _ in range(self._limits.redirects + 1):
            answer = self._get_allowed(job, here, validators)
            if answer.status not in _REDIRECTS:
                return _judge(url, here, answer, job)
            target = normalize_url(answer.location or "", here)
            if target is None or target == here:
                raise FetchError(url, "a redirect that leads nowhere", status=answer.status)
            if host_of(target) not in job.source.hosts:
                raise RefusedError(url, f"redirects to {host_of(target)}, which is outside the source's hosts")
            if target in already:
                cost = (job.transferred, job.requests)
                return Fetched(url, target, answer.status, None, None, None, None, None, *cost)
            job.why = f"a redirect from {here}"
            here = target
        raise FetchError(url, f"more than {self._limits.redirects} redirects")

    def _get_allowed(self, job: _Job, url: str, validators: Validators | None) -> Answer:
        source = job.source
        if host_of(url) not in source.hosts:
            raise RefusedError(url, "outside the source's hosts")
        if not source.local and not self._contact:
            raise RefusedError(url, "no contact is configured, and a website must be able to reach whoever crawls it")

        def get_robots(at: str, conditions: Mapping[str, str], most: int) -> Answer:
            return self._get(job, at, source.delay, conditions, most=most, why="robots.txt")

        rules = self._gate.find_rules(source, origin_of(url), job.shelf, get_robots)
        if rules.refusal is not None:
            raise RefusedError(url, rules.refusal)
        if not rules.allows(url):
            raise DisallowedError(url, "disallowed by robots.txt")
        if rules.delay > self._limits.crawl_delay:
            raise RefusedError(url, f"robots.txt asks for {rules.delay:g} s between two requests")
        delay = max(source.delay, rules.delay)
        conditions = make_conditions(validators.etag, validators.last_modified) if validators is not None else {}
        answer = self._get(job, url, delay, conditions)
        if answer.status == 304 and (validators is None or validators.url != url):
            # "Not modified" is said of another URL's validators, or of none: it means nothing here.
            answer = self._get(job, url, delay, {}, why="again, without conditions")
            if answer.status == 304:
                raise FetchError(url, "HTTP 304 to a request without conditions", status=304)
        return answer

    def _get(
        self,
        job: _Job,
        url: str,
        delay: float,
        conditions: Mapping[str, str],
        *,
        most: int | None = None,
        why: str | None = None,
    ) -> Answer:
        """One URL, tried again while that may help; nobody else asks its host meanwhile."""
        origin, why = origin_of(url), why or job.why
        reason, status = "", None
        with self._pacer.lane(origin):
            rest = self._breaker.find_rest(origin)
            if rest is not None:
                raise RestingError(url, rest)
            tries = 1 if self._breaker.on_trial(origin) else backoff.MOST_TRIES
            for attempt in range(1, tries + 1):
                wait = backoff.make_wait(attempt, self._random)
                try:
                    with self._pacer.turn(origin, delay):
                        answer = self._get_once(job, url, conditions, most, why)
                except LostError as error:
                    reason, status = str(error), None
                else:
                    if answer.status not in backoff.RETRIED:
                        self._breaker.succeed(origin)
                        return answer
                    reason, status = f"HTTP {answer.status}", answer.status
                    asked = backoff.parse_retry_after(answer.retry_after, self._now())
                    if asked is not None and asked > backoff.LONGEST_WAIT:
                        reason = f"{reason}, and come back in {asked:.0f} s"
                        if status in _MOST_HOSTS_REST:
                            self._breaker.rest(origin, asked, reason)
                        raise FetchError(url, reason, status=status)
                    wait = wait if asked is None else asked
                why = f"try {attempt + 1}, after: {reason}"
                if attempt < tries:
                    self._pacer.sleep(wait)
            self._breaker.fail(origin, reason)
        raise FetchError(url, f"{reason}, {tries} times" if tries > 1 else reason, status=status)

    def _get_once(self, job: _Job, url: str, conditions: Mapping[str, str], most: int | None, why: str) -> Answer:
        job.spend_request(url)
        began, before = time.monotonic(), job.transferred
        status: int | None = None
        refused: str | None = "stopped as asked"
        try:
            answer = self._wire.get(
                url,
                conditions,
                local=job.source.local,
                most=most,
                received=lambda count: job.spend_bytes(url, count),
            )
            status, refused = answer.status, None
        except LostError as error:
            refused = str(error)
            raise
        except FetchError as error:
            refused = error.reason
            raise
        finally:
            took, count = time.monotonic() - began, job.transferred - before
            self._log(job, url, status, count, took, conditional=bool(conditions), refused=refused, why=why)
        return answer

    def _log(
        self,
        job: _Job,
        url: str,
        status: int | None,
        count: int,
        seconds: float,
        *,
        conditional: bool,
        refused: str | None,
        why: str | None = None,
    ) -> None:
        if self._tell is not None:
            at = self._now().astimezone(UTC).isoformat(timespec="milliseconds")
            name = job.source.name
            self._tell(FetchLine(at, name, url, status, count, seconds, conditional, why or job.why, refused))


def _judge(url: str, final: str, answer: Answer, job: _Job) -> Fetched:
    if answer.status not in (200, 304):
        raise FetchError(url, f"HTTP {answer.status}", status=answer.status)
    body = answer.body if answer.status == 200 else None
    return Fetched(
        url=url,
        final_url=final,
        status=answer.status,
        etag=answer.etag,
        last_modified=answer.last_modified,
        content_type=answer.content_type,
        body=body,
        media_type=None if body is None else classify_media(body, answer.content_type),
        transferred=job.transferred,
        requests=job.requests,
    )
