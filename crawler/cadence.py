"""How often a source is crawled: its cadence as a cron expression, with a slot of its own.

`daily`, `weekly` and `monthly` become a fixed slot between 21:00 and 05:00 Japan time (a city's servers are least
busy then, and the day's changes are in), derived from the source's name so that many sources do not start at once and
each keeps its slot from one start of the program to the next.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

from apscheduler.triggers.cron import CronTrigger

JAPAN = timezone(timedelta(hours=9), "JST")
NAMED = ("daily", "weekly", "monthly")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # cron's order; 7 is Sunday as well
_NIGHT_STARTS = 21 * 60  # minutes after midnight, Japan time
_NIGHT_LENGTH = 8 * 60
# A crawl by hand shortly before the slot stands for it: half a period must have passed.
_LEAST_GAP = {"daily": timedelta(hours=12), "weekly": timedelta(days=3, hours=12), "monthly": timedelta(days=14)}


def make_cron(cadence: str, name: str) -> str:
    """A cadence and the source's name → five fields of cron, in Japan time."""
    if cadence not in NAMED:
        return cadence
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    day, slot = divmod(number, _NIGHT_LENGTH)
    hour, minute = divmod((_NIGHT_STARTS + slot) % (24 * 60), 60)
    if cadence == "weekly":
        return f"{minute} {hour} * * {_WEEKDAYS[day % 7]}"
    return f"{minute} {hour} {1 + day % 28} * *" if cadence == "monthly" else f"{minute} {hour} * * *"


def make_trigger(cadence: str, name: str) -> CronTrigger:
    """The trigger of a cadence; ValueError if it is neither a named one nor five fields of cron."""
    fields = make_cron(cadence, name).split()
    if len(fields) != 5:
        raise ValueError("expected daily, weekly, monthly or a cron expression of five fields")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        raise ValueError("a day of the month and a day of the week cannot both be given")
    return CronTrigger(
        minute=minute, hour=hour, day=day, month=month, day_of_week=_weekday_names(weekday), timezone=JAPAN
    )


def compute_due(cadence: str, name: str, last_run: datetime | None, now: datetime) -> datetime:
    """When a source is due: at once if it was never crawled, else its first slot after the last run (may be past)."""
    if last_run is None:
        return now
    earliest = last_run + _LEAST_GAP.get(cadence, timedelta(seconds=1))
    due = make_trigger(cadence, name).get_next_fire_time(None, earliest)
    if due is None:
        raise ValueError(f"the cadence {cadence!r} never comes due")
    return datetime.fromisoformat(due.isoformat()).astimezone(now.tzinfo)


def _weekday_names(field: str) -> str:
    """Cron counts days from Sunday = 0, APScheduler from Monday = 0: numbers become names, ranges become lists."""
    if field == "*":
        return field
    days: list[str] = []
    for part in field.lower().split(","):
        first, _, last = part.partition("-")
        start, end = _weekday_number(first), _weekday_number(last or first)
        end += 7 if end < start else 0
        days.extend(_WEEKDAYS[number % 7] for number in range(start, end + 1))
    return ",".join(dict.fromkeys(days))


def _weekday_number(text: str) -> int:
    if text in _WEEKDAYS:
        return _WEEKDAYS.index(text)
    if text.isdigit() and int(text) <= 7:
        return int(text)
    raise ValueError(f"not a day of the week: {text!r}")
