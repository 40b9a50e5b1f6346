"""Which lines end the value above them, and which go on with it."""

from __future__ import annotations

import pytest

from app.document import Line
from app.parse.header import find_fields
from app.parse.header_lines import begins_other_field

ENDS = [
    ("四　委　　員　　定数七人", "三　場　　所　　見本町役場　大会議室", "place"),
    ("一、立ち会った人　　甲野", "一、場所　　見本会館", "place"),
    ("（4）議長の選び方", "（3）場所　見本市役所", "place"),
    ("③ 案内した人", "② 場所 見本市役所", "place"),
    ("◇ 議長を務めた者　甲野", "◇ 場 所 見本市役所", "place"),
    ("＞＞進め方　順に聞く", "＞＞場所　見本市役所", "place"),
    ("〔議長〕甲野一", "〔どこで〕見本市役所", "place"),
    ("推進会議委員定数　　28名", "開催場所　　見本会館", "place"),
    ("招集の方法：文書による", "開催場所：見本会館", "place"),
    ("会議に付した案件", "見本市役所　教育委員会室", "place"),
    ("令和6年度第1回見本市個人情報保護審議会議事録（確定稿）", None, "place"),
    ("令和6年見本市情報公開審査会", None, "place"),
    ("4　意見の内容", "3　出席委員：甲野委員、乙山委員", "absent"),
    ("一、説明した者　総務課長　丙川", "一、欠席した委員　甲野一", "absent"),
]
GOES_ON = [
    ("３階　302会議室", "２　場所　見本市役所", "place"),
    ("2階　大会議室", "1　場所　見本会館", "place"),
    ("東部公民館　学習室", "開催場所　見本市", "place"),
    ("本会場：見本市役所", "開催場所　見本市", "place"),
    ("オンライン：ウェブ会議", "開催場所：見本会館", "place"),
    ("議会第1委員会室", None, "place"),
    ("開会　午後2時", "開催日時　令和5年1月20日", "date"),
    ("4番　丁田四", "3　出席委員", "members"),
    ("4　丁田四", "3　出席委員", "members"),
    ("報道関係者　1名", "傍聴者　2名", "observers"),
    ("・見本会議録", None, "materials"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "above", "name"), ENDS)
def test_another_field_begins(line: str, above: str | None, name: str) -> None:
    assert begins_other_field(line, above, name)


@pytest.mark.parametrize(("line", "above", "name"), GOES_ON)
def test_the_value_goes_on(line: str, above: str | None, name: str) -> None:
    assert not begins_other_field(line, above, name)


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        (
            ["開催場所　見本会館　大集会室", "推進会議委員定数　28名", "開会　午後2時"],
            {"place": "見本会館 大集会室"},
        ),
        (
            ["1 日時：令和5年1月20日", "2 出席委員：甲野委員", "欠席委員：乙山委員", "3 意見の内容", "○議題1"],
            {"members": "甲野委員", "absent": "乙山委員"},
        ),
        (
            ["開催年月日", "開催場所", "推進会議委員数", "開　会", "閉　会", "令和5年1月20日", "見本会館", "28名",
             "午後2時00分", "午後2時44分"],
            {"date": "令和5年1月20日", "place": "見本会館", "time": "午後2時00分 午後2時44分"},
        ),
        (["開", "催", "日", "時　令和5年1月20日 午後2時", "開", "催", "場", "所　見本会館"],
         {"date": "令和5年1月20日 午後2時", "place": "見本会館"}),
        (["場所　見本会館", "会議に付した案件", "見本の件について"], {"place": "見本会館", "agenda":
         "見本の件について"}),
        (["日時", "令和5年1月20日", "出席者", "議事", "次第", "事務局", "委員：甲野会長、乙山委員", "議事"],
         {"date": "令和5年1月20日", "members": "委員:甲野会長、乙山委員", "staff": ""}),
        (["場所　見本会館", "傍聴の可否", "公開", "（傍聴者0人）"], {"place": "見本会館", "public":
         "公開\n(傍聴者0人)"}),
        (["と　き‥‥令和5年1月20日", "ところ‥‥見本会館"], {"date": "令和5年1月20日", "place": "見本会館"}),
        (["〔いつ〕令和5年1月20日", "〔どこで〕見本会館"], {"date": "令和5年1月20日", "place": "見本会館"}),
        (["場所　見本会館", "委員　甲野一、乙山二"], {"place": "見本会館", "members": "委員 甲野一、乙山二"}),
        (["見本協議会出席者", "甲野一", "見本協議会欠席者　乙山二", "条例第7条に基づく出席者の氏名", "丙川三"],
         {"members": "甲野一", "absent": "乙山二", "staff": "丙川三"}),
    ],
)  # fmt: skip
def test_fields_that_end_where_another_begins(lines: list[str], pairs: dict[str, str]) -> None:
    found = {}
    for field in find_fields([Line(line) for line in lines]):
        found.setdefault(field.name, field.value)
    assert {name: found.get(name) for name in pairs} == pairs
