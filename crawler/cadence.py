"""A source's cadence as slots: the moments at which it is crawled, the same from one start of the program to the next.

    daily | weekly | monthly            a slot in the night
    every 10 days | every 6 hours       an interval; whole days have their slot in the night
    30 4 * * mon                        five fields of cron in Japan time, then up to `jitter` minutes later

The night is 21:00 to 05:00 in Japan: a city's servers are least busy then, and the day's changes are in. Which minute
of it (and which day of the week or month) is derived from the source's name, so that a thousand sources spread over it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol

from apscheduler.triggers.cron import CronTrigger

JAPAN = timezone(timedelta(hours=9), "JST")
JITTER = 30  # minutes: a folder of sources with one cron expression for all does not start them in one minute
_NAMED = {"daily": timedelta(days=1), "weekly": timedelta(weeks=1)}
_EPOCH = datetime(2000, 1, 3, tzinfo=JAPAN)  # a Monday; slots of a fixed period are counted from it
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NIGHT_STARTS = timedelta(hours=21)
_NIGHT_LENGTH = 8 * 60  # minutes
_SHORTEST_MONTH = 28
_LONGEST = timedelta(days=366)  # a source that is looked at less than once a year is not crawled, it is paused
_SHORTEST = timedelta(hours=1)
_INTERVAL = re.compile(r"every\s+([0-9]{1,4})\s+(hour|day|week)s?")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # cron's order; 7 is Sunday as well


class Slots(Protocol):
    """An endless row of moments (aware, in Japan time)."""

    def find_next(self, at: datetime) -> datetime:
        """The first slot after `at`."""

    def find_last(self, at: datetime) -> datetime:
        """The last slot at or before `at`."""


def make_slots(cadence: str, name: str, jitter: int = JITTER) -> Slots:
    """A cadence and its source's name → its slots; ValueError says what a cadence may be. `jitter` in minutes, for
    cron expressions only."""
    day, minute = divmod(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"), _NIGHT_LENGTH)
    in_night = _NIGHT_STARTS + minute * _MINUTE
    if cadence == "monthly":
        return _Monthly(1 + day % _SHORTEST_MONTH, in_night)
    period = _NAMED.get(cadence) or _parse_interval(cadence)
    if period is None:
        return _Cron(_parse_cron(cadence), (minute % (jitter + 1)) * _MINUTE)
    if period % _DAY:
        return _Regular(period, (day * _NIGHT_LENGTH + minute) % (period // _MINUTE) * _MINUTE)
    return _Regular(period, day % period.days * _DAY + in_night)


@dataclass(frozen=True, slots=True)
class _Regular:
    period: timedelta
    phase: timedelta

    def find_next(self, at: datetime) -> datetime:
        return self.find_last(at) + self.period

    def find_last(self, at: datetime) -> datetime:
        first = _EPOCH + self.phase
        return first + (at - first) // self.period * self.period


@dataclass(frozen=True, slots=True)
class _Monthly:
    day: int
    time: timedelta  # since that day's midnight

    def find_next(self, at: datetime) -> datetime:
        return self._step(self.find_last(at), 1)

    def find_last(self, at: datetime) -> datetime:
        slot = self._place(at.astimezone(JAPAN).year, at.astimezone(JAPAN).month)
        while slot > at:
            slot = self._step(slot, -1)
        return slot

    def _step(self, slot: datetime, months: int) -> datetime:
        start = slot - self.time
        years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        return self._place(years, month + 1)

    def _place(self, year: int, month: int) -> datetime:
        return datetime(year, month, self.day, tzinfo=JAPAN) + self.time


@dataclass(frozen=True, slots=True)
class _Cron:
    trigger: CronTrigger
    later: timedelta

    def find_next(self, at: datetime) -> datetime:
        return self._fire(at - self.later + timedelta(microseconds=1)) + self.later

    def find_last(self, at: datetime) -> datetime:
        at -= self.later
        back = 10 * _MINUTE
        while (found := self._fire(at - back)) > at:  # cron only looks forward: from further back each time
            back *= 8
        while (following := self._fire(found + timedelta(microseconds=1))) <= at:
            found = following
        return found + self.later

    def _fire(self, at: datetime) -> datetime:
        """The first moment at or after `at`."""
        found: datetime | None = self.trigger.get_next_fire_time(None, at)
        if found is None:
            raise ValueError("it never comes due")
        return datetime.fromisoformat(found.isoformat()).astimezone(JAPAN)


def _parse_interval(cadence: str) -> timedelta | None:
    written = _INTERVAL.fullmatch(cadence)
    if written is None:
        return None
    period = timedelta(**{f"{written.group(2)}s": int(written.group(1))})
    if not _SHORTEST <= period <= _LONGEST:
        raise ValueError("an interval is between an hour and a year")
    return period


def _parse_cron(cadence: str) -> CronTrigger:
    fields = cadence.split()
    if len(fields) != 5:
        raise ValueError(
            "expected daily, weekly, monthly, an interval (every 10 days, every 6 hours) or a cron expression of "
            "five fields"
        )
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        raise ValueError("a day of the month and a day of the week cannot both be given")
    trigger = CronTrigger(
        minute=minute, hour=hour, day=day, month=month, day_of_week=_weekday_names(weekday), timezone=JAPAN
    )
    if trigger.get_next_fire_time(None, _EPOCH) is None:
        raise ValueError("it never comes due")
    return trigger


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
