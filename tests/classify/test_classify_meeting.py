"""Decisions of meetings with several items: together, one by one, in passing from one to the next, in the header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from classified import make_utterance

from app.classify import classify_meeting
from app.classify.explain import explain_outcome, explain_topics
from app.classify.passages import Sentence, split_sentences
from app.model import AgendaItem, Evidence, Label, Meeting, Municipality, Role, Utterance
from app.vocabulary.entries import Vocabulary

# A line and the items that its passage belongs to.
Lines = list[tuple[str, tuple[int, ...]]]
TITLES = (("諮問第1号", "防犯灯の台帳について"), ("諮問第2号", "図書館の予約について"))


def make(
    vocabulary: Vocabulary,
    lines: Lines,
    *,
    titles: tuple[tuple[str, str], ...] = TITLES,
    header: tuple[str, ...] = (),
    attached: tuple[str, ...] = (),
    kinds: tuple[str, ...] = ("referral", "referral", "referral"),
) -> Meeting:
    front = [Utterance(f"h{n}", Role.HEADER, None, text, 1) for n, text in enumerate(header, start=1)]
    own = [make_utterance(n, line, items) for n, (line, items) in enumerate(lines, start=1)]
    tail = [Utterance(f"a{n}", Role.ATTACHMENT, None, text, 9) for n, text in enumerate(attached, start=1)]
    items = []
    for ordinal, ((number, title), kind) in enumerate(zip(titles, kinds, strict=False), start=1):
        entry = vocabulary.kind(kind)
        assert entry is not None
        items.append(
            AgendaItem(
                ordinal, number, title, Label(entry.code, entry.label), Label("unknown", "不明"),
                title_evidence=(Evidence(title, 1, "x", 0, len(title)),),
                utterances=tuple(u.anchor for u in own if ordinal in u.items),
            )
        )  # fmt: skip
    meeting = Meeting(
        Municipality("", "霧沢市", ""), None, None, None, None, None, None, None, None, None, None, (), (),
        tuple(items),
        (*front, *own, *tail),
    )  # fmt: skip
    return classify_meeting(meeting, vocabulary)


def outcomes(meeting: Meeting) -> list[str]:
    texts = {u.anchor: u.text for u in meeting.utterances}
    for item in meeting.items:
        for e in (*item.outcome.evidence, *item.conditions_evidence):
            assert texts[e.utterance][e.start : e.end] == e.quote
    return [item.outcome.code for item in meeting.items]


def test_two_items_are_decided_in_one_sentence(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：台帳を更新します。", (1,)),
        ("説明員：予約を受けます。", (2,)),
        ("会長：諮問第1号及び第2号は、原案のとおり承認いたします。", ()),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "approved"]


def test_items_taken_together_are_decided_one_by_one(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("会長：諮問第1号と諮問第2号は関連しますので、一括して説明をお願いします。", (1, 2)),
        ("説明員：台帳と予約の説明をします。", (1, 2)),
        ("会長：諮問第1号は承認いたします。諮問第2号は次回に継続審議とします。", (1, 2)),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "continued"]


def test_a_decision_before_the_passing_belongs_to_the_item_that_ends(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：台帳を更新します。", (1,)),
        ("会長：では承認いたします。続いて、諮問第2号の説明をお願いします。", (2,)),
        ("説明員：予約を受けます。", (2,)),
        ("会長：本件は適当でないと認めます。", (2,)),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "rejected"]


def test_what_is_decided_after_the_chair_went_on_is_not_the_first_items(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：台帳を更新します。", (1,)),
        ("会長：台帳は適当と認めます。", (1,)),
        ("会長：諮問第2号に入ります。", (1,)),
        ("説明員：予約を受けます。", (1,)),
        ("会長：次回に継続して審議します。", (1,)),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "unknown"]


def test_a_decision_is_taken_up_in_a_later_passage(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：台帳を更新します。", (1,)),
        ("説明員：予約を受けます。", (2,)),
        ("会長：承認します。", (2,)),
        ("会長：先ほどの諮問第1号については、承認することとします。", (2,)),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "approved"]


def test_all_referrals_at_once(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：台帳を更新します。", (1,)),
        ("説明員：予約を受けます。", (2,)),
        ("会長：諮問2件は、いずれも原案のとおり承認します。", ()),
    ]
    assert outcomes(make(vocabulary, lines)) == ["approved", "approved"]


def test_the_header_tells_decisions_by_number(vocabulary: Vocabulary) -> None:
    header = (
        "決　定　事　項　　　１．諮問のとおり認める。た",
        "だし、記録を毎年確かめること。",
        "２．次回に継続して審議することとした。",
        "傍聴者　０人",
    )
    titles = (("1", "防犯灯の台帳について"), ("2", "図書館の予約について"))
    meeting = make(vocabulary, [("説明員：説明します。", (1, 2))], titles=titles, header=header)
    assert outcomes(meeting) == ["approved_with_conditions", "continued"]
    assert meeting.items[0].conditions == "記録を毎年確かめること。"


def test_an_agenda_that_repeats_a_status_tells_no_decision(vocabulary: Vocabulary) -> None:
    header = ("議題", "１　防犯灯の台帳について（継続審議）", "２　図書館の予約について（承認）")
    titles = (("1", "防犯灯の台帳について"), ("2", "図書館の予約について"))
    assert outcomes(make(vocabulary, [("説明員：説明します。", (1, 2))], titles=titles, header=header)) == [
        "unknown",
        "unknown",
    ]


def test_an_attached_opinion_decides_what_it_names(vocabulary: Vocabulary) -> None:
    attached = ("答申書", "諮問第2号　図書館の予約について", "本件は適当であると認める。")
    lines: Lines = [("説明員：台帳です。", (1,)), ("説明員：予約です。", (2,))]
    assert outcomes(make(vocabulary, lines, attached=attached)) == ["unknown", "approved"]


def test_a_summary_that_disagrees_is_for_review(vocabulary: Vocabulary) -> None:
    header = ("決定事項", "１．防犯灯の台帳について　承認する。")
    titles = (("1", "防犯灯の台帳について"), ("2", "図書館の予約について"))
    lines: Lines = [("会長：本件は次回に継続審議とします。", (1,)), ("説明員：予約です。", (2,))]
    meeting = make(vocabulary, lines, titles=titles, header=header)
    assert meeting.items[0].needs_review == ("outcome",)


def test_reports_closed_together(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("説明員：件数は3件です。", (1,)),
        ("説明員：件数は4件です。", (2,)),
        ("会長：報告事項2件について、了承といたします。", (2,)),
    ]
    meeting = make(vocabulary, lines, kinds=("report", "report"))
    assert outcomes(meeting) == ["reported", "reported"]
    assert meeting.items[0].outcome.evidence[-1].quote == "報告事項2件について、了承といたします。"


def test_a_deputy_is_a_member_while_a_chair_presides(vocabulary: Vocabulary) -> None:
    lines: Lines = [("副会長：これは承認いたします。", (1,)), ("会長：ほかにありますか。", (1,))]
    assert outcomes(make(vocabulary, lines))[0] == "unknown"
    alone: Lines = [("副会長：本日は進行を務めます。本件は承認いたします。", (1,))]
    assert outcomes(make(vocabulary, alone))[0] == "approved"


def test_candidates_say_why_they_were_refused(vocabulary: Vocabulary) -> None:
    lines: Lines = [
        ("A委員：承認します。", (1,)),
        ("会長：承認してよろしいですか。", (1,)),
        ("会長：諮問第2号は承認しません。", (1,)),
        ("会長：諮問第1号は承認いたします。", (1,)),
    ]
    meeting = make(vocabulary, lines)
    unread = replace(meeting.items[0], outcome=Label("unknown", "不明"))
    told = explain_outcome(meeting, unread, vocabulary)
    assert [c.refused for c in told if c.refused] == [
        "a member's words",
        "asks, and decides only where the council assents",
        "names another item",
    ]
    assert [c.outcome for c in told if c.taken] == ["approved"]


def test_every_topic_has_a_score(vocabulary: Vocabulary) -> None:
    meeting = make(vocabulary, [("説明員：台帳をクラウドに置いて管理します。", (1,))])
    scores = explain_topics(meeting, meeting.items[0], vocabulary)
    assert [s.topic for s in scores] == [t.code for t in vocabulary.topics]
    cloud = next(s for s in scores if s.topic == "cloud")
    assert cloud.given
    assert cloud.total >= cloud.threshold
    assert cloud.evidence
    assert not any(s.given for s in scores if s.topic != "cloud")


def test_each_passage_is_split_once_however_many_items(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[str] = []

    def count(utterance: Utterance) -> Iterator[Sentence]:
        split.append(utterance.anchor)
        return split_sentences(utterance)

    monkeypatch.setattr("app.classify.reading.split_sentences", count)
    titles = tuple((f"諮問第{n}号", f"第{n}地区の台帳について") for n in range(1, 31))
    lines: Lines = [
        (f"会長：諮問第{n}号は承認いたします。" if said else "説明員：台帳です。", (n,))
        for n in range(1, 31)
        for said in (False, True)
    ]
    meeting = make(vocabulary, lines, titles=titles, kinds=("referral",) * 30)
    assert outcomes(meeting) == ["approved"] * 30
    assert len(split) == len(set(split))
