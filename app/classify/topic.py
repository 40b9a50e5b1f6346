"""What an item is about: from its title, from what departments explained, from what was decided; with evidence.

A topic is what the item is for, not a word in passing, so members' remarks and questions count nothing, and answers to
questions count only where the matter itself was named before. Weights (points):
  title      decides alone
  stated     2 where a department (or the minute-taker) says in so many words that the item's data or work is such:
             「クラウドに置く」, 「マイナンバーカードを読み取る」; not where it is denied, supposed, or said of others
  explained  1 for each word of the topic in what departments say before the first question (at most 6 a passage);
             2 where the minute-taker tells it in under 200 characters
  decided    3 where the sentence that decides has such a word
  answered   0.5 for each word in answers and in the chair's words, if the explanation names the topic or its context,
             or if the minutes record no explanation (要点記録) — then 1
  context    0.25 for each supporting word, at most 1
and a topic is given from its `threshold` on (vocabulary/topics.toml; 2 unless it says otherwise). A given topic may
lower another's threshold (`eased_by`), bring another with it where the text mentions it (`implies`), or take the place
of others that the title only names as its object (`instead_of`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.classify.passages import Sentence, all_sentences, explains, is_chair, is_member
from app.evidence import locate_first
from app.model import AgendaItem, Evidence, Label, Role, Utterance
from app.normalize import squeeze
from app.vocabulary.entries import TopicEntry, Vocabulary

# An explanation shorter than this (characters) is a remark that papers were explained: 「資料に基づき説明」.
_SHORTEST_EXPLANATION = 40
# Where the minute-taker sums up as briefly as this, one word is much.
_BRIEF = 200
_MOST_A_PASSAGE = 6
_STATED = 2.0
_DECIDED = 3.0
_EASED = 1.0  # the threshold of a topic that another one makes likely
_MOST_EVIDENCE = 3
_SHORTEST_PART = 4  # characters of a title's words, where a line of the agenda ends within them
_ASKS = re.compile(r"(?:か|かね|のでしょう)[。?？]?[」』）)]*$|[?？]$")
# The sentence says that it is not so, or that things of this kind are not there.
_DENIED = re.compile(
    r"""(?:ない|ません|なかった|ありませんでした|ませんでした|おらず|いない)
        (?:(?:です|もの|こと|ため|ので|と|という|とのこと|よう|予定|旨)[^。]{0,16})?[。」』）)]*$
      | ^(?:いいえ|いえ)、""",
    re.VERBOSE,
)
# …or that it may come to be so, was so, or is so elsewhere.
_SUPPOSED = re.compile(
    r"""(?<!本)(?:他市|他の(?:市|自治体|団体|町|村)|他自治体|隣の?(?:市|町|村)|近隣) | 今後 | 将来 | いずれは | 先の話
      | 早くても | を待って(?:から)? | 以降の話
      | 検討 | 可能性 | 方法もある | こともできる | 場合(?:は|に|も|が) | 以前は | 従来 | かつて | もし | 仮に
      | (?:よう|こと)に(?:も)?なる | なくなる""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Score:
    """Why a topic was or was not given: points by part against the threshold, and the sentences they come from.
    `title`: the title decides alone, whatever the points are. `because`: the code of another topic that brought this
    one (`implies`), lowered its threshold (`eased_by`) or took its place (`instead_of`)."""

    topic: str
    label: str
    title: bool
    stated: float
    explained: float
    decided: float
    answered: float
    context: float
    threshold: float
    evidence: tuple[Evidence, ...]
    given: bool
    because: str | None = None

    @property
    def total(self) -> float:
        return self.stated + self.explained + self.decided + self.answered + self.context


@dataclass(frozen=True, slots=True)
class _Said:
    """An item's sentences by what they are worth. `members` are only good for what another topic implies."""

    explanation: list[Sentence]
    talk: list[Sentence]
    framing: list[Sentence]
    decision: list[Sentence]
    everything: list[Sentence]


