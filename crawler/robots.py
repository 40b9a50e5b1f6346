"""A site's robots.txt (RFC 9309) as a rule that can be asked."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

AGENT = "shingikai"
_MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are parsed; the rest may be left


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """`refusal` (plain English) closes the whole site; `rules` None and no refusal opens it. `delay` in seconds."""

    rules: Protego | None = None
    refusal: str | None = None
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        return self.refusal is None and (self.rules is None or bool(self.rules.can_fetch(url, AGENT)))


def parse_robots(status: int, body: bytes) -> RobotsRules:
    """A final answer to GET /robots.txt: 2xx is parsed; 4xx opens the site; 429 and 5xx close it (RFC 9309, 2.3.1)."""
    if 200 <= status < 300:
        rules = Protego.parse(body[:_MOST_BYTES].decode("utf-8-sig", errors="replace"))
        return RobotsRules(rules=rules, delay=float(rules.crawl_delay(AGENT) or 0.0))
    if 400 <= status < 500 and status != 429:
        return RobotsRules()
    return RobotsRules(refusal=f"robots.txt cannot be had (HTTP {status}), so the site is left alone")
