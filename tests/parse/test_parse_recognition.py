"""Which documents are minutes of a privacy council, and what the others are called."""

from __future__ import annotations

import pytest
from minutes_text import CITY, EXPECTED, make_document

from app.errors import NotMinutesError
from app.parse.meeting import Expected, parse_minutes
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
        "霧沢市個人情報保護審議会（第7回）のあらまし",
        "第3回霧沢市個人情報保護審議会　会議の記録",
        "霧沢市個人情報保護審議会　令和3年度第1回（オンライン会議）記録",
        "霧沢市個人情報保護審議会　意見等のまとめ",
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


# What else a council has, with all that a front matter can have but nothing of what happened.
PLAN = "会議を開きます。傍聴の定員は10人です。受付は開会の30分前から行い、定員になり次第締め切ります。" * 6
CASE = "市民課では、見本業務に用いる台帳の様式を改める予定です。これに伴い、氏名と住所を外部へ渡すことになります。" * 6
OPINION = (
    "本審査会は、次のとおり判断する。処分は妥当である。理由は、条例の定めに照らして相当と認められるからである。" * 6
)
SOBER = FIELDS.replace("出席者　甲野一、乙山二、丙川三\n", "")


@pytest.mark.parametrize(
    ("front", "body"),
    [
        # agendas
        (f"令和3年度第2回霧沢市個人情報保護審議会　会議次第\n{FIELDS}", PLAN),
        (f"霧沢市個人情報保護審議会　次第\n{FIELDS}", "１　開会\n２　議事\n（1）会長の選出\n３　閉会\n"
         + PLAN),
        (f"第2回霧沢市個人情報保護審議会\n{SOBER}", "１　開会\n２　議事\n３　その他\n４　閉会\n" + PLAN),
        (f"第2回霧沢市個人情報保護審議会（次第）\n{FIELDS}", PLAN),
        (f"霧沢市情報公開審査会\n{SOBER}", "会議内容\n１　諮問第3号\n２　諮問第4号\n" + PLAN),
        (f"第2回霧沢市個人情報保護審議会\n{FIELDS}", "議題の説明は当日行います。" * 20),
        # notices
        (f"霧沢市個人情報保護審議会の開催のお知らせ\n{SOBER}", PLAN),
        (f"霧沢市個人情報保護審議会を開催します\n{SOBER}\n傍聴の定員　10人", PLAN),
        (f"個人情報保護審議会の傍聴者を募集します\n{SOBER}", PLAN),
        (f"第2回霧沢市個人情報保護審議会の開催について\n{SOBER}\n公開・非公開　公開", PLAN),
        (f"霧沢市個人情報保護審議会（開催案内）\n{SOBER}", PLAN),
        (f"会議の開催予定　霧沢市個人情報保護審議会\n{SOBER}\n傍聴　可", PLAN),
        # handouts
        (f"霧沢市個人情報保護審議会　資料1\n{SOBER}", CASE),
        ("霧沢市個人情報保護審議会　諮問書\n令和3年7月5日\n諮問第3号", CASE),
        ("霧沢市個人情報保護審議会　事案書\n日　付　令和3年7月5日", CASE),
        ("個人情報取扱事務の一覧　霧沢市個人情報保護審議会\n令和3年7月5日", CASE),
        ("霧沢市個人情報保護審議会規則\n令和3年7月5日", "第1条　この規則は、会議の運営を定める。" * 20),
        (f"霧沢市個人情報保護審議会　説明資料\n{SOBER}", CASE),
        # lists of members
        ("霧沢市個人情報保護審議会　委員名簿\n令和3年7月5日現在\n委員　甲野一、乙山二", "任期は2年です。" * 40),
        ("霧沢市個人情報保護審議会委員\n令和3年7月5日\n会長　甲野一\n委員　乙山二、丙川三", "任期は2年です。" * 40),
        ("霧沢市個人情報保護審議会　座席表\n令和3年7月5日\n会場　第1会議室\n委員　甲野一、乙山二", "入口 窓 机\n" * 40),
        ("霧沢市個人情報保護審議会　出席予定者名簿\n令和3年7月5日\n会場　第1会議室", "甲野一　乙山二\n" * 40),
        ("霧沢市個人情報保護審議会の委員を募集します\n日時　令和3年7月5日\n場所　第1会議室", "任期は2年です。" * 40),
        ("霧沢市個人情報保護審議会の概況\n令和3年7月5日", "委員は5人です。任期は2年です。" * 40),
        # opinions by themselves
        ("霧沢市情報公開審査会　答申書\n令和3年7月5日", OPINION),
        ("答申第12号　霧沢市個人情報保護審査会\n令和3年7月5日", OPINION),
        ("霧沢市個人情報保護審査会答申（答申第3号）\n令和3年7月5日", OPINION),
        ("見本文書の不開示決定に関する件（答申）\n霧沢市情報公開審査会\n令和3年7月5日", OPINION),
        ("霧沢市個人情報保護審議会　会長　甲野一\n令和3年7月5日\n答申", OPINION),
        ("諮問第3号に対する答申書\n霧沢市個人情報保護審議会\n令和3年7月5日", OPINION),
        # reports
        ("令和3年度情報公開制度運用状況報告書\n霧沢市情報公開審査会\n令和3年7月5日", "請求は12件であった。" * 30),
        ("霧沢市個人情報保護審議会の活動報告\n令和3年7月5日", "審議会は3回開かれた。" * 30),
        ("個人情報保護制度の実施状況（霧沢市個人情報保護審議会）\n令和3年7月5日", "届出は12件であった。" * 30),
        ("霧沢市情報公開審査会　年次報告\n令和3年7月5日", "答申は3件であった。" * 30),
        ("審査会の処理件数　霧沢市情報公開審査会\n令和3年7月5日", "諮問は3件であった。" * 30),
        ("霧沢市個人情報保護審議会の取組について\n令和3年7月5日", "手引を改めた。" * 40),
        # other councils
        *(
            (f"霧沢市{council}会議録\n{FIELDS}", "審議内容\n" + HELD)
            for council in ("環境審議会", "都市計画審議会", "教育委員会", "地域公共交通協議会",
                            "子育て会議懇話会", "国民健康保険運営協議会")
        ),
    ],
)  # fmt: skip
def test_what_is_no_minutes(front: str, body: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(NotMinutesError):
        parse_minutes(make_document(f"{front}\n{body}"), vocabulary, EXPECTED)


LISTENED = FIELDS.replace("議　題", "傍聴者　2人\n議　題")
MET = f"{LISTENED}\n" + "（1）台帳の管理について、市民課の扱いを改めること（諮問第1号）\n" * 5


@pytest.mark.parametrize(
    "text",
    [
        # only the front matter is there, but a meeting that was held has such a one
        f"霧沢市個人情報保護審議会会議録\n{FIELDS}\n"
        + "（1）台帳の管理について、市民課の扱いを改めること（諮問第1号）\n" * 5,
        f"令和3年度第1回霧沢市個人情報保護審議会\n{MET}",  # nobody counts listeners before
        f"{FIELDS}\n会議の結果\n" + "（1）台帳の管理について、市民課の扱いを改めること（諮問第1号）\n" * 5,
        f"第1回霧沢市個人情報保護審議会\n{FIELDS}\n会議内容（以下、概要）\n【会長】\n"
        + "台帳の扱いについて意見を伺います。" * 8,
    ],
)
def test_little_is_left_of_the_minutes(text: str, vocabulary: Vocabulary) -> None:
    assert parse_minutes(make_document(text), vocabulary, EXPECTED).date == "2021-07-05"


def test_the_council_that_is_looked_for_may_be_any(vocabulary: Vocabulary) -> None:
    expected = Expected(CITY, "霧沢市行政不服審査会")
    text = f"霧沢市行政不服審査会会議録\n{FIELDS}\n審議内容\n{HELD}"
    assert parse_minutes(make_document(text), vocabulary, expected).date == "2021-07-05"


def test_a_room_is_no_council(vocabulary: Vocabulary) -> None:
    text = f"霧沢市個人情報保護審議会会議録\n{FIELDS.replace('第1会議室', '第一委員会室')}\n審議内容\n{HELD}"
    assert parse_minutes(make_document(text), vocabulary, EXPECTED).place == "霧沢市役所 第一委員会室"
