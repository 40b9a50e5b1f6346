"""Where the discussion begins: by its heading, by what follows an ambiguous one, by the first words, or not at all."""

from __future__ import annotations

import pytest
from minutes_text import FRONT, join, make_document

from app.document import Block, Line, Row
from app.parse.discussion import find_discussion, starts_discussion, unfold_blocks
from app.parse.marking import find_marking

TALK = """
会長：では始めます。
委員：はい。
会長：終わります。
"""
TITLES = """
（１）防犯灯の管理について
（２）名簿の提供について
"""
NARRATED = """
市民課から説明があった。
審議の結果、承認された。
"""


def first_line(text: str) -> str | None:
    """The text of the block that begins the discussion; None where there is none."""
    blocks = unfold_blocks(make_document(text).blocks)
    index = find_discussion(blocks, find_marking(blocks))
    if index == len(blocks):
        return None
    block = blocks[index]
    return block.text if isinstance(block, Line) else "|".join(block.cells)


@pytest.mark.parametrize(
    "heading",
    [
        "審議内容",
        "審議内容（以下、概略）",
        "話合いの中身",
        "会　議　の　顛　末",
        "＞＞やり取り（時刻は発言の始まり）",
        "２　主な問答",
        "〇 会議記録",
        "６　会議の結果",
        "会議の経過",
        "会議の内容",
        "■会議内容",
        "会議要旨",
        "会議記録",
        "議事（要旨）",
        "議事内容",
        "５主な議事内容",
        "［議事概要］",
        "【議事概要】",
        "議事経過と結果",
        "審　議　内　容",
        "（ 発 言 要 旨 ）",
        "＜ 審 議 ＞",
        "審議等の概要",
        "審議の内容（審議経過、結論等）",
        "会議録（審議事項）",
        "● 会議内容",
        "8 会議の内容",
        "審議内容：次のとおり",
    ],
)
def test_the_headings_of_a_discussion(heading: str) -> None:
    assert starts_discussion(Line(heading))
    for talk in (TALK, NARRATED):
        text = join(FRONT, "議題　防犯灯の管理について", heading, "（１）防犯灯の管理について", talk)
        assert first_line(text) == heading


@pytest.mark.parametrize(
    "line", ["会議室", "審議会", "防犯灯の審議内容について", "議事録署名人の選出", "内容を説明した。"]
)
def test_no_heading_of_a_discussion(line: str) -> None:
    assert not starts_discussion(Line(line))


@pytest.mark.parametrize("key", ["議事", "議題", "会議内容", "会議の概要", "審議（会議）経過", "案件"])
def test_an_ambiguous_heading_over_titles_is_the_agenda(key: str) -> None:
    assert first_line(join(FRONT, key, TITLES, "会議記録", TALK)) == "会議記録"
    assert first_line(join(FRONT, key, TITLES, TALK)) == "会長：では始めます。"


@pytest.mark.parametrize("key", ["議事", "議題", "会議内容", "会議の概要", "審議（会議）経過"])
def test_an_ambiguous_heading_over_words_is_the_discussion(key: str) -> None:
    assert first_line(join(FRONT, key, TALK)) == key
    assert first_line(join(FRONT, key, "（１）防犯灯の管理について", NARRATED)) == key
    both = join("（１）防犯灯の管理について", TALK, "（２）名簿の提供について", TALK)
    assert first_line(join(FRONT, key, both)) == key
    assert first_line(join(FRONT, "議題", TITLES, "議事", both)) == "議事"


BEGINNINGS = [
    # what follows the front matter, the line that begins the discussion
    (
        join(
            "== １　開会",
            "本日はお集まりいただきありがとうございます。",
            "== ２　議事",
            "（１）防犯灯の管理について",
            TALK,
        ),
        "１　開会",
    ),
    (
        join("１　委嘱式", "市長から委嘱状が渡された。", "２　議事", "（１）会長の選出について", NARRATED, TALK),
        "１　委嘱式",
    ),
    (join("議題　防犯灯の管理について", "－ 1 －", "（開会）", TALK), "－ 1 －"),
    (join("議題", "防犯灯の管理について", "《事務局説明》", TALK), "《事務局説明》"),
    (join("審議等の概要", "別紙のとおり", "－ 1 －", "別紙", "審議等の概要", TALK), "－ 1 －"),
    (join("主な内容", "審議", TALK), "主な内容"),
    (join("会議録", "下記「会議録（議題）」をご覧ください。", "会議録（議題）", TALK), "会議録（議題）"),
    (join("５　議事要旨", "（１）防犯灯の管理について", "ア　説明", "主な質疑は次のとおり", TALK), "５　議事要旨"),
    (join("掲載形式", "議事概要", "議題", TITLES, "会議記録", TALK), "会議記録"),
    (
        join("会議の経過", "（１）諮問事項", "【説明員】（資料にて説明）", "【会長】では始めます。", "【委員】はい。"),
        "会議の経過",
    ),
    (join("１　防犯灯の管理について", "市民課から説明があり、承認した。"), "１　防犯灯の管理について"),
    (join("議題", TITLES), None),
    (
        join("議題", TITLES, "（１）防犯灯の管理について", "・承認した", "（２）名簿の提供について", NARRATED),
        "（１）防犯灯の管理について",
    ),
    (join("議題", TITLES, "（１）防犯灯の管理について", TALK), "（１）防犯灯の管理について"),
    (
        join("会議次第", "１　開会", TITLES, "閲覧には、PDFを開くものが必要です。", "２　摘録", "１　開会", TALK),
        "２　摘録",
    ),
    # an entry of the agenda is no heading, with another before and a key behind it
    (join("議題\n（１）資料説明\n（２）協議\n配布資料　資料１", TALK), "会長：では始めます。"),
    (join("（１）資料説明\n市民課が資料１により説明した。\n（２）協議", TALK), "（１）資料説明"),
    # 開会 above the first heading
    (join("開会\n・会長挨拶", TALK), "開会"),
    (join("議事の内容\n開会", TALK), "議事の内容"),
    # where no agenda stands above, the title right above the first words
    (join("■ 議題Ａ　防犯灯の管理について", TALK), "■ 議題Ａ　防犯灯の管理について"),
    (join("議題一　防犯灯の管理について", TALK), "議題一　防犯灯の管理について"),
    (join("諮問第４号　名簿の提供に\nついて（市民課）", TALK), "諮問第４号　名簿の提供に"),
    # a note at the end of a list is nothing told
    (
        join("日時　令和3年7月5日", "１．開会\n２．前回の振り返り\n※資料は事前に配布。\n■出席者：", "甲野一、乙山二"),
        None,
    ),
    # a title that the agenda has, right above the first words
    (
        join("議題　防犯灯の管理のしかたについて\n協議「防犯灯の管理のしかたについて」", TALK),
        "協議「防犯灯の管理のしかたについて」",
    ),
]


