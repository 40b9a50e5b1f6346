"""Corrections on their way through an ingest: shown as such, kept by every re-reading, noticed when they change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.revision import CorrectionReport
from tests.ingest.archived import CAMERA, CLOUD, Case, World, as_html, as_text, write_minutes

pytestmark = pytest.mark.slow  # documents are read several times
MAY = "982016-2019-05-10"
A = "http://city.example/a.txt"
REJECTED = {
    "item": f"{MAY}-i2",
    "field": "outcome",
    "value": "不承認",
    "quote": "外部サーバの監査を条件に",
    "who": "磯部",
    "when": "2024-06-01",
}


@pytest.fixture
def filled(world: World) -> World:
    world.publish(A, as_text(write_minutes()))
    other = "風待町個人情報保護審議会"
    world.publish(
        "http://other.example/c.txt",
        as_text(write_minutes("令和2年2月3日", council=other)),
        source="kazamachi",
        municipality="風待町",
        code="983021",
        council=other,
    )
    return world


def outcome_of(world: World, item: str) -> tuple[str, list[str]]:
    source = world.get("items", item)
    return source["outcome"]["label"], [correction["field"] for correction in source["corrections"]]


def test_a_correction_is_applied_shown_and_searched(filled: World) -> None:
    filled.correct(REJECTED)
    report = filled.ingest()
    assert report.corrections == CorrectionReport(1)
    source = filled.get("items", f"{MAY}-i2")
    assert source["outcome"]["code"] == "rejected"
    (correction,) = [c for c in source["corrections"] if c["field"] == "outcome"]
    assert correction == {
        "field": "outcome",
        "read": "付帯意見付き承認",
        "value": "不承認",
        "quote": "外部サーバの監査を条件に",
        "who": "磯部",
        "when": "2024-06-01",
        "note": None,
    }
    (evidence,) = source["outcome"]["evidence"]
    passage = next(u for u in source["utterances"] if u["anchor"] == evidence["utterance"])
    assert passage["text"][evidence["start"] : evidence["end"]] == evidence["quote"] == REJECTED["quote"]
    agenda = {item["id"]: item["outcome"]["label"] for item in filled.get("meetings", MAY)["items"]}
    assert agenda[f"{MAY}-i2"] == "不承認"
    assert filled.ingest() == replace(report, read=0), "the second run says the same"


def test_it_survives_every_re_reading(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.correct(REJECTED)
    filled.ingest()
    expected = outcome_of(filled, f"{MAY}-i2")
    assert expected[0] == "不承認"
    filled.ingest(rebuild=True)
    assert outcome_of(filled, f"{MAY}-i2") == expected
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。", cases=[CLOUD, CAMERA])))
    filled.ingest()
    assert outcome_of(filled, f"{MAY}-i2") == expected
    monkeypatch.setattr("app.ingest.READER_VERSION", "invented")
    filled.ingest()
    assert outcome_of(filled, f"{MAY}-i2") == expected


def test_changed_corrections_are_noticed_and_only_their_city_is_read(filled: World) -> None:
    without = filled.ingest()
    assert without.corrections is None
    filled.correct(REJECTED)
    assert filled.ingest().read == 1
    assert {source for source, _ in filled.told} == {"nagisawa"}
    filled.correct({**REJECTED, "value": "継続審議"})
    assert filled.ingest().read == 1
    assert outcome_of(filled, f"{MAY}-i2")[0] == "継続審議"
    filled.correct()
    assert filled.ingest() == replace(without, read=1)
    assert outcome_of(filled, f"{MAY}-i2") == ("付帯意見付き承認", [])


def test_what_is_wrong_is_told_and_the_others_count(filled: World) -> None:
    filled.correct(
        {**REJECTED, "value": "可決"},
        {**REJECTED, "quote": "決して言われなかった言葉"},
        {**REJECTED, "item": f"{MAY}-i9"},
        {**REJECTED, "item": "972011-2019-05-10-i1"},
        {**REJECTED, "item": f"{MAY}-i1", "quote": "原案のとおり"},
    )
    report = filled.ingest()
    assert report.corrections is not None
    assert report.corrections.applied == 1
    told = {refusal.where: refusal.reason for refusal in report.corrections.refused}
    assert sorted(told) == [f"渚沢市.toml, correction {n}" for n in (1, 2, 3, 4)]
    for number, words in ((1, "可決"), (2, "決して"), (3, f"there is no {MAY}-i9"), (4, "there is no 972011")):
        assert words in told[f"渚沢市.toml, correction {number}"]
    assert outcome_of(filled, f"{MAY}-i1") == ("不承認", ["outcome"])
    assert outcome_of(filled, f"{MAY}-i2")[0] == "付帯意見付き承認"
    assert filled.ingest() == replace(report, read=0)


def test_a_corrected_date_moves_no_id(filled: World) -> None:
    filled.correct(
        {
            "meeting": MAY,
            "field": "date",
            "value": "2023-05-12",
            "quote": "令和元年5月10日",
            "who": "磯部",
            "when": "2024-06-01",
        }
    )
    for _ in range(2):
        filled.ingest(rebuild=True)
        assert filled.ids() == [MAY, "983021-2020-02-03"]
        meeting, item = filled.get("meetings", MAY), filled.get("items", f"{MAY}-i1")
        assert (meeting["date"], item["date"], item["fiscal_year"]) == ("2023-05-12", "2023-05-12", 2023)
        assert item["legal_regime"] == "national_act"
        assert [c["field"] for c in meeting["corrections"]] == [c["field"] for c in item["corrections"]] == ["date"]
        assert filled.ids("coverage") == ["kazamachi-2019", "nagisawa-2023"]


def test_a_corrected_title_keeps_the_items_id(filled: World) -> None:
    title = {**REJECTED, "field": "title", "value": "まったく別の名前", "quote": "外部サーバの監査"}
    filled.correct(title)
    for _ in range(2):
        filled.ingest(rebuild=True)
        assert filled.get("items", f"{MAY}-i2")["title"] == "まったく別の名前"


def test_id_of_a_meeting_that_was_read_apart_leads_to_the_one_it_is_now(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two forms of one meeting were two meetings as long as a date was misread."""
    page = "http://city.example/a.html"
    world.publish(A, as_text(write_minutes()))
    world.publish(page, as_html(write_minutes("令和元年5月の10日目")), media_type="html")
    with monkeypatch.context() as patch:
        patch.setattr("app.archived._listed_date", lambda document: "2019-05-11")
        world.ingest()
    assert world.ids() == [MAY, "982016-2019-05-11"]
    for item in ("982016-2019-05-11-i2", f"{MAY}-i2"):
        world.correct({**REJECTED, "item": item})
        with monkeypatch.context() as patch:
            patch.setattr("app.archived._listed_date", lambda document: "2019-05-10")
            report = world.ingest(rebuild=True)
        assert world.ids() == [MAY]
        assert report.corrections == CorrectionReport(1), item
        assert outcome_of(world, f"{MAY}-i2")[0] == "不承認"


