"""Which meetings are missing by their numbers: what must be found, what must not be invented."""

from __future__ import annotations

import pytest

from app.coverage.numbering import Known, find_gaps
from app.coverage.sessions import Session, parse_session


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("第70回", [Session((70,), "open")]),
        ("第 ７０ 回", [Session((70,), "open")]),
        ("第七十二回", [Session((72,), "open")]),
        ("第百二回", [Session((102,), "open")]),
        ("令和２年度第３回", [Session((3,), "fiscal", 2020, prefix="令和2年度")]),
        ("28年度第2回", [Session((2,), "fiscal", 2016, prefix="28年度")]),
        ("令和元年第2回", [Session((2,), "calendar", 2019, prefix="令和元年")]),
        ("2019年第2回", [Session((2,), "calendar", 2019, prefix="2019年")]),
        ("第12期第4回", [Session((4,), "term", 12, prefix="第12期")]),
        ("第5回・第6回", [Session((5, 6), "open")]),
        ("第5・6回", [Session((5, 6), "open")]),
        ("第5回及び第6回", [Session((5, 6), "open")]),
        ("第1回臨時会", [Session((1,), "open", body="臨時")]),
        ("令和4年度臨時会第1回", [Session((1,), "fiscal", 2022, body="臨時", prefix="令和4年度臨時会")]),
        ("第3回（臨時）", [Session((3,), "open")]),
        ("第1部会第3回", [Session((3,), "open", body="第1部会")]),
        (
            "令和元年度第2回（通算第57回）",
            [Session((2,), "fiscal", 2019, prefix="令和元年度"), Session((57,), "running")],
        ),
        ("臨時会", []),
        ("令和2年度", []),
        ("議案第5号", []),
        ("3回目の更新", []),
    ],
)
def test_sessions(name: str, expected: list[Session]) -> None:
    found = [
        Session(s.numbers, s.scale, s.of, s.body, s.prefix if s.scale not in ("open", "running") else "")
        for s in parse_session(name)
    ]
    assert found == expected


def gaps(*meetings: tuple[str | None, str | None]) -> list[str]:
    """(date, name) of meetings → the gaps as `label years`, doubtful ones with their doubt."""
    found = find_gaps(Known(date, name) for date, name in meetings).gaps
    return [
        f"{gap.label} {'-'.join(str(year) for year in gap.years)}" + (f" {gap.doubt}?" if gap.doubt else "")
        for gap in found
    ]


RUNNING = [("2018-05-01", "第70回"), ("2018-11-01", "第72回")]
YEARLY = [("2018-05-01", "第1回"), ("2018-09-01", "第2回"), ("2019-05-01", "第1回"), ("2020-06-01", "第1回")]


