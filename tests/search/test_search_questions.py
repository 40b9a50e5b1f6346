"""What members asked: who speaks, how the sentence ends, and what only runs the meeting. All invented."""

from __future__ import annotations

from typing import Any

import pytest

from app.search.questions import find_questions


def passage(text: str, speaker: str | None = None, mark: str | None = None, role: str = "speech") -> dict[str, Any]:
    return {"anchor": "u7", "role": role, "speaker": speaker, "mark": mark, "text": text, "page": 3}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (passage("保存期間は何日ですか。", "委員"), ["保存期間は何日ですか。"]),
        (passage("はい。誰が見るのか。鍵はかけるのか。以上です。", "A委員"), ["誰が見るのか。鍵はかけるのか。"]),
        (passage("鍵は？　写しは残りますか？", "委員（甲野）"), ["鍵は？　写しは残りますか？"]),
        (passage("委託先を教えてください。", "乙川委員"), ["委託先を教えてください。"]),
        (passage("再委託の有無を確認したい。", "委員B"), ["再委託の有無を確認したい。"]),
        (passage("暗号化しているのでしょうか", "会長"), ["暗号化しているのでしょうか"]),
        (passage("何年残すのか。", mark="●"), ["何年残すのか。"]),
        (passage("保存期間について。", mark="問"), ["保存期間について。"]),
        (passage("委員から、期間の質問があった。", role="narration"), ["委員から、期間の質問があった。"]),
        (passage("期間は何年ぐらいか。", "委員"), ["期間は何年ぐらいか。"]),
        (passage("同意だけでよいのだろうか。", "委員"), ["同意だけでよいのだろうか。"]),
        (passage("写しは残るか。誰が消したか。", "委員"), ["写しは残るか。誰が消したか。"]),
        (passage("組合の名簿のことか。", "会長"), ["組合の名簿のことか。"]),
        (passage("件数は何件か。いつまでか。残すのは誰か。", "委員"), ["件数は何件か。いつまでか。残すのは誰か。"]),
        (passage("案に「残す。」とあるが、どう残すのか。", "委員"), ["案に「残す。」とあるが、どう残すのか。"]),
        (passage("端末（以下「甲」という。）は壊れるのか。", mark="●"), ["端末（以下「甲」という。）は壊れるのか。"]),
        (passage("「鍵はかけるのか。」\n答えはない。", "委員"), ["「鍵はかけるのか。」"]),
        # answers, remarks, courtesy
        (passage("14日と考えていますが、長いでしょうか。", "担当課"), []),
        (passage("学校ではどうですか。", "教育委員会学務課"), []),
        (passage("よいと思います。", "委員"), []),
        (passage("14日です。", mark="→"), []),
        (passage("鍵はかけるのか。", mark="→"), []),
        (passage("ほかに御質問はありませんか。", "会長"), []),
        (passage("原案のとおり承認してよろしいでしょうか。", "会長"), []),
        (passage("御意見はございますか。", "議長"), []),
        (passage("結合を行ってよいか。", "会長"), []),
        (passage("次の2件はまとめて伺います。", "議長（丙山会長）"), []),
        (passage("では、伺います。", "委員"), []),
        (passage("ああ、そうか。", "委員"), []),
        (passage("それは確か。", "委員"), []),
        (passage("担当課から説明があった。", role="narration"), []),
        (passage("議題1 鍵はかけるのか", role="heading"), []),
        (passage("あ" * 3000 + "ですか。", "委員"), []),
    ],
)  # fmt: skip
def test_questions(given: dict[str, Any], asked: list[str]) -> None:
    found = find_questions([given])
    assert [question.text for question in found] == asked
    for question in found:
        assert given["text"][question.start : question.end] == question.text
        assert (question.anchor, question.page) == ("u7", 3)
