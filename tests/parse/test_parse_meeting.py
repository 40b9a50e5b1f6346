"""Documents → meetings; what is not minutes is told apart."""

from __future__ import annotations

import pytest
from minutes_text import CITY, COUNCIL, EXPECTED, FRONT, check_property, join, parse, texts_of, titles

from app.errors import NotMinutesError
from app.parse.meeting import Expected
from app.vocabulary.entries import Vocabulary

TALK = """
議　題　（１）防犯灯の台帳の管理について（諮問）
会長：それでは、議題（１）「防犯灯の台帳の管理について」、説明をお願いします。
説明員：台帳の項目を説明します。
委員：台帳はどこに置くのですか。
会長：本件は承認といたします。
"""


def test_the_header_is_read(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, TALK), vocabulary)
    assert meeting.municipality == CITY
    assert (meeting.council, meeting.session) == (COUNCIL, "令和3年度第2回")
    assert (meeting.date, meeting.fiscal_year, meeting.start, meeting.end) == ("2021-07-05", 2021, "14:00", "15:30")
    assert (meeting.place, meeting.observers) == ("霧沢市役所 第1会議室", 2)
    assert meeting.members == ("甲野一", "乙山二", "丙川三")
    assert meeting.needs_review == ()
    assert {"date", "council", "start", "end", "place"} <= set(meeting.evidence)
    check_property(meeting)


def test_anchors_are_in_order_and_begin_at_one(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, TALK), vocabulary)
    assert [u.anchor for u in meeting.utterances] == [f"u{n}" for n in range(1, len(meeting.utterances) + 1)]


def test_every_line_stands_in_a_passage(vocabulary: Vocabulary) -> None:
    text = join(FRONT, TALK, "（説明員退室）", "会長：以上で終わります。", "資料一覧", "資料1　台帳の見本")
    meeting = parse(text, vocabulary)
    said = "\n".join(u.text for u in meeting.utterances).replace("\u3000", "").replace(" ", "")
    for line in text.split("\n"):
        words = line.split("：")[-1].strip().replace("\u3000", "").replace(" ", "")
        assert words in said, line


@pytest.mark.parametrize(
    ("old", "new", "doubt"),
    [
        ("（月）", "（火）", "date"),
        ("日　時　令和3年7月5日（月）午後2時から午後3時30分まで\n", "", "date"),
        ("午後2時から午後3時30分まで", "", "start"),
    ],
)
def test_doubts_are_kept(old: str, new: str, doubt: str, vocabulary: Vocabulary) -> None:
    text = join(FRONT, TALK)
    assert old in text
    assert doubt in parse(text.replace(old, new), vocabulary).needs_review


def test_without_a_source_the_document_speaks_for_itself(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, TALK), vocabulary, Expected())
    assert meeting.council == COUNCIL
    assert meeting.municipality.name == ""


def test_marks_of_questions_and_answers_leave_the_speaker_open(vocabulary: Vocabulary) -> None:
    talk = """
    （１）防犯灯の台帳の管理について（諮問）
    ●台帳はどこに置くのか。
    →市役所の書庫に置く。
    ●いつまで置くのか。
    →5年である。
    """
    meeting = parse(join(FRONT, "議　題　（１）防犯灯の台帳の管理について（諮問）", "審議内容", talk), vocabulary)
    speeches = [u for u in meeting.utterances if u.role == "speech"]
    assert [u.mark for u in speeches] == ["●", "→", "●", "→"]
    assert all(u.speaker is None for u in speeches)
    assert "speakers" in meeting.needs_review
    assert len(texts_of(meeting, 1)) == 5


def test_a_summary_without_speakers_is_minutes(vocabulary: Vocabulary) -> None:
    talk = """
    議　題　（１）防犯灯の台帳の管理について（諮問）
    会議の概要
    （１）防犯灯の台帳の管理について
    生活安全課から資料に沿って説明があり、台帳に記録する項目と保存の期間について質疑が行われた。
    委員からは、台帳を見ることができる職員を限るべきだという意見が出された。
    審議の結果、諮問のとおり承認された。
    """
    meeting = parse(join(FRONT, talk, "以上" * 20), vocabulary)
    assert titles(meeting) == ["防犯灯の台帳の管理について"]
    assert any("承認された" in text for text in texts_of(meeting, 1))
    check_property(meeting)


