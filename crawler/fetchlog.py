"""One line for each request that was sent, and for each URL that was not asked for: what, what came, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass

FORMATS = ("json", "keyvalue")
_USER = re.compile(r"(?<=://)[^/?#@]*@")  # credentials before a host; no URL of ours has any, and none is ever written
_BARE = re.compile(r"[\w.:/?&=%+,;@~()\[\]-]+")  # needs no quotes in key=value


@dataclass(frozen=True, slots=True)
class FetchLine:
    """`at` is UTC in ISO 8601; `status` None without an answer; `bytes` of the body as sent; `why` it was asked for
    (start page, a link's words, robots.txt, a redirect, another try); `conditional` if the answer might be 304;
    `refused` why it was not asked for, or what came instead of an answer."""

    at: str
    source: str
    url: str
    status: int | None
    bytes: int
    seconds: float
    conditional: bool
    why: str
    refused: str | None = None


TellFetch = Callable[[FetchLine], None]


def format_line(line: FetchLine, form: str) -> str:
    """One line without its end. `json`, or `keyvalue` (key=value, quoted where need be; absent values left out)."""
    values = asdict(line)
    values["url"] = _USER.sub("", line.url)
    values["seconds"] = round(line.seconds, 3)
    if form == "json":
        return json.dumps(values, ensure_ascii=False)
    return " ".join(f"{key}={_quote(value)}" for key, value in values.items() if value is not None)


def _quote(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
