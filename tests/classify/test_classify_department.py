"""The department of an item where it is not simply called or labelled."""

from __future__ import annotations

import pytest
from classified import classify

from app.vocabulary.entries import Vocabulary

LONG = "説明いたします。台帳は紙で保管しており、鍵のかかる棚に置いています。"


@pytest.mark.parametrize(
    ("lines", "department"),
    [
        # behind what the office is to the council
        (["ア　諮問庁（環境政策課）から、台帳の変更点について説明を行った。"], "環境政策課"),
        (["実施機関（学校給食課）が、資料により説明した。"], "学校給食課"),
        (["説明員（福祉総務課長）より、資料により説明があった。"], "福祉総務課"),
        (["諮問庁（甲野）から、資料により説明を行った。"], None),
        # the bureau is called, its section explains
        (["会長：上下水道局からお願いします。", f"料金管理課：{LONG}"], "料金管理課"),
        (["会長：教育部から説明をお願いします。", f"学校給食課：{LONG}"], "学校給食課"),
        (["会長：上下水道局から説明をお願いします。", f"事務局：{LONG}"], "上下水道局"),
        (["会長：環境政策課からお願いします。", f"料金管理課：{LONG}"], "環境政策課"),
        # somebody speaks for it
        (["会長：報告を。", "事務局：環境政策課に代わりまして御報告します。台帳を新しくしました。"], "環境政策課"),
        (["会長：報告を。", "事務局：学校給食課に代わって説明いたします。台帳を新しくしました。"], "学校給食課"),
        (["会長：報告を。", "事務局：紙の台帳に代わって電子の台帳を使うことを説明いたします。"], None),
        # the person's office is named elsewhere
        (
            ["甲野課長が、台帳の置き場所について説明した。", "委員から、環境政策課の甲野課長へ質問があった。"],
            "環境政策課",
        ),
        (["甲野課長が、台帳の置き場所について説明した。", "委員から、環境政策課の乙川課長へ質問があった。"], None),
        (
            [
                "甲野課長が、台帳の置き場所について説明した。",
                "環境政策課の甲野課長と、学校給食課の甲野課長が答えた。",
            ],
            None,
        ),
    ],
)
def test_departments_told_in_other_words(lines: list[str], department: str | None, vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, lines).department == department


@pytest.mark.parametrize(
    ("header", "department"),
    [
        (["担当　行政管理課", "甲野行政管理課長"], "行政管理課"),
        (["担当　総務部 行政管理課"], "行政管理課"),
        (["出席者　甲野行政管理課長"], "甲野行政管理課"),
        (["担当　行政管理課", "甲野行政管理課"], "甲野行政管理課"),
    ],
)
def test_a_surname_before_the_office(header: list[str], department: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["甲野行政管理課長から、台帳について報告があった。"], header=header)
    assert item.department == department
