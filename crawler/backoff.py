"""When a request is tried again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

MOST_TRIES = 4
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is left until the next run
RETRIED = frozenset({429, 500, 502, 503, 504})  # answers that another try may better
_FIRST_WAIT = 1.0  # seconds, doubled with each further try


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Retry-After (RFC 9110, 10.2.3: seconds or an HTTP date) → seconds from now, at least 0; None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def make_wait(attempt: int, random: Random) -> float:
    """Seconds before the next try after `attempt` (1-based) failed: 1, 2, 4, each give or take half, so that the
    clients of a server that was down do not all come back together."""
    return _FIRST_WAIT * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.5)