def test_two_councils_of_one_city_take_their_own(filled: World) -> None:
    other = "渚沢市情報公開審査会"
    filled.publish(
        "http://city.example/joho/1.txt",
        as_text(write_minutes("令和元年7月1日", council=other)),
        source="nagisawa-joho",
        council=other,
    )
    mine = {**REJECTED, "item": "982016-2019-07-01-i2"}
    filled.correct(REJECTED, mine)
    report = filled.ingest()
    assert report.corrections == CorrectionReport(2)
    assert outcome_of(filled, f"{MAY}-i2")[0] == outcome_of(filled, "982016-2019-07-01-i2")[0] == "不承認"
    filled.correct(REJECTED, {**mine, "item": "982016-2019-07-01-i7"})
    report = filled.ingest()
    assert report.corrections is not None
    assert (report.corrections.applied, len(report.corrections.refused)) == (1, 1), "told once"


CARDS = Case("図書館利用者カードの電子化について", "なお検討を要するため、次回に継続審議といたします。")


def test_a_referral_that_was_put_over_leads_to_its_decision(world: World) -> None:
    world.publish(A, as_text(write_minutes(cases=[CAMERA, CARDS])))
    decided = replace(CARDS, decision="原案のとおり承認することといたします。")
    world.publish("http://city.example/b.txt", as_text(write_minutes("令和元年8月2日", [decided], session="第2回")))
    world.ingest()
    first, second = f"{MAY}-i2", "982016-2019-08-02-i1"
    assert outcome_of(world, first)[0] == "継続審議"
    lives = {i["id"]: (i["continued_from"], i["decided_in"]) for i in world.contents()["items"] if i["scope"] == "item"}
    assert lives == {f"{MAY}-i1": (None, None), first: (None, second), second: (first, None)}
    world.correct({**REJECTED, "item": first, "value": "承認", "quote": "なお検討を要する"})
    world.ingest()
    assert world.get("items", second)["continued_from"] is None, "lives are made from what was corrected"
