"""How a question is cut where some of its words will do."""

from __future__ import annotations

import pytest

from app.analyze.sudachi import Analyzer
from app.search.language.reading import Expand
from app.search.query import parse_close


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    ("q", "terms"),
    [
        ("空き家の所有者を台帳に載せる", ("空き家", "所有者", "台帳", "載せる")),
        ("橋の点検をドローンで行う", ("橋", "点検", "ドローン", "行う")),
        ("図書館 貸出履歴", ("図書館", "貸出履歴")),
        ("ふるさと納税の返礼品", ("ふるさと納税", "返礼品")),
        ("橋（歩道）の点検", ("橋", "歩道", "点検")),
        ("橋 橋 点検", ("橋", "点検")),
    ],
)
def test_what_carries_meaning(analyzer: Analyzer, q: str, terms: tuple[str, ...]) -> None:
    close = parse_close(q, analyzer)
    assert close is not None
    assert close.terms == terms


@pytest.mark.parametrize("q", ["", "橋", "には", '"橋の点検"', "橋 OR 点検", "-橋", "議題:橋"])
def test_what_has_no_part_to_leave_out(analyzer: Analyzer, q: str) -> None:
    assert parse_close(q, analyzer) is None


def test_what_was_written_and_nothing_else(analyzer: Analyzer) -> None:
    assert parse_close("橋 点検", analyzer, expand=Expand.NONE) is None


def test_a_long_text_is_cut_short(analyzer: Analyzer) -> None:
    close = parse_close(" ".join(f"第{n}号" for n in range(150)), analyzer)
    assert close is not None
    assert len(close.terms) <= 60
