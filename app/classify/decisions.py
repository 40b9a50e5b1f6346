"""The sentences of a discussion that decide an item.

Statements of the chair and of the minute-taker, questions that the council assents to, a department that takes its
referral back. Each sentence that has words of a decision becomes a candidate; those refused carry the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.classify.candidates import Candidate
from app.classify.passages import Sentence, is_chair, is_member, span_evidence
from app.classify.reading import Reading
from app.classify.scope import Scope
from app.classify.speaking import LONGEST_ASSENT, QUESTION, assents, may_decide, tells_itself
from app.classify.wording import find_words, match_outcome, read_condition, read_result
from app.model import AgendaItem, Evidence, Utterance
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# A question that only asks whether anyone objects to what was just said.
_ANY_OBJECTION = re.compile(
    r"""^(?:以上|これ|それ|この(?:案|内容|形|方向))?(?:で|に)?(?:、)?
        (?: (?:皆(?:さん|様)、?)?(?:いかが|よろしい|どう|いい)(?:です|でしょう|か|もの|ね).{0,12}
          | (?:御|ご)?(?:異議|異存|異論|賛同|反対|意見).{0,24} )$""",
    re.VERBOSE,
)
_PROPOSED = re.compile(r"(?:たい|たく(?:存じます|思います))(?:と(?:思い|存じ|考え)ます)?(?:が、?)?[。]?$")
# Words of the chair that take up what the council assented to.
_CONFIRMS = re.compile(
    r"""(?:その|この|さ|左)(?:よう(?:に)?|旨)(?:、)?(?:いたし|決|させ|取り?計|答申|進め|とりはから|まとめ|取り?扱)
      | (?:異議|異存|異論)(?:は|が)?(?:な(?:い|し)|ありません|ござい?ません)(?:もの|と|よう|ので|です)
      | 全(?:員|会)(?:一致|の?(?:御|ご)?(?:賛成|賛同|異議|了承|承認|同意)) | ^(?:そのように|さよう)
      | ^(?:(?:それでは|では|はい|ありがとうございます|本件は|この件は|諮問は)、?)*
        (?:認め|行う|進め|結合(?:する)?|提供(?:する)?|利用(?:する)?|実施(?:する)?|委託(?:する)?|可|よい)(?:る)?
        (?:こと[とに]|ものと|と)(?:いたし|し(?:ます|たい)|する|決|させ)""",
    re.VERBOSE,
)
# 「異議なしと認めます」 and no more: what there was no objection to stands in the question.
_ONLY_CONFIRMS = re.compile(
    r"^(?:それでは|では|はい)?、?(?:(?:御|ご)?(?:異議|異存|異論)(?:等)?(?:は|が)?(?:なし|ない(?:もの)?)と(?:認め(?:ます|る|ました)|いたします)|(?:御|ご)?異議(?:は)?ないものと(?:認め|い))[^、]{0,4}[。]?$"
)
# What is asked of the referrals all at once.
_OF_ALL_REFERRALS = re.compile(
    r"諮問(?:事項|案件|議題)?(?:の)?(?:[0-9二三四五六]+件|すべて|全て|全件|は(?:、)?いずれも)|(?:いずれ|すべて|全て)の諮問|本日の諮問(?:事項|案件)?は"
)
# What is left of an agenda's line without its title: where the matter stood before the meeting.
_STATUS = re.compile(r"[・○◎●■□◆◇〇0-9.、第号()]{0,6}[(\[【〔](?:継続|再|新規|前回)[^()\[\]【】〔〕]{0,8}[)\]】〕]。?")
_PUT_TO_COUNCIL = re.compile(
    r"承認|適当|妥当|可と|原案|諮問(?:の)?(?:とおり|どおり|通り)|答申|差し支え|認め(?:る|て|ない|られない)|了承|支障|行ってよい|決定|同意|了と|継続"
)
_NOT_THE_MATTER = re.compile(
    r"質疑を(?:終|打)|公開|傍聴|入室|退室|会議録|議事録|署名|日程|日時|閉会|議事を終了|順序|一括(?:して|で)?(?:審議|説明)|休憩"
)
_TAKEN_BACK = re.compile(r"取り?下げ|撤回|引き取ら")
_NO_CONDITIONS = re.compile(
    r"(?:条件|意見)(?:は|を|も)?(?:付|附|つけ)(?:さ|け)?(?:ず|ない)|(?:条件|意見)(?:は)?な(?:く|し)"
)
# An assent comes within so many sentences of its question.
_SOON = 8


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question put to the council, with the sentence that says what would be decided."""

    outcome: str
    sentence: Sentence
    assent: Sentence | None = None
    age: int = 0


