"""Which items a sentence names, by number or title."""

from __future__ import annotations

import pytest

from app.classify.references import find_named
from app.model import AgendaItem, Evidence, Label
from app.normalize import squeeze


def make_item(ordinal: int, number: str | None, title: str, kind: str = "referral", line: str = "") -> AgendaItem:
    found = (Evidence(line, 1, "u1", 0, len(line)),) if line else ()
    return AgendaItem(
        ordinal, number, title, Label(kind, kind), Label("unknown", "不明"), title_evidence=found
    )  # fmt: skip


OWN_SERIES = [
    make_item(1, "諮問第12号", "防犯灯の管理について"),
    make_item(2, "諮問第10号", "明細書の点検について"),
    make_item(3, "報告第1号", "誤送付の経過について", "report"),
]
IN_KANJI = [
    make_item(1, "議題一", "防犯灯の管理について"),
    make_item(2, "議題二", "名簿の作成について"),
    make_item(3, "第3案件", "台帳の更新について"),
]
SEATS = [make_item(1, "甲第1号", "防犯灯の管理について"), make_item(2, "甲第2号", "名簿の作成について")]
LETTERS = [make_item(1, "ア", "健診票の読取りについて"), make_item(2, "イ", "図書館カードについて")]
TWICE = [
    make_item(1, "1", "予約受付の方法について", line="⑴予約受付の方法について（諮問第73号）"),
    make_item(2, "2", "体力測定の結果について", line="⑵体力測定の結果について（諮問第74号）"),
    make_item(3, "1", "文書作成の試行について", "report"),
]


@pytest.mark.parametrize(
    ("items", "text", "named"),
    [
        (OWN_SERIES, "諮問第12号は承認します。", {1}),
        (OWN_SERIES, "諮問第10号及び第12号は、原案のとおり承認する。", {1, 2}),
        (OWN_SERIES, "諮問第10号から第12号までを承認する。", {1, 2}),
        (OWN_SERIES, "第10号諮問事案は承認する。", {2}),
        (OWN_SERIES, "報告第1号は了承します。", {3}),
        (OWN_SERIES, "諮問第11号は次回に審議します。", set()),
        (OWN_SERIES, "明細書の点検については承認します。", {2}),
        (OWN_SERIES, "本件は承認します。", None),
        (OWN_SERIES, "諮問は3件です。", None),
        (OWN_SERIES, "第12号は承認します。", {1}),
        (OWN_SERIES, "諮問第十二号は承認します。", {1}),
        (IN_KANJI, "議題二は認めます。", {2}),
        (IN_KANJI, "第一案件は認めます。", {1}),
        (IN_KANJI, "第3案件は認めます。", {3}),
        (IN_KANJI, "議題四は認めます。", set()),
        (IN_KANJI, "4番目の案件は認めます。", set()),
        (IN_KANJI, "案件一覧を配ります。", None),
        (IN_KANJI, "審議一同、認めます。", None),
        (SEATS, "甲第2号は可とすることに決しました。", {2}),
        (SEATS, "甲第1号は次に持ち越します。", {1}),
        (LETTERS, "アは認めます。", {1}),
        (LETTERS, "諮問事項イは、結論を出さず次回に送ります。", {2}),
        (LETTERS, "アンケートは行いません。", None),
        (TWICE, "諮問第74号は承認された。", {2}),
        (TWICE, "(2)は認めることとします。", {2}),
        (TWICE, "(1)は認めることとします。", None),
        (TWICE, "2番目の諮問は可とします。", {2}),
        (TWICE, "2件とも承認します。", None),
    ],
)
def test_named_items(items: list[AgendaItem], text: str, named: set[int] | None) -> None:
    found = find_named(squeeze(text), items)
    assert found == (None if named is None else frozenset(named))


def test_a_longer_title_is_found_first() -> None:
    items = [make_item(1, None, "会長の選出について"), make_item(2, None, "部会の会長の選出について")]
    assert find_named("部会の会長の選出については次回とします。", items) == frozenset({2})
