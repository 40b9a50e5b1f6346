"""Which item goes on with which: the same number or nearly the same title, and never where it is not clear."""

from __future__ import annotations

import pytest

from app.referrals import Life, link_referrals
from tests.support.meetings import CODE, Asked, make_meeting, with_ids

CARDS = "図書館利用者カードの電子化について"
GENERIC = "個人情報の取扱いについて"
MAY, AUGUST, NEXT_YEAR, LATE = "2019-05-10", "2019-08-02", "2020-06-01", "2023-07-01"


def link(earlier: Asked, later: Asked, *, days: tuple[str, str] = (MAY, AUGUST), session: str | None = None) -> bool:
    """Whether the second goes on with the first."""
    meetings = [make_meeting(days[0], earlier, session=session), make_meeting(days[1], later)]
    lives = link_referrals(with_ids(meetings))
    first, second = f"{CODE}-{days[0]}-i1", f"{CODE}-{days[1]}-i1"
    linked = second in lives
    assert lives.get(second, Life()).continued_from == (first if linked else None)
    return linked


def put_over(title: str, number: str | None = None, outcome: str = "continued", **more: str) -> Asked:
    return Asked(title, outcome, number, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(put_over(CARDS), Asked(CARDS), id="the same title"),
        pytest.param(put_over(CARDS, "議題1"), Asked(CARDS, number="議題3"), id="the agenda's numbers say nothing"),
        pytest.param(put_over(CARDS), Asked("図書館利用者カードの電子化"), id="without its ending"),
        pytest.param(put_over(CARDS), Asked(f"{CARDS}（継続審議）"), id="said to go on"),
        pytest.param(put_over(CARDS), Asked("継続審議　図書館利用者カードの電子化について"), id="said in front"),
        pytest.param(
            put_over("図書館利用者カードの電子化及び読書記録の保存について"),
            Asked("図書館利用者カードの電子化について（前回からの継続）"),
            id="shorter, and said to go on",
        ),
        pytest.param(put_over(CARDS), Asked(f"{CARDS}（5月10日からの継続）"), id="said from which day"),
        pytest.param(put_over(CARDS, outcome="unknown"), Asked(f"{CARDS}（継続）"), id="what was not known"),
        pytest.param(put_over(CARDS, outcome="rejected"), Asked(f"{CARDS}（再諮問）"), id="asked again"),
        pytest.param(put_over(CARDS), Asked(CARDS, source=f"2 【継続】{CARDS}"), id="only the agenda says it"),
        pytest.param(put_over(GENERIC, "諮問第3号"), Asked(GENERIC, number="諮問第3号"), id="generic, same number"),
        pytest.param(
            put_over(CARDS, "諮問第3号"),
            Asked("前回の案件（継続審議）", number="諮問第３号"),
            id="number, said to go on",
        ),
        pytest.param(put_over(CARDS, "諮問第2号"), Asked(CARDS, number="諮問第1号"), id="numbered for each meeting"),
        pytest.param(
            put_over(f"{GENERIC}（諮問第73号）"), Asked(f"{GENERIC}（諮問第 73 号）"), id="number in the title"
        ),
        pytest.param(put_over("諮問第43号事案"), Asked("諮問第43号事案", number="(4)"), id="called by its number"),
        pytest.param(put_over("第97号諮問事案"), Asked("諮問第97号に関する審議"), id="the number before"),
        pytest.param(put_over(GENERIC, "【令4-3】"), Asked(GENERIC, number="令4-3"), id="short number"),
        pytest.param(
            put_over("諮問第1090号", outcome="unknown"), Asked("諮問第1090号"), id="heard again, number for good"
        ),
        pytest.param(put_over(CARDS), Asked(f"{CARDS}［継続］"), id="square brackets"),
        pytest.param(put_over(CARDS), Asked(f"{CARDS}（再協議）"), id="discussed again"),
    ],
)
def test_goes_on(earlier: Asked, later: Asked) -> None:
    assert link(earlier, later)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(put_over(GENERIC), Asked(GENERIC), id="generic"),
        pytest.param(put_over(GENERIC), Asked(f"{GENERIC}（継続）"), id="generic, said to go on with something"),
        pytest.param(put_over(GENERIC, "諮問第3号"), Asked(GENERIC, number="諮問第4号"), id="generic, other number"),
        pytest.param(put_over("個人情報の目的外利用について"), Asked("個人情報の目的外利用について"), id="generic use"),
        pytest.param(
            put_over("実施機関以外との通信回線による結合の承認について"),
            Asked("実施機関以外との通信回線による結合の承認について"),
            id="generic connection",
        ),
        pytest.param(
            put_over("特定個人情報保護評価書の第三者点検について"),
            Asked("特定個人情報保護評価書の第三者点検について"),
            id="generic assessment",
        ),
        pytest.param(Asked(CARDS), Asked(CARDS), id="it was decided"),
        pytest.param(put_over(CARDS, outcome="unknown"), Asked(CARDS), id="unknown, and nobody says that it goes on"),
        pytest.param(put_over(CARDS, outcome="rejected"), Asked(f"{CARDS}（継続）"), id="rejected does not go on"),
        pytest.param(put_over(CARDS, kind="report"), Asked(CARDS, kind="report"), id="two reports"),
        pytest.param(put_over(CARDS), Asked(CARDS, "reported", kind="report"), id="a report about it"),
        pytest.param(
            put_over("第一小学校への防犯カメラの設置について"),
            Asked("第二小学校への防犯カメラの設置について"),
            id="second school",
        ),
        pytest.param(
            put_over("図書館への防犯カメラの設置及び運用について"),
            Asked("中央図書館への防犯カメラの設置及び運用について"),
            id="another library",
        ),
        pytest.param(
            put_over("令和3年度住民意識調査の実施について"),
            Asked("令和4年度住民意識調査の実施について"),
            id="another year",
        ),
        pytest.param(
            put_over("介護保険システムのクラウド利用について"),
            Asked("国民健康保険システムのクラウド利用について"),
            id="another system",
        ),
        pytest.param(
            put_over(CARDS, "諮問第3号"), Asked("庁舎カメラの運用について", number="諮問第3号"), id="number only"
        ),
        pytest.param(put_over(CARDS), Asked(f"{CARDS}（3月1日からの継続）"), id="from another day"),
        pytest.param(
            put_over(GENERIC, "諮問第3号", "unknown"), Asked(GENERIC, number="諮問第3号"), id="unknown, generic"
        ),
        pytest.param(put_over("諮問第43号事案"), Asked("諮問第44号事案"), id="called by another number"),
        pytest.param(
            put_over(CARDS, outcome="unknown"), Asked("図書館利用者カードの電子化（継続利用）について"), id="used on"
        ),
    ],
)
def test_does_not_go_on(earlier: Asked, later: Asked) -> None:
    assert not link(earlier, later)


