"""What an item is about: from its title, from what departments explained, from what was decided; with evidence.

A topic is what the item is for, not a word in passing, so members' remarks count nothing and answers to their questions
count only where the matter itself was named before. Weights (points):
  title      decides alone
  explained  1 for each word of the topic in what departments say before the first question (at most 6 a passage);
             2 where the minute-taker tells it in under 200 characters
  answered   0.5 for each word in answers and in the chair's words, if the explanation names the topic or its context,
             or if the minutes record no explanation (要点記録) — then 1
  context    0.25 for each supporting word, at most 1
and a topic is given from its `threshold` on (vocabulary/topics.toml; 2 unless it says otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Score:
    """Why a topic was or was not given: points by part, and the sentences they come from."""

    topic: str
    title: bool
    explained: float
    answered: float
    context: float
    evidence: tuple[Evidence, ...]
    given: bool


def classify_topics(
    item: AgendaItem, own: Sequence[Utterance], header: tuple[Utterance, ...], vocabulary: Vocabulary
) -> tuple[Label, ...]:
    """The item's topics in the vocabulary's order, each with up to three pieces of evidence."""
    explanation, talk = split_explanation(own)
    labels = []
    for entry in vocabulary.topics:
        score = score_topic(entry, item, own, header, explanation, talk)
        if score.given:
            labels.append(Label(entry.code, entry.label, score.evidence))
    return tuple(labels)


def split_explanation(own: Sequence[Utterance]) -> tuple[list[Sentence], list[Sentence]]:
    """→ (sentences explained before the first member speaks, other sentences that are not members')."""
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
        (talk if asked or is_chair(utterance) else explanation).extend(
            all_sentences([utterance]) if explains(utterance) or is_chair(utterance) else ()
        )
    if sum(len(s.text) for s in explanation) < _SHORTEST_EXPLANATION:
        return [], explanation + talk
    return explanation, talk


def score_topic(
    entry: TopicEntry,
    item: AgendaItem,
    own: Sequence[Utterance],
    header: tuple[Utterance, ...],
    explanation: list[Sentence],
    talk: list[Sentence],
) -> Score:
    title = squeeze(item.title)
    found = next((m for p in entry.title if (m := p.search(_cut(entry, title)))), None)
    if found is not None:
        evidence = _title_evidence(item, found.group(), own, header)
        return Score(entry.code, True, 0, 0, 0, evidence, given=bool(evidence))
    explained, first = _count(entry, explanation)
    told = all(s.utterance.role is Role.NARRATION for s in explanation)
    if told and sum(len(s.text) for s in explanation) < _BRIEF:
        explained *= 2
    framed = _framing(own)
    answered, second = _count(entry, [s for s in talk if s not in framed])
    framing, third = _count(entry, framed)
    named = explained or framing or _count_context(entry, explanation)
    weight = (0.5 if named else 0.0) if explanation else 1.0
    context = min(1.0, 0.25 * _count_context(entry, explanation + talk)) if named or not explanation else 0.0
    explained += framing
    second += third
    total = explained + weight * answered + context
    given = total >= entry.threshold and (explained + answered) > 0 and bool(entry.words)
    return Score(entry.code, False, explained, weight * answered, context, (first + second)[:3], given)


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
        hits = sum(len(p.findall(_cut(entry, sentence.text))) for p in entry.words)
        if hits:
            anchor = sentence.utterance.anchor
            per_passage[anchor] = min(_MOST_A_PASSAGE, per_passage.get(anchor, 0) + hits)
            evidence.append(sentence.evidence())
    return float(sum(per_passage.values())), tuple(evidence)


def _title_evidence(
    item: AgendaItem, words: str, own: Sequence[Utterance], header: tuple[Utterance, ...]
) -> tuple[Evidence, ...]:
    """The title where it stands, cut to itself; else the words in the item's own passages."""
    found = [e for e in item.title_evidence if re.search(re.escape(words), squeeze(e.quote))]
    return tuple(found[:1]) or locate_first(tuple(own), words) or locate_first(header, words)
