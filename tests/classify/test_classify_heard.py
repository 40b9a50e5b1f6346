"""Which sentence shows that a report was heard, or who was elected."""

from __future__ import annotations

import pytest
from classified import classify

from app.vocabulary.entries import Vocabulary

TITLE = "防犯灯の管理について"
TOLD = "事務局：夜間に点灯を確かめております。"

# lines of a report's discussion → what shows that it was heard; None: only the agenda's own word does
CLOSED: dict[str, tuple[list[str], str | None]] = {
    "by its number": (
        [TOLD, "会長：では3番はこれで終わります。ありがとうございました。"],
        "では3番はこれで終わります。",
    ),
    "by its agenda number": ([TOLD, "議長：議題2は以上といたします。"], "議題2は以上といたします。"),
    "by a bracketed number": ([TOLD, "会長：(2)についてはここまでとします。"], "(2)についてはここまでとします。"),
    "this matter": (
        [TOLD, "会長：次は半年たったところで教えてください。この件は以上とします。"],
        "この件は以上とします。",
    ),
    "this report": ([TOLD, "会長：本件については終了いたします。"], "本件については終了いたします。"),
    "accepted by the council": (
        [TOLD, "会長：2については会として了承しておきます。"],
        "2については会として了承しておきます。",
    ),
    "accepted by a deputy": (
        [
            "会長：開会します。",
            TOLD,
            "副会長：件数を知らせてください。報告の内容は了承しました。",
            "会長：ほかにありますか。",
        ],
        "報告の内容は了承しました。",
    ),
    "by the chair though a member accepts": (
        [TOLD, "A委員：説明は了解しました。", "会長：報告は承りました。"],
        "報告は承りました。",
    ),
    "the minute-taker tells it": (
        ["事務局から、届出のあった3件について報告した。", "（質問）いつからか。", "（回答）4月からである。"],
        "事務局から、届出のあった3件について報告した。",
    ),
    "the minute-taker tells that it was given": (
        ["課長から、点検の状況について報告があった。"],
        "課長から、点検の状況について報告があった。",
    ),
    "the last request": (
        ["会長：説明を。", TOLD, "会長：よろしいですか。再発のないようにお願いします。以上で本日の議事を終了します。"],
        "再発のないようにお願いします。",
    ),
    "another last request": (
        ["会長：説明を。", TOLD, "会長：今後は職員に徹底していただきたい。"],
        "今後は職員に徹底していただきたい。",
    ),
    "questions are invited": ([TOLD, "会長：報告が終わりました。質問はありますか。", "A委員：ありません。"], None),
    "questions end": ([TOLD, "会長：議題2の質疑は以上とします。"], None),
    "the whole meeting ends": ([TOLD, "会長：以上で本日の議題はすべて終わりました。"], None),
    "an explanation of what a report was about": (["前の件は施設の報告であったが、この件は台帳の話である。"], None),
    "an explanation alone": (["資料に基づき、環境課から説明を行った。"], None),
    "a member's view": ([TOLD, "A委員：よくまとまった報告だと思います。"], None),
}


@pytest.mark.parametrize(("lines", "quote"), CLOSED.values(), ids=CLOSED.keys())
def test_what_shows_that_a_report_was_heard(lines: list[str], quote: str | None, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines, kind="report", title=TITLE)
    assert item.outcome.code == "reported"
    assert [e.quote for e in item.outcome.evidence] == [quote or TITLE]


def test_the_header_tells_that_a_report_was_heard(vocabulary: Vocabulary) -> None:
    behind = classify(vocabulary, [TOLD], kind="report", header=["議題", "1 " + TITLE, "→ 報告を受けた"])
    assert behind.outcome.evidence[0].quote == "→ 報告を受けた"
    listed = ["決定事項", "1．" + TITLE + "　確認し、了承した。"]
    below = classify(vocabulary, [TOLD, "会長：報告は承りました。"], kind="report", number="1", header=listed)
    assert [e.quote for e in below.outcome.evidence] == ["1．" + TITLE + "　確認し、了承した。", "報告は承りました。"]


ELECTED: dict[str, tuple[list[str], str | None]] = {
    "named in passing to the seats": (
        [
            "事務局：会長には甲野委員、副会長には乙川委員が選ばれましたので、席をお移りください。"
            "ここからの進行は会長にお願いいたします。"
        ],
        "会長には甲野委員、副会長には乙川委員が選ばれましたので、席をお移りください。",
    ),
    "assented to, then handed over": (
        [
            "事務局：賛同の声をいただいたので、会長を甲野委員にお願いしたい。",
            "事務局：これからの議事の運営は、規則により議長を甲野会長にお願いしたい。",
        ],
        "賛同の声をいただいたので、会長を甲野委員にお願いしたい。",
    ),
    "with honorifics": (
        ["事務局：会長は甲野様に決まりましたので、ごあいさつをお願いします。", "事務局：では会長、進行を願います。"],
        "会長は甲野様に決まりましたので、ごあいさつをお願いします。",
    ),
    "told without a name": (["互選により会長が決定した。"], "互選により会長が決定した。"),
    "only handed over": (["事務局：ここからの議事の進行は会長にお願いいたします。"], None),
    "only proposed": (["A委員：会長は甲野委員にお願いしたい。"], None),
}


@pytest.mark.parametrize(("lines", "quote"), ELECTED.values(), ids=ELECTED.keys())
def test_who_was_elected(lines: list[str], quote: str | None, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines, kind="election", title="会長及び副会長の互選について")
    assert [e.quote for e in item.outcome.evidence] == ([quote] if quote else [])
    assert item.outcome.code == ("elected" if quote else "unknown")


TAKEN_UP: dict[str, tuple[list[str], tuple[str, str]]] = {
    "to allow": (
        ["委員全員：異議なし。", "会長：では、認めることといたします。"],
        ("approved", "では、認めることといたします。"),
    ),
    "to go on": (
        ["（異議なし）", "会長：それでは、実施することに決定します。"],
        ("approved", "それでは、実施することに決定します。"),
    ),
    "thanks first": (
        ["（異議なし）", "会長：ありがとうございます、では、行うことといたします。"],
        ("approved", "ありがとうございます、では、行うことといたします。"),
    ),
    "something else follows": (["（異議なし）", "会長：では、休憩といたします。"], ("approved", "（異議なし）")),
}


@pytest.mark.parametrize(("lines", "told"), TAKEN_UP.values(), ids=TAKEN_UP.keys())
def test_the_chair_takes_up_what_was_assented_to(
    lines: list[str], told: tuple[str, str], vocabulary: Vocabulary
) -> None:
    item = classify(vocabulary, [TOLD, "会長：結合を認める旨の答申でよろしいでしょうか。", *lines])
    assert (item.outcome.code, item.outcome.evidence[-1].quote) == told


def test_taking_up_needs_a_question(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [TOLD, "会長：では、認めることといたします。"])
    assert item.outcome.code == "unknown"
