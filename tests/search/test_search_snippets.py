"""Snippets: the right windows, exact offsets, safe HTML."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from app.search.language.patterns import Pattern
from app.search.query import parse_query
from app.search.snippets import WINDOW, build_snippets, find_matches, make_marked_html, merge_spans
from tests.support.invented import ToyAnalyzer, ToyExpander, make_evidence, make_utterance


def make_groups(q: str) -> tuple[Pattern, ...]:
    return parse_query(q, ToyAnalyzer(), ToyExpander()).patterns


def make_item(*utterances: dict[str, Any], evidence: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"utterances": list(utterances), "outcome": {"evidence": evidence or []}}


FILLER = "これは長い前置きです。" * 30


@pytest.mark.parametrize(
    ("text", "q", "marked"),
    [
        ("クラウドに置きます。", "クラウド", ["クラウド"]),
        ("ｻｰﾊﾞｰのＡＳＰに置く。", "asp", ["ＡＳＰ"]),
        ("委　託します。委託先です。", "委託", ["委　託", "委託"]),
        ("個人番号のことです。", "マイナンバー", ["個人番号"]),
        ("個人の番号です。", "マイナンバー", []),
        ("委託先", "委託 託先", ["委託先"]),
        ("", "クラウド", []),
    ],
)
def test_marks_stand_under_what_matched(text: str, q: str, marked: list[str]) -> None:
    windows = build_snippets(make_item(make_utterance("u1", text)), make_groups(q))
    assert [window.text[start:end] for window in windows for start, end in window.highlights] == marked


@pytest.mark.parametrize("before", ["", FILLER, "長" * 500])
@pytest.mark.parametrize("after", ["", FILLER, "長" * 500])
def test_windows_are_short_exact_parts(before: str, after: str) -> None:
    text = f"{before}クラウドに置きます。{after}"
    (window,) = build_snippets(make_item(make_utterance("u1", text)), make_groups("クラウド"))
    assert len(window.text) <= WINDOW
    assert len(window.text) >= min(len(text), WINDOW // 2)
    assert text[window.start : window.end] == window.text
    assert [window.text[start:end] for start, end in window.highlights] == ["クラウド"]
    assert window.html.startswith("…") == (window.start > 0)
    assert window.html.endswith("…") == (window.end < len(text))


def test_a_window_begins_at_a_sentence() -> None:
    text = "甲です。" + "乙" * 100 + "。次はクラウドです。" + FILLER
    (window,) = build_snippets(make_item(make_utterance("u1", text)), make_groups("クラウド"))
    assert window.text.startswith("次はクラウドです。これは")


def test_the_best_windows_show_all_words_in_the_order_of_the_talk() -> None:
    item = make_item(
        make_utterance("u1", "クラウドです。"),
        make_utterance("u2", "クラウドです。"),
        make_utterance("u3", "クラウドです。"),
        make_utterance("u4", "委託です。"),
        make_utterance("u5", "クラウドに委託します。"),
    )
    windows = build_snippets(item, make_groups("クラウド 委託"))
    assert [window.utterance["anchor"] for window in windows] == ["u1", "u2", "u5"]


def test_windows_of_one_speech_do_not_overlap() -> None:
    text = ("クラウドの話です。" + "余談です。" * 30) * 6
    windows = build_snippets(make_item(make_utterance("u1", text)), make_groups("クラウド"))
    assert len(windows) == 3
    assert all(one.end <= other.start for one, other in itertools.pairwise(windows))


def test_without_a_match_the_decision_is_shown() -> None:
    last = make_utterance("u2", "承認します。")
    item = make_item(make_utterance("u1", "説明です。"), last, evidence=[make_evidence(last, "承認します")])
    (window,) = build_snippets(item, make_groups("クラウド"))
    assert (window.utterance["anchor"], window.highlights) == ("u2", ())


def test_without_a_decision_the_first_speech_is_shown() -> None:
    item = make_item(make_utterance("u1", "見出し", role="heading"), make_utterance("u2", FILLER))
    (window,) = build_snippets(item, ())
    assert (window.utterance["anchor"], window.start) == ("u2", 0)
    assert build_snippets(make_item(), ()) == ()


def test_markup_in_a_document_stays_text() -> None:
    text = '<script>alert("クラウド")</script>'
    (window,) = build_snippets(make_item(make_utterance("u1", text)), make_groups("クラウド"))
    assert window.html == "&lt;script&gt;alert(&quot;<mark>クラウド</mark>&quot;)&lt;/script&gt;"


def test_an_index_whose_offsets_do_not_fit_is_not_trusted() -> None:
    broken = make_utterance("u1", "クラウドです。") | {"spans": "0,4"}
    with pytest.raises(ValueError, match="u1"):
        find_matches(broken, make_groups("クラウド"))


@pytest.mark.parametrize(
    ("spans", "merged"),
    [([], ()), ([(3, 5), (0, 2)], ((0, 2), (3, 5))), ([(0, 3), (1, 2), (2, 6)], ((0, 6),)), ([(2, 2)], ())],
)
def test_merged_spans(spans: list[tuple[int, int]], merged: tuple[tuple[int, int], ...]) -> None:
    assert merge_spans(spans) == merged


def test_marked_html_keeps_every_character() -> None:
    assert make_marked_html("a&b", [(0, 1), (2, 3)]) == "<mark>a</mark>&amp;<mark>b</mark>"
    assert make_marked_html("a<b>c", [(1, 4)]) == "a<mark>&lt;b&gt;</mark>c"


@pytest.mark.parametrize(
    ("q", "anchors"),
    [
        ("クラウド", ["u2"]),
        ("カメラ", ["u1"]),
        ("クラウド カメラ", ["u1", "u2"]),
    ],
)
def test_a_heading_is_shown_only_for_what_nobody_says(q: str, anchors: list[str]) -> None:
    heading = make_utterance("u1", "カメラのクラウド化について", speaker=None, role="heading")
    item = make_item(heading, make_utterance("u2", "クラウドに置きます。"))
    assert [window.utterance["anchor"] for window in build_snippets(item, make_groups(q))] == anchors
