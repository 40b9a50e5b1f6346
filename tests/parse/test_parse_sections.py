"""Which passages belong to which items, in invented minutes of many shapes."""

from __future__ import annotations

import pytest
from minutes_text import FRONT, check_property, join, kinds, parse, texts_of, titles

from app.vocabulary.entries import Vocabulary

AGENDA = """
議　題　（１）防犯灯の台帳の管理について（諮問）
　　　　（２）図書館の貸出記録の利用について（諮問）
　　　　（３）窓口の録音の状況について（報告）
"""
OPENING = "会長：定刻になりましたので、始めます。"
FIRST = """
会長：それでは、議題（１）「防犯灯の台帳の管理について」、説明をお願いします。
説明員：台帳の項目を説明します。
委員：台帳はどこに置くのですか。
会長：本件は承認といたします。
"""
SECOND = """
会長：次に、議題（２）「図書館の貸出記録の利用について」、説明をお願いします。
説明員：貸出記録の項目を説明します。
会長：本件は継続審議といたします。
"""
THIRD = """
会長：続いて、議題（３）「窓口の録音の状況について」、報告をお願いします。
事務局：録音の件数を報告します。
"""
CLOSING = """
会長：以上で本日の議事は終了しました。次回の日程を事務局からお願いします。
事務局：次回は10月です。
"""
THREE = ["防犯灯の台帳の管理について", "図書館の貸出記録の利用について", "窓口の録音の状況について"]


def test_items_in_the_order_of_the_agenda(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, AGENDA, OPENING, FIRST, SECOND, THIRD, CLOSING), vocabulary)
    assert titles(meeting) == THREE
    assert kinds(meeting) == ["referral", "referral", "report"]
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [4, 3, 2]
    assert texts_of(meeting, 2)[0].startswith("次に、議題")
    outside = [u.text for u in meeting.utterances if not u.items and u.speaker]
    assert "定刻になりましたので、始めます。" in outside
    assert "次回は10月です。" in outside
    check_property(meeting)


def test_items_discussed_out_of_order(vocabulary: Vocabulary) -> None:
    third = THIRD.replace("続いて", "先に")
    first = FIRST.replace("それでは", "次に")
    meeting = parse(join(FRONT, AGENDA, OPENING, third, first, SECOND, CLOSING), vocabulary)
    assert titles(meeting) == THREE
    assert texts_of(meeting, 3) == [
        "先に、議題（３）「窓口の録音の状況について」、報告をお願いします。",
        "録音の件数を報告します。",
    ]
    assert "台帳の項目を説明します。" in texts_of(meeting, 1)
    check_property(meeting)


def test_two_items_taken_together_and_decided_one_by_one(vocabulary: Vocabulary) -> None:
    talk = """
    会長：議題（１）及び議題（２）は関連がありますので、一括して説明をお願いします。
    説明員：台帳と貸出記録の項目を説明します。
    委員：両方とも同じ部屋ですか。
    会長：それでは、議題（１）をお諮りします。承認といたします。
    会長：次に、議題（２）をお諮りします。継続審議といたします。
    """
    meeting = parse(join(FRONT, AGENDA, OPENING, talk, THIRD, CLOSING), vocabulary)
    assert titles(meeting) == THREE
    shared = [u for u in meeting.utterances if u.items == (1, 2)]
    assert [u.text for u in shared][1:] == ["台帳と貸出記録の項目を説明します。", "両方とも同じ部屋ですか。"]
    assert texts_of(meeting, 1)[-1].endswith("承認といたします。")
    assert texts_of(meeting, 2)[-1].endswith("継続審議といたします。")
    assert not any("継続審議" in text for text in texts_of(meeting, 1))
    check_property(meeting)