@pytest.mark.parametrize(("text", "begin"), BEGINNINGS)
def test_the_discussion_begins(text: str, begin: str | None) -> None:
    assert first_line(join(FRONT, text)) == begin


def test_the_documents_title_begins_nothing() -> None:
    assert first_line(join("会議概要", FRONT, "議題　防犯灯の管理について", "審議内容", TALK)) == "審議内容"


def test_without_any_key_the_first_words_begin_it() -> None:
    text = join("第9回霧沢市個人情報保護審議会", "令和3年7月5日（月）", "午前10時　開会", TALK)
    assert first_line(text) == "会長：では始めます。"  # the line above is all that tells the time


def test_a_front_in_whole_sentences_is_no_discussion() -> None:
    told = "令和3年7月5日の午後2時から会議を開きました。甲野会長ほか4人が出席しました。"
    front = join("審議会を開きました", told, "（１）防犯灯の管理について\n（２）名簿の提供について\n※敬称略")
    assert first_line(join(front, "== （１）防犯灯の管理", TALK)) == "（１）防犯灯の管理"
    assert first_line(join(front, TALK)) == "会長：では始めます。"


def test_tables_of_questions_begin_it_with_their_title() -> None:
    rows = "質問 | 回答\nいつからか。 | 四月からである。\n費用は。 | 十万円である。"
    assert first_line(join(FRONT, "議事１　防犯灯の管理について\n提出　市民課", rows)) == "議事１　防犯灯の管理について"


def test_contact_lines_in_the_front_end_nothing() -> None:
    text = join(
        FRONT, "問い合わせ先　総務課", "電話番号　0900-00-0000", "議題　防犯灯の管理について", "会議の内容", NARRATED
    )
    assert first_line(text) == "会議の内容"


def test_a_list_of_those_present_is_no_discussion() -> None:
    people = join("出席者", "【会長】甲野一", "【委員】乙山二、丙川三", "【事務局】総務課長")
    assert first_line(join(FRONT, people, "審議内容", "【会長】では始めます。", "【委員】はい。")) == "審議内容"


def test_a_table_of_speeches() -> None:
    rows = "発言者 | 発言内容\n会長 | では始めます。\n甲野 | はい。\n会長 | 終わります。"
    assert first_line(join(FRONT, rows)) == "発言者|発言内容"
    assert first_line(join(FRONT, "会長 | では始めます。\n委員 | はい。\n会長 | 終わります。")) == "会長|では始めます。"


FORMS = [
    ("会長：では始めます。\n委員：はい。\n会長：終わります。", True),
    ("（会長）\nでは始めます。\n（委員）\nはい。", True),
    ("市民課から説明した。\n質疑を行った。\n意見が出た。\n承認した。", True),
    ("諮問のとおり承認した。", False),
    ("1　開会\n2　議題\n3　閉会", False),
]


@pytest.mark.parametrize(("cell", "opened"), FORMS)
def test_a_forms_cell_that_holds_the_discussion_is_read_as_lines(cell: str, opened: bool) -> None:
    blocks: list[Block] = [Row(("開催日時", "令和3年7月5日"), 1), Row(("会議の経過", cell), 1)]
    found = unfold_blocks(blocks)
    assert (len(found) > 2) is opened
    if opened:
        assert [b.text for b in found[1:] if isinstance(b, Line)] == ["会議の経過", *cell.split("\n")]


def test_a_label_broken_over_two_lines_is_one() -> None:
    found = unfold_blocks([Line("（デジタル推"), Line("進課）はい。"), Line("（補足"), Line("資料）である。")])
    assert [b.text for b in found if isinstance(b, Line)] == ["（デジタル推進課）はい。", "（補足", "資料）である。"]
