from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crawler.cadence import JAPAN, make_slots

WEDNESDAY = datetime(2024, 5, 15, 21, 0, tzinfo=JAPAN)
NAMES = [f"s{number}" for number in range(40)]


@pytest.mark.parametrize(
    ("cadence", "last", "following"),
    [
        ("30 4 * * *", "2024-05-15T04:30", "2024-05-16T04:30"),
        ("0 3 * * 0", "2024-05-12T03:00", "2024-05-19T03:00"),  # cron's Sunday
        ("0 3 * * 7", "2024-05-12T03:00", "2024-05-19T03:00"),
        ("0 3 * * 5-1", "2024-05-13T03:00", "2024-05-17T03:00"),
        ("0 3 * * mon,tue", "2024-05-14T03:00", "2024-05-20T03:00"),
        ("15 2 1 * *", "2024-05-01T02:15", "2024-06-01T02:15"),
        ("0 3 29 2 *", "2024-02-29T03:00", "2028-02-29T03:00"),
        ("*/5 * * * *", "2024-05-15T21:00", "2024-05-15T21:05"),
    ],
)
def test_cron(cadence: str, last: str, following: str) -> None:
    slots = make_slots(cadence, "any", jitter=0)
    assert slots.find_last(WEDNESDAY).isoformat()[:16] == last
    assert slots.find_next(WEDNESDAY).isoformat()[:16] == following


@pytest.mark.parametrize("name", NAMES[:5])
def test_cron_with_jitter_is_later_by_the_same_minutes_each_time(name: str) -> None:
    exact, spread = make_slots("0 3 * * *", name, jitter=0), make_slots("0 3 * * *", name)
    later = spread.find_next(WEDNESDAY) - exact.find_next(WEDNESDAY)
    assert timedelta() <= later <= timedelta(minutes=30)
    assert spread.find_last(WEDNESDAY) - exact.find_last(WEDNESDAY) == later


@pytest.mark.parametrize(
    ("cadence", "least", "most"),
    [
        ("daily", 1, 1),
        ("weekly", 7, 7),
        ("monthly", 28, 31),
        ("every 10 days", 10, 10),
        ("every 2 weeks", 14, 14),
        ("every 36 hours", 1.5, 1.5),
    ],
)
def test_slots_follow_one_another_and_never_move(cadence: str, least: float, most: float) -> None:
    for name in NAMES:
        slots = make_slots(cadence, name)
        slot = slots.find_next(WEDNESDAY)
        assert slots.find_last(WEDNESDAY) <= WEDNESDAY < slot
        for _ in range(14):
            following = slots.find_next(slot)
            assert slots.find_last(following) == following, "a slot is its own last"
            assert slots.find_last(following - timedelta(microseconds=1)) == slot
            assert timedelta(days=least) <= following - slot <= timedelta(days=most)
            slot = following


@pytest.mark.parametrize("cadence", ["daily", "weekly", "monthly", "every 10 days", "every 3 weeks"])
def test_slots_are_in_the_night_and_spread(cadence: str) -> None:
    slots = {make_slots(cadence, name).find_next(WEDNESDAY) for name in NAMES}
    assert {slot.hour for slot in slots} <= {21, 22, 23, 0, 1, 2, 3, 4}
    assert len({slot.hour for slot in slots}) >= 6
    assert len(slots) > 36


def test_hours_go_round_the_clock() -> None:
    hours = {make_slots("every 6 hours", name).find_next(WEDNESDAY).hour for name in NAMES}
    assert hours == {21, 22, 23, 0, 1, 2}


@pytest.mark.parametrize(
    ("cadence", "message"),
    [
        ("hourly", "expected daily, weekly, monthly, an interval"),
        ("every 0 days", "between an hour and a year"),
        ("every 9999 days", "between an hour and a year"),
        ("every day", "an interval"),
        ("0 3 1 * 2", "cannot both be given"),
        ("0 3 31 2 *", "never comes due"),
        ("0 3 * * 9", "not a day of the week"),
        ("61 3 * * *", "61"),
    ],
)
def test_refused(cadence: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_slots(cadence, "any")