def test_titles_are_shortened_when_called(vocabulary: Vocabulary) -> None:
    first = FIRST.replace("議題（１）「防犯灯の台帳の管理について」、", "防犯灯の台帳の管理に入ります。")
    second = SECOND.replace("議題（２）「図書館の貸出記録の利用について」、", "図書館の貸出記録の利用です。")
    third = THIRD.replace("議題（３）「窓口の録音の状況について」、", "窓口の録音の状況、")
    meeting = parse(join(FRONT, AGENDA, OPENING, first, second, third, CLOSING), vocabulary)
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [4, 3, 2]
    check_property(meeting)


def test_headings_part_the_discussion(vocabulary: Vocabulary) -> None:
    talk = """
    （１）防犯灯の台帳の管理について
    説明員：台帳の項目を説明します。
    会長：承認といたします。
    （２）図書館の貸出記録の利用について
    説明員：貸出記録の項目を説明します。
    （３）窓口の録音の状況について
    事務局：録音の件数を報告します。
    """
    meeting = parse(join(FRONT, AGENDA, OPENING, talk), vocabulary)
    assert titles(meeting) == THREE
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [3, 2, 2]
    assert [u.text for u in meeting.utterances if u.role == "heading"] == [
        "（１）防犯灯の台帳の管理について",
        "（２）図書館の貸出記録の利用について",
        "（３）窓口の録音の状況について",
    ]
    check_property(meeting)


def test_sections_of_headings_give_kinds(vocabulary: Vocabulary) -> None:
    agenda = """
    次　第　１　開会
    ２　諮問事項
    （１）防犯灯の台帳の管理について
    ３　報告事項
    （１）窓口の録音の状況について
    ４　閉会
    """
    talk = """
    議事録
    ２　諮問事項
    （１）防犯灯の台帳の管理について
    説明員：台帳の項目を説明します。
    会長：承認といたします。
    ３　報告事項
    （１）窓口の録音の状況について
    事務局：録音の件数を報告します。
    会長：ありがとうございました。
    """
    meeting = parse(join(FRONT, agenda, talk), vocabulary)
    assert titles(meeting) == ["防犯灯の台帳の管理について", "窓口の録音の状況について"]
    assert kinds(meeting) == ["referral", "report"]
    assert "録音の件数を報告します。" in texts_of(meeting, 2)
    check_property(meeting)


def test_items_only_in_the_discussion_by_headings(vocabulary: Vocabulary) -> None:
    talk = """
    諮問第4号　防犯灯の台帳の管理について
    会長：説明をお願いします。
    説明員：台帳の項目を説明します。
    報告第1号　窓口の録音の状況について
    事務局：録音の件数を報告します。
    """
    meeting = parse(join(FRONT, "会議録", talk), vocabulary)
    assert [(i.number, i.title, i.kind.code) for i in meeting.items] == [
        ("諮問第4号", "防犯灯の台帳の管理について", "referral"),
        ("報告第1号", "窓口の録音の状況について", "report"),
    ]
    check_property(meeting)


def test_items_only_in_the_discussion_by_the_chairs_words(vocabulary: Vocabulary) -> None:
    talk = """
    会長：それでは、諮問第4号「防犯灯の台帳の管理について」、説明をお願いします。
    説明員：台帳の項目を説明します。
    会長：次に、諮問第5号「図書館の貸出記録の利用について」を議題とします。
    説明員：貸出記録の項目を説明します。
    """
    meeting = parse(join(FRONT, OPENING, talk), vocabulary)
    assert titles(meeting) == THREE[:2]
    assert [len(texts_of(meeting, n)) for n in (1, 2)] == [2, 2]
    check_property(meeting)


def test_a_named_matter_under_other(vocabulary: Vocabulary) -> None:
    agenda = "議　題　（１）防犯灯の台帳の管理について（諮問）\n（２）その他（封筒の様式の変更）"
    talk = """
    会長：次に、その他に移ります。
    （２）その他（封筒の様式の変更）
    事務局：封筒の様式が変わります。
    """
    meeting = parse(join(FRONT, agenda, OPENING, FIRST, talk), vocabulary)
    assert titles(meeting) == ["防犯灯の台帳の管理について", "その他(封筒の様式の変更)"]
    assert kinds(meeting)[1] == "other"
    assert "封筒の様式が変わります。" in texts_of(meeting, 2)
    check_property(meeting)