def test_numbers_begin_anew_each_fiscal_year() -> None:
    days = (MAY, NEXT_YEAR)
    assert not link(put_over(GENERIC, "諮問第3号"), Asked(GENERIC, number="諮問第3号"), days=days)
    assert link(put_over(CARDS, "諮問第3号"), Asked(CARDS, number="諮問第3号"), days=days)
    named = "令和元年度諮問第3号"
    assert link(put_over(GENERIC, named), Asked(GENERIC, number=named), days=days)


def test_a_renewal_after_a_year_goes_on_with_nothing() -> None:
    assert not link(put_over(CARDS, outcome="unknown"), Asked(f"{CARDS}（継続）"), days=(MAY, NEXT_YEAR))


def test_high_numbers_go_on_over_the_years() -> None:
    assert link(put_over(GENERIC, "諮問第1090号"), Asked(GENERIC, number="諮問第1090号"), days=(MAY, NEXT_YEAR))


def test_what_was_put_over_years_ago_is_asked_anew() -> None:
    assert not link(put_over(CARDS), Asked(CARDS), days=(MAY, LATE))


def test_the_session_that_is_named_must_be_the_one() -> None:
    later = Asked(f"{CARDS}（第48回からの継続）")
    assert link(put_over(CARDS), later, session="第48回")
    assert not link(put_over(CARDS), later, session="第47回")


def test_over_three_meetings_all_lead_to_the_decision() -> None:
    days = ("2019-05-10", "2019-08-02", "2019-11-05", "2020-02-03")
    outcomes = ("continued", "continued", "approved_with_conditions", "approved")
    meetings = [make_meeting(day, Asked(CARDS, outcome)) for day, outcome in zip(days, outcomes, strict=True)]
    first, second, third, fourth = (f"{CODE}-{day}-i1" for day in days)
    lives = link_referrals(with_ids(meetings[::-1]))
    assert lives == {
        first: Life(None, third),
        second: Life(first, third),
        third: Life(second, None),
    }, "the fourth is another referral"
    assert fourth not in lives


def test_a_title_that_a_council_uses_again_and_again_tells_nothing() -> None:
    title = "住民基本台帳の閲覧状況の確認について"
    meetings = [
        make_meeting("2017-05-10", Asked(title)),
        make_meeting("2018-05-10", Asked(title, "continued")),
        make_meeting("2019-05-10", Asked(title)),
    ]
    assert link_referrals(with_ids(meetings)) == {}


def test_each_of_two_goes_on_with_its_own() -> None:
    one, two = "中央公民館の予約システムの更新について", "市民体育館の予約システムの更新について"
    meetings = [
        make_meeting(MAY, Asked(one, "continued"), Asked(two, "continued")),
        make_meeting(AUGUST, Asked(f"{two}（継続）", "withdrawn"), Asked(f"{one}（継続）", "unknown")),
    ]
    lives = link_referrals(with_ids(meetings))
    assert {later.rpartition("-")[2]: life.continued_from for later, life in lives.items() if life.continued_from} == {
        "i1": f"{CODE}-{MAY}-i2",
        "i2": f"{CODE}-{MAY}-i1",
    }
    assert [lives.get(f"{CODE}-{MAY}-i{n}", Life()).decided_in for n in (1, 2)] == [None, f"{CODE}-{AUGUST}-i1"]


def test_meetings_without_a_date_have_no_order() -> None:
    assert (
        link_referrals(with_ids([make_meeting(None, Asked(CARDS, "continued")), make_meeting(MAY, Asked(CARDS))])) == {}
    )