def classify_topics(
    item: AgendaItem,
    own: Sequence[Utterance],
    header: tuple[Utterance, ...],
    vocabulary: Vocabulary,
    outcome: Label | None = None,
) -> tuple[Label, ...]:
    """The item's topics in the vocabulary's order, each with up to three pieces of evidence. `outcome` is the item's,
    whose evidence is the decision; None before it is known."""
    scores = score_topics(item, own, header, vocabulary, outcome)
    return tuple(Label(s.topic, s.label, s.evidence) for s in scores if s.given)


def score_topics(
    item: AgendaItem,
    own: Sequence[Utterance],
    header: tuple[Utterance, ...],
    vocabulary: Vocabulary,
    outcome: Label | None = None,
) -> tuple[Score, ...]:
    """The score of every topic of the vocabulary, in its order."""
    explanation, talk = split_explanation(own)
    framing = _framing(own)
    places = outcome.evidence if outcome and outcome.code not in ("unknown", "reported", "elected") else ()
    everything = all_sentences(own)
    decision = [s for s in everything if any(_overlap(s, e) for e in places)]
    said = _Said(explanation, [s for s in talk if s not in framing], framing, decision, everything)
    scores = [_score(entry, item, own, header, said) for entry in vocabulary.topics]
    return tuple(_weigh_together(scores, vocabulary, said))


def split_explanation(own: Sequence[Utterance]) -> tuple[list[Sentence], list[Sentence]]:
    """→ (sentences explained before the first question, other sentences that are not members')."""
    explanation: list[Sentence] = []
    talk: list[Sentence] = []
    asked = False
    for utterance in own:
        if utterance.role is Role.HEADING:
            continue
        if is_member(utterance):
            asked = True
            continue
        if utterance.mark and not asked:
            asked = True
        sentences = all_sentences([utterance])
        if explanation and not is_chair(utterance) and any(_ASKS.search(s.text) for s in sentences):
            asked = True  # where marks were lost, a question shows that the talk has begun
        if explains(utterance) or is_chair(utterance):
            (talk if asked or is_chair(utterance) else explanation).extend(sentences)
    if sum(len(s.text) for s in explanation) < _SHORTEST_EXPLANATION:
        return [], explanation + talk
    return explanation, talk


def _score(
    entry: TopicEntry, item: AgendaItem, own: Sequence[Utterance], header: tuple[Utterance, ...], said: _Said
) -> Score:
    title = squeeze(item.title)
    found = next((m for p in entry.title if (m := p.search(_cut(entry, title)))), None)
    if found is not None:
        evidence = _title_evidence(item, found.group(), own, header)
        return Score(entry.code, entry.label, True, 0, 0, 0, 0, 0, entry.threshold, evidence, given=bool(evidence))
    stated = _find_stated(entry, said)
    explained, first = _count(entry, said.explanation)
    told = all(s.utterance.role is Role.NARRATION for s in said.explanation)
    if told and sum(len(s.text) for s in said.explanation) < _BRIEF:
        explained *= 2
    answered, second = _count(entry, said.talk)
    framing, third = _count(entry, said.framing)
    decided, fourth = _count(entry, said.decision)
    named = explained or framing or stated or _count_context(entry, said.explanation)
    weight = (0.5 if named else 0.0) if said.explanation else 1.0
    supporting = _count_context(entry, said.explanation + said.talk + said.framing)
    context = min(1.0, 0.25 * supporting) if named or not said.explanation else 0.0
    score = Score(
        entry.code, entry.label, False,
        stated=_STATED if stated else 0.0, explained=explained + framing, decided=_DECIDED if decided else 0.0,
        answered=weight * answered, context=context, threshold=entry.threshold,
        evidence=tuple(dict.fromkeys((*stated, *fourth, *first, *third, *second)))[:_MOST_EVIDENCE], given=False,
    )  # fmt: skip
    return replace(score, given=score.total >= entry.threshold and score.total > context and bool(score.evidence))