def test_other_without_a_matter_is_no_item(vocabulary: Vocabulary) -> None:
    agenda = "議　題　（１）防犯灯の台帳の管理について（諮問）\n（２）その他"
    talk = "会長：次に、その他に移ります。何かありますか。\n委員：特にありません。\n会長：以上で終わります。"
    meeting = parse(join(FRONT, agenda, OPENING, FIRST, talk), vocabulary)
    assert titles(meeting) == ["防犯灯の台帳の管理について"]
    assert len(texts_of(meeting, 1)) == 4
    check_property(meeting)


def test_closing_words_belong_to_no_item(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, AGENDA, OPENING, FIRST, SECOND, THIRD, CLOSING), vocabulary)
    closing = [u for u in meeting.utterances if "次回" in u.text or "終了しました" in u.text]
    assert closing
    assert all(not u.items for u in closing)


def test_an_item_never_discussed_has_no_passages_and_is_doubtful(vocabulary: Vocabulary) -> None:
    meeting = parse(join(FRONT, AGENDA, OPENING, FIRST, SECOND, CLOSING), vocabulary)
    assert titles(meeting) == THREE
    assert texts_of(meeting, 3) == []
    assert "utterances" in meeting.items[2].needs_review


def test_a_member_who_names_another_item_does_not_change_it(vocabulary: Vocabulary) -> None:
    talk = FIRST.replace(
        "委員：台帳はどこに置くのですか。",
        "委員：次の議題（２）「図書館の貸出記録の利用について」と同じ部屋ですか。",
    )
    meeting = parse(join(FRONT, AGENDA, OPENING, talk, SECOND, THIRD), vocabulary)
    assert len(texts_of(meeting, 1)) == 4


def test_an_election_is_its_own_kind(vocabulary: Vocabulary) -> None:
    agenda = "議　題　（１）会長の選出について\n（２）防犯灯の台帳の管理について（諮問）"
    talk = """
    事務局：それでは、議題（１）会長の選出について、お願いします。
    委員：甲野委員を推薦します。
    """
    meeting = parse(join(FRONT, agenda, talk, FIRST.replace("（１）", "（２）")), vocabulary)
    assert kinds(meeting) == ["election", "referral"]
    assert "甲野委員を推薦します。" in texts_of(meeting, 1)


@pytest.mark.parametrize(
    "style",
    ["{}：{}", "（{}）{}", "【{}】{}", "○{}　{}", "〇{}　{}", "◯{}　{}", "{}　　{}", "{} | {}", "[{}] {}"],
)
def test_every_style_of_speakers(style: str, vocabulary: Vocabulary) -> None:
    talk = [
        style.format(*line.strip().split("：", 1))
        for line in join(OPENING, FIRST, SECOND, THIRD, CLOSING).split("\n")
        if line.strip()
    ]
    meeting = parse(join(FRONT, AGENDA, "会議の経過", talk), vocabulary)
    assert titles(meeting) == THREE
    assert [u.speaker for u in meeting.utterances if u.role == "speech"] == [
        "会長", "会長", "説明員", "委員", "会長", "会長", "説明員", "会長", "会長", "事務局", "会長", "事務局",
    ]  # fmt: skip
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [4, 3, 2]
    check_property(meeting)


def test_headings_one_below_the_other_are_taken_together(vocabulary: Vocabulary) -> None:
    talk = """
    （１）防犯灯の台帳の管理について
    （２）図書館の貸出記録の利用について
    会長：両案は同じ部屋の話ですので、一緒に説明を願います。
    説明員：台帳と貸出記録の項目を説明します。
    会長：議題（１）は承認といたします。
    （３）窓口の録音の状況について
    事務局：録音の件数を報告します。
    """
    meeting = parse(join(FRONT, AGENDA, OPENING, talk), vocabulary)
    assert titles(meeting) == THREE
    assert "台帳と貸出記録の項目を説明します。" in texts_of(meeting, 1)
    assert "台帳と貸出記録の項目を説明します。" in texts_of(meeting, 2)
    assert "（２）図書館の貸出記録の利用について" not in texts_of(meeting, 1)
    check_property(meeting)


