"""Names of councils and numbers of meetings, in titles as they are written."""

from __future__ import annotations

import pytest

from app.parse.councils import find_council, find_other_council, read_council, read_session

CITY = "霧沢市"
TITLES = [
    ("「情報公開・個人情報保護委員会」会議録(令和5年度第1回)", "霧沢市情報公開・個人情報保護委員会", "令和5年度第1回"),
    ("第6回霧沢市情報公開・個人情報保護懇話会会議録", "霧沢市情報公開・個人情報保護懇話会", "第6回"),
    ("28年度 第1回 情報公開・個人情報保護運営審議会", "霧沢市情報公開・個人情報保護運営審議会", "28年度第1回"),
    ("霧沢市行政不服及び情報公開・個人情報保護審議会会議録", "霧沢市行政不服及び情報公開・個人情報保護審議会", None),
    ("平成28年3月29日開催分 霧沢市情報公開・個人情報保護審議会", "霧沢市情報公開・個人情報保護審議会", None),
    ("第70回 霧沢市個人情報保護審議会第2部会 開催概要", "霧沢市個人情報保護審議会第2部会", "第70回"),
    ("平成27年度第1回第1部霧沢市個人情報保護審議会", "霧沢市個人情報保護審議会", "平成27年度第1回"),
    ("第12期 第12回 個人情報保護審議会", "霧沢市個人情報保護審議会", "第12期第12回"),
    ("個人情報保護審議会（第38回）審議結果", "霧沢市個人情報保護審議会", "第38回"),
    ("審議会 会議録（個人情報保護審議会 第31回）", "霧沢市個人情報保護審議会", "第31回"),
    ("令和4年度個人情報保護審査会（第3回）会議結果", "霧沢市個人情報保護審査会", "令和4年度第3回"),
    ("霧沢市情報公開・個人情報等保護審査会 会議要旨", "霧沢市情報公開・個人情報等保護審査会", None),
    ("本市個人情報保護審議会 議事録", "霧沢市個人情報保護審議会", None),
    ("ホーム > 市政 > 審議会 > 第5回霧沢市個人情報保護審議会会議録", "霧沢市個人情報保護審議会", "第5回"),
    ("霧沢市公文書開示審査会 議事録", "霧沢市公文書開示審査会", None),
    ("平成29年度 個人情報保護審査会 会議結果", "霧沢市個人情報保護審査会", None),
    ("会議録", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "council", "session"), TITLES)
def test_titles(title: str, council: str | None, session: str | None) -> None:
    assert (read_council([], [title], CITY, {}), read_session([], [title], {})) == (council, session)


def test_a_title_broken_over_two_lines() -> None:
    heads = ["第3回　個人情報保護", "審議会　会議録"]
    assert read_council([], heads, CITY, {}) == "霧沢市個人情報保護審議会"
    assert read_session([], heads, {}) == "第3回"


@pytest.mark.parametrize(
    ("heads", "session"),
    [
        (["第3回議事録要旨", "平成27年第3回霧沢地域審議会　議事要旨"], "平成27年第3回"),
        (["第3回　会議録", "平成27年度第4回霧沢市個人情報保護審議会資料の会議録"], "第3回"),
        (["平成26年度第10回霧沢市計画推進会議"], "平成26年度第10回"),
        (["平成26年度第3回霧沢町子ども会議及び", "支援対策協議会概要"], "平成26年度第3回"),
        (["第2回霧沢区支援センター", "運営協議会"], "第2回"),
        (["霧沢市市民会議（第3回）概要記録"], "第3回"),
        (["－第2回", "霧沢市地域協議会", "会議録"], "第2回"),
        (["霧沢町個人情報保護審査会", "（第19回）記録"], "第19回"),
        # the council's name between the year and the number
        (["令和元年度霧沢市個人情報保護審議会　第1回会議"], "令和元年度第1回"),
        (["平成26年度霧沢市教育委員会第12回定例会会議録（平成27年1月8日開催）"], "平成26年度第12回"),
        (["平成25年度　霧沢市個人情報保護審議会", "第3回会議録"], "平成25年度第3回"),
        (["令和5年度", "第2回霧沢市個人情報保護審議会会議録"], "令和5年度第2回"),
        (["会議録", "平成25年第20回定例会"], "平成25年第20回"),
        (["平成26年度第2回霧沢広域連合", "情報公開・個人情報保護審査会会議録"], "平成26年度第2回"),
        # another paper's year, a day
        (["令和4年度事業に係る霧沢市個人情報保護審議会第1回会議録"], "第1回"),
        (["令和元年5月30日霧沢市個人情報保護審議会第1回会議録"], "第1回"),
        (["令和4年度運用状況について", "第2回霧沢市個人情報保護審議会会議録"], "第2回"),
        (["会議の進め方", "前々回（第2回）の資料"], None),
    ],
)
def test_more_titles(heads: list[str], session: str | None) -> None:
    assert read_session([], heads, {}) == session


@pytest.mark.parametrize("text", ["場所 第一委員会室", "市役所5階 全員協議会室", "第3審査会室"])
def test_a_room_is_no_council(text: str) -> None:
    assert (find_council(text), find_other_council(text)) == (None, None)


def test_the_number_stands_alone_on_a_cover() -> None:
    assert read_session([], ["令和元年度第3回", "霧沢市個人情報保護審議会"], {}) == "令和元年度第3回"


@pytest.mark.parametrize(
    "line",
    [
        "(1)見本の不服申立てについて(第2回)",
        "(第5回)継続案件",
        "前回の第4回で決めた。",
        "霧沢市個人情報保護審議会条例第3回改正",
    ],
)
def test_what_tells_no_number_of_the_meeting(line: str) -> None:
    assert read_session([], ["霧沢市個人情報保護審議会 会議録", line], {}) is None


@pytest.mark.parametrize("text", ["霧沢市個人情報保護条例", "情報公開の手引", "都市計画審議会", ""])
def test_no_privacy_council(text: str) -> None:
    assert find_council(text) is None
