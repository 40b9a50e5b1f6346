"""When a source needs an operator's look, and when not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.health_rules import count_failures, find_level, judge_crawls
from crawler.records import RunRow

NOW = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)


def runs(outcomes: str, days_ago: float = 1) -> list[RunRow]:
    """c complete, p partial, n nothing, - of an older program; the newest first."""
    names = {"c": "complete", "p": "partial", "n": "nothing", "-": None}
    return [
        RunRow("x", "", (NOW - timedelta(days=days_ago + n)).isoformat(), True, 1, 1, 0, 0, 0, 0, 0, names[letter])
        for n, letter in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("outcomes", "days_ago", "due_in", "paused", "expected"),
    [
        ("ccc", 1, 6, False, []),
        ("---", 1, 6, False, []),
        ("pcc", 1, 6, False, []),
        ("ppp", 1, 6, False, ["partial"]),
        ("ncc", 1, 6, False, ["failing"]),
        ("nnc", 1, 6, False, ["failing"]),
        ("nnn", 1, 6, False, ["failing error"]),
        ("cnnn", 1, 6, False, []),
        ("", 1, None, False, ["never_crawled"]),
        ("", 1, None, True, []),
        ("c", 9, -1, False, []),
        ("c", 9, -2.5, False, ["overdue error"]),
        ("c", 9, -2.5, True, []),
        ("c", 39, None, False, []),
        ("c", 41, None, False, ["long_ago"]),
        ("nnn", 9, -2.5, False, ["failing error", "overdue error"]),
    ],
)
def test_warnings(outcomes: str, days_ago: float, due_in: float | None, paused: bool, expected: list[str]) -> None:
    due = NOW + timedelta(days=due_in) if due_in is not None else None
    found = judge_crawls(runs(outcomes, days_ago), (), now=NOW, due=due, paused=paused)
    assert [w.code + (" error" if w.level == "error" else "") for w in found] == expected


def test_an_alarm_is_a_warning_in_its_own_words() -> None:
    (warning,) = judge_crawls(runs("c"), ("a page gave 9 documents",), now=NOW)
    assert (warning.code, warning.level, warning.message) == ("fewer_documents", "warning", "a page gave 9 documents")
    assert (find_level([warning]), find_level([])) == ("warning", "ok")


def test_failures_in_a_row() -> None:
    assert [count_failures(runs(outcomes)) for outcomes in ("", "c", "nnc", "nn", "cnn")] == [0, 0, 2, 2, 0]
