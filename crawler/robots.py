"""A site's robots.txt (RFC 9309) as a rule that can be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from crawler.agent import TOKEN

MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are parsed; the rest may be left
_AGENT_LINE = re.compile(
    r"""
    ^ ([ \t]* user[ -]?agent [ \t]*[: \t][ \t]*)   # as protego reads it, also without a colon
    ([A-Za-z_-]+ | \*(?=[ \t\#]|$))?  # the product token (RFC 9309, 2.2.1); what follows (a version) is no part
    .* $
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_OTHER = "another-crawler"  # stands for every token but ours: protego takes "shin" for the beginning of ours


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """`refusal` (plain English) closes the whole site; `rules` None and no refusal opens it. `delay` in seconds."""

    rules: Protego | None = None
    refusal: str | None = None
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        return self.refusal is None and (self.rules is None or bool(self.rules.can_fetch(url, TOKEN)))


def parse_robots(status: int, body: bytes) -> RobotsRules:
    """A final answer to GET /robots.txt: 2xx is parsed; 4xx opens the site; 429 and 5xx close it (RFC 9309, 2.3.1).

    `delay` is the longer of Crawl-delay and Request-rate, which are no part of the RFC and honoured all the same.
    """
    if 200 <= status < 300:
        text = _cut(body).decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        rules = Protego.parse(_AGENT_LINE.sub(_make_exact, text))
        rate = rules.request_rate(TOKEN)
        delay = max(rules.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate is not None else 0.0)
        return RobotsRules(rules=rules, delay=float(delay))
    if 400 <= status < 500 and status != 429:
        return RobotsRules()
    return RobotsRules(refusal=f"robots.txt cannot be had (HTTP {status}), so the site is left alone")


def _cut(body: bytes) -> bytes:
    """The part that is parsed; a line cut in two would say something else."""
    if len(body) <= MOST_BYTES:
        return body
    return body[: max(body.rfind(b"\n", 0, MOST_BYTES), body.rfind(b"\r", 0, MOST_BYTES)) + 1]


def _make_exact(line: re.Match[str]) -> str:
    token = (line.group(2) or "").lower()
    return line.group(1) + (token if token in (TOKEN, "*") else _OTHER)