def test_a_heading_with_nothing_below_is_not_shared(vocabulary: Vocabulary) -> None:
    talk = """
    （１）防犯灯の台帳の管理について
    （２）図書館の貸出記録の利用について
    説明員：貸出記録の項目を説明します。
    （３）窓口の録音の状況について
    事務局：録音の件数を報告します。
    """
    meeting = parse(join(FRONT, AGENDA, OPENING, talk), vocabulary)
    assert texts_of(meeting, 1) == ["（１）防犯灯の台帳の管理について"]
    assert len(texts_of(meeting, 2)) == 2


def test_shortened_headings_are_known_by_their_numbers(vocabulary: Vocabulary) -> None:
    talk = """
    （１）防犯灯
    説明員：台帳の項目を説明します。
    （２）貸出しの記録
    説明員：貸出記録の項目を説明します。
    （３）窓口の録音
    事務局：録音の件数を報告します。
    """
    meeting = parse(join(FRONT, AGENDA, OPENING, talk), vocabulary)
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [2, 2, 2]


def test_the_matter_listed_under_other(vocabulary: Vocabulary) -> None:
    agenda = """
    議　題　１　防犯灯の台帳の管理について（諮問）
    ２　その他
    （１）番号制度の導入に向けた準備の状況
    """
    talk = """
    会長：議題１「防犯灯の台帳の管理について」、説明をお願いします。
    説明員：台帳の項目を説明します。
    会長：その他として、番号制度の準備について事務局から説明がある。
    事務局：準備は予定のとおり進んでいます。
    会長：以上で本日の議事は終了しました。
    """
    meeting = parse(join(FRONT, agenda, OPENING, talk), vocabulary)
    assert texts_of(meeting, 2)[:2] == [
        "その他として、番号制度の準備について事務局から説明がある。",
        "準備は予定のとおり進んでいます。",
    ]


def test_an_agenda_that_marks_its_reports_leaves_referrals_unmarked(vocabulary: Vocabulary) -> None:
    agenda = """
    議　題　（１）防犯灯の台帳の管理について
    　　　　（２）図書館の貸出記録の利用について
    　　　　（３）窓口の録音の状況について（報告）
    """
    talk = FIRST.replace("本件は承認といたします。", "ここまでの報告を踏まえて次回に報告を求めます。")
    meeting = parse(join(FRONT, agenda, OPENING, talk, SECOND, THIRD, CLOSING), vocabulary)
    assert kinds(meeting) == ["referral", "referral", "report"]


def test_a_heading_that_the_edge_of_the_page_has_broken(vocabulary: Vocabulary) -> None:
    talk = """
    （１）小中学校における学習支援サービスの利用に伴う個人情報の取
    扱いについて
    説明員：サービスの内容を説明します。
    会長：承認といたします。
    （２）防犯灯の台帳の管理について
    説明員：台帳の項目を説明します。
    （３）前の年度に行った点検の結果はまだ途中であり数字は出ていないという
    説明があった。
    """
    meeting = parse(join(FRONT, OPENING, talk), vocabulary)
    assert titles(meeting) == [
        "小中学校における学習支援サービスの利用に伴う個人情報の取扱いについて",
        "防犯灯の台帳の管理について",
    ]
    check_property(meeting)


def test_openness_told_ahead_opens_nothing(vocabulary: Vocabulary) -> None:
    opening = "会長：議題（３）は非公開で行いますので、その前に傍聴の方の御退室をお願いします。"
    meeting = parse(join(FRONT, AGENDA, opening, FIRST, SECOND, THIRD, CLOSING), vocabulary)
    assert [len(texts_of(meeting, n)) for n in (1, 2, 3)] == [4, 3, 2]
