"""Outcomes of what is not decided: a report that was heard, a chair who was elected."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.classify.candidates import Candidate
from app.classify.decisions import QUESTION
from app.classify.passages import Sentence, is_chair, is_member
from app.classify.wording import matches
from app.model import AgendaItem, Role
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# How a chair or the minute-taker ends a report.
_CLOSING = re.compile(
    r"""報告(?:を|が|は|と|に|の|で|どおり|事項)?[^。]{0,30}(?:了承|了解|承|受け|終|伺|聴|聞|以上|閉じ|確認|とする|といた|扱|とど|ここまで)
      | (?:了承|了解|了と)(?:した|し(?:ます|まし)|する|され|いたし|と(?:する|いう|いた|し)|で)
      | 聞き?(?:置|お[いくきか]|いた|き終え)|聴(?:取|いた|く)|承(?:り|った|る|っておき)|受け止め|拝聴
      | (?:説明|経過|件|状況)[^。]{0,30}(?:ここまで|以上と|終わ|終え|聞いた|受け|聴いた|お?聞き)""",
    re.VERBOSE,
)
_OPENING = re.compile(
    r"(?:説明|報告|発言)(?:を|の)?[^。]{0,6}(?:お願い|願い|求め|ください|いただ(?:き|け)|どうぞ)|お諮り|本日の(?:案件|議題|議事|報告事項)は|(?:議事|案件|議題)は(?:すべて|全て|以上)"
)
_OFFICE = re.compile(r"会長|副会長|議長|委員長|代理")
_SETTLED = re.compile(
    r"(?:した|しました|決定|決し|決ま(?:った|り)|なった|なりました|選任|就任|選出|選ばれ|指名|いたします)[^、]{0,8}[、。]?$"
)
_SUMMARY = re.compile(r"(?:報告|説明)(?:し|を|が)(?:た|ま|受|行|あ)")

# A line with no more than this (characters) beside the title is the title.
_BESIDE_TITLE = 8
# Reports that are closed all at once, after the last of them.
_TOGETHER = re.compile(
    r"報告(?:事項|案件)?(?:の)?(?:[0-9二三四五六]+件|すべて|全て|は(?:、)?いずれも)[^。]{0,24}(?:了承|承|終|聞|聴)"
)


def find_elected(
    item: AgendaItem, own: Sequence[Sentence], loose: Sequence[Sentence], vocabulary: Vocabulary
) -> Candidate | None:
    """The sentence that names who was chosen: a settled one first; for a matter under その他 only if its title is an
    election's."""
    entry = vocabulary.outcome("elected")
    assert entry is not None
    if item.kind.code == "other" and not re.search(r"選出|選任|互選|指名", item.title):
        return None
    found = [
        s
        for s in own
        if matches(entry, s.text)
        and not QUESTION.search(s.text)
        and s.utterance.role is not Role.HEADING
        and not is_member(s.utterance)
        and _OFFICE.search(s.text)
    ]
    if found:
        settled = [s for s in found if _SETTLED.search(s.text)] or found
        if not re.search(r"代理|副", item.title):  # the deputy is named after the chair
            settled = [s for s in settled if not re.search(r"代理|副会長", s.text)] or settled
        return Candidate("elected", (settled[-1].evidence(),))
    for sentence in loose:
        if matches(entry, sentence.text) and squeeze(item.title) not in sentence.text and "⇒" in sentence.text:
            return Candidate("elected", (sentence.evidence(),), source="elsewhere")
    for sentence in loose:
        if matches(entry, sentence.text) and squeeze(item.title) not in sentence.text:
            return Candidate("elected", (sentence.evidence(),), source="elsewhere")
    return None


def find_heard(
    item: AgendaItem, own: Sequence[Sentence], elsewhere: Sequence[Sentence], vocabulary: Vocabulary
) -> Candidate | None:
    """A report is heard when it is called one on the agenda or explained in the discussion. The evidence: the agenda's
    word, then the words that close it."""
    entry = vocabulary.outcome("reported")
    assert entry is not None
    for sentence in elsewhere:
        if squeeze(item.title) in sentence.text and _SUMMARY.search(sentence.text):
            return Candidate("reported", (sentence.evidence(),), source="elsewhere")
    together = [s for s in elsewhere if _TOGETHER.search(s.text) and not is_member(s.utterance)]
    talk = [s for s in own if s.utterance.role is not Role.HEADING]
    title = squeeze(item.title)
    talk = [s for s in talk if title not in s.text or len(s.text) > len(title) + _BESIDE_TITLE]
    explained = [s for s in talk if matches(entry, s.text) and not is_member(s.utterance)]
    named = item.kind.evidence[:1] if item.kind.code == "report" else ()
    closing = _find_closing(talk) or (together[-1] if together and item.kind.code == "report" else None)
    told = tuple(dict.fromkeys((*named, *((closing and (closing.evidence(),)) or ()))))
    if told:
        return Candidate("reported", told)
    if explained:
        return Candidate("reported", (explained[0].evidence(),))
    if item.kind.code == "other":
        said = [s for s in talk if len(s.text) >= 15 and not is_member(s.utterance)]
        if said:
            return Candidate("reported", (said[0].evidence(),), strong=False)
    return None


def _find_closing(talk: Sequence[Sentence]) -> Sentence | None:
    """The last words of the chair, or of the minute-taker, that end the report."""
    for sentence in reversed(talk):
        told = is_chair(sentence.utterance) or sentence.utterance.role is Role.NARRATION
        if not told or QUESTION.search(sentence.text) or _OPENING.search(sentence.text):
            continue
        if _CLOSING.search(sentence.text):
            return sentence
    return None
