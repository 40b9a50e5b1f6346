"""Header fields → values."""

from __future__ import annotations

import pytest

from app.normalize import fold
from app.parse.facts import Facts, council_core, find_council, find_other_council, read_facts, same_council
from app.parse.header import Field

CITY = "霧沢市"


def _read(heads: tuple[str, ...] = (), municipality: str | None = CITY, **values: str) -> Facts:
    """Fields by name → facts; values are folded line by line, as the header's reader does."""
    fields = [
        Field(name, "\n".join(fold(line) for line in value.split("\n")), index)
        for index, (name, value) in enumerate(values.items())
    ]
    return read_facts(fields, [fold(head) for head in heads], municipality)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("霧沢市個人情報保護審議会", "霧沢市個人情報保護審議会"),
        ("第72回霧沢市個人情報保護審議会会議録", "霧沢市個人情報保護審議会"),
        ("平成29年度第2回霧沢市個人情報保護審議会", "霧沢市個人情報保護審議会"),
        ("令和元年度　第１回　霧沢市個人情報保護審査会　議事録", "霧沢市個人情報保護審査会"),
        ("霧沢市情報公開・個人情報保護審議会", "霧沢市情報公開・個人情報保護審議会"),
        ("霧沢市情報公開及び個人情報保護審査会", "霧沢市情報公開及び個人情報保護審査会"),
        ("霧沢市個人情報保護運営審議会", "霧沢市個人情報保護運営審議会"),
        ("霧沢市個人情報保護制度運営委員会", "霧沢市個人情報保護制度運営委員会"),
        ("個人情報保護審議会の会議録", "個人情報保護審議会"),
        ("霧沢市都市計画審議会", None),
        ("霧沢市個人情報保護条例", None),
        ("", None),
    ],
)
def test_a_privacy_council_is_found(text: str, name: str | None) -> None:
    assert find_council(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("第3回霧沢市都市計画審議会会議録", "霧沢市都市計画審議会"),
        ("令和2年度霧沢市図書館協議会", "霧沢市図書館協議会"),
        ("霧沢市行財政改革推進委員会", "霧沢市行財政改革推進委員会"),
        ("霧沢市個人情報保護審議会", None),
        ("霧沢市情報公開審査会", None),
        ("会議録", None),
    ],
)
def test_another_council_is_found(text: str, name: str | None) -> None:
    assert find_other_council(text) == name


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("霧沢市個人情報保護審議会", "霧沢市個人情報保護審議会", True),
        ("霧沢市個人情報保護審議会", "個人情報保護審議会", True),
        ("北野県霧沢市個人情報保護審議会", "霧沢市個人情報保護審議会", True),
        ("情報公開・個人情報保護審議会", "情報公開及び個人情報保護審議会", True),
        ("霧沢市情報公開・個人情報保護審議会", "霧沢市個人情報保護審議会", True),
        ("霧沢市個人情報保護審議会", "霧沢市個人情報保護審査会", False),
        ("霧沢市個人情報保護審議会", "霧沢市情報公開審査会", False),
        ("霧沢市個人情報保護審議会", "霧沢市都市計画審議会", False),
    ],
)
def test_whether_two_names_mean_one_council(name: str, other: str, same: bool) -> None:
    assert same_council(name, other) is same
    assert same_council(other, name) is same


def test_a_council_without_its_municipality() -> None:
    assert council_core("霧沢市個人情報保護審議会") == "個人情報保護審議会"
    assert council_core("北野県霧沢市情報公開審査会") == "情報公開審査会"


COUNCILS = [
    ({"council": "第5回霧沢市個人情報保護審議会"}, (), CITY, "霧沢市個人情報保護審議会", "第5回"),
    ({"council": "個人情報保護審議会"}, (), CITY, "霧沢市個人情報保護審議会", None),
    ({}, ("令和3年度第2回 個人情報保護審議会 会議録",), CITY, "霧沢市個人情報保護審議会", "令和3年度第2回"),
    ({}, ("平成30年度　霧沢市個人情報保護審議会（第１回）",), CITY, "霧沢市個人情報保護審議会", "平成30年度第1回"),
    ({}, ("会議録",), CITY, None, None),
    ({}, ("個人情報保護審議会会議録",), None, "個人情報保護審議会", None),
    ({"council": "霧沢市個人情報保護審議会", "session": "第12回"}, (), CITY, "霧沢市個人情報保護審議会", "第12回"),
    ({"council": "令和元年度の第1回霧沢市個人情報保護審議会"}, (), CITY, "霧沢市個人情報保護審議会", "令和元年度第1回"),
    ({"council": "2022年度第1回霧沢市個人情報保護審議会"}, (), CITY, "霧沢市個人情報保護審議会", "2022年度第1回"),
    ({"council": "第十二回霧沢市個人情報保護審議会"}, (), CITY, "霧沢市個人情報保護審議会", "第十二回"),
]


@pytest.mark.parametrize(("values", "heads", "city", "council", "session"), COUNCILS)
def test_council_and_session(
    values: dict[str, str], heads: tuple[str, ...], city: str | None, council: str | None, session: str | None
) -> None:
    facts = _read(heads, city, **values)
    assert (facts.council, facts.session) == (council, session)


TIMES = [
    ({"date": "令和3年7月5日（月）午後2時から3時30分まで"}, "2021-07-05", "14:00", "15:30"),
    ({"date": "令和3年7月5日（月）\n午後2時～午後3時30分"}, "2021-07-05", "14:00", "15:30"),
    ({"date": "令和3年7月5日", "time": "10:00～11:45"}, "2021-07-05", "10:00", "11:45"),
    ({"date": "令和3年7月5日　開会 午後2時　閉会 午後4時"}, "2021-07-05", "14:00", "16:00"),
    ({"date": "令和3年7月5日午後2時", "end": "午後4時"}, "2021-07-05", "14:00", "16:00"),
    ({"date": "令和3年7月5日午前10時"}, "2021-07-05", "10:00", None),
    ({"date": "令和3年7月5日"}, "2021-07-05", None, None),
    ({"date": "未定"}, None, None, None),
    ({}, None, None, None),
]