def _weigh_together(scores: Sequence[Score], vocabulary: Vocabulary, said: _Said) -> list[Score]:
    """What one topic says about another."""
    given = {s.topic for s in scores if s.given}
    by_title = {s.topic for s in scores if s.given and s.title}
    return [
        _weigh_with_others(score, entry, given, by_title, vocabulary, said)
        for score, entry in zip(scores, vocabulary.topics, strict=True)
    ]


def _weigh_with_others(
    score: Score, entry: TopicEntry, given: set[str], by_title: set[str], vocabulary: Vocabulary, said: _Said
) -> Score:
    replaced = next((e for e in vocabulary.topics if e.code in by_title and entry.code in e.instead_of), None)
    if replaced is not None:
        return replace(score, given=False, because=replaced.code) if score.given else score
    if score.given:
        return score
    eased = next((code for code in entry.eased_by if code in given), None)
    stated = _find_stated(entry, said) if eased else ()
    if stated:
        return replace(score, threshold=_EASED, evidence=stated[:_MOST_EVIDENCE], given=True, because=eased)
    brought = next((e for e in vocabulary.topics if e.code in given and entry.code in e.implies), None)
    if brought is not None:
        mentioned = tuple(s.evidence() for s in said.everything if any(p.search(s.text) for p in entry.words))
        if mentioned:
            return replace(score, evidence=mentioned[:1], given=True, because=brought.code)
    return score


def _find_stated(entry: TopicEntry, said: _Said) -> tuple[Evidence, ...]:
    """Sentences of departments and of the minute-taker that say outright that the item is such."""
    spoken = [s for s in (*said.explanation, *said.talk) if not is_chair(s.utterance)]
    return tuple(
        s.evidence()
        for s in spoken
        if any(p.search(_cut(entry, s.text)) for p in entry.states) and not _SUPPOSED.search(s.text) and _asserts(s)
    )


def _asserts(sentence: Sentence) -> bool:
    return not _ASKS.search(sentence.text) and not _DENIED.search(sentence.text)


def _overlap(sentence: Sentence, place: Evidence) -> bool:
    return sentence.utterance.anchor == place.utterance and sentence.start < place.end and place.start < sentence.end


def _framing(own: Sequence[Utterance]) -> list[Sentence]:
    """The chair's words that open the item and those that close it: they name the matter."""
    chair = [u for u in own if is_chair(u)]
    frame = chair[:1] + chair[-2:]
    return all_sentences(list(dict.fromkeys(frame)))


def _count_context(entry: TopicEntry, sentences: Sequence[Sentence]) -> int:
    return sum(len(p.findall(_cut(entry, s.text))) for s in sentences for p in entry.context)


def _cut(entry: TopicEntry, text: str) -> str:
    for pattern in entry.excluded:
        text = pattern.sub("", text)
    return text


def _count(entry: TopicEntry, sentences: Sequence[Sentence]) -> tuple[float, tuple[Evidence, ...]]:
    per_passage: dict[str, int] = {}
    evidence: list[Evidence] = []
    for sentence in sentences:
        if not is_chair(sentence.utterance) and not _asserts(sentence):
            continue
        hits = sum(len(p.findall(_cut(entry, sentence.text))) for p in entry.words)
        if hits:
            anchor = sentence.utterance.anchor
            per_passage[anchor] = min(_MOST_A_PASSAGE, per_passage.get(anchor, 0) + hits)
            evidence.append(sentence.evidence())
    return float(sum(per_passage.values())), tuple(evidence)


def _title_evidence(
    item: AgendaItem, words: str, own: Sequence[Utterance], header: tuple[Utterance, ...]
) -> tuple[Evidence, ...]:
    """The title where it stands, cut to itself; else the words in the item's own passages; else the agenda's line
    with as much of the words as one line holds."""
    found = [e for e in item.title_evidence if re.search(re.escape(words), squeeze(e.quote))]
    whole = tuple(found[:1]) or locate_first(tuple(own), words) or locate_first(header, words)
    if whole or item.title_evidence:
        return whole or tuple(item.title_evidence[:1])
    shorter = (words[:length] for length in range(len(words) - 1, _SHORTEST_PART - 1, -1))
    return next((part for piece in shorter if (part := locate_first(header, piece))), ())
