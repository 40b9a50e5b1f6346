"""Items that no agenda lists: which headings and which words of the chair name them."""

from __future__ import annotations

import pytest

from app.model import Role
from app.parse.discovery import discover_items, find_other_matter, has_title_form, is_own_heading
from app.parse.layout import Passage

Named = tuple[str, str | None]


def passages(*texts: str) -> tuple[Passage, ...]:
    """「会長：…」 is a speech, 「# …」 a heading, anything else narration."""
    made = []
    for index, text in enumerate(texts):
        speaker, colon, words = text.partition("：")
        if text.startswith("# "):
            made.append(Passage(Role.HEADING, None, text[2:], None, index))
        elif colon:
            made.append(Passage(Role.SPEECH, speaker, words, None, index))
        else:
            made.append(Passage(Role.NARRATION, None, text, None, index))
    return tuple(made)


DISCUSSIONS: dict[str, tuple[tuple[str, ...], list[Named]]] = {
    "numbered in speech, without quotes": (
        ("会長：議事の（１）、防犯灯の台帳の提供について、諮問を受けています。", "委員：対策は。",
         "会長：そのように決めます。続いて議事の（２）、図書館の記録の利用についてです。"),
        [("防犯灯の台帳の提供について", "referral"), ("図書館の記録の利用について", None)],
    ),
    "quoted by the chair": (
        ("会長：最初に「防犯灯の導入」を議題といたします。", "委員：「台帳」について伺う。",
        "会長：次に「顔画像の収集」を議題といたします。",
         "会長：最後に「調査票の保管誤り」につきまして報告を求めます。"),
        [("防犯灯の導入", None), ("顔画像の収集", None), ("調査票の保管誤り", "report")],
    ),
    "referred by the city": (
        ("会長：早速ですが、市から諮問のありました「口座振替データの伝送委託」から始めます。",
         "総務課長：最後に一つ、「市条例の見直し」の見通しを報告します。"),
        [("口座振替データの伝送委託", "referral"), ("市条例の見直し", "report")],
    ),
    "numbered headings": (
        ("# １　開会", "# （１）防犯灯の管理について（諮問）", "# ア　説明", "会長：どうぞ。",
        "# （２）図書館の記録の利用について", "# 閉会"),
        [("防犯灯の管理について", "referral"), ("図書館の記録の利用について", None)],
    ),
    "sections give the kind": (
        ("# １　諮問事項", "# （１）防犯灯の管理について", "# ２　報告事項", "# （１）届出の状況について"),
        [("防犯灯の管理について", "referral"), ("届出の状況について", "report")],
    ),
    "parts of an item are none": (
        ("# １　防犯灯の管理について", "# （１）台帳の項目について", "# （２）保存期間について",
        "# ２　図書館の記録の利用について"),
        [("防犯灯の管理について", None), ("図書館の記録の利用について", None)],
    ),
    "whose matter, then its title": (
        ("# （１）市民課案件（市第81号）", "会長：一件目は「予約システムの結合について」という諮問です。",
        "# （２）文書係案件",
         "事務局：「開示請求の状況について」の御報告です。"),
        [("予約システムの結合について", "referral"), ("開示請求の状況について", "report")],
    ),
    "a chair elected without a heading": (
        ("総務課長：会長の選出までは私が進行いたします。", "総務課長：会長には大庭委員が決まりました。",
         "会長：次に「防犯灯の導入」を議題とします。"),
        [("会長の選出", "election"), ("防犯灯の導入", None)],
    ),
    "members name no item": (
        ("委員：次に「防犯灯の導入」について伺います。", "委員：議事の（１）、台帳の提供についてですが。"),
        [],
    ),
    "an election that is only mentioned": (("会長：会長の選出は前回の会議で済んでおります。",), []),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "items"), DISCUSSIONS.values(), ids=DISCUSSIONS.keys())
def test_a_discussion_names_its_items(texts: tuple[str, ...], items: list[Named]) -> None:
    assert [(f.entry.title, f.entry.kind) for f in discover_items(passages(*texts))] == items


@pytest.mark.parametrize(
    ("text", "marked", "heading"),
    [
        ("（１）防犯灯の管理について", False, True),
        ("≪１　防犯灯の管理について≫", False, True),
        ("防犯灯の管理について", True, True),
        ("防犯灯の管理について", False, False),
        ("（１）防犯灯の管理について伺いたい。", False, False),
        ("（１）説明", False, False),
        ("・防犯灯の管理について", False, False),
        ("（１）１日に3回確認する", False, False),
    ],
)
def test_headings_where_no_agenda_is(text: str, marked: bool, heading: bool) -> None:
    assert is_own_heading(text, marked=marked) is heading


@pytest.mark.parametrize(
    ("text", "form"),
    [("防犯灯の管理について", True), ("町営住宅の件", True), ("会長の選出", True), ("台帳の提供（諮問）", True),
    ("質疑応答", False),
     ("閉会", False), ("防犯灯を設置する", False), ("それは台帳の話。設置について", False)],
)  # fmt: skip
def test_the_form_of_a_title(text: str, form: bool) -> None:
    assert has_title_form(text) is form


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("もう一つ、その他として「職務代理の指名」があります。", "職務代理の指名"),
        ("「意識調査の中間集計」を机上にお配りしました。御覧ください。", "意識調査の中間集計"),
        ("特にありません。", None),
        ("「はい」が多かったようです。", None),
        ("お礼を申し上げます。「意識調査の中間集計」は次回です。", None),
    ],
)
def test_a_matter_under_other(text: str, title: str | None) -> None:
    found = find_other_matter(text)
    assert (found.title if found else None) == title
