"""Rows of a Word table that hold several speeches, and rows that look like them."""

from __future__ import annotations

import io

import docx
import pytest

from app.document import Row
from app.text.word import read_docx


def _read(left: list[str], right: list[str]) -> list[tuple[str, ...]]:
    word = docx.Document()
    word.add_paragraph("会議録")
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "発言者", "発言内容"
    for cell, paragraphs in zip(table.rows[1].cells, (left, right), strict=True):
        cell.paragraphs[0].text = paragraphs[0]
        for text in paragraphs[1:]:
            cell.add_paragraph(text)
    buffer = io.BytesIO()
    word.save(buffer)
    return [block.cells for block in read_docx(buffer.getvalue()).blocks if isinstance(block, Row)][1:]


@pytest.mark.parametrize(
    ("left", "right", "rows"),
    [
        (
            ["議長", "", "甲野委員", "議長"],
            ["始めます。", "一件目です。", "なぜですか。", "後で。", "次です。"],
            [("議長", "始めます。\n一件目です。"), ("甲野委員", "なぜですか。"), ("議長", "後で。\n次です。")],
        ),
        (
            ["議長", "", "", "甲野委員", "", "議長"],
            ["長い説明の後に始めます。", "なぜですか。", "後で。"],
            [("議長", "長い説明の後に始めます。"), ("甲野委員", "なぜですか。"), ("議長", "後で。")],
        ),
        (
            ["", "議長", "", "甲野委員", "議長"],
            ["（開会）", "始めます。", "", "なぜですか。", "後で。"],
            [("", "（開会）"), ("議長", "始めます。"), ("甲野委員", "なぜですか。"), ("議長", "後で。")],
        ),
    ],
    ids=["by index", "one by one", "words before the first"],
)
def test_speeches_are_rows(left: list[str], right: list[str], rows: list[tuple[str, ...]]) -> None:
    assert _read(left, right) == rows


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["出席者", "（委員）"], ["甲野が出た。", "乙山が出た。", "丙川が出た。"]),
        (["委員", "", "", "事務局"], ["甲野", "乙山", "丙川", "課長"]),
        (["議題1", "", "議題2", "", "その他"], ["改正の件。", "承認した。", "廃止の件。", "承認した。", "以上。"]),
        (["議長", "", "甲野委員", "", "議長"], ["始めます。", "一件目です。"]),
    ],
    ids=["form", "groups", "agenda", "more labels than words"],
)
def test_other_rows_stay(left: list[str], right: list[str]) -> None:
    assert _read(left, right) == [("\n".join(filter(None, left)), "\n".join(filter(None, right)))]