@pytest.mark.parametrize(("values", "date", "start", "end"), TIMES)
def test_date_and_times(values: dict[str, str], date: str | None, start: str | None, end: str | None) -> None:
    facts = _read((), **values)
    assert (facts.date.iso if facts.date else None, facts.start, facts.end) == (date, start, end)


def test_a_date_in_the_title_is_taken_where_the_header_has_none() -> None:
    facts = _read(("霧沢市個人情報保護審議会会議録（令和3年7月5日開催）",))
    assert facts.date is not None
    assert facts.date.iso == "2021-07-05"


@pytest.mark.parametrize(
    ("written", "iso", "doubtful"),
    [
        ("令和3年7月5日（火）", "2021-07-05", True),
        ("令和3年7月5日（月）", "2021-07-05", False),
        ("3年7月5日（月）", "2021-07-05", False),  # the title's 令和3年度 tells the era
        ("7月5日", "2021-07-05", True),
    ],
)
def test_doubtful_dates(written: str, iso: str, doubtful: bool) -> None:
    facts = _read(("令和3年度第1回霧沢市個人情報保護審議会",), date=written)
    assert facts.date is not None
    assert (facts.date.iso, facts.date.doubtful) == (iso, doubtful)


@pytest.mark.parametrize(
    ("values", "public", "observers"),
    [
        ({"public": "公開"}, "公開", None),
        ({"public": "非公開"}, "非公開", None),
        ({"public": "一部非公開"}, "一部非公開", None),
        ({"public": "一部公開"}, "一部非公開", None),
        ({"public": "可"}, "公開", None),
        ({"public": "不可"}, "非公開", None),
        ({"public": "■公開　□非公開　□一部非公開"}, "公開", None),
        ({"public": "□公開　☑非公開　□一部非公開"}, "非公開", None),
        ({"public": "公開", "observers": "3人"}, "公開", 3),
        ({"observers": "３名"}, None, 3),
        ({"observers": "なし"}, None, 0),
        ({"observers": "0人"}, None, 0),
        ({"public": "公開（傍聴者なし）"}, "公開", 0),
        ({"public": "公開（傍聴者2名）"}, "公開", 2),
        ({}, None, None),
    ],
)
def test_public_and_observers(values: dict[str, str], public: str | None, observers: int | None) -> None:
    facts = _read((), **values)
    assert (facts.public, facts.observers) == (public, observers)


@pytest.mark.parametrize(
    ("value", "record"),
    [
        ("全文記録", "全文記録"),
        ("□全文記録　■要点記録", "要点記録"),
        ("☑全文記録\n□要点記録", "全文記録"),
        ("□全文記録　□要点記録", None),
    ],
)
def test_ticked_boxes(value: str, record: str | None) -> None:
    assert _read((), record=value).record == record


def test_a_place_keeps_its_words() -> None:
    facts = _read((), place="霧沢市役所　３階\n第１会議室")
    assert facts.place == "霧沢市役所 3階 第1会議室"


@pytest.mark.parametrize(
    ("values", "members", "absent"),
    [
        ({"members": "甲野一、乙山二、丙川三"}, ("甲野一", "乙山二", "丙川三"), ()),
        ({"members": "甲野一（会長）、乙山二、丙川三委員"}, ("甲野一", "乙山二", "丙川三"), ()),
        ({"members": "甲野一\n乙山二", "absent": "丙川三"}, ("甲野一", "乙山二"), ("丙川三",)),
        ({"members": "甲野一、乙山二\n欠席者：丙川三"}, ("甲野一", "乙山二"), ("丙川三",)),
        ({"members": "会長 甲野一\n委員 乙山二"}, ("甲野一", "乙山二"), ()),
        ({"members": "5名", "absent": "なし"}, (), ()),
        ({}, (), ()),
    ],
)
def test_people(values: dict[str, str], members: tuple[str, ...], absent: tuple[str, ...]) -> None:
    facts = _read((), **values)
    assert (facts.members, facts.absent) == (members, absent)


def test_each_value_comes_with_its_words() -> None:
    facts = _read((), council="霧沢市個人情報保護審議会", date="令和3年7月5日午後2時", observers="3人")
    assert facts.quotes == {
        "council": "霧沢市個人情報保護審議会",
        "date": "令和3年7月5日",
        "start": "午後2時",
        "observers": "3人",
    }


def test_words_over_two_lines_are_quoted_from_one() -> None:
    facts = read_facts([], [], CITY, ["○事務局 本日は傍聴の方が", "3名いらっしゃいます。"])
    assert facts.observers == 3
    assert facts.quotes["observers"] == "傍聴の方が"


def test_a_header_that_was_cut_too_early_is_read_on() -> None:
    late = [Field("date", "令和3年7月5日(月)午後2時", 0), Field("place", "市役所", 1), Field("observers", "2人", 2)]
    facts = read_facts([], [], CITY, [], late)
    assert (facts.date and facts.date.iso, facts.start, facts.place, facts.observers) == (
        "2021-07-05",
        "14:00",
        "市役所",
        2,
    )
    dated = read_facts([Field("date", "令和3年7月4日", 0)], [], CITY, [], late)
    assert (dated.date and dated.date.iso, dated.place, dated.observers) == ("2021-07-04", None, 2)
