"""What differs between two texts, as tables: (speaker: text) before, after, and what is told."""

from __future__ import annotations

import time

import pytest

from app.analyze.sudachi import Analyzer
from app.search.differences import Difference, Passage, compare_passages

pytestmark = pytest.mark.slow  # long texts are compared

ANALYZER = Analyzer()
SIGNS = {"same": "=", "changed": "~", "added": "+", "removed": "-"}


def passages(*texts: str) -> list[Passage]:
    """「会長：はい」 → a passage of 会長."""
    found = []
    for number, text in enumerate(texts, start=1):
        speaker, colon, said = text.rpartition("：")
        found.append(Passage(f"u{number}", speaker if colon else None, said, None))
    return found


def told(differences: tuple[Difference, ...]) -> list[str]:
    """「= u1 u1」, 「~ u2 u2 [承認|不承認]」, 「+ u3」, 「- u3」."""
    lines = []
    for one in differences:
        names = " ".join(p.anchor for p in (one.before, one.after) if p)
        words = ""
        if one.kind == "changed":
            assert one.before is not None
            assert one.after is not None
            sides = [
                "/".join(p.text[a:b] for a, b in spans)
                for p, spans in ((one.before, one.before_spans), (one.after, one.after_spans))
            ]
            words = f" [{sides[0]}|{sides[1]}]"
        lines.append(f"{SIGNS[one.kind]} {names}{words}")
    return lines


DECISION = "会長：本件は、原案のとおり承認することといたします。"
CASES = [
    ([], [], []),
    (["会長：はい"], ["会長：はい"], ["= u1 u1"]),
    (["会長：は い"], ["会長：はい"], ["= u1 u1"]),
    ([DECISION], [DECISION.replace("承認", "不承認")], ["~ u1 u1 [|不]"]),
    ([DECISION], [DECISION.replace("承認", "継続審議と")], ["~ u1 u1 [承認|継続審議と]"]),
    (["委員：保存の期間は、五年ですか。"], ["委員：保存の期間は、十年ですか。"], ["~ u1 u1 [五|十]"]),
    (["委員：よろしいでしょうか。", "会長：はい"], ["会長：はい"], ["- u1", "= u2 u1"]),
    (["会長：はい"], ["委員：よろしいでしょうか。", "会長：はい"], ["+ u1", "= u1 u2"]),
    (["委員：資料の三頁です。"], ["会長：資料の三頁です。"], ["~ u1 u1 [|]"]),
    (
        ["委員：住民の情報を扱います。", "課長：監査は年に一度です。"],
        ["課長：監査は年に二度です。", "委員：別の話をいたします。"],
        ["- u1", "~ u2 u1 [一度|二度]", "+ u2"],
    ),
    (["はい", "会長：はい"], ["会長：はい", "はい"], ["+ u1", "= u1 u2", "- u2"]),
    (["会長：鹿島さん、どうぞ。"], ["会長：○○さん、どうぞ。"], ["~ u1 u1 [鹿島|○○]"]),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_differences(before: list[str], after: list[str], expected: list[str]) -> None:
    found = compare_passages(passages(*before), passages(*after), ANALYZER)
    assert told(found) == expected
    assert [d.before for d in found if d.before] == passages(*before), "every passage of both, in order"
    assert [d.after for d in found if d.after] == passages(*after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["あ" * 200_000], ["あ" * 199_999 + "い"]),
        (["はい。" * 20_000], ["いい。" * 20_000]),
        ([f"会長：{n % 2}" for n in range(5_000)], [f"会長：{n % 3}" for n in range(5_000)]),
        ([f"会長：{n}番の案件です。" for n in range(3_000)], [f"会長：{n}番の議題です。" for n in range(3_000)]),
    ],
)
def test_hostile_texts_do_not_take_long(before: list[str], after: list[str]) -> None:
    began = time.process_time()
    found = compare_passages(passages(*before), passages(*after), ANALYZER)
    assert time.process_time() - began < 3
    assert found
