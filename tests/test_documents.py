"""What the engine stores of a meeting: documents that its mappings take, with nothing lost and all of it JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.analyze.sudachi import Analyzer
from app.documents import Registered, build_documents
from app.engine.mapping import load_mappings, make_record
from app.model import Role, Utterance
from app.renditions import group_readings, merge_readings
from tests.test_renditions import HTML, PDF, SAID, make_reading

ID = "982016-2019-05-10"


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def register(*readings: object) -> Registered:
    (group,) = group_readings(readings)  # type: ignore[arg-type]
    meeting, renditions, url, disagreements = merge_readings(group)
    return Registered(meeting, ID, (f"{ID}-i1",), renditions, url, disagreements)


def with_opening(registered: Registered) -> Registered:
    opening = Utterance("u0", Role.NARRATION, None, "開会を宣しました。", None)
    meeting = registered.meeting
    return replace(registered, meeting=replace(meeting, utterances=(opening, *meeting.utterances)))


def test_documents_are_what_the_mappings_take(analyzer: Analyzer) -> None:
    meeting, items = build_documents(with_opening(register(make_reading())), analyzer)
    mappings = load_mappings()
    make_record(mappings.kinds["meetings"], meeting)
    for item in items:
        make_record(mappings.kinds["items"], item)
    assert json.loads(json.dumps([meeting, items])) == [meeting, items]


def test_every_passage_is_stored_once_in_an_item_or_outside(analyzer: Analyzer) -> None:
    meeting, items = build_documents(with_opening(register(make_reading())), analyzer)
    assert [(i["id"], i["scope"]) for i in items] == [(f"{ID}-i1", "item"), (f"{ID}-x", "outside")]
    stored = [u["anchor"] for i in items for u in i["source"]["utterances"]]
    assert sorted(stored) == ["u0", "u1", "u2", "u3"]
    assert [u["anchor"] for u in meeting["source"]["utterances"]] == ["u0", "u1", "u2", "u3"]
    assert [u["items"] for u in meeting["source"]["utterances"]] == [[], *[[f"{ID}-i1"]] * 3]


def test_nothing_outside_makes_no_document(analyzer: Analyzer) -> None:
    _, items = build_documents(register(make_reading()), analyzer)
    assert [i["id"] for i in items] == [f"{ID}-i1"]


def test_item_is_found_by_its_labels_and_words(analyzer: Analyzer) -> None:
    _, (item,) = build_documents(register(make_reading()), analyzer)
    labels = ("city", "year", "calendar_year", "kind", "topic", "outcome", "legal_regime", "ocr", "meeting_id")
    assert {name: item[name] for name in labels} == {
        "city": "982016",
        "year": "2019",
        "calendar_year": "2019",
        "kind": "referral",
        "topic": ["surveillance_camera"],
        "outcome": "approved",
        "legal_regime": "ordinance",
        "ocr": "no",
        "meeting_id": ID,
    }
    assert item["title"] == analyzer.analyze("駅前防犯カメラの設置について").text()
    assert item["talk"] == [analyzer.analyze(text).text() for text in SAID]
    for label in ("kind", "outcome"):
        for evidence in item["source"][label]["evidence"]:
            utterance = next(u for u in item["source"]["utterances"] if u["anchor"] == evidence["utterance"])
            assert utterance["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_link_and_its_media_type_are_of_one_document(analyzer: Analyzer) -> None:
    pdf = make_reading("a.pdf", PDF, pages=(1, 2, 3), discussed=False)
    _, (item,) = build_documents(register(make_reading("a.html", HTML), pdf), analyzer)
    source = item["source"]
    assert (source["document_url"], source["document_media_type"]) == ("http://city.example/a.pdf", PDF)
    assert source["page"] == 1


@pytest.mark.parametrize(
    ("date", "regime"), [("2023-03-31", "ordinance"), ("2023-04-01", "national_act"), (None, None)]
)
def test_regime_and_absent_dates(analyzer: Analyzer, date: str | None, regime: str | None) -> None:
    registered = register(make_reading(date=date, fiscal_year=None, needs_review=() if date else ("date",)))
    meeting, (item,) = build_documents(registered, analyzer)
    assert item.get("legal_regime") == item["source"]["legal_regime"] == regime
    assert (item.get("date"), meeting.get("date")) == (date, date)
    assert ("date" in item["needs_review"]) is (date is None)
    make_record(load_mappings().kinds["items"], item)