def find_decisions(item: AgendaItem, scope: Scope, reading: Reading) -> Iterator[Candidate]:
    """The item's own sentences that have words of a decision, in order; refused ones with the reason."""
    for sentence in scope.before:
        told = match_outcome(tells_itself(sentence), reading.vocabulary) if may_decide(sentence) else None
        if told:
            yield Candidate(told, (sentence.evidence(),), refused="said before the item begins")
    yield from _Reader(item, reading).read(scope.sentences)


def find_named_elsewhere(item: AgendaItem, scope: Scope, reading: Reading) -> Iterator[Candidate]:
    """Sentences outside the item's passages that decide and name it, by its number or title."""
    for sentence, outcome in reading.deciding:
        if not scope.is_elsewhere(sentence):
            continue
        named = reading.names.find(sentence.text) or frozenset()
        of_all = item.kind.code == "referral" and not named and _OF_ALL_REFERRALS.search(sentence.text)
        if item.ordinal in named or of_all:
            yield Candidate(outcome, (sentence.evidence(),), source="elsewhere")


class _Reader:
    """Goes through an item's sentences once; knows the question that stands, and who has answered it."""

    def __init__(self, item: AgendaItem, reading: Reading) -> None:
        self.item = item
        self.title = squeeze(item.title)
        self.names = reading.names
        self.vocabulary = reading.vocabulary
        self.asked: _Asked | None = None
        self.agreed: _Asked | None = None
        self.before: Sentence | None = None

    def read(self, sentences: Sequence[Sentence]) -> Iterator[Candidate]:
        for index, sentence in enumerate(sentences):
            following = sentences[index + 1] if index + 1 < len(sentences) else None
            yield from self._read_one(sentence, following)
            self.before = sentence
            if self.asked is not None:
                self.asked = replace(self.asked, age=self.asked.age + 1)
                if self.asked.age > _SOON:
                    self.asked = None

    def _read_one(self, sentence: Sentence, following: Sentence | None) -> Iterator[Candidate]:
        utterance, text = sentence.utterance, sentence.text
        if self.title in text and _STATUS.fullmatch(text.replace(self.title, "", 1)):
            return
        if self._is_of_others(text):
            told = match_outcome(text, self.vocabulary)
            if told:
                yield self._refuse(sentence, told, "names another item")
            return
        if assents(sentence) and self.asked is not None:
            yield self._accept_question(sentence)
        elif is_chair(utterance) and QUESTION.search(text):
            yield from self._ask(sentence)
        elif may_decide(sentence):
            yield from self._decide(sentence, following)
        elif takes_back(sentence, self.vocabulary):
            yield Candidate("withdrawn", (sentence.evidence(),))
        else:
            if self.asked is not None and len(text) > LONGEST_ASSENT and not is_chair(utterance):
                self.asked = None
            told = match_outcome(text, self.vocabulary)
            if told:
                yield self._refuse(sentence, told, _who(utterance, text))

    def _is_of_others(self, text: str) -> bool:
        named = self.names.find(text)
        return named is not None and self.item.ordinal not in named

    def _ask(self, sentence: Sentence) -> Iterator[Candidate]:
        text = sentence.text
        if _NOT_THE_MATTER.search(text):
            self.asked = None
            return
        outcome = match_outcome(text, self.vocabulary, asking=True) if _PUT_TO_COUNCIL.search(text) else None
        if outcome:
            self.asked = _Asked(outcome, sentence)
            yield self._refuse(sentence, outcome, "asks, and decides only where the council assents")
            return
        if _ANY_OBJECTION.match(text) and self.before and self.before.utterance is sentence.utterance:
            proposed = match_outcome(self.before.text, self.vocabulary, asking=True)
            if proposed and not _NOT_THE_MATTER.search(self.before.text):
                self.asked = _Asked(proposed, self.before)

    def _accept_question(self, assent: Sentence) -> Candidate:
        asked = self.asked
        assert asked is not None
        self.asked, self.agreed = None, replace(asked, assent=assent)
        return Candidate(asked.outcome, (asked.sentence.evidence(), assent.evidence()), strong=False)

    def _decide(self, sentence: Sentence, following: Sentence | None) -> Iterator[Candidate]:
        text = tells_itself(sentence)
        outcome = match_outcome(text, self.vocabulary) or read_result(text)
        if outcome == "approved" and _ONLY_CONFIRMS.match(text):
            asked = self.agreed or self.asked
            told = asked.outcome if asked else outcome
            place = (asked.sentence.evidence(), sentence.evidence()) if asked else (sentence.evidence(),)
            yield Candidate(told, place, strong=asked is not None)
            self.asked = self.agreed = None
            return
        if outcome is None:
            if _CONFIRMS.search(text) and is_chair(sentence.utterance) and (self.agreed or self.asked):
                asked = self.agreed or self.asked
                assert asked is not None
                yield Candidate(asked.outcome, (asked.sentence.evidence(), sentence.evidence()))
                self.asked = self.agreed = None
                return
            words = find_words(text, self.vocabulary)
            if words:
                yield self._refuse(
                    sentence, words, "has such words, but decides nothing (negated, supposed, of others)"
                )
            return
        if outcome == "approved" and _is_draft_only(text):
            yield self._refuse(sentence, outcome, "about the wording of a draft")
            return
        if outcome == "approved":
            conditional = self._conditions_nearby(sentence, following)
            if conditional is not None:
                yield Candidate("approved_with_conditions", conditional)
                return
        # 「全員賛成と認めます。よって、…」: the vote belongs to the words
        vote = self.before is not None and text.startswith(("よって", "したがって", "従って"))
        begin = self.before if vote and self.before and self.before.utterance is sentence.utterance else sentence
        yield Candidate(outcome, (span_evidence(begin, sentence),))

    def _conditions_nearby(self, sentence: Sentence, following: Sentence | None) -> tuple[Evidence, ...] | None:
        """An approval is conditional where a 但し書 follows at once, or where the council has just assented to one."""
        if following is not None and following.utterance is sentence.utterance and read_condition(following.text):
            return sentence.evidence(), following.evidence()
        agreed = self.agreed
        if agreed and agreed.outcome == "approved_with_conditions" and not _NO_CONDITIONS.search(sentence.text):
            return agreed.sentence.evidence(), sentence.evidence()
        return None

    @staticmethod
    def _refuse(sentence: Sentence, outcome: str, reason: str) -> Candidate:
        return Candidate(outcome, (sentence.evidence(),), strong=False, refused=reason)


def _is_draft_only(text: str) -> bool:
    return re.search(r"答申(?:書)?(?:\(案\)|案)(?:の|を|は|について)[^。]{0,24}(?:修正|文言|字句)", text) is not None


def _who(utterance: Utterance, text: str) -> str:
    if QUESTION.search(text):
        return "a question"
    return "a member's words" if is_member(utterance) else "a department's words"


def takes_back(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """A department (or whoever is no member) takes the referral back."""
    text = sentence.text
    return (
        _TAKEN_BACK.search(text) is not None
        and not is_member(sentence.utterance)
        and not QUESTION.search(text)
        and match_outcome(text, vocabulary) == "withdrawn"
    )
