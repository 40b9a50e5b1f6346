"""A correction changes the one field it names, brings its quote as evidence, and is refused where the quote is not."""

from __future__ import annotations

from typing import Any

import pytest

from app.corrections import CorrectionEntry, choose_latest, correct_meeting
from app.model import AgendaItem, Meeting
from app.vocabulary.entries import Vocabulary, load_vocabulary
from tests.support.meetings import CODE, Asked, make_ids, make_meeting

ID = f"{CODE}-2019-05-10"
ITEM = f"{ID}-i1"
SAID = "記録を残すことを条件に、承認することといたします。"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def make_entry(field: str, value: Any, quote: str = "承認すること", target: str = ITEM, **more: Any) -> CorrectionEntry:
    values = {"who": "磯部", "when": "2024-06-01", "note": None, "where": "a.toml, correction 1", **more}
    return CorrectionEntry(target, field, value, quote, **values)


def make_read(**more: Any) -> Meeting:
    asked = Asked("駅前カメラの設置について", said=SAID, topics=("cloud",), **more)
    return make_meeting("2019-05-10", asked, needs_review=("date", "place"))


def correct(meeting: Meeting, vocabulary: Vocabulary, *entries: CorrectionEntry) -> tuple[Meeting, list[str]]:
    header = [e for e in entries if e.target == ID]
    items = [e for e in entries if e.target != ID]
    corrected, refused = correct_meeting(meeting, make_ids(meeting), header, items, vocabulary)
    return corrected, [refusal.reason for refusal in refused]


def get_item(meeting: Meeting) -> AgendaItem:
    (item,) = meeting.items
    return item


@pytest.mark.parametrize(
    ("field", "value", "read", "told"),
    [
        ("title", "駅前広場カメラの設置", "駅前カメラの設置について", "駅前広場カメラの設置"),
        ("number", "諮問第3号", None, "諮問第3号"),
        ("kind", "report", "諮問", "報告"),
        ("outcome", "rejected", "承認", "不承認"),
        ("topics", ("surveillance_camera", "outsourcing"), ("クラウド",), ("防犯カメラ", "委託")),
        ("topics", (), ("クラウド",), ()),
        ("department", "広場管理課", None, "広場管理課"),
        ("conditions", "記録を残すこと", None, "記録を残すこと"),
    ],
)
def test_field_of_an_item(vocabulary: Vocabulary, field: str, value: Any, read: Any, told: Any) -> None:
    before = make_read(needs_review=(field, "utterances"))
    meeting, refused = correct(before, vocabulary, make_entry(field, value))
    item = get_item(meeting)
    assert refused == []
    (correction,) = item.corrections
    assert (correction.field, correction.read, correction.value) == (field, read, told)
    assert (correction.quote, correction.who, correction.when) == ("承認すること", "磯部", "2024-06-01")
    assert item.needs_review == ("utterances",)
    now = getattr(item, field)
    labels = {"topics": lambda: tuple(label.label for label in now), "kind": lambda: now.label}
    labels["outcome"] = labels["kind"]
    assert labels.get(field, lambda: now)() == told
    assert item.utterances == get_item(before).utterances


@pytest.mark.parametrize("field", ["kind", "outcome"])
def test_evidence_of_a_corrected_label_is_the_quote(vocabulary: Vocabulary, field: str) -> None:
    meeting, _ = correct(make_read(), vocabulary, make_entry(field, "report" if field == "kind" else "rejected"))
    (evidence,) = getattr(get_item(meeting), field).evidence
    passage = next(u for u in meeting.utterances if u.anchor == evidence.utterance)
    assert passage.text[evidence.start : evidence.end] == evidence.quote == "承認すること"
    assert (evidence.page, evidence.utterance) == (2, "u3")


