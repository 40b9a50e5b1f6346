"""What members asked about an item: sentences of its talk that are questions, by who says them and how they end. Pure.

Minutes name who speaks (委員, A委員, 会長), or mark questions and answers (問 and 答, ● and →), or tell in prose what
was asked (「委員から…との質問があった」). A chair also asks whether there are questions: those run the meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_SENTENCE = re.compile(
    r"""
    (?: [^。？?！!\n]
      | [。？?！!]++ [」』）)]++ (?! \s | \Z )    # ends what stands in brackets; the sentence goes on behind them
    )+
    (?: [。？?！!]+ [」』）)]* | \n | \Z )
    """,
    re.VERBOSE,
)
_MEMBER = re.compile(
    r"""
    委員 (?! 会 (?! 委員) )    # 委員, A委員, 委員A; 教育委員会 is an office, its 審議会委員 is a member
    """,
    re.VERBOSE,
)
_CHAIR = re.compile(r"会長|議長|座長|委員長|部会長|職務代理")
_ASKS = re.compile(
    r"""
    (?: か | かね | かな | でしょう | の ) [？?]       # 何件ですか？
    | (?: [うくぐすつぬぶむるたい] | こと | もの | の | です | ます | ん ) か [。」』）)]* $
    | (?: 何 [^、。]{1,3} | いつ | 誰 | どこ | どちら | どれ | なぜ | いくら ) (?: まで | から )? か [。」』）)]* $
    | [？?] [」』）)]* $
    | (?: 教えて | お聞かせ | 聞かせて | 説明して ) [^。]{0,8}
        (?: ください | 下さい | いただき | 頂き | ほしい | 欲しい | もらい )
    | (?: お?伺い | お?聞き | お尋ね | 確認 | 知り | 質問 ) (?: を )? (?: し )? (?: たい | ます | いたします | させて )
    """,
    re.VERBOSE,
)
_RUNS_MEETING = re.compile(
    r"""
    (?: 質問 | 質疑 | 意見 | 異議 | 異論 | 発言 | 補足 | 何か ) [^。]{0,16}
        (?: ありません | ございません | ある方 | あります | ございます | いかが | よろしい | どう | ない )   # ご質問は…
    | (?: よろしい | 宜しい | いかが | 如何 | どう ) (?: でしょう | です ) か      # 承認してよろしいでしょうか
    | (?: [てで] も? よ (?: い | ろしい ) か | (?: は | で ) (?: どう | いかが ) か ) [。」』）)]* $    # 行ってよいか
    | ^ (?: では | それでは | じゃあ )? [、\s]* お? (?: 伺い | 聞き ) (?: し )? ます [。]* $    # では、伺います。
    | ^ .{0,4} そう (?: です )? か [。]* $    # ああ、そうか。
    | (?: まとめて | 一括して | 順番?に | 続けて ) [^。]{0,8} (?: 伺い | 聞き )    # so begins who asks of several cases
    | (?: お願い | 再開 | 開会 | 閉会 | 進め | 移り ) [^。]{0,12} か
    """,
    re.VERBOSE,
)
# 委員から、保存期間について質問があった。 / 委員：…との問いに
_TOLD = re.compile(
    r"委員 [^。]{0,6} (?: から | より | は | が ) [^。]* (?: 質問 | 質疑 | 問い | 尋ね | 確認 )", re.VERBOSE
)
_QUESTION_MARKS = ("Q", "Ｑ", "問", "●", "○", "◆")  # of signs that stand instead of a name; answers have 答, A and →
_ALWAYS_ASK = ("Q", "Ｑ", "問")
_ANYTHING = re.compile(r".")
_LONGEST = 2_000  # characters: a longer sentence is a table or noise, and would be searched again and again


@dataclass(frozen=True, slots=True)
class Question:
    """A member's question: `text` is a stretch of the utterance's text, from `start` to `end` in code points."""

    anchor: str
    speaker: str | None
    mark: str | None
    page: int | None
    text: str
    start: int
    end: int


def find_questions(utterances: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Stored passages of an item → the questions in them, in order; sentences that follow one another are one."""
    return tuple(question for utterance in utterances for question in _find(utterance))


def _find(utterance: Mapping[str, Any]) -> Iterable[Question]:
    asks = _make_test(utterance)
    if asks is None:
        return
    text = str(utterance["text"])
    begin = end = None
    for sentence in _SENTENCE.finditer(text):
        stripped = sentence.group().strip()
        if 0 < len(stripped) <= _LONGEST and asks.search(stripped) and not _RUNS_MEETING.search(stripped):
            if begin is None:
                begin = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
            end = sentence.end()
        elif begin is not None and end is not None:
            yield _make(utterance, text, begin, end)
            begin = None
    if begin is not None and end is not None:
        yield _make(utterance, text, begin, end)


def _make_test(utterance: Mapping[str, Any]) -> re.Pattern[str] | None:
    """What a sentence of this passage must look like to be a member's question; None where none can be."""
    speaker, mark = utterance.get("speaker") or "", utterance.get("mark")
    if utterance["role"] == "narration":
        return _TOLD
    if utterance["role"] != "speech":
        return None
    if mark in _ALWAYS_ASK:
        return _ANYTHING
    if speaker:
        return _ASKS if _MEMBER.search(speaker) or _CHAIR.search(speaker) else None
    return _ASKS if mark in _QUESTION_MARKS else None


def _make(utterance: Mapping[str, Any], text: str, begin: int, end: int) -> Question:
    end = begin + len(text[begin:end].rstrip())
    return Question(
        utterance["anchor"],
        utterance.get("speaker"),
        utterance.get("mark"),
        utterance.get("page"),
        text[begin:end],
        begin,
        end,
    )
