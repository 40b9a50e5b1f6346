"""Date, times and place: from fields, from lines without keys, from the discussion's first and last lines."""

from __future__ import annotations

import pytest

from app.normalize import fold
from app.parse.header import Field
from app.parse.occasion import Occasion, read_occasion


def _read(fields: dict[str, str], heads: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> Occasion:
    listed = [Field(name, "\n".join(map(fold, v.split("\n"))), i) for i, (name, v) in enumerate(fields.items())]
    return read_occasion(listed, [fold(h) for h in heads], [fold(line) for line in below], {})


DATES = [
    ({"date": "令和4年10月31日（火）"}, (), "2022-10-31", True),  # it was a Monday
    ({"date": "成16年11月12日（金）"}, (), "2004-11-12", False),
    ({"date": "平成２１年 （２００９年）12月 9 日 （ 水 ）"}, (), "2009-12-09", False),
    ({"date": "令和4年8月3日（水曜日）、8月4日（木曜日）"}, (), "2022-08-03", False),
    ({"date": "令和元年5月6日（月・祝）"}, (), "2019-05-06", False),
    ({"date": "2月9日（木曜日）"}, ("28年度 第2回 個人情報保護審議会",), "2017-02-09", False),
    ({"date": "12月18日"}, ("令和5年度第3回個人情報保護審議会",), "2023-12-18", True),
    ({"date": "1月20日（金）"}, ("更新日：令和5年4月1日",), None, None),
    ({"date": "見本市役所 第1会議室", "place": "令和5年3月13日（月曜日）\n午前10時から"}, (), "2023-03-13", False),
    ({}, ("令和5年4月1日更新", "令和5年3月13日開催　個人情報保護審議会"), "2023-03-13", False),
    ({}, ("平成24年8月20日", "平成24年6月29日（金）　午前10時から11時"), "2012-06-29", False),
    ({}, ("[2017年5月2日] ID:6120", "掲載日：2019年9月3日", "公開日：2023年8月1日"), None, None),
    ({"contact": "令和5年4月28日"}, (), None, None),
    ({"agenda": "令和4年4月1日の事故について"}, (), None, None),
]


@pytest.mark.parametrize(("fields", "heads", "iso", "doubtful"), DATES)
def test_the_day(fields: dict[str, str], heads: tuple[str, ...], iso: str | None, doubtful: bool | None) -> None:
    date = _read(fields, heads).date
    assert (date.iso if date else None, date.doubtful if date else None) == (iso, doubtful)


TIMES = [
    ("午後3時～5時", "15:00", "17:00"),
    ("午前10時から3時35分", "10:00", "15:35"),
    ("午前10時から午前12時まで", "10:00", "12:00"),
    ("午前10時から午後12時", "10:00", "12:00"),
    ("午前10時～午後0時10分", "10:00", "12:10"),
    ("午前10時30分～正午", "10:30", "12:00"),
    ("10時～11時", "10:00", "11:00"),
    ("10：00～12：20", "10:00", "12:20"),
    ("15：00∼16：30", "15:00", "16:30"),
    ("14時半から16時", "14:30", "16:00"),
    ("1時30分から3時まで", "13:30", "15:00"),  # no council meets at half past one at night
    ("午後2時開会　午後3時10分閉会", "14:00", "15:10"),
    ("開会　午前9時30分　閉会　午後0時10分", "09:30", "12:10"),
    ("10時00分開会 10時38分閉会（会議時間 38分）", "10:00", "10:38"),
    ("開会14：00", "14:00", None),
    ("午後0時30分開議", "12:30", None),
    ("受付 午後1時30分　開会 午後2時　閉会 午後4時", "14:00", "16:00"),
    ("午後6時～", "18:00", None),
    ("午 後 2 時 0 0 分 ～ 4 時 0 5 分", "14:00", "16:05"),
    ("午後三時　～　午後四時四十五分", "15:00", "16:45"),
    ("午前十時から正午まで", "10:00", "12:00"),
    ("午後三時十五分から同五時まで", "15:15", "17:00"),
    ("午後6時30分から同8時5分", "18:30", "20:05"),
    ("自 午後1時30分　至 午後4時10分", "13:30", "16:10"),
    ("（開会）午後 1時30分（閉会）午後 3時20分", "13:30", "15:20"),
    ("午後1時30分（開会）　午後3時（閉会）", "13:30", "15:00"),
    ("午前9時30分開議、午後0時15分散会", "09:30", "12:15"),
    ("13：00から14：30（審議時間一時間半）", "13:00", "14:30"),
    ("午後4時から午後2時", "16:00", None),  # an end that can't be
    ("終日", None, None),
]


@pytest.mark.parametrize(("written", "start", "end"), TIMES)
def test_the_times(written: str, start: str | None, end: str | None) -> None:
    for fields in ({"date": f"令和5年3月13日（月）{written}"}, {"date": "令和5年3月13日", "time": written}):
        occasion = _read(fields)
        assert (occasion.start, occasion.end) == (start, end)


BELOW = [
    (("午前10時00分　開会", "○会長　始めます。", "午前11時14分　散会"), "10:00", "11:14"),
    (("（午後２時００分開会）", "文", "（午後４時０５分閉会）"), "14:00", "16:05"),
    (("会長 始めます。", "閉会　午後4時"), None, "16:00"),
    (("文", "７　閉会　午後3時10分"), None, "15:10"),
    (("文", "10時00分閉会"), None, "10:00"),
    (("文", "午後4時05分、会長が閉会を宣した。"), None, "16:05"),
    (("事務局：午後2時から見本課の説明を始めます。", "会長：午後4時になりましたので、ここまでとします。"), None, None),
    (("平日の午前9時から午後5時まで開館する。", "窓口は午後5時に閉じるが、予約は受け付ける。"), None, None),
]


@pytest.mark.parametrize(("below", "start", "end"), BELOW)
def test_times_in_the_discussion(below: tuple[str, ...], start: str | None, end: str | None) -> None:
    occasion = _read({"date": "令和5年3月13日"}, (), below)
    assert (occasion.start, occasion.end) == (start, end)


def test_a_closing_time_without_half_comes_after_the_start() -> None:
    assert _read({"date": "令和5年3月13日 午後1時30分"}, (), ("3時10分閉会",)).end == "15:10"


PLACES = [
    ({"place": "見本市役所　３階\n第１会議室"}, (), "見本市役所 3階 第1会議室"),
    ({"place": "見本市役所5\n階　特別会議室"}, (), "見本市役所5階 特別会議室"),
    ({"place": "見本市役所\n※駐車場に限りがあります"}, (), "見本市役所"),
    ({"place": "見本市役所（所在：見本市中央1丁目）"}, (), "見本市役所(所在:見本市中央1丁目)"),
    ({"place": "見本市役所　大会議室\n（南北県見本市中央１丁目２番地）"}, (), "見本市役所 大会議室"),
    ({"place": "見本会館\n見本市大字中央12番地"}, (), "見本会館"),
    ({"place": "見本市役所\n第1会議室"}, (), "見本市役所 第1会議室"),
    ({"place": "見本公民館\n5\n南地区館\n分館"}, (), "見本公民館 南地区館 分館"),  # a number of another field or page
    ({"place": "見本市役所 3階会議室\n12"}, (), "見本市役所 3階会議室"),
    ({"place": "見本市役所 第\n2\n会議室"}, (), "見本市役所 第 2会議室"),
    ({"place": "見本市役所\n10時00分から\n12時15分まで"}, (), "見本市役所"),
    ({"place": "第二庁舎\n事\n総務部 情報公開課\n務\n局\n3階 大会議室"}, (), None),  # cells run together
    ({}, ("令和5年3月13日", "第2回霧沢市支援センター", "運営協議会"), None),
    ({"place": "オンライン"}, (), "オンライン"),
    ({"place": "――――"}, (), None),
    ({"date": "見本市役所 第1会議室", "place": "令和5年3月13日\n午前10時から"}, (), "見本市役所 第1会議室"),
    ({"date_place": "令和5年3月13日（月）午後2時から4時まで　見本市役所大会議室"}, (), "見本市役所大会議室"),
    ({"date_place": "令和5年3月13日（月）午後2時～4時\n見本市役所201会議室"}, (), "見本市役所201会議室"),
    ({}, ("第9回 個人情報保護審議会", "令和5年3月13日（月）", "見本市役所　全員協議会室"), "見本市役所 全員協議会室"),
    ({}, ("令和5年3月13日（月）", "見本市総務部情報管理課", "個人情報保護審議会会議録"), None),
    ({}, ("見本市役所　全員協議会室",), None),
]


@pytest.mark.parametrize(("fields", "heads", "place"), PLACES)
def test_the_place(fields: dict[str, str], heads: tuple[str, ...], place: str | None) -> None:
    assert _read(fields, heads).place == place
