"""Makes an invented meeting of one item and classifies it: what the tests of this folder share."""

from __future__ import annotations

from collections.abc import Sequence

from app.classify import classify_meeting
from app.evidence import locate_first
from app.model import AgendaItem, Label, Meeting, Municipality, Role, Utterance
from app.vocabulary.entries import Vocabulary

# A line of a discussion: "speaker：text"; "text" alone is the minute-taker's; "# text" a heading; "→：text" a mark.
MARKS = ("●", "→", "Q", "A", "問", "答")


def make_utterance(number: int, line: str, items: tuple[int, ...] = (1,)) -> Utterance:
    anchor = f"u{number}"
    if line.startswith("# "):
        return Utterance(anchor, Role.HEADING, None, line[2:], 1, items)
    speaker, colon, text = line.partition("：")
    if not colon or "。" in speaker or len(speaker) > 12 or speaker == "結果":
        return Utterance(anchor, Role.NARRATION, None, line, 1, items)
    if speaker in MARKS:
        return Utterance(anchor, Role.SPEECH, None, text, 1, items, speaker)
    return Utterance(anchor, Role.SPEECH, speaker, text, 1, items)


def make_meeting(
    vocabulary: Vocabulary,
    lines: Sequence[str],
    *,
    kind: str = "referral",
    title: str = "防犯灯の管理について",
    header: Sequence[str] = (),
    number: str | None = None,
    loose: Sequence[str] = (),
) -> Meeting:
    front = [Utterance(f"h{n}", Role.HEADER, None, text, 1) for n, text in enumerate((*header, title), start=1)]
    own = [make_utterance(n, line) for n, line in enumerate(lines, start=1)]
    tail = [make_utterance(n, line, ()) for n, line in enumerate(loose, start=len(own) + 1)]
    entry = vocabulary.kind(kind)
    assert entry is not None
    named = locate_first(tuple(front), title)
    item = AgendaItem(
        1, number, title, Label(entry.code, entry.label, named), Label("unknown", "不明"), title_evidence=named,
        utterances=tuple(u.anchor for u in own),
    )  # fmt: skip
    return Meeting(
        Municipality("", "霧沢市", ""), None, None, None, None, None, None, None, None, None, None, (), (), (item,),
        (*front, *own, *tail),
    )  # fmt: skip


def classify(vocabulary: Vocabulary, lines: Sequence[str], **options: object) -> AgendaItem:
    """The only item of a meeting, classified; its evidence stands where it says."""
    meeting = make_meeting(vocabulary, lines, **options)  # type: ignore[arg-type]
    (item,) = classify_meeting(meeting, vocabulary).items
    texts = {u.anchor: u.text for u in meeting.utterances}
    labels = (item.outcome, item.kind, *item.topics)
    found = [e for label in labels for e in label.evidence] + [*item.conditions_evidence, *item.department_evidence]
    for evidence in found:
        assert texts[evidence.utterance][evidence.start : evidence.end] == evidence.quote, evidence
    assert item.outcome.evidence or item.outcome.code == "unknown"
    assert all(topic.evidence for topic in item.topics)
    return item
