"""One council to crawl, as its TOML file states it: load and validate.

A file says `municipality`, `code`, `prefecture`, `council` and `start`; everything else has a default. What is wrong is
refused by the name of the file and the key.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.cadence import JITTER, make_slots
from crawler.errors import SourceError
from crawler.urls import host_of, normalize_url

_NAME = re.compile(r"[\w-]+")
_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?")
_WEIGHTS = (6, 5, 4, 3, 2)  # JIS X 0401/0402: one for each digit of a municipality's code
NEVER = "never"
_REQUIRED = ("municipality", "code", "prefecture", "council", "start")


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is the file's stem; `hosts` are `host` or `host:port`; `delay` in seconds; `max_bytes` in bytes a run;
    `jitter` in minutes (see cadence.py). `found_at` is where the address of the start page was found; `verified` the
    day (ISO) on which `sources check` last found minutes there, or "never"; `note` is for whoever looks after it."""

    name: str
    municipality: str
    code: str
    prefecture: str
    council: str
    start: tuple[str, ...]
    local: bool = False
    hosts: tuple[str, ...] = ()
    cadence: str = "weekly"
    jitter: int = JITTER
    delay: float = 1.0  # what a person reading would leave between two pages
    max_depth: int = 3  # list of councils → council → year → meeting; twice as many by sure words (frontier.py)
    max_requests: int = 500  # ten years of monthly meetings, each a page and two documents, and as much again
    max_bytes: int = 500_000_000
    found_at: str = ""
    verified: str = NEVER
    note: str = ""


def make_check_digit(code: str) -> str:
    """Five digits → the sixth (JIS X 0401/0402: 11 - (weighted sum mod 11), its last digit)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def load_sources(folder: Path) -> tuple[Source, ...]:
    """All `*.toml` of a folder, by name; SourceError if there is no such folder or a file is wrong."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources")
    return tuple(load_source(path) for path in sorted(folder.glob("*.toml")))


def load_source(path: Path) -> Source:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name}: not a TOML file: {error}") from error
    return parse_source(data, path.stem, path.name)


def parse_source(data: Mapping[str, Any], name: str, file: str) -> Source:
    """The keys of a source's file → a Source; SourceError names `file` and the key."""
    _check_shape(data, name, file)
    local = bool(data.get("local", False))
    start = tuple(_parse_start(url, local, file) for url in data["start"])
    hosts = tuple(host.lower() for host in data.get("hosts", ()))
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise SourceError(f"{file}: hosts: not a host name: {host!r}")
    if local and not all(is_loopback(f"http://{host}/") for host in hosts):
        raise SourceError(f"{file}: hosts: a local source stays on loopback")
    source = Source(
        name=name,
        municipality=data["municipality"],
        code=_parse_code(data["code"], file),
        prefecture=data["prefecture"],
        council=data["council"],
        start=start,
        local=local,
        hosts=tuple(dict.fromkeys((*(host_of(url) for url in start), *hosts))),
        cadence=data.get("cadence", "weekly"),
        jitter=data.get("jitter", JITTER),
        delay=float(data.get("delay", 0.0 if local else 1.0)),
        max_depth=data.get("max_depth", 3),
        max_requests=data.get("max_requests", 500),
        max_bytes=data.get("max_bytes", 500_000_000),
        found_at=_parse_found_at(data.get("found_at", ""), file),
        verified=_parse_verified(data.get("verified", NEVER), file),
        note=data.get("note", ""),
    )
    try:
        make_slots(source.cadence, source.name, source.jitter)
    except ValueError as error:
        raise SourceError(f"{file}: cadence: {source.cadence!r}: {error}") from error
    return source


_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("municipality", "code", "prefecture", "council", "cadence", "found_at", "note"), (str,)),
    **dict.fromkeys(("start", "hosts"), (list,)),
    **dict.fromkeys(("max_depth", "max_requests", "max_bytes", "jitter"), (int,)),
    "verified": (date, str),
    "local": (bool,),
    "delay": (int, float),
}


def _check_shape(data: Mapping[str, Any], name: str, file: str) -> None:
    if not _NAME.fullmatch(name):
        raise SourceError(f"{file}: a source's file is named with letters, digits, - and _ only")
    for key in _REQUIRED:
        if key not in data or data[key] in ("", []):
            raise SourceError(f"{file}: {key}: is missing")
    for key, value in data.items():
        if key not in _TYPES:
            raise SourceError(f"{file}: {key}: unknown key (known: {', '.join(_TYPES)})")
        wrong = not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and key != "local")
        if wrong or (isinstance(value, list) and not all(isinstance(entry, str) for entry in value)):
            raise SourceError(f"{file}: {key}: expected {_TYPES[key][-1].__name__}, found {value!r}")
        if isinstance(value, (int, float)) and value < 0:
            raise SourceError(f"{file}: {key}: must not be negative")


def _parse_code(code: str, file: str) -> str:
    if not (code.isascii() and code.isdigit() and len(code) in (5, 6)):
        raise SourceError(f"{file}: code: expected 5 or 6 digits, found {code!r}")
    digit = make_check_digit(code[:5])
    if len(code) == 6 and code[5] != digit:
        raise SourceError(f"{file}: code: {code} has a wrong check digit (expected {code[:5]}{digit})")
    return code[:5] + digit


def _parse_start(url: str, local: bool, file: str) -> str:
    normal = normalize_url(url, url)
    if normal is None:
        raise SourceError(f"{file}: start: not an http(s) URL: {url!r}")
    if local and not is_loopback(normal):
        raise SourceError(f"{file}: start: a local source is on loopback, {url} is not")
    if not local and urlsplit(normal).port is not None:
        raise SourceError(f"{file}: start: only a local source may name a port: {url}")
    if not local and is_loopback(normal):
        raise SourceError(f"{file}: start: {url} is on loopback; say local = true")
    return normal


def _parse_found_at(url: str, file: str) -> str:
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise SourceError(f"{file}: found_at: not an http(s) URL: {url!r}")
    return url


def _parse_verified(value: date | str, file: str) -> str:
    """A date as TOML or as text writes it."""
    if value == NEVER:
        return NEVER
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise SourceError(f'{file}: verified: expected a day (2026-04-01) or "never", found {str(value)!r}') from None


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine, by its own words."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
