"""Tags that a converter left in a plain text."""

from __future__ import annotations

import pytest

from app.text.markup import strip_markup
from app.text.reader import read_document


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("議題\t<p>ア 甲について</p> <p>イ 乙について</p>", "議題\tア 甲について\nイ 乙について\n"),
        ('傍聴\t<input type="checkbox" checked=""/> 可 / <input type="checkbox"/> 不可', "傍聴\t☑ 可 / □ 不可"),
        ('<ul style="list-style-type: none"> ・次第 ・資料', " ・次第 ・資料"),
        ("一行目<br>二行目<br />三行目", "一行目\n二行目\n三行目"),
        ("<会長>　始めます。", "<会長>　始めます。"),
        ("<件名>　1<2 かつ 3>2", "<件名>　1<2 かつ 3>2"),
        ("タグのない文章です。", "タグのない文章です。"),
        ("**○「甲」を可とする。**\n- 乙を可とする。**", "○「甲」を可とする。\n- 乙を可とする。"),
        ("3 * 4 ** 2", "3 * 4 ** 2"),
    ],
)
def test_tags_go_and_words_stay(text: str, plain: str) -> None:
    assert strip_markup(text) == plain


def test_a_text_with_tags_is_read_in_lines() -> None:
    document = read_document("会議録\n議題\t<p>ア 甲について</p> <p>イ 乙について</p>\n".encode())
    assert document.media_type == "text/plain"
    assert document.text().split("\n") == ["会議録", "議題\tア 甲について", "イ 乙について"]
