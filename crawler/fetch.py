"""The only way out: fetches one URL of a source, within its hosts, its robots.txt and the limits.

The only user of httpx. Redirects are followed by hand so that each hop is judged; the address is judged on the
connection that was really made, before a byte is sent (a name cannot point elsewhere in between).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx

from crawler import backoff
from crawler.address import find_refusal
from crawler.errors import DisallowedError, FetchError, RefusedError
from crawler.pace import Pacer
from crawler.robots import RobotsRules, parse_robots
from crawler.sniff import MediaType, classify_media
from crawler.source import Source
from crawler.urls import host_of, normalize_url, origin_of

PRODUCT = "shingikai/0.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309, 2.4: not longer
_REFUSAL_KEPT = timedelta(hours=1)  # a server that was down may be up again at the next run


@dataclass(frozen=True, slots=True)
class Limits:
    body: int = 50_000_000  # bytes; scanned minutes of a long meeting reach 30 MB
    seconds: float = 120.0  # for one whole answer: 50 MB at 400 KB/s
    connect: float = 10.0  # seconds
    silence: float = 20.0  # seconds between two bytes
    redirects: int = 5
    crawl_delay: float = 120.0  # seconds; a site that asks for more is not crawled by this program


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last answer said about itself; `url` is the final URL that said it."""

    url: str
    etag: str | None
    last_modified: str | None


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
class _Tally:
    requests: int = 0
    transferred: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Shared by all sources and threads of a run. `contact` (a URL or a mail address) stands in the User-Agent; without
    one only local sources are fetched. `stop` ends a wait or a transfer at once with StoppedError."""

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
    ) -> None:
        self._contact = contact
        self._limits = limits or Limits()
        self._pacer = Pacer(stop=stop, sleep=sleep, clock=clock)
        self._clock = clock
        self._now = now
        self._random = random or Random()
        self._robots: dict[tuple[str, str], tuple[datetime, RobotsRules]] = {}
        agent = f"{PRODUCT} (+{contact})" if contact else PRODUCT
        timeout = httpx.Timeout(self._limits.silence, connect=self._limits.connect)
        # identity: servers that compress change the ETag and then never answer 304 to it.
        # trust_env False: a proxy of the environment would hide the address that is connected to.
        headers = {"User-Agent": agent, "Accept-Encoding": "identity", "Accept": "*/*", "Accept-Language": "ja"}
        self._client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def fetch(
        self, source: Source, url: str, *, validators: Validators | None = None, already: Container[str] = ()
    ) -> Fetched:
        """GET `url` (normalised). FetchError with its reason, status and cost; StoppedError when asked to stop.

        `already` holds URLs that need not be fetched again if a redirect leads there.
        """
        tally = _Tally()
        try:
            return self._follow(source, url, validators, already, tally)
        except FetchError as error:
            error.requests, error.transferred = tally.requests, tally.transferred
            raise

    def _follow(
        self, source: Source, url: str, validators: Validators | None, already: Container[str], tally: _Tally
    ) -> Fetched:
        here = url
        for _ in range(self._limits.redirects + 1):
            answer = self._get_allowed(source, here, validators, tally)
            if answer.status not in _REDIRECTS:
                return self._judge(url, here, answer, tally)
            target = normalize_url(answer.headers.get("location", ""), here)
            if target is None or target == here:
                raise FetchError(url, "a redirect that leads nowhere", status=answer.status)
            _check_host(source, target, f"redirects to {host_of(target)}, which is outside the source's hosts")
            here = target
            if target in already:
                return Fetched(
                    url, target, answer.status, None, None, None, None, None, tally.transferred, tally.requests
                )
        raise FetchError(url, f"more than {self._limits.redirects} redirects")

    def _judge(self, url: str, final: str, answer: _Answer, tally: _Tally) -> Fetched:
        if answer.status not in (200, 304):
            raise FetchError(url, f"HTTP {answer.status}", status=answer.status)
        headers = answer.headers
        body = answer.body if answer.status == 200 else None
        return Fetched(
            url=url,
            final_url=final,
            status=answer.status,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            content_type=headers.get("content-type"),
            body=body,
            media_type=None if body is None else classify_media(body, headers.get("content-type")),
            transferred=tally.transferred,
            requests=tally.requests,
        )

    def _get_allowed(self, source: Source, url: str, validators: Validators | None, tally: _Tally) -> _Answer:
        _check_host(source, url, "outside the source's hosts")
        if not source.local and not self._contact:
            raise RefusedError(url, "no contact is configured, and a website must be able to reach whoever crawls it")
        origin = origin_of(url)
        with self._pacer.lane(origin):
            rules = self._fetch_robots(source, origin, tally)
            if rules.refusal is not None:
                raise RefusedError(url, rules.refusal)
            if not rules.allows(url):
                raise DisallowedError(url, "disallowed by robots.txt")
            if rules.delay > self._limits.crawl_delay:
                raise RefusedError(url, f"robots.txt asks for {rules.delay:g} s between two requests")
            delay = max(source.delay, rules.delay)
            answer = self._get(source, url, delay, _make_conditions(validators), tally)
            if answer.status == 304 and validators is not None and validators.url != url:
                # "Not modified" is said of another URL's validators: it means nothing here.
                answer = self._get(source, url, delay, {}, tally)
            return answer

    def _fetch_robots(self, source: Source, origin: str, tally: _Tally) -> RobotsRules:
        key = (origin, source.name)
        known = self._robots.get(key)
        if known is not None:
            kept = _ROBOTS_KEPT if known[1].refusal is None else _REFUSAL_KEPT
            if self._now() - known[0] < kept:
                return known[1]
        here = f"{origin}/robots.txt"
        rules = RobotsRules(refusal="robots.txt is redirected without end, so the site is left alone")
        try:
            for _ in range(self._limits.redirects + 1):
                answer = self._get(source, here, source.delay, {}, tally)
                if answer.status not in _REDIRECTS:
                    rules = parse_robots(answer.status, answer.body)
                    break
                here = normalize_url(answer.headers.get("location", ""), here) or ""
                _check_host(source, here, "robots.txt is redirected outside the source's hosts")
        except FetchError as error:
            rules = RobotsRules(refusal=f"robots.txt cannot be had ({error.reason}), so the site is left alone")
        self._robots[key] = (self._now(), rules)
        return rules

    def _get(self, source: Source, url: str, delay: float, conditions: Mapping[str, str], tally: _Tally) -> _Answer:
        """One URL, tried again while that may help."""
        reason, status = "", None
        for attempt in range(1, backoff.MOST_TRIES + 1):
            wait = backoff.make_wait(attempt, self._random)
            try:
                with self._pacer.turn(origin_of(url), delay):
                    answer = self._get_once(source, url, conditions, tally)
            except httpx.TimeoutException:
                reason, status = "the server does not answer in time", None
            except httpx.TransportError as error:
                reason, status = f"no connection ({error})", None
            except (httpx.InvalidURL, httpx.DecodingError) as error:
                raise FetchError(url, f"a URL or an answer that cannot be read ({error})") from error
            else:
                if answer.status not in backoff.RETRIED:
                    return answer
                reason, status = f"HTTP {answer.status}", answer.status
                asked = backoff.parse_retry_after(answer.headers.get("retry-after"), self._now())
                if asked is not None and asked > backoff.LONGEST_WAIT:
                    raise FetchError(url, f"{reason}, and come back in {asked:.0f} s", status=status)
                wait = wait if asked is None else asked
            if attempt < backoff.MOST_TRIES:
                self._pacer.sleep(wait)
        raise FetchError(url, f"{reason}, {backoff.MOST_TRIES} times", status=status)

    def _get_once(self, source: Source, url: str, conditions: Mapping[str, str], tally: _Tally) -> _Answer:
        def check_peer(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":
                address = str(info["return_value"].get_extra_info("server_addr")[0])
                refusal = find_refusal(address, local=source.local)
                if refusal is not None:
                    raise RefusedError(url, refusal)

        tally.requests += 1
        began = self._clock()
        body = bytearray()
        with self._client.stream("GET", url, headers=dict(conditions), extensions={"trace": check_peer}) as response:
            try:
                if int(response.headers.get("content-length", "0")) > self._limits.body:
                    raise self._too_large(url)
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > self._limits.body:
                        raise self._too_large(url)
                    if self._clock() - began > self._limits.seconds:
                        raise FetchError(url, f"the answer takes longer than {self._limits.seconds:g} s")
                    self._pacer.check()
            except ValueError as error:
                raise FetchError(url, f"a broken answer ({error})") from error
            finally:
                tally.transferred += response.num_bytes_downloaded
                self._client.cookies.clear()
            return _Answer(response.status_code, dict(response.headers), bytes(body))

    def _too_large(self, url: str) -> FetchError:
        return FetchError(url, f"larger than {self._limits.body / 1_000_000:g} MB")


def _check_host(source: Source, url: str, reason: str) -> None:
    if host_of(url) not in source.hosts:
        raise RefusedError(url, reason)


def _make_conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in pairs.items() if value}