def test_quote_is_found_in_any_width_and_spacing_and_outside_the_item(vocabulary: Vocabulary) -> None:
    _, refused = correct(make_read(), vocabulary, make_entry("number", "諮問第3号", "傍 聴 者　３人"))
    assert refused == []


@pytest.mark.parametrize("quote", ["決して言われなかった言葉", "設置について記録を残す"])
def test_without_its_quote_the_reading_stays(vocabulary: Vocabulary, quote: str) -> None:
    before = make_read(needs_review=("outcome",))
    meeting, (reason,) = correct(before, vocabulary, make_entry("outcome", "rejected", quote))
    assert meeting == before
    assert ITEM in reason
    assert quote in reason


@pytest.mark.parametrize(
    ("field", "value", "quote"),
    [
        ("council", "渚沢市個人情報保護審査会", "渚沢市役所"),
        ("date", "2019-05-11", "日時"),
        ("start", "14:30", "午後2時"),
        ("end", "16:00", "午後2時"),
        ("place", "渚沢市役所 別館", "渚沢市役所"),
        ("place", None, "場所"),
        ("public", "公開", "傍聴者"),
        ("observers", 3, "傍聴者 3人"),
        ("session", "第3回", "日時"),
    ],
)
def test_field_of_a_header(vocabulary: Vocabulary, field: str, value: Any, quote: str) -> None:
    before = make_read()
    meeting, refused = correct(before, vocabulary, make_entry(field, value, quote, ID))
    assert refused == []
    assert getattr(meeting, field) == value
    (correction,) = meeting.corrections
    assert (correction.field, correction.read, correction.value) == (field, getattr(before, field), value)
    assert field not in meeting.needs_review
    assert [e.quote for e in meeting.evidence.get(field, ())] == ([quote] if value is not None else [])
    assert meeting.items == before.items


def test_fiscal_year_follows_the_date(vocabulary: Vocabulary) -> None:
    meeting, _ = correct(make_read(), vocabulary, make_entry("date", "2019-03-31", "日時", ID))
    assert (meeting.date, meeting.fiscal_year) == ("2019-03-31", 2018)


def test_outcome_without_conditions_takes_them_away_and_says_so(vocabulary: Vocabulary) -> None:
    before = make_read(outcome="approved_with_conditions", conditions="記録を残すこと")
    item = get_item(correct(before, vocabulary, make_entry("outcome", "approved"))[0])
    assert (item.conditions, item.conditions_evidence) == (None, ())
    assert [(c.field, c.read, c.value) for c in item.corrections] == [
        ("outcome", "付帯意見付き承認", "承認"),
        ("conditions", "記録を残すこと", None),
    ]


def test_outcome_with_conditions_that_nobody_gave_is_doubtful(vocabulary: Vocabulary) -> None:
    outcome = make_entry("outcome", "approved_with_conditions")
    assert get_item(correct(make_read(), vocabulary, outcome)[0]).needs_review == ("conditions",)
    conditions = make_entry("conditions", "記録を残すこと", "記録を残すこと")
    item = get_item(correct(make_read(), vocabulary, outcome, conditions)[0])
    assert (item.needs_review, item.conditions) == ((), "記録を残すこと")
    assert [e.quote for e in item.conditions_evidence] == ["記録を残すこと"]


def test_newest_counts_and_two_of_one_day_must_agree() -> None:
    old = make_entry("outcome", "rejected", where="b")
    new = make_entry("outcome", "approved", when="2024-07-01", where="a")
    assert choose_latest([new, old]) == ((new,), ())
    same = make_entry("outcome", "rejected", where="c")
    assert choose_latest([old, same]) == ((same,), ())
    other = make_entry("outcome", "continued", where="d")
    kept, refused = choose_latest([old, other, make_entry("kind", "report")])
    assert [entry.field for entry in kept] == ["kind"]
    assert sorted(refusal.where for refusal in refused) == ["b", "d"]
    assert choose_latest([old, other, new]) == ((new,), ()), "a newer one settles it"