def test_minutes_without_an_item_are_one_doubtful_item(vocabulary: Vocabulary) -> None:
    talk = """
    会長：定刻になりましたので、始めます。
    委員：よろしくお願いします。
    事務局：資料はお手元のとおりです。
    会長：では、お気づきのことを自由にお話しください。
    """
    meeting = parse(join(FRONT, talk), vocabulary)
    (item,) = meeting.items
    assert (item.outcome.code, item.kind.code) == ("unknown", "other")
    assert {"title", "kind", "outcome"} <= set(item.needs_review)
    assert texts_of(meeting, 1) == [line.strip().split("：")[1] for line in talk.strip().split("\n")]
    check_property(meeting)


OTHER_PAPERS = {
    "an agenda": """
        令和3年度第2回霧沢市個人情報保護審議会　次第
        日時　令和3年7月5日（月）午後2時
        場所　第1会議室
        １　開会
        ２　議題　（１）防犯灯の台帳の管理について（諮問）
        ３　閉会
        """,
    "a notice": """
        霧沢市個人情報保護審議会の開催について（お知らせ）
        日時　令和3年7月5日（月）午後2時
        場所　第1会議室
        傍聴を希望される方は、当日受付へお越しください。
        """,
    "a list of members": """
        霧沢市個人情報保護審議会委員名簿
        会長　甲野一　大学教授
        委員　乙山二　弁護士
        委員　丙川三　公募
        """,
    "a handout": """
        資料1
        防犯灯の台帳の管理について
        1　目的　防犯灯を管理するため。
        2　項目　番号、場所、設置の年月
        """,
    "a written opinion": """
        答申書
        令和3年7月20日
        霧沢市長様
        霧沢市個人情報保護審議会会長
        令和3年6月1日付けで諮問のあった件について、適当と認める。
        """,
    "another council": """
        令和3年度第1回霧沢市都市計画審議会　会議録
        日時　令和3年7月5日（月）午後2時
        議題　（１）用途地域の変更について
        会長：それでは始めます。
        事務局：用途地域を説明します。
        委員：よく分かりました。
        会長：承認といたします。
        """,
    "an ordinance": """
        霧沢市個人情報保護条例
        第1条　この条例は、個人情報の取扱いについて定める。
        第2条　市長は、審議会の意見を聴く。
        """,
    "a web page": """
        ごみの分別
        燃えるごみは月曜日と木曜日に出してください。
        """,
}


@pytest.mark.parametrize("text", OTHER_PAPERS.values(), ids=OTHER_PAPERS.keys())
def test_what_is_not_minutes_is_told(text: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(NotMinutesError) as caught:
        parse(text, vocabulary)
    assert str(caught.value)


def test_another_council_of_the_city_is_named(vocabulary: Vocabulary) -> None:
    with pytest.raises(NotMinutesError, match="霧沢市都市計画審議会"):
        parse(OTHER_PAPERS["another council"], vocabulary)


def test_the_expected_council_is_compared(vocabulary: Vocabulary) -> None:
    text = join(FRONT, TALK).replace("個人情報保護審議会", "情報公開審査会")
    with pytest.raises(NotMinutesError, match="霧沢市情報公開審査会"):
        parse(text, vocabulary, EXPECTED)


def test_a_council_that_hears_of_another_one_stays_itself(vocabulary: Vocabulary) -> None:
    text = join(FRONT, TALK, "委員：都市計画審議会でも同じ話がありました。")
    assert parse(text, vocabulary).council == COUNCIL


def test_the_files_title_may_name_the_meeting(vocabulary: Vocabulary) -> None:
    front = FRONT.replace("令和3年度第2回霧沢市個人情報保護審議会　会議録", "")
    meeting = parse(join(front, TALK), vocabulary, title="令和3年度第2回霧沢市個人情報保護審議会会議録")
    assert (meeting.council, meeting.session) == (COUNCIL, "令和3年度第2回")


def test_a_title_that_looks_like_the_discussions_heading(vocabulary: Vocabulary) -> None:
    meeting = parse(join("会議概要", FRONT, TALK), vocabulary)
    assert (meeting.date, meeting.place) == ("2021-07-05", "霧沢市役所 第1会議室")
    assert titles(meeting) == ["防犯灯の台帳の管理について"]


def test_the_secretariat_may_speak_first(vocabulary: Vocabulary) -> None:
    talk = TALK.replace("\n会長", "\n事務局：委員の皆さま、お集まりいただきありがとうございます。\n会長", 1)
    meeting = parse(join(FRONT, talk), vocabulary)
    assert [u.speaker for u in meeting.utterances if u.role == "speech"][:2] == ["事務局", "会長"]
