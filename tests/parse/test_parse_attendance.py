"""Tables with a mark for who came."""

from __future__ import annotations

import pytest

from app.document import Block, Row
from app.parse.attendance import read_attendance
from app.parse.facts import read_facts
from app.parse.header import find_fields

HEADS = ("役", "氏名", "出欠")


def _table(heads: tuple[str, ...], *rows: tuple[str, ...]) -> list[Block]:
    return [Row(cells, 1) for cells in (heads, *rows)]


@pytest.mark.parametrize(
    "marks", [("出", "欠"), ("○", "×"), ("出席", "欠席"), ("◯", "欠"), ("出席（リモート）", "ご欠席")]
)
def test_marks(marks: tuple[str, str]) -> None:
    came, away = marks
    rows = _table(HEADS, ("会長", "甲野 一", came), ("委員", "乙山 二", away), ("委員", "丙川　三", came))
    assert read_attendance(rows, 0) == (4, ("甲野 一", "丙川 三"), ("乙山 二",))


@pytest.mark.parametrize(
    "rows",
    [
        _table(HEADS, ("会長", "甲野 一", "出"), ("委員", "乙山 二", "")),  # no mark is no sign
        _table(HEADS, ("会長", "甲野 一", "出"), ("委員", "乙山 二", "途中から")),
        _table(("氏名", "所属"), ("甲野 一", "大学"), ("乙山 二", "公募")),
        _table(("日時", "場所"), ("令和5年1月20日", "市役所")),
        _table(HEADS, ("会長", "甲野 一", "欠"), ("委員", "乙山 二", "欠")),
        _table(HEADS),
    ],
)  # fmt: skip
def test_no_table_of_attendance(rows: list[Block]) -> None:
    assert read_attendance(rows, 0) is None


def test_in_a_front_matter() -> None:
    blocks: list[Block] = [Row(("日時", "令和5年1月20日"), 1)]
    blocks += [Row(cells, 2) for cells in (("委員氏名", "出欠"), ("甲野 一", "○"), ("乙山 二", "×"), ("丙川 三", "○"))]
    facts = read_facts(find_fields([*blocks, Row(("場所", "市役所"), 3)]), [], None)
    assert (facts.members, facts.absent, facts.place) == (("甲野 一", "丙川 三"), ("乙山 二",), "市役所")
