"""Items that the front matter lists: in fields, in lists without a label, in tables."""

from __future__ import annotations

import pytest

from app.document import Block, Line, Row
from app.normalize import fold
from app.parse.header import Field
from app.parse.listed_items import read_listed

A, B, C = "防犯灯の管理について", "図書館システムの更新について", "窓口の録音の状況について"


def _fields(*pairs: tuple[str, str]) -> list[Field]:
    return [Field(name, "\n".join(map(fold, value.split("\n"))), n) for n, (name, value) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("pairs", "titles"),
    [
        ([("agenda", f"（1）{A}\n（2）{B}")], [A, B]),
        ([("agenda_referral", A), ("agenda_report", C)], [A, C]),
        ([("agenda", f"（1）{A}"), ("materials", f"資料1 概要\n（2）{B}\n（3）{C}")], [A, B, C]),
        ([("agenda", f"（1）{A}"), ("contact", "（2）第97号諮問事案の審議")], [A, "第97号諮問事案の審議"]),
        # what does not count on is no item: papers, other numbers, sentences
        ([("agenda", f"（1）{A}"), ("materials", "（2）資料の一覧\n（2）諮問書の写し")], [A]),
        ([("agenda", f"（1）{A}"), ("materials", f"（3）{B}")], [A]),
        ([("agenda", A), ("materials", f"（2）{B}")], [A]),
        # given twice
        ([("agenda", f"（1）{A}\n（2）{B}"), ("agenda", f"次第1　{A}\n次第2　{B}")], [A, B]),
        ([("agenda", f"（1）{A}（諮問）\n（1）{A}（報告）")], [A, A]),
        # a key that nobody knows, and a summary: agendas by their form
        ([("unknown", f"第1号　{A}\n第2号　{B}")], [A, B]),
        ([("summary", f"・議題（1）{A}\n・議題（2）{B}\n・議題（3）{C}（報告）")], [A, B, C]),
        ([("unknown", f"第1号　{A}")], []),
        ([("unknown", f"1　{A}は承認された。\n2　{B}は継続とした。")], []),
        ([("staff", f"第1号　{A}\n第2号　{B}")], []),
    ],
)  # fmt: skip
def test_fields(pairs: list[tuple[str, str]], titles: list[str]) -> None:
    assert [entry.title for entry in read_listed(_fields(*pairs), (), 0)] == titles


def test_lines_without_a_label_that_count_on() -> None:
    lines = [
        "取り上げたのは次の3件です。",
        f"①{A}（生活安全課）",
        f"②{B}（図書館）",
        f"③{C}（報告、総務課）",
        "会長「①です。」",
    ]
    blocks: list[Block] = [Line(line) for line in lines]
    entries = read_listed((), blocks, 4)
    assert [(e.title, e.kind, e.department) for e in entries] == [
        (A, None, "生活安全課"),
        (B, None, "図書館"),
        (C, "report", "総務課"),
    ]
    assert read_listed((), blocks, 2) == ()  # one alone is no list
    members: list[Block] = [Line(f"{n} {name}") for n, name in ((1, "甲野一"), (2, "乙山二"), (3, "丙川三"))]
    assert read_listed((), members, 3) == ()


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (
            [
                ("番号", "諮問の件名", "実施機関の課", "審議会の意見"),
                ("R4-6", A, "生活安全課", "適当"),
                ("R4-7", B, "図書館", "不適当"),
            ],
            [("R4-6", A, "referral", "生活安全課"), ("R4-7", B, "referral", "図書館")],
        ),
        (
            [("件名", "結果"), (f"（1）{A}", "承認"), (f"（2）{C}（報告）", "了承")],
            [("(1)", A, None, None), ("(2)", C, "report", None)],
        ),
        (
            [("No.", "議題", "担当課"), ("1", A, "生活安全課"), ("2", "その他", "総務課")],
            [("1", A, None, "生活安全課")],
        ),
        # a list of papers, of people, of times; a column alone; rows that are sentences
        ([("番号", "資料名"), ("1", "諮問書の写し")], []),
        ([("氏名", "役職"), ("甲野一", "会長")], []),
        ([("議題",), (A,)], []),
        ([("番号", "件名"), ("1", "甲委員から質問があった。")], []),
    ],
)  # fmt: skip
def test_tables(rows: list[tuple[str, ...]], found: list[tuple[str | None, str, str | None, str | None]]) -> None:
    blocks: list[Block] = [Row(row, 1) for row in rows]
    assert [(e.number, e.title, e.kind, e.department) for e in read_listed((), blocks, 0)] == found
