"""What is listed as 要確認: its order, its place in the document, and the correction to fill in."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.analyze.sudachi import Analyzer
from app.correction_files import load_corrections
from app.documents import Registered, build_documents
from app.model import Correction, Meeting, Rendition
from app.review import Doubt, list_doubts
from app.vocabulary.entries import load_vocabulary
from tests.support.meetings import CODE, Asked, make_ids, make_meeting

PDF = Rendition("0" * 64, "http://city.example/a.pdf", "application/pdf", "2024-01-01", "2024-01-01", True, pages=3)
VOCABULARY = load_vocabulary()
TODAY = "2024-06-01"


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def review(analyzer: Analyzer, *meetings: Meeting) -> tuple[Doubt, ...]:
    stored: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for meeting in meetings:
        registered = Registered(meeting, f"{CODE}-{meeting.date}", make_ids(meeting), (PDF,), PDF.url)
        one, many = build_documents(registered, analyzer)
        stored.append(one["source"])
        items += [item["source"] for item in many]
    return list_doubts(stored, items, VOCABULARY, today=TODAY)


def test_nothing_doubtful_is_nothing_to_review(analyzer: Analyzer) -> None:
    assert review(analyzer, make_meeting("2019-05-10", Asked("駅前カメラの設置について"))) == ()


def test_the_most_valuable_first_and_the_newer_before_the_older(analyzer: Analyzer) -> None:
    doubts = review(
        analyzer,
        make_meeting(
            "2019-05-10",
            Asked("一つ目の件について", "unknown"),
            Asked("二つ目の件について", needs_review=("department", "kind", "title")),
            Asked("三つ目の件について", "unknown", kind="report", needs_review=("outcome", "utterances")),
            needs_review=("speakers", "date"),
        ),
        make_meeting("2020-06-01", Asked("四つ目の件について", "unknown", needs_review=("outcome", "conditions"))),
        make_meeting(None, Asked("五つ目の件について", "unknown", needs_review=("outcome",))),
    )
    assert [(doubt.field, doubt.item or doubt.meeting) for doubt in doubts] == [
        ("outcome", f"{CODE}-2020-06-01-i1"),
        ("outcome", f"{CODE}-2019-05-10-i1"),
        ("outcome", f"{CODE}-None-i1"),
        ("kind", f"{CODE}-2019-05-10-i2"),
        ("title", f"{CODE}-2019-05-10-i2"),
        ("outcome", f"{CODE}-2019-05-10-i3"),
        ("conditions", f"{CODE}-2020-06-01-i1"),
        ("department", f"{CODE}-2019-05-10-i2"),
        ("utterances", f"{CODE}-2019-05-10-i3"),
        ("date", f"{CODE}-2019-05-10"),
        ("speakers", f"{CODE}-2019-05-10"),
    ]


def test_place_and_address(analyzer: Analyzer) -> None:
    said = "前置き。" * 50 + "それでは、いかがいたしましょうか。"
    meeting = make_meeting(
        "2019-05-10",
        Asked("駅前カメラの設置について", "unknown", said=said, needs_review=("kind",)),
        needs_review=("speakers",),
    )
    outcome, kind, speakers = review(analyzer, meeting)
    assert (outcome.utterance, outcome.page, outcome.url) == ("u3", 2, "http://city.example/a.pdf#page=2")
    assert outcome.text.startswith("…")
    assert outcome.text.endswith("いかがいたしましょうか。")
    assert (kind.utterance, kind.page, kind.text, kind.read) == ("u2", 1, "駅前カメラの設置について", "諮問")
    assert (speakers.item, speakers.stub) == (None, None), "who spoke cannot be corrected field by field"


def test_an_item_that_nobody_talked_about_is_found_where_it_is_named(analyzer: Analyzer) -> None:
    meeting = make_meeting("2019-05-10", Asked("駅前カメラの設置について", needs_review=("kind",)))
    (item,) = meeting.items
    silent = replace(
        meeting,
        items=(replace(item, utterances=()),),
        utterances=tuple(replace(u, items=()) for u in meeting.utterances),
    )
    (doubt,) = review(analyzer, silent)
    assert (doubt.utterance, doubt.text) == ("u2", "駅前カメラの設置について")


def test_a_stub_is_a_correction_once_it_is_filled_in(analyzer: Analyzer, tmp_path: Path) -> None:
    asked = Asked("駅前カメラの設置について", "unknown", needs_review=("topics",))
    meeting = make_meeting("2019-05-10", asked, needs_review=("start",))
    stubs = [doubt.stub or "" for doubt in review(analyzer, meeting)]
    path = tmp_path / "a.toml"
    path.write_text("\n".join(stubs), encoding="utf-8")
    as_it_is = load_corrections(tmp_path, VOCABULARY)
    assert (as_it_is.entries, len(as_it_is.refused)) == ((), 3), "it quotes nothing"
    assert all(entry.label in stubs[0] for entry in VOCABULARY.outcomes)
    values = {"outcome": '"承認"', "topics": '["防犯カメラ"]', "start": '"14:00"'}
    filled = []
    for stub in stubs:
        (row,) = tomllib.loads(stub)["correction"]
        empty = "value = []" if row["field"] == "topics" else 'value = ""'
        filled.append(
            stub.replace(empty, f"value = {values[row['field']]}")
            .replace('quote = ""', 'quote = "決めました"')
            .replace('who = ""', 'who = "磯部"')
        )
    path.write_text("\n".join(filled), encoding="utf-8")
    loaded = load_corrections(tmp_path, VOCABULARY)
    assert loaded.refused == ()
    assert {entry.field for entry in loaded.entries} == set(values)


def test_what_a_person_has_left_unknown_is_not_asked_again(analyzer: Analyzer) -> None:
    meeting = make_meeting("2019-05-10", Asked("駅前カメラの設置について", "unknown"))
    told = Correction("outcome", "承認", "不明", "決めました", "磯部", "2024-06-01")
    (item,) = meeting.items
    assert review(analyzer, replace(meeting, items=(replace(item, corrections=(told,)),))) == ()
