"""Numbers before items and headings."""

from __future__ import annotations

import pytest

from app.normalize import fold
from app.parse.enumeration import iterate_numbers, kind_of_mark, split_number

NUMBERS = [
    # written, kind, mark, rest
    ("1　会長の選出", "digit", "1", "会長の選出"),
    ("１．会長の選出", "digit", "1", "会長の選出"),
    ("1、会長の選出", "digit", "1", "会長の選出"),
    ("1) 会長の選出", "digit", "1", "会長の選出"),
    ("1会長の選出について", "digit", "1", "会長の選出について"),
    ("12　防犯灯の件", "digit", "12", "防犯灯の件"),
    ("1-2　防犯灯の件", "digit", "1-2", "防犯灯の件"),
    ("(1) 防犯灯の件", "paren", "(1)", "防犯灯の件"),
    ("（１）防犯灯の件", "paren", "(1)", "防犯灯の件"),
    ("（一）防犯灯の件", "paren", "(一)", "防犯灯の件"),
    ("（ア）防犯灯の件", "paren", "(ア)", "防犯灯の件"),
    ("ア　防犯灯の件", "kana", "ア", "防犯灯の件"),
    ("イ．防犯灯の件", "kana", "イ", "防犯灯の件"),
    ("ウ「防犯灯の件」", "kana", "ウ", "「防犯灯の件」"),
    ("一　防犯灯の件", "kanji", "一", "防犯灯の件"),
    ("二、防犯灯の件", "kanji", "二", "防犯灯の件"),
    ("・防犯灯の件", "bullet", "・", "防犯灯の件"),
    ("● 防犯灯の件", "bullet", "●", "防犯灯の件"),
    ("○防犯灯の件", "bullet", "○", "防犯灯の件"),
    ("第1号 防犯灯の件", "numbered", "第1号", "防犯灯の件"),
    ("第３号「防犯灯の件」", "numbered", "第3号", "「防犯灯の件」"),
    ("第2号議案　防犯灯の件", "numbered", "第2号議案", "防犯灯の件"),
    ("諮問第12号　防犯灯の件", "named", "諮問第12号", "防犯灯の件"),
    ("諮問第１２号「防犯灯の件」", "named", "諮問第12号", "「防犯灯の件」"),
    ("諮問第一号　防犯灯の件", "named", "諮問第一号", "防犯灯の件"),
    ("諮問第3号の2　防犯灯の件", None, None, None),
    ("甲第１号　防犯灯の件", "named", "甲第1号", "防犯灯の件"),
    ("日程第２　乙第１号　防犯灯の件", "named", "乙第1号", "防犯灯の件"),
    ("R4-6　防犯灯の件", "named", "R4-6", "防犯灯の件"),
    ("議題（2）防犯灯の件", "named", "議題(2)", "防犯灯の件"),
    ("議題（2）については", None, None, None),
    ("<3>防犯灯の件", "paren", "<3>", "防犯灯の件"),
    ("様式第3号 防犯灯の届", None, None, None),
    ("条例第2号 防犯灯の件", None, None, None),
    ("令和3年度諮問第2号 防犯灯の件", "named", "令和3年度諮問第2号", "防犯灯の件"),
    ("報告第1号：防犯灯の件", "named", "報告第1号", "防犯灯の件"),
    ("議題１　防犯灯の件", "named", "議題1", "防犯灯の件"),
    ("議題(1) 防犯灯の件", "named", "議題(1)", "防犯灯の件"),
    ("議案第3号　防犯灯の件", "named", "議案第3号", "防犯灯の件"),
    ("案件2　防犯灯の件", "named", "案件2", "防犯灯の件"),
    ("諮問事項ア「防犯灯の件」", "named", "諮問事項ア", "「防犯灯の件」"),
    ("諮問 防犯灯の件", "word", "諮問", "防犯灯の件"),
    ("・諮問第2号 防犯灯の件", "named", "諮問第2号", "防犯灯の件"),
    # no numbers
    ("防犯灯の件", None, None, None),
    ("令和5年4月1日", None, None, None),
    ("3名が出席した。", None, None, None),
    ("10時開会", None, None, None),
    ("5人の委員", None, None, None),
    ("2階会議室", None, None, None),
    ("12条の規定", None, None, None),
    ("一般に", None, None, None),
    ("アンケート調査", None, None, None),
    ("2025年度", None, None, None),
    ("諮問の内容", None, None, None),
    ("第1回審議会", None, None, None),
    ("(案)", None, None, None),
    ("", None, None, None),
]


@pytest.mark.parametrize(("written", "kind", "mark", "rest"), NUMBERS)
def test_a_number_is_split_off(written: str, kind: str | None, mark: str | None, rest: str | None) -> None:
    numbered = split_number(fold(written))
    if kind is None:
        assert numbered is None or numbered.kind == "named", numbered
        return
    assert numbered is not None
    assert (numbered.kind, numbered.mark, numbered.rest) == (kind, mark, rest)


def test_circled_numbers_of_a_normalised_text() -> None:
    """NFKC makes ① a bare digit; both forms are numbers."""
    for written in ("①防犯灯の件", fold("①防犯灯の件")):
        numbered = split_number(written)
        assert numbered is not None
        assert numbered.rest == "防犯灯の件"


def test_numbers_inside_running_text() -> None:
    text = fold("議事 (1) 甲の件 (2) 乙の件（第3条関係） ア 丙 3名")
    assert [(n.kind, n.mark) for _, n in iterate_numbers(text)] == [("paren", "(1)"), ("paren", "(2)"), ("kana", "ア")]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("(3)", "paren"), ("3", "digit"), ("ア", "kana"), ("諮問第3号", "named"), ("第3号", "numbered"), ("x", None)],
)
def test_the_kind_of_a_number_alone(mark: str, kind: str | None) -> None:
    assert kind_of_mark(mark) == kind