@pytest.mark.parametrize(
    ("why", "meetings", "expected"),
    [
        ("a number left out", RUNNING, ["第71回 2018"]),
        ("nothing left out", [*RUNNING, ("2018-08-01", "第71回")], []),
        ("one that may be of either year", [("2018-11-01", "第70回"), ("2019-05-01", "第72回")], ["第71回 2018-2019"]),
        (
            "several over years",
            [("2016-12-01", "第38回"), ("2018-06-01", "第41回")],
            ["第39回 2016-2017-2018", "第40回 2016-2017-2018"],
        ),
        ("a year without a meeting leaves no number out", [("2016-12-01", "第38回"), ("2020-06-01", "第39回")], []),
        ("a single meeting tells nothing of those before it", [("2018-05-01", "第70回")], []),
        ("the year is named", [("2020-08-01", "令和2年度第3回")], ["令和2年度第1回 2020", "令和2年度第2回 2020"]),
        (
            "the last number of another year tells nothing of this one",
            [("2020-08-01", "令和2年度第1回"), ("2021-08-01", "令和3年度第2回")],
            ["令和3年度第1回 2021"],
        ),
        ("yearly though nobody says so", [*YEARLY, ("2020-11-01", "第3回")], ["第2回 2020"]),
        (
            "yearly, the first of a year left out",
            [*YEARLY, ("2021-06-01", "第3回")],
            ["第1回 2021", "第2回 2021"],
        ),
        (
            "yearly, but a 第2回 behind the 第1回 of the year before may be counted on",
            [*YEARLY, ("2021-06-01", "第2回")],
            ["第1回 2021 numbering?"],
        ),
        (
            "a term of two years is not a gap at April",
            [("2018-05-01", "第1回"), ("2019-01-01", "第2回"), ("2019-06-01", "第3回"), ("2019-12-01", "第4回"),
             ("2020-06-01", "第1回"), ("2021-05-01", "第2回")],
            [],
        ),
        (
            "a number left out within a term",
            [("2018-05-01", "第1回"), ("2019-06-01", "第2回"), ("2019-12-01", "第4回"), ("2020-06-01", "第1回"),
             ("2021-05-01", "第2回")],
            ["第3回 2019"],
        ),
        (
            "a term that is named",
            [("2018-05-01", "第5期第2回"), ("2019-06-01", "第5期第4回"), ("2020-06-01", "第6期第1回")],
            ["第5期第1回 2018", "第5期第3回 2018-2019"],
        ),
        (
            "anew in January",
            [("2018-01-20", "第1回"), ("2018-03-01", "第2回"), ("2018-09-01", "第3回"), ("2019-01-10", "第1回"),
             ("2019-03-10", "第2回"), ("2019-12-01", "第4回"), ("2020-02-01", "第1回")],
            ["第3回 2018-2019"],
        ),
        ("the calendar year is named", [("2019-02-01", "平成31年第2回")], ["平成31年第1回 2018"]),
        ("two on a day fill two numbers", [("2018-05-01", "第5回・第6回"), ("2018-09-01", "第7回")], []),
        ("a meeting of two days has one number", [("2018-05-01", "第5回"), ("2018-05-02", "第5回"),
                                                  ("2018-09-01", "第6回")], []),
        ("an extraordinary one counts apart", [("2018-05-01", "第1回"), ("2018-07-01", "第1回臨時会"),
                                               ("2018-09-01", "第2回")], []),
        ("an extraordinary one counted with the others", [("2018-05-01", "第1回"), ("2018-07-01", "第2回臨時会"),
                                                          ("2018-09-01", "第3回")], []),
        ("a meeting without a number may be it", [("2018-05-01", "第1回"), ("2018-07-01", None),
                                                  ("2018-09-01", "第3回")], ["第2回 2018 unnumbered?"]),
        ("but only one of two", [("2018-05-01", "第1回"), ("2018-07-01", None), ("2018-09-01", "第4回")],
         ["第2回 2018 unnumbered?", "第3回 2018"]),
        ("one without a number in another year is not", [("2016-05-01", None), *RUNNING], ["第71回 2018"]),
        ("a slip of the pen", [("2018-05-01", "第70回"), ("2018-08-01", "第7回"), ("2018-11-01", "第72回")],
         ["第71回 2018 unnumbered?"]),
        ("a number read with a digit too many", [("2018-05-01", "第70回"), ("2018-08-01", "第710回"),
                                                 ("2018-11-01", "第71回")], []),
        ("sections of a council count apart", [("2018-05-01", "第1部会第3回"), ("2018-06-01", "第9回"),
                                               ("2018-07-01", "第1部会第4回"), ("2018-08-01", "第10回")], []),
        ("the way of counting was changed", [("2018-05-01", "第70回"), ("2018-09-01", "第71回"),
                                             ("2019-05-01", "令和元年度第1回"), ("2020-05-01", "令和2年度第1回")], []),
        ("both ways of counting", [("2019-05-01", "令和元年度第1回（通算第57回）"),
                                   ("2020-05-01", "令和2年度第1回（通算第59回）")], ["第58回 2019-2020"]),
        ("no council meets so often in a year", [("2018-05-01", "平成30年度第1回"),
                                                 ("2018-07-01", "平成30年度第312回")], []),
        ("counted through, then anew each year",
         [("2014-05-01", "第17回"), ("2015-05-01", "第18回"), ("2016-05-01", "第20回"), *YEARLY], ["第19回 2015-2016"]),
        ("counted through again after a change of the law",
         [("2014-05-01", "第17回"), ("2015-05-01", "第18回"), ("2016-05-01", "第19回"), ("2017-05-01", "第1回"),
          ("2018-05-01", "第2回"), ("2019-05-01", "第4回")], ["第3回 2018-2019"]),
        ("nor before it began to count anew", [("2017-05-01", "第712回"), *YEARLY], []),
        ("no numbers at all", [("2018-05-01", None), ("2019-05-01", "臨時会")], []),
        ("nothing", [], []),
    ],
)  # fmt: skip
def test_gaps(why: str, meetings: list[tuple[str, str | None]], expected: list[str]) -> None:
    assert gaps(*meetings) == expected, why
    assert gaps(*reversed(meetings)) == expected, "the order in which they come does not matter"


def test_a_listed_meeting_without_a_day_fills_its_number() -> None:
    assert find_gaps([*(Known(*m) for m in RUNNING), Known(None, "第71回", 2018)]).gaps == ()
    assert find_gaps([*(Known(*m) for m in RUNNING), Known(None, "第71回")]).gaps == ()
    assert find_gaps([Known(None, "令和2年度第1回"), Known("2020-08-01", "令和2年度第2回")]).gaps == ()


def test_neighbours_and_what_lies_before() -> None:
    numbering = find_gaps(Known(*meeting) for meeting in RUNNING)
    (gap,) = numbering.gaps
    assert (gap.after, gap.before, gap.certain) == ("第70回", "第72回", True)
    assert (numbering.scale, numbering.earlier) == ("running", 69)
    assert find_gaps(Known(*meeting) for meeting in YEARLY).scale == "fiscal"


def test_what_does_not_fit_is_named() -> None:
    found = find_gaps([*(Known(*m) for m in RUNNING), Known("2018-06-01", "第710回")])
    assert found.strange == ("第710回",)


def test_a_bare_number_below_the_heading_of_its_year() -> None:
    named = [("2020-05-01", "令和2年度第1回"), ("2020-11-01", "令和2年度第3回")]
    assert gaps(*named) == ["令和2年度第2回 2020"]
    assert gaps(*named, ("2020-08-01", "第2回")) == []
    through = [("2019-05-01", "第70回"), ("2020-08-01", "第72回")]
    assert gaps(*named, *through) == ["第71回 2019-2020", "令和2年度第2回 2020"]
