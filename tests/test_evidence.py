"""Where a quote stands in a passage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evidence import locate, locate_first, make_evidence
from app.model import Role, Utterance
from app.normalize import squeeze


def _make(text: str, anchor: str = "u1", page: int | None = 3) -> Utterance:
    return Utterance(anchor, Role.SPEECH, "会長", text, page)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("それでは承認とします。", "承認とします", "承認とします"),
        ("日　時　令和５年４月１日", "令和5年4月1日", "令和５年４月１日"),
        ("会　長　の　選　出", "会長の選出", "会　長　の　選　出"),
        ("一行目の途\n中で切れる", "途中で", "途\n中で"),
        ("ﾏｲﾅﾝﾊﾞｰ制度", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ"),
        ("同じ語、同じ語", "同じ語", "同じ語"),
    ],
)
def test_a_quote_is_found_in_any_spelling(text: str, quote: str, found: str) -> None:
    evidence = locate(_make(text), quote)
    assert evidence is not None
    assert (evidence.quote, evidence.page, evidence.utterance) == (found, 3, "u1")
    assert text[evidence.start : evidence.end] == found
    assert evidence.start == text.index(found)


@pytest.mark.parametrize(("text", "quote"), [("承認とする。", "不承認"), ("", "承認"), ("承認", ""), ("承認", " \n")])
def test_what_is_not_there_is_not_found(text: str, quote: str) -> None:
    assert locate(_make(text), quote) is None


def test_the_first_passage_that_has_it_is_taken() -> None:
    passages = (_make("別の話", "u1"), _make("本件の話", "u2"), _make("本件の話", "u3"))
    assert [e.utterance for e in locate_first(passages, "本件")] == ["u2"]
    assert locate_first(passages, "どこにもない") == ()


def test_white_space_at_the_ends_is_left_out() -> None:
    evidence = make_evidence(_make("　\n承認する。 \n次"), 0, 9)
    assert (evidence.quote, evidence.start, evidence.end) == ("承認する。", 2, 7)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=50), st.data())
def test_evidence_is_the_text_at_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    evidence = locate(_make(text), quote)
    if evidence is not None:
        assert text[evidence.start : evidence.end] == evidence.quote
        assert squeeze(quote) in squeeze(evidence.quote)
