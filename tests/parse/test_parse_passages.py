"""The discussion as passages: whose words are whose, and what is nobody's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import Block, Line, Row
from app.model import Role
from app.normalize import squeeze
from app.parse.discussion import unfold_blocks
from app.parse.layout import Passage
from app.parse.marking import find_marking
from app.parse.passages import build_passages


def is_heading(line: Line) -> bool:
    """A stand-in for the items' headings: those that the file marks, （１）…について, １　開会."""
    text = squeeze(line.text)
    return line.heading or (text[:1] in "(123" and text.endswith(("について", "開会", "その他", "(課長補佐)")))


def read(*lines: str | Block) -> list[Passage]:
    blocks = unfold_blocks([Line(line) if isinstance(line, str) else line for line in lines])
    return list(build_passages(blocks, 0, find_marking(blocks), is_heading))


def told(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """(who or what, text) for each passage."""
    return [(p.speaker or p.mark or p.role.value, p.text) for p in passages]


TALKS = [
    # lines → passages
    (["○会長　はい。", "○委員　いいえ。"], [("会長", "はい。"), ("委員", "いいえ。")]),
    (
        ["〇会長", "はい。", "○甲野委員", "いいえ。", "◯事務局", "では。"],
        [("会長", "はい。"), ("甲野委員", "いいえ。"), ("事務局", "では。")],
    ),
    (
        ["会長", "はい。", "委員", "いいえ。", "市民課長", "では。"],
        [("会長", "はい。"), ("委員", "いいえ。"), ("市民課長", "では。")],
    ),
    (["＜会長＞", "はい。", "＜市民課＞", "いいえ。"], [("会長", "はい。"), ("市民課", "いいえ。")]),
    (
        ["総務課長；はい。", "甲野委員；いいえ。", "○総務課長；では。", "〇会長；では。"],
        [("総務課長", "はい。"), ("甲野委員", "いいえ。"), ("総務課長", "では。"), ("会長", "では。")],
    ),
    (
        ["（担当課）", "《資料による説明》", "市民課です。", "（委員）", "はい。"],
        [("担当課", "《資料による説明》\n市民課です。"), ("委員", "はい。")],
    ),
    # a direction is nobody's, and ends a speech
    (
        ["会長：よいか。", "（異議なし）", "会長：では。"],
        [("会長", "よいか。"), ("narration", "（異議なし）"), ("会長", "では。")],
    ),
    (
        ["会長：よいか。", "質問なし", "会長：では。"],
        [("会長", "よいか。"), ("narration", "質問なし"), ("会長", "では。")],
    ),
    (
        ["市民課　はい。", "会長　では。", "市民課　いいえ。", "市民課　職員退室"],
        [("市民課", "はい。"), ("会長", "では。"), ("市民課", "いいえ。"), ("narration", "市民課　職員退室")],
    ),
    # the minute-taker's result is not the last speaker's
    (
        ["会長：よろしいですか。", "委員：はい、結構です。", "審議の結果、承認された。"],
        [("会長", "よろしいですか。"), ("委員", "はい、結構です。"), ("narration", "審議の結果、承認された。")],
    ),
    # a label that can't be read gives nothing to the one before
    (
        ["○会長　はい。", "○委員　いいえ。", "○甲野嬢　では。"],
        [("会長", "はい。"), ("委員", "いいえ。"), ("narration", "○甲野嬢　では。")],
    ),
    # …and lines that lost their marks go on as they stand
    (
        ["会長：はい。", "委員：いいえ。", "会長：では。", "そうです。"],
        [("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。\nそうです。")],
    ),
    # 【 】 over a title is a department's, over words a speaker's
    (
        ["【会長】はい。", "【市民課】", "・防犯灯の管理について", "【委員】いいえ。"],
        [
            ("会長", "はい。"),
            ("narration", "【市民課】"),
            ("narration", "・防犯灯の管理について"),
            ("委員", "いいえ。"),
        ],
    ),
    (
        ["【会長】はい。", "【市民課】防犯灯の管理について", "【説明員】（資料にて説明）"],
        [("会長", "はい。"), ("narration", "【市民課】防犯灯の管理について"), ("説明員", "（資料にて説明）")],
    ),
    # questions and answers name nobody
    (
        ["（質問）いくらか。", "（回答）十万円。", "（質問）いつか。", "（回答）春。", "ウ　承認した。"],
        [("問", "いくらか。"), ("答", "十万円。"), ("問", "いつか。"), ("答", "春。\nウ　承認した。")],
    ),
    (
        [
            "ア　説明があった。",
            "イ　次の質疑があった。",
            "（質問）いくらか。",
            "（回答）十万円。",
            "（質問）いつか。",
            "（回答）春。",
            "ウ　承認した。",
        ],
        [
            ("narration", "ア　説明があった。"),
            ("narration", "イ　次の質疑があった。"),
            ("問", "いくらか。"),
            ("答", "十万円。"),
            ("問", "いつか。"),
            ("答", "春。"),
            ("narration", "ウ　承認した。"),
        ],
    ),
    # narration: one paragraph or point each
    (
        ["市民課から説明があった。", "・いくらか。", "・十万円である。", "→妥当とした。"],
        [
            ("narration", "市民課から説明があった。"),
            ("narration", "・いくらか。"),
            ("narration", "・十万円である。"),
            ("narration", "→妥当とした。"),
        ],
    ),
    # headings and parts of an item
    (
        ["（１）防犯灯について", "ア　説明", "会長：はい。", "委員：いいえ。", "イ　結論", "承認した。"],
        [
            ("heading", "（１）防犯灯について"),
            ("narration", "ア　説明"),
            ("会長", "はい。"),
            ("委員", "いいえ。"),
            ("narration", "イ　結論"),
            ("narration", "承認した。"),
        ],
    ),
    # who speaks stands behind the step of the frame
    (
        ["１　開会（課長補佐）", "では始めます。", "会長：はい。", "委員：はい。"],
        [("heading", "１　開会（課長補佐）"), ("課長補佐", "では始めます。"), ("会長", "はい。"), ("委員", "はい。")],
    ),
    # what follows is no one's
    (
        ["会長：はい。", "委員：はい。", "お問い合わせ先", "総務課　電話0900-00-0000"],
        [("会長", "はい。"), ("委員", "はい。"), ("attachment", "お問い合わせ先\n総務課　電話0900-00-0000")],
    ),
    (
        ["会長：はい。", "委員：はい。", "会長：では。", "会議録署名人　甲野一"],
        [("会長", "はい。"), ("委員", "はい。"), ("会長", "では。"), ("attachment", "会議録署名人　甲野一")],
    ),
    (
        ["会長：はい。", "お問い合わせ先を書面に載せたい。", "委員：はい。"],
        [("会長", "はい。\nお問い合わせ先を書面に載せたい。"), ("委員", "はい。")],
    ),
]


@pytest.mark.parametrize(("lines", "passages"), TALKS)
def test_who_says_what(lines: list[str], passages: list[tuple[str, str]]) -> None:
    assert told(read(*lines)) == passages


def test_names_alone_speak_where_the_members_bear_them() -> None:
    blocks = [
        Line(t) for t in ("出席者　甲野一、乙山二", "（甲野）はい。", "（乙山）いいえ。", "（補足）資料を配った。")
    ]
    found = list(build_passages(blocks, 1, find_marking(blocks), is_heading))
    assert told(found) == [("甲野", "はい。"), ("乙山", "いいえ。\n（補足）資料を配った。")]


def test_a_speech_goes_on_over_a_page() -> None:
    found = read(
        Line("会長　　台帳を見る職員を限るように改めまし", 1, full=True),
        Line("－ 1 －", 1),
        Line("た。", 2),
        Line("委員　　はい。", 2),
        Line("会長　　では。", 2),
    )
    assert told(found) == [
        ("会長", "台帳を見る職員を限るように改めました。"),
        ("narration", "－ 1 －"),
        ("委員", "はい。"),
        ("会長", "では。"),
    ]


def test_a_number_alone_is_a_pages_only_where_no_title_follows() -> None:
    assert told(read("会長：はい。", "2", "委員：いいえ。"))[1] == ("narration", "2")
    assert told(read("会長：はい。", "委員：いいえ。", "2", "その他"))[1] == ("委員", "いいえ。\n2\nその他")


def test_lines_below_a_hanging_label_that_do_not_hang_are_nobodys() -> None:
    lines: list[Line] = []
    for label in ("会長", "委員", "会長"):
        lines += [
            Line(f"{label}：台帳を見る職員を限るように", indent=1, full=True),
            Line("改めるべきと思う。", indent=4),
        ]
    found = read(*lines, Line("この後、休憩に入った。", indent=0))
    assert told(found)[-2:] == [
        ("会長", "台帳を見る職員を限るように改めるべきと思う。"),
        ("narration", "この後、休憩に入った。"),
    ]


TABLES = [
    (
        [("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。"), ("", "（異議なし）")],
        [("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。"), ("narration", "（異議なし）")],
    ),
    (
        [("1", "会長", "はい。"), ("2", "委員", "いいえ。"), ("3", "会長", "では。")],
        [("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。")],
    ),
    (
        [("発言者", "内容"), ("甲野", "はい。"), ("乙山", "いいえ。")],
        [("narration", "発言者\n内容"), ("甲野", "はい。"), ("乙山", "いいえ。")],
    ),
    (
        [("会長\n甲野委員", "はい。"), ("委員", "いいえ。"), ("会長", "では。")],
        [("会長・甲野委員", "はい。"), ("委員", "いいえ。"), ("会長", "では。")],
    ),
    (
        [("会長", "はい。"), ("委員", "いい"), ("", "え。"), ("会長", "では。"), ("委員", "はい。")],
        [("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。"), ("委員", "はい。")],
    ),
    (
        [("審議内容", "会長：はい。\n委員：いいえ。")],
        [("heading", "審議内容"), ("会長", "はい。"), ("委員", "いいえ。")],
    ),
    ([("会長：はい。\n委員：いいえ。",)], [("会長", "はい。"), ("委員", "いいえ。")]),
    # a question and its answer, whose sign stands in a cell; what follows the table is nobody's
    (
        [("Q1", "いつからか。"), ("A1", "四月からである。"), ("Q2", "費用は。"), ("A2", "十万円である。")],
        [("Q", "いつからか。"), ("A", "四月からである。"), ("Q", "費用は。"), ("A", "十万円である。")],
    ),
    (
        [("話した人", "話したこと"), ("会長", "始めます。"), ("保健師", "三歳の健診です。"), ("", "（採決した。）")],
        [
            ("narration", "話した人\n話したこと"),
            ("会長", "始めます。"),
            ("保健師", "三歳の健診です。"),
            ("narration", "（採決した。）"),
        ],
    ),
    (
        [("質問", "回答"), ("いつからか。", "四月からである。"), ("審査会意見", "認める。")],
        [
            ("narration", "質問\n回答"),
            ("問", "いつからか。"),
            ("答", "四月からである。"),
            ("narration", "審査会意見\n認める。"),
        ],
    ),
    # a few rows, where people speak or something is done
    (
        [("支所長", "（開会のあいさつ）"), ("委員長", "では、意見を伺いたい。")],
        [("支所長", "（開会のあいさつ）"), ("委員長", "では、意見を伺いたい。")],
    ),
    (
        [("会長", "甲野一（大学教授）"), ("委員", "乙山二")],
        [("narration", "会長\n甲野一（大学教授）"), ("narration", "委員\n乙山二")],
    ),
]


@pytest.mark.parametrize(("rows", "passages"), TABLES)
def test_rows_of_a_table(rows: list[tuple[str, ...]], passages: list[tuple[str, str]]) -> None:
    assert told(read(*(Row(cells, 1) for cells in rows))) == passages


def test_a_table_of_results_keeps_its_cells() -> None:
    (passage,) = read(Row(("諮問第1号", "防犯灯について", "承認"), 1))
    assert passage.cells == ("諮問第1号", "防犯灯について", "承認")
    assert passage.role is Role.NARRATION


def test_the_names_of_columns_go_with_the_line_that_says_whose_the_item_is() -> None:
    table = [Row(("発言者", "発言内容"), 1), Row(("会長", "始めます。"), 1), Row(("委員", "分かりました。"), 1)]
    again = [Row(row.cells, 2) for row in table]
    second = Line("名簿の提供について", heading=True)
    assert told(read("（１）防犯灯について", "（担当　市民課）", *table, second, *again, "次回は五月に開く。")) == [
        ("heading", "（１）防犯灯について"),
        ("narration", "（担当　市民課）\n発言者\n発言内容"),
        ("会長", "始めます。"),
        ("委員", "分かりました。"),
        ("heading", "名簿の提供について"),
        ("narration", "発言者\n発言内容"),
        ("会長", "始めます。"),
        ("委員", "分かりました。"),
        ("narration", "次回は五月に開く。"),
    ]


PARTS = [
    ("結　論　支障はないものと認める。", True),
    ("結論：認める。", True),
    ("要　旨　名簿を用いたい。", True),
    ("審査会意見　妥当である。", True),
    ("結論を急ぐことはない。", False),
]


@pytest.mark.parametrize(("line", "apart"), PARTS)
def test_a_labelled_part_of_the_narration_ends_a_speech(line: str, apart: bool) -> None:
    passages = told(read("問　いつからか。", "答　四月からである。", "問　費用は。", "答　十万円である。", line))
    assert passages[-1] == (("narration", line) if apart else ("答", f"十万円である。\n{line}"))


def test_a_title_goes_on_until_its_bracket_is_closed() -> None:
    lines = (
        Line("防犯灯の映像の提供について（市民生", heading=True),
        "活課）",
        "会長：始めます。",
        "委員：はい、分かりました。",
    )
    assert told(read(*lines))[0] == ("heading", "防犯灯の映像の提供について（市民生活課）")


JOINED = [
    ("○会長　始めます。 ○委員　一つよろしいですか。", [("会長", "始めます。"), ("委員", "一つよろしいですか。")]),
    ("【資料の説明】 ○会長　質問を願います。", [("narration", "【資料の説明】"), ("会長", "質問を願います。")]),
    ("○委員　前に ○印を付けました。", [("委員", "前に ○印を付けました。")]),
]


@pytest.mark.parametrize(("line", "passages"), JOINED)
def test_a_line_that_a_converter_made_of_several_speeches(line: str, passages: list[tuple[str, str]]) -> None:
    assert told(read("○会長　では。", line, "○事務局　以上です。"))[1:-1] == passages


def test_names_in_a_list_are_no_speeches_to_part() -> None:
    line = Line("出席者（敬称略） 委員長）甲野一　副委員長）乙山二")
    assert unfold_blocks([line]) == (line,)


PIECES = [
    "会長：はい。",
    "委員",
    "○会長　では。",
    "（異議なし）",
    "【事務局】説明します。",
    "（１）防犯灯について",
    "ア　説明",
    "- 2 -",
    "3",
    "●いくらか。",
    "→十万円。",
    "お問い合わせ先",
    "審議の結果、承認された。",
    "開会（課長補佐）",
    "事務局（甲野）はい。",
    "（質問）いつか。",
    "１　開会",
]
WORDS = (
    "はい",
    "では",
    "異議なし",
    "説明します",
    "防犯灯について",
    "いくらか",
    "十万円",
    "問い合わせ",
    "承認された",
    "いつか",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.booleans()), max_size=30))
def test_no_words_are_lost(pieces: list[tuple[str, bool]]) -> None:
    found = read(*(Line(text, full=full) for text, full in pieces))
    kept = squeeze("".join(f"{p.mark or ''}{p.speaker or ''}{p.text}" for p in found))
    given_words = squeeze("".join(text for text, _ in pieces))
    for word in WORDS:
        assert given_words.count(word) == kept.count(word), word
