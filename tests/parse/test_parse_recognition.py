"""Which documents are minutes of a privacy council, and what the others are called."""

from __future__ import annotations

import pytest
from minutes_text import EXPECTED, make_document

from app.errors import NotMinutesError
from app.parse.meeting import parse_minutes
from app.vocabulary.entries import Vocabulary

HELD = """
審議の結果、第1号は異議なく承認された。事務局から台帳の様式の改め方について説明を受け、委員からは保存の年限、外へ渡すときの
手続、鍵の管理、委託した先の検査の仕方について意見が出された。市は翌月までに手引を作り、職員の研修を行うこととした。台帳は市民課に
置き、写しは作らない。照会への回答は文書に限り、電話では行わない。以上のとおり扱うことを確認した。次の会議は秋に行う予定である。
"""
FIELDS = """日　時　令和3年7月5日（月）午後2時から
場　所　霧沢市役所　第1会議室
出席者　甲野一、乙山二、丙川三
議　題　台帳の管理について（諮問）"""


@pytest.mark.parametrize(
    "title",
    [
        "霧沢市個人情報保護審議会会議録",
        "第3回霧沢市個人情報保護審議会　会議要録",
        "霧沢市個人情報保護審議会議事要旨",
        "霧沢市個人情報保護審議会の会議結果",
        "第12回霧沢市個人情報保護審議会の概要",
        "霧沢市個人情報保護審議会　開催結果",
        "第3回霧沢市個人情報保護審議会",
    ],
)  # fmt: skip
def test_minutes_without_speeches(title: str, vocabulary: Vocabulary) -> None:
    meeting = parse_minutes(make_document(f"{title}\n{FIELDS}\n審議内容\n{HELD}"), vocabulary, EXPECTED)
    assert meeting.date == "2021-07-05"


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("霧沢市個人情報保護審議会　次第", "１　開会\n２　議題\n３　閉会", "次第"),
        ("霧沢市個人情報保護審議会の開催について（お知らせ）", "次の会議を開きます。定員は10人です。", "開催について"),
        ("霧沢市個人情報保護審議会　委員名簿", "甲野一　乙山二　丙川三", "名簿"),
        ("第3回霧沢市個人情報保護審議会", "会議を開きます。傍聴の定員は10人です。" * 12, "no discussion"),
        ("霧沢市環境審議会会議録", HELD, "another council's paper: 霧沢市環境審議会"),
    ],
)  # fmt: skip
def test_other_papers(title: str, body: str, reason: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(NotMinutesError) as caught:
        parse_minutes(make_document(f"{title}\n{FIELDS}\n{body}"), vocabulary, EXPECTED)
    assert reason in str(caught.value)


def test_a_room_is_no_council(vocabulary: Vocabulary) -> None:
    text = f"霧沢市個人情報保護審議会会議録\n{FIELDS.replace('第1会議室', '第一委員会室')}\n審議内容\n{HELD}"
    assert parse_minutes(make_document(text), vocabulary, EXPECTED).place == "霧沢市役所 第一委員会室"
