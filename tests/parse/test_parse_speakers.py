"""Who takes the floor, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import Block, Line, Row
from app.normalize import squeeze
from app.parse.marking import find_marking
from app.parse.roles import is_person, is_role
from app.parse.speakers import Columns, Marking, Style, find_marks, read_mark

MARKS = [
    # line, style, label, rest
    ("委員：はい。", Style.COLON, "委員", "はい。"),
    ("会　長：はい。", Style.COLON, "会長", "はい。"),
    ("会長：", Style.COLON, "会長", ""),
    ("A委員:はい。", Style.COLON, "A委員", "はい。"),
    ("事務局（総務課）：はい。", Style.COLON, "事務局(総務課)", "はい。"),
    ("会長：…はい。", Style.COLON, "会長", "…はい。"),
    ("会長　…はい。", Style.SPACE, "会長", "…はい。"),
    ("会長・・・はい。", Style.COLON, "会長", "はい。"),
    ("甲野委員･･はい。", Style.COLON, "甲野委員", "はい。"),
    ("事務局……はい。", Style.COLON, "事務局", "はい。"),
    ("総務課長‥‥はい。", Style.COLON, "総務課長", "はい。"),
    ("（委員）はい。", Style.PARENTHESIS, "委員", "はい。"),
    ("（事務局）　はい。", Style.PARENTHESIS, "事務局", "はい。"),
    ("（会長（甲野））はい。", Style.PARENTHESIS, "会長(甲野)", "はい。"),
    ("○会長　はい。", Style.CIRCLE, "会長", "はい。"),
    ("〇会　長　はい。", Style.CIRCLE, "会長", "はい。"),
    ("◯ 事務局　はい。", Style.CIRCLE, "事務局", "はい。"),
    ("◎会長　はい。", Style.CIRCLE, "会長", "はい。"),
    ("●委員　はい。", Style.CIRCLE, "委員", "はい。"),
    ("○甲野会長　はい。", Style.CIRCLE, "甲野会長", "はい。"),
    ("○会長（甲野 一）　はい。", Style.CIRCLE, "会長(甲野一)", "はい。"),
    ("【事務局】はい。", Style.BRACKET, "事務局", "はい。"),
    ("【会長】 はい。", Style.BRACKET, "会長", "はい。"),
    ("［説明員］はい。", Style.BRACKET, "説明員", "はい。"),
    ("〔Ｂ委員〕はい。", Style.BRACKET, "B委員", "はい。"),
    ("【甲野委員】", Style.BRACKET, "甲野委員", ""),
    ("会長　　はい。", Style.SPACE, "会長", "はい。"),
    ("会　　長　　はい。", Style.SPACE, "会長", "はい。"),
    ("委　員　はい。", Style.SPACE, "委員", "はい。"),
    ("Ｃ委員　はい。", Style.SPACE, "C委員", "はい。"),
    ("乙山副会長　はい。", Style.SPACE, "乙山副会長", "はい。"),
    ("情報政策課長　はい。", Style.SPACE, "情報政策課長", "はい。"),
    ("市民課　はい。", Style.SPACE, "市民課", "はい。"),
    ("実施機関　はい。", Style.SPACE, "実施機関", "はい。"),
    ("会長職務代理者　はい。", Style.SPACE, "会長職務代理者", "はい。"),
    ("各委員　異議なし。", Style.SPACE, "各委員", "異議なし。"),
    ("全員　異議なし。", Style.SPACE, "全員", "異議なし。"),
    ("Q　費用はいくらか。", Style.ANONYMOUS, None, "費用はいくらか。"),
    ("Ｑ１．費用はいくらか。", Style.ANONYMOUS, None, "費用はいくらか。"),
    ("問　費用はいくらか。", Style.ANONYMOUS, None, "費用はいくらか。"),
    ("答：十万円である。", Style.ANONYMOUS, None, "十万円である。"),
    ("甲野委員長)はい。", Style.CLOSED, "甲野委員長", "はい。"),
    ("事務局（甲野一）はい。", Style.GLUED, "事務局(甲野一)", "はい。"),
    ("総務課長；はい。", Style.COLON, "総務課長", "はい。"),
    ("総務課長;はい。", Style.COLON, "総務課長", "はい。"),
    ("○総務課長；はい。", Style.CIRCLE, "総務課長", "はい。"),
    ("＜会長＞はい。", Style.BRACKET, "会長", "はい。"),
    ("<会長>", Style.BRACKET, "会長", ""),
    ("‹会長›はい。", Style.BRACKET, "会長", "はい。"),
    ("□事務局（課長）", Style.CIRCLE, "事務局(課長)", ""),
    ("◎甲野委員長　はい。", Style.CIRCLE, "甲野委員長", "はい。"),
    ("◯委員長（甲野一君）　はい。", Style.CIRCLE, "委員長(甲野一君)", "はい。"),
    ("○事務局（Q）　はい。", Style.CIRCLE, "事務局(Q)", "はい。"),
    ("〇委員11　はい。", Style.CIRCLE, "委員11", "はい。"),
    ("○支援課・相談課長　はい。", Style.CIRCLE, "支援課・相談課長", "はい。"),
    ("（委 員 Ａ）　はい。", Style.PARENTHESIS, "委員A", "はい。"),
    ("（委員１）はい。", Style.PARENTHESIS, "委員1", "はい。"),
    ("• 甲野会長", Style.CIRCLE, "甲野会長", ""),
    ("・（委員）はい。", Style.PARENTHESIS, "委員", "はい。"),
    ("3番（甲野一君）　はい。", Style.SPACE, "3番(甲野一君)", "はい。"),
    ("児童課長（甲野一君）　はい。", Style.SPACE, "児童課長(甲野一君)", "はい。"),
    ("甲野会長", Style.SPACE, "甲野会長", ""),
    ("行政総務課長", Style.SPACE, "行政総務課長", ""),
    ("【事務局甲野】　はい。", Style.BRACKET, "事務局甲野", "はい。"),
    ("会長「はい。」", Style.QUOTED, "会長", "はい。"),
    ("子育て課「『甲』と呼びます。」", Style.QUOTED, "子育て課", "『甲』と呼びます。"),
    ("委員Ａ「「甲」とは何ですか。」", Style.QUOTED, "委員A", "「甲」とは何ですか。"),
    ("事務局「次の行に", Style.QUOTED, "事務局", "次の行に"),
    ("14:03 会長　はい。", Style.SPACE, "会長", "はい。"),
    ("９：０５　甲野委員　はい。", Style.SPACE, "甲野委員", "はい。"),
    ("[14:03] 会長：はい。", Style.COLON, "会長", "はい。"),
    ("10:15:30 ○事務局　はい。", Style.CIRCLE, "事務局", "はい。"),
    ("→事務局：はい。", Style.COLON, "事務局", "はい。"),
    ("⇒ 甲野課長：はい。", Style.COLON, "甲野課長", "はい。"),
    ("甲野委員＞はい。", Style.CLOSED, "甲野委員", "はい。"),
    ("総務課長> はい。", Style.CLOSED, "総務課長", "はい。"),
    ("意　見　消すべきである。", Style.ANONYMOUS, None, "消すべきである。"),
    ("（質問）　いくらか。", Style.ANONYMOUS, None, "いくらか。"),
    ("（回答）十万円である。", Style.ANONYMOUS, None, "十万円である。"),
    ("●費用はいくらか。", Style.ANONYMOUS, None, "費用はいくらか。"),
    ("→ 十万円である。", Style.ANONYMOUS, None, "十万円である。"),
    ("⇒十万円である。", Style.ANONYMOUS, None, "十万円である。"),
]


@pytest.mark.parametrize(("line", "style", "label", "rest"), MARKS)
def test_a_speech_begins(line: str, style: Style, label: str | None, rest: str) -> None:
    found = {mark.style: mark for mark in find_marks(line)}
    assert style in found, found
    assert (found[style].label, found[style].rest) == (label, rest)


NO_SPEECH = [
    "それでは議題に入ります。",
    "日時：令和5年4月1日",
    "場所　第1会議室",
    "議題：防犯灯の管理について",
    "（異議なし）",
    "（説明員退室）",
    "（市民課職員入室）",
    "【資料1】をご覧ください。",
    "【諮問第1号】防犯灯の管理について",
    "【議題】",
    "会長から説明があった。",
    "市民課「名簿の提供について」の説明",
    "会長は「はい。」と答えた。",
    "14:00 名簿の提供について",
    "10:00 開会",
    "→ 名簿の提供について：承認",
    "甲→乙＞丙",
    "会長の選出について",
    "会長が開会を宣した。",
    "委員会の運営について",
    "委員から質問があり、市民課が答えた。",
    "委員5名が出席",
    "事務局が資料を配った。",
    "1　会長の選出",
    "○ 防犯灯の管理について",
    "○資料の訂正",
    "・会長の選出について",
    "備考：なし",
    "注：会長は委員の互選による",
    "",
    "　",
    "「会長　はい。」と言った。",
    "（委員会）",
    "（質疑応答）",
    "【諮問事項の説明】",
    "【市民課が資料に基づき説明】",
    "≪1 防犯灯の管理について≫",
    "事務局（総務課）から説明があった。",
    "市民課　職員入室",
    "○　主な意見",
    "事務局説明　資料のとおり",
]


@pytest.mark.parametrize("line", NO_SPEECH)
def test_no_named_speech_begins(line: str) -> None:
    assert [mark for mark in find_marks(line) if mark.style is not Style.ANONYMOUS] == []


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("会長", True), ("副会長", True), ("会長代理", True), ("会長職務代理者", True), ("職務代理者", True),
        ("議長", True), ("委員長", True), ("座長", True), ("委員", True), ("A委員", True), ("甲野委員", True),
        ("各委員", True), ("全委員", True), ("委員一同", True), ("事務局", True), ("事務局職員", True),
        ("審議会事務局", True), ("説明員", True), ("実施機関", True), ("諮問庁", True), ("参考人", True),
        ("総務課", True), ("総務課長", True), ("総務課課長補佐", True), ("情報政策係長", True), ("総務部長", True),
        ("甲野総務課長", True), ("市長", True), ("担当課", True), ("司会", True), ("議長(甲野会長)", True),
        ("会長・副会長", True), ("委員A", True), ("委員11", True), ("甲野知事", True), ("甲野委員代理", True),
        ("事務局鈴木", True), ("事務局説明", False), ("事務局案", False), ("3番(甲野一君)", True), ("当局", False),
        ("出席職員", False),  ("市民課、税務課", True), ("同課", False),
        ("乙山副会長", True), ("第1会議室", False), ("市役所", False), ("一部", False),
        ("", False), ("委員会", False), ("日時", False), ("場所", False), ("諮問", False), ("資料1", False),
        ("会長挨拶", False), ("委員出席", False), ("説明員入室", False), ("異議なし", False), ("会議録", False),
        ("出席委員", False), ("欠席委員", False), ("会長、委員、事務局、説明員、参考人、傍聴者、市長、町長", False),
    ],
)  # fmt: skip
def test_what_names_a_speaker(label: str, is_one: bool) -> None:
    assert is_role(squeeze(label)) is is_one


DOCUMENTS = [
    (["会長：はい。", "委員：はい。", "事務局：はい。", "日時：4月1日"], {Style.COLON}),
    (["○会長　はい。", "○委員　はい。", "○事務局　はい。"], {Style.CIRCLE}),
    (["○会長", "はい。", "〇委員", "はい。", "◯事務局", "はい。"], {Style.CIRCLE}),
    (["（会長）はい。", "（委員）はい。"], {Style.PARENTHESIS}),
    (["（会長）", "はい。", "（委員）", "はい。"], {Style.PARENTHESIS}),
    (["【会長】はい。"], {Style.BRACKET}),
    (["＜会長＞", "はい。", "＜委員＞", "はい。"], {Style.BRACKET}),
    (["会　長　はい。", "委　員　はい。", "事務局　はい。"], {Style.SPACE}),
    (["会長", "はい。", "委員", "はい。", "事務局", "はい。"], {Style.SPACE}),
    (["○総務課長；はい。", "〇会長；はい。", "委員；はい。", "委員；いいえ。"], {Style.CIRCLE, Style.COLON}),
    (["甲野委員)はい。", "乙山委員)いいえ。", "会長)では。"], {Style.CLOSED}),
    (["事務局（甲）はい。", "事務局（甲）いいえ。"], {Style.GLUED}),
    (["●いくらか。", "→十万円である。", "●いつか。", "→春である。"], {Style.ANONYMOUS}),
    (["Q いくらか。", "A 十万円である。", "Q いつか。", "A 春である。"], {Style.ANONYMOUS}),
    (["問　いくらか。", "答　十万円。", "問　いつか。", "答　春。"], {Style.ANONYMOUS}),
    (["（質問）いくらか。", "（回答）十万円。", "（質問）いつか。", "（回答）春。"], {Style.ANONYMOUS}),
    # who was present, headings, results: nobody says anything
    (["会長　甲野一", "副会長　乙山二", "委員　丙川三、丁田四"], set()),
    (["【会長】甲野一", "【委員】乙山二、丙川三", "【事務局】総務課長"], set()),
    (["いくらか。", "十万円。", "→妥当とした。", "いつか。", "春。", "→了承した。"], set()),
    (["・一つ目", "・二つ目", "・三つ目", "本文"], set()),
    (["会長から説明があった。", "委員から質問があった。", "以上。"], set()),
    ([], set()),
]


@pytest.mark.parametrize(("lines", "styles"), DOCUMENTS)
def test_a_document_has_its_own_styles(lines: list[str], styles: set[Style]) -> None:
    assert find_marking([Line(line) for line in lines]).styles == styles


def test_a_sentence_may_end_in_the_next_line() -> None:
    lines = [Line("会長　　それでは、諮問事項について審議いた", full=True), Line("します。")] * 3
    assert find_marking(lines).styles == {Style.SPACE}


FEW = [
    # the beginning alone: one example will do where nobody else would say it so
    (["○甲野部長　皆様おそろいですので始めます。", "本日はお忙しい中ありがとうございます。"], {Style.CIRCLE}),
    (["事務局", "おはようございます。", "ただ今から始めます。"], {Style.SPACE}),
    (["事務局：定刻になりましたので始めます。"], {Style.COLON}),
    (["• 環境課課長補佐", "ただ今から始めます。"], {Style.CIRCLE}),
    (["事務局", "前回の案を示した。", "会長代理", "本日は会長が欠席である。"], {Style.SPACE}),
    (
        ["（甲野会長）", "はじめに「名簿の提供について」を御審議いただく", "諮問があったものである。"],
        {Style.PARENTHESIS},
    ),
    # a wrapped line; a list's words, a department's, a pointer's do not do
    (["◎甲野会長", "支所の見直しについて諮問を受け、何度も御意見を伺って", "まいりました。"], {Style.CIRCLE}),
    (["事務局　総務課が担当する。"], set()),
    (["市民課　資料を御覧ください。"], set()),
    (["担当課長：別紙のとおりです。"], set()),
    (["事務局：お問い合わせは電話でお願いします。"], set()),
    (["○資料　お配りします。"], set()),
    (["・甲野一", "（県立大学教授）", "・乙山二", "（商工会副会長）", "（警察署長）"], set()),
]


@pytest.mark.parametrize(("lines", "styles"), FEW)
def test_one_example_where_there_are_no_more(lines: list[str], styles: set[Style]) -> None:
    assert find_marking([Line(line) for line in lines]).styles == styles


TABLES = [
    ([("会長", "はい。"), ("委員", "いいえ。"), ("会長", "では。")], (Columns(2, 0, 1),)),
    ([("1", "会長", "はい。"), ("2", "委員", "いいえ。"), ("3", "会長", "では。")], (Columns(3, 1, 2),)),
    ([("発言者", "発言内容"), ("甲野", "はい。")], (Columns(2, 0, 1, head=0),)),
    ([("番号", "発言者", "発言内容"), ("1", "甲野", "はい。")], (Columns(3, 1, 2, head=0),)),
    ([("会長", "甲野一"), ("副会長", "乙山二"), ("委員", "丙川三")], ()),
    ([("日時", "4月1日"), ("場所", "会議室"), ("議題", "防犯灯について")], ()),
]


@pytest.mark.parametrize(("rows", "columns"), TABLES)
def test_columns_of_a_table_hold_speeches(rows: list[tuple[str, ...]], columns: tuple[Columns, ...]) -> None:
    assert find_marking([Row(cells, 1) for cells in rows]).columns == columns


LEARNED = [
    # family names alone: those of the members, or several that recur
    (["出席者　甲野一、乙山二", "（甲野）はい。", "（乙山）いいえ。", "（委員）では。"], {"甲野", "乙山"}),
    (["（会長）はい。", "（甲野）はい。", "（乙山）いいえ。", "（甲野）では。", "（乙山）はい。"], {"甲野", "乙山"}),
    (["（理由）安いから。", "（理由）近いから。", "（理由）早いから。", "（会長）はい。"], set()),
    (["（甲野）はい。", "（会長）いいえ。"], set()),
    (["○会長　はい。", "○会長　では。", "○甲野　はい。", "○甲野　いいえ。"], {"甲野"}),
    (["○会長　はい。", "○会長　では。", "○経過　昨年始めた。", "○経過　今年終えた。"], set()),
]


@pytest.mark.parametrize(("lines", "labels"), LEARNED)
def test_names_alone_are_labels_where_a_document_uses_them(lines: list[str], labels: set[str]) -> None:
    assert {label for _, label in find_marking([Line(line) for line in lines]).learned} == labels


QUESTIONS = [
    ("質問", "回答", True),
    ("審査会から尋ねたこと", "町の答え", True),
    ("委員からの主な意見等", "事務局の回答", True),
    ("質問・意見", "市の考え方", True),
    ("意見", "備考", False),
    ("項目", "回答", False),
]


@pytest.mark.parametrize(("asked", "answered", "paired"), QUESTIONS)
def test_columns_of_questions_and_answers(asked: str, answered: str, paired: bool) -> None:
    rows = [Row((asked, answered), 1), Row(("いつからか。", "四月からである。"), 1), Row(("結論", "認める。"), 1)]
    columns = find_marking(rows).columns
    assert columns == ((Columns(2, 0, 1, 0, paired=True),) if paired else ())
    # where speakers are named, such a table is a list of somebody else's opinions
    speeches: list[Block] = [Line("会長：では始めます。"), Line("委員：はい、分かりました。")]
    assert find_marking([*speeches, *rows]).columns == ()


def test_a_mark_is_read_in_the_documents_style_only() -> None:
    assert read_mark("会長　はい。", Marking(frozenset({Style.COLON}))) is None
    mark = read_mark("会長　はい。", Marking(frozenset({Style.SPACE})))
    assert mark is not None
    assert mark.label == "会長"


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("課長補佐", True),
        ("会長", True),
        ("実施機関(甲野次長)", True),
        ("市民課", False),
        ("実施機関", False),
        ("開会", False),
    ],
)
def test_a_person_is_more_than_a_department(label: str, is_one: bool) -> None:
    assert is_person(label) is is_one


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="会長委員課局（）【】○●→：Q1 　はい。、", max_size=40))
def test_any_line_is_safe(line: str) -> None:
    for mark in find_marks(line):
        assert mark.rest in line
        assert mark.label is None or is_role(mark.label)


def test_a_row_shorter_than_its_table_is_no_speech() -> None:
    rows: list[Block] = [
        Row(("発言者", "発言内容"), 1),
        Row(("会長", "始めます。"), 1),
        Row(("委員", "はい、分かりました。"), 1),
    ]
    marking = find_marking([*rows, Row(("会長",), 1), Row((), 1)])
    assert marking.labels == {"会長", "委員"}
