"""Keys and values of the front matter, in lines and in tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import Block, Line, Row
from app.normalize import squeeze
from app.parse.header import Field, find_fields, first, key_of, split_key

KEYS = [
    ("会議の名称", "council"), ("会議名", "council"), ("審議会名", "council"),
    ("日時", "date"), ("開催日時", "date"), ("開催年月日", "date"), ("とき", "date"), ("期日", "date"),
    ("開催時間", "time"), ("閉会時刻", "end"),
    ("場所", "place"), ("開催場所", "place"), ("会場", "place"), ("ところ", "place"),
    ("出席者", "members"), ("出席委員", "members"), ("欠席者", "absent"), ("欠席委員", "absent"),
    ("事務局", "staff"), ("説明員", "staff"), ("所管課", "staff"),
    ("傍聴者数", "observers"), ("傍聴人", "observers"), ("傍聴者", "observers"),
    ("公開・非公開の別", "public"), ("会議の公開", "public"), ("傍聴の可否", "public"), ("公開区分", "public"),
    ("非公開の理由", "secret_reason"), ("一部非公開の理由", "secret_reason"),
    ("議題", "agenda"), ("次第", "agenda"), ("会議次第", "agenda"), ("案件", "agenda"), ("議事", "agenda"),
    ("諮問事項", "agenda_referral"), ("報告事項", "agenda_report"),
    ("会議の概要", "summary"), ("審議結果", "summary"), ("配布資料", "materials"), ("会議資料", "materials"),
    ("会議録の作成方法", "record"), ("問合せ先", "contact"), ("備考", "contact"), ("会議録署名人", "contact"),
    ("１日時", "date"), ("（２）場所", "place"), ("■議題", "agenda"), ("④傍聴者", "observers"),
    ("日時：", "date"), ("会議の公開（傍聴）", "public"), ("傍聴者数（人）", "observers"),
    ("会長", None), ("委員", None), ("防犯灯の管理について", None), ("日時計の設置", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("label", "name"), KEYS)
def test_what_is_a_key(label: str, name: str | None) -> None:
    assert key_of(squeeze(label)) == name


LINES = [
    ("日時：令和5年4月1日", ("date", "令和5年4月1日")),
    ("日　時　令和５年４月１日", ("date", "令和5年4月1日")),
    ("日　　時：令和5年4月1日", ("date", "令和5年4月1日")),
    ("日時", ("date", "")),
    ("日　時", ("date", "")),
    ("【日時】令和5年4月1日", ("date", "令和5年4月1日")),
    ("〔場　所〕第1会議室", ("place", "第1会議室")),
    ("＜場所＞　第1会議室", ("place", "第1会議室")),
    ("開 催 場 所 第1会議室", ("place", "第1会議室")),
    ("会議の公開・非公開の別　公開", ("public", "公開")),
    ("傍聴者数　３人", ("observers", "3人")),
    ("【傍聴】なし", ("observers", "なし")),
    ("【傍聴】２名", ("observers", "2名")),
    ("傍聴：0名（定員５名）", ("observers", "0名(定員5名)")),
    ("【傍聴】可", ("public", "可")),
    ("傍聴　なしでも開催する", ("public", "なしでも開催する")),
    ("出席者　甲野　一、乙山　二", ("members", "甲野 一、乙山 二")),
    ("議題１　防犯灯の管理について", None),
    ("場所は第1会議室である。", None),
    ("日時計の設置について", None),
    ("会長　それでは始めます。", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "pair"), LINES)
def test_a_line_is_split_at_its_key(text: str, pair: tuple[str, str] | None) -> None:
    assert split_key(text) == pair


def _pairs(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in fields]


FRONTS: dict[str, tuple[list[Block], list[tuple[str, str]]]] = {
    "lines": (
        [Line("１　日　時　令和5年4月1日"), Line("２　場　所　第1会議室")],
        [("date", "令和5年4月1日"), ("place", "第1会議室")],
    ),
    "a value below its key": (
        [Line("日時"), Line("令和5年4月1日"), Line("場所"), Line("第1会議室")],
        [("date", "令和5年4月1日"), ("place", "第1会議室")],
    ),
    "a value that goes on": (
        [Line("議題　（１）防犯灯の管理"), Line("（２）図書館システム"), Line("場所　会議室")],
        [("agenda", "(1)防犯灯の管理\n(2)図書館システム"), ("place", "会議室")],
    ),
    "a table": (
        [Row(("日　時", "令和5年4月1日\n午後2時"), 1), Row(("場　所", "会議室"), 1)],
        [("date", "令和5年4月1日\n午後2時"), ("place", "会議室")],
    ),
    "several pairs in a row": (
        [Row(("傍聴の可否", "可", "傍聴者数", "3人"), 1)],
        [("public", "可"), ("observers", "3人")],
    ),
    "a row without a key goes on": (
        [Row(("出席者", "甲野"), 1), Row(("", "乙山"), 1)],
        [("members", "甲野\n乙山")],
    ),
    "a cell with its own key": ([Row(("日時：4月1日",), 1)], [("date", "4月1日")]),
    "a title before the first key": ([Line("見本審議会会議録"), Line("日時 4月1日")], [("date", "4月1日")]),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("blocks", "pairs"), FRONTS.values(), ids=FRONTS.keys())
def test_front_matter(blocks: list[Block], pairs: list[tuple[str, str]]) -> None:
    assert _pairs(find_fields(blocks)) == pairs


def test_fields_know_the_block_they_stood_in() -> None:
    fields = find_fields([Line("会議録"), Line("日時 4月1日"), Line("続き"), Row(("場所", "会議室"), 1)])
    assert [field.source for field in fields] == [1, 3]


def test_the_first_field_with_a_value_is_taken() -> None:
    fields = find_fields([Line("開催日時"), Row(("場所", ""), 1), Line("日時 4月1日"), Line("会場 会議室")])
    assert (found := first(fields, "date")) is not None
    assert found.value == "4月1日"
    assert (found := first(fields, "observers", "place")) is not None
    assert found.value == "会議室"
    assert first(fields, "absent") is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="日時場所議題出席者傍聴公開【】：: 　1１（）の会長", max_size=40))
def test_any_line_is_safe(text: str) -> None:
    pair = split_key(text)
    assert pair is None or pair[0]
    find_fields([Line(text), Row((text, text, text), 1)])
