"""How an item ended, with the words that tell it; 不明 where nothing does.

A sentence decides when a pattern of `vocabulary/outcomes.toml` matches it, none of that outcome's `unless` patterns
does, and it asserts: a question, a wish or a summary of another meeting decides nothing. Who may decide: the chair, the
minute-taker's prose, headings, tables of results, and the council as a whole; never a single member, never a department
(except that it takes its referral back). The last decision counts: what came before was the way to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.classify.passages import Sentence, all_sentences, is_chair, is_member, span_evidence
from app.classify.wording import find_bare_outcome, match_outcome, matches, read_result
from app.model import AgendaItem, Evidence, Label, Role, Utterance
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

_QUESTION = re.compile(
    r"""(?:か|かね|かしら|でしょうか)[。?？]*$ | [?？]$
      | いかが(?:で|でしょう|か) | どう(?:です|でしょう|か) | よろしい(?:です|でしょう) | 思いますが
      | お諮り(?:し|いた) | 諮りたい | (?:採決|表決)を(?:し|いた|行) | (?:挙手|お手|起立)を(?:お願|求め)
      | 賛成の方 | (?:という|の)方[はが、](?!.{0,4}(?:いらっしゃ[いら]|おら|おり|い)(?:ない|ません))""",
    re.VERBOSE,
)
_WHOLE = re.compile(r"(?:全員|一同)$|^(?:全|各|審議会|審査会)委員$")
_ASSENT = re.compile(
    r"(?:異議|意見)?(?:等)?(?:な|無)し|異議(?:ありません|ございません|ない)|了承|承認|賛成|結構です|よい"
)
_PUT_TO_COUNCIL = re.compile(
    r"承認|適当|妥当|可と|原案|諮問(?:の)?(?:とおり|どおり|通り)|答申|差し支え|認め(?:る|て)|了承|支障|行ってよい|決定"
)
_NOT_THE_MATTER = re.compile(
    r"質疑を(?:終|打)|公開|傍聴|入室|退室|会議録|署名|日程|日時|閉会|議事を終了|順序|一括(?:して|で)?(?:審議|説明)"
)
_TAKEN_BACK = re.compile(r"取り?下げ|撤回|引き取ら")


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: str
    evidence: tuple[Evidence, ...]
    strong: bool


def classify_outcome(
    item: AgendaItem, own: Sequence[Utterance], elsewhere: Sequence[Utterance], vocabulary: Vocabulary
) -> tuple[Label, tuple[str, ...]]:
    """→ (the outcome, fields to review). `own`: the item's passages; `elsewhere`: header and result tables, where a
    line that names the item may tell how it ended."""
    if item.kind.code == "election":
        return _label(vocabulary, _elected(own, elsewhere, item, vocabulary)), ()
    decisions = list(_find_decisions(own, vocabulary))
    if item.kind.code == "referral":
        decided = _from_tables(item, elsewhere, vocabulary) or _last(decisions)
        return _label(vocabulary, decided), (() if decided else ("outcome",))
    if "kind" in item.needs_review:
        # whether there was anything to decide is not known: only what was decided can be told
        decided = _last([d for d in decisions if d.strong])
        return _label(vocabulary, decided), (() if decided else ("outcome",))
    if item.kind.code == "other":
        elected = _elected(own, (), item, vocabulary)
        if elected is not None:
            return _label(vocabulary, elected), ()
    taken_back = next((d for d in decisions if d.outcome == "withdrawn"), None)
    heard = taken_back or _heard(item, own, elsewhere, vocabulary)
    return _label(vocabulary, heard), (() if heard else ("outcome",))


def _label(vocabulary: Vocabulary, decision: Decision | None) -> Label:
    entry = vocabulary.outcome(decision.outcome if decision else "unknown")
    assert entry is not None
    return Label(entry.code, entry.label, decision.evidence if decision else ())


def _last(decisions: Sequence[Decision]) -> Decision | None:
    """The last strong decision, else the last weak one. 取下げ ends a matter whatever is said after it."""
    for decision in reversed(decisions):
        if decision.outcome == "withdrawn":
            return decision
    strong = [d for d in decisions if d.strong]
    return (strong or list(decisions) or [None])[-1]  # type: ignore[list-item]


def _find_decisions(own: Sequence[Utterance], vocabulary: Vocabulary) -> Iterable[Decision]:
    question: Sentence | None = None
    before: Sentence | None = None
    for sentence in all_sentences(own):
        speaker = sentence.utterance
        if is_chair(speaker) and _QUESTION.search(sentence.text):
            if _PUT_TO_COUNCIL.search(sentence.text) and not _NOT_THE_MATTER.search(sentence.text):
                question = sentence
            elif _NOT_THE_MATTER.search(sentence.text):
                question = None
        elif question is not None and _assents(sentence):
            outcome = match_outcome(question.text, vocabulary, asking=True)
            if outcome:
                yield Decision(outcome, (question.evidence(), sentence.evidence()), strong=False)
            question = None
        elif _may_decide(sentence):
            outcome = match_outcome(sentence.text, vocabulary) or read_result(sentence.text)
            if outcome:
                # 「全員賛成と認めます。よって、…」: the vote belongs to the words
                vote = before is not None and sentence.text.startswith(("よって", "したがって", "従って"))
                begin = before if vote and before and before.utterance is speaker else sentence
                yield Decision(outcome, (span_evidence(begin, sentence),), strong=True)
        elif _takes_back(sentence, vocabulary):
            yield Decision("withdrawn", (sentence.evidence(),), strong=True)
        before = sentence


def _takes_back(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """A department (or whoever is no member) takes the referral back."""
    text = sentence.text
    return (
        _TAKEN_BACK.search(text) is not None
        and not is_member(sentence.utterance)
        and not _QUESTION.search(text)
        and match_outcome(text, vocabulary) == "withdrawn"
    )


def _may_decide(sentence: Sentence) -> bool:
    utterance = sentence.utterance
    if _QUESTION.search(sentence.text) or (is_member(utterance) and not _WHOLE.search(utterance.speaker or "")):
        return False
    if utterance.role is Role.SPEECH and not is_chair(utterance):
        return _WHOLE.search(utterance.speaker or "") is not None and len(sentence.text) > 6
    return True


def _assents(sentence: Sentence) -> bool:
    utterance = sentence.utterance
    collective = utterance.role is Role.NARRATION or _WHOLE.search(utterance.speaker or "") is not None
    return collective and len(sentence.text) <= 24 and _ASSENT.search(sentence.text) is not None


def _from_tables(item: AgendaItem, elsewhere: Sequence[Utterance], vocabulary: Vocabulary) -> Decision | None:
    """A line of a results table or of the header's summary that names the item (by title, or by number where the line
    has no title) and tells an outcome."""
    wanted = squeeze(item.title)
    number = squeeze(item.number or "")
    for utterance in elsewhere:
        for sentence in all_sentences([utterance]):
            named = wanted in sentence.text or (len(number) >= 3 and number in sentence.text)
            rest = sentence.text.replace(wanted, "")
            if named and (outcome := match_outcome(rest, vocabulary) or find_bare_outcome(rest)):
                return Decision(outcome, (sentence.evidence(),), strong=True)
    return None


def _elected(
    own: Sequence[Utterance], elsewhere: Sequence[Utterance], item: AgendaItem, vocabulary: Vocabulary
) -> Decision | None:
    entry = vocabulary.outcome("elected")
    assert entry is not None
    found = [
        s for s in all_sentences(own)
        if matches(entry, s.text) and not _QUESTION.search(s.text) and (s.utterance.role is not Role.HEADING)
        and re.search(r"会長|副会長|議長|委員長|代理", s.text)
    ]  # fmt: skip
    if item.kind.code == "other" and not re.search(r"選出|選任|互選|指名", item.title):
        return None
    if found:
        settled = [
            s
            for s in found
            if re.search(r"(?:した|しました|決定|決し|決まり|なった|なりました|選任|就任|選出)[^、]{0,8}$", s.text)
        ]
        return Decision("elected", ((settled or found)[-1].evidence(),), strong=True)
    for sentence in all_sentences(elsewhere):
        if matches(entry, sentence.text) and squeeze(item.title) not in sentence.text:
            return Decision("elected", (sentence.evidence(),), strong=True)
    return None


def _heard(
    item: AgendaItem, own: Sequence[Utterance], elsewhere: Sequence[Utterance], vocabulary: Vocabulary
) -> Decision | None:
    """A report is heard when it is called one on the agenda or explained in the discussion."""
    entry = vocabulary.outcome("reported")
    assert entry is not None
    for sentence in all_sentences(elsewhere):
        if squeeze(item.title) in sentence.text and re.search(
            r"(?:報告|説明)(?:し|を|が)(?:た|ま|受|行|あ)", sentence.text
        ):
            return Decision("reported", (sentence.evidence(),), strong=True)
    explained = [
        s
        for s in all_sentences(own)
        if s.utterance.role is not Role.HEADING and matches(entry, s.text) and not is_member(s.utterance)
    ]
    named = item.kind.evidence[:1] if item.kind.code == "report" else ()
    if named or explained:
        return Decision("reported", named or (explained[0].evidence(),), strong=True)
    if item.kind.code == "other":
        said = [
            s
            for s in all_sentences(own)
            if s.utterance.role is not Role.HEADING and len(s.text) >= 15 and not is_member(s.utterance)
        ]
        if said:
            return Decision("reported", (said[0].evidence(),), strong=False)
    return None
