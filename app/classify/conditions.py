"""The 付帯意見 of an approval: the words that the council attached, where the decision says that they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.classify.passages import Sentence, all_sentences, is_chair, is_member, span_evidence
from app.model import Evidence, Utterance
from app.normalize import normalize

# 「…は慎重を期すべきであるといった趣旨の付帯意見を付けて」: what stands before the word
_BEFORE = re.compile(
    r"(?P<words>[^。]{6,200}?)(?:という|といった|との|とする|旨の)(?:趣旨の|内容の)?(?:付帯|附帯)?(?:意見|条件|留意)"
)
_ATTACHED = re.compile(r"(?:付帯|附帯)(?:の)?意見|条件|留意(?:事項|点)|意見")
_QUOTE = re.compile(r"「(?P<words>[^「」]{6,300})」")
_TITLE_LEAD = re.compile(r"^.*?(?:」|事項[ア-ン]|第[0-9]+号|本件|この件)(?:について)?(?:は|、)+")
# What a council asks for ends so.
_DEMAND = re.compile(r"(?:こと|べき(?:である|だ|です)?|よう(?:に)?|たい|れたい|いただきたい|望む|求める)[。）)]?$")
_AFTERWARDS = re.compile(r"次の|以下の|次のとおり|下記|次に(?:述べる|申し上げる)|ただし|二つ|三つ|[0-9]つ|[0-9]点")
_NEAR = 6  # sentences on either side of the decision


def find_conditions(evidence: Sequence[Evidence], own: Sequence[Utterance]) -> tuple[str | None, tuple[Evidence, ...]]:
    """The words of the conditions and where they stand: in the deciding sentence, right after it (次の意見を付して) or
    right before it (以上の条件を付して); None where they cannot be told."""
    sentences = all_sentences([u for u in own if not is_member(u)])
    for place in evidence:
        index = next((i for i, s in enumerate(sentences) if _holds(s, place)), None)
        if index is None:
            continue
        inside = _read_inside(sentences[index])
        if inside is not None:
            return inside.quote, (inside,)
        after, before = _demands(sentences[index + 1 :]), _demands(sentences[:index][::-1])[::-1]
        first, second = (after, before) if _AFTERWARDS.search(sentences[index].text) else (before, after)
        found = first or second
        if found:
            spans = _span(found)
            return "\n".join(e.quote for e in spans), spans
    for sentence in reversed(sentences):
        # the chair words them when asking the council, and decides without repeating them
        if is_chair(sentence.utterance) and (asked := _read_inside(sentence)) is not None:
            return asked.quote, (asked,)
    return None, ()


def _holds(sentence: Sentence, place: Evidence) -> bool:
    return sentence.utterance.anchor == place.utterance and sentence.start < place.end <= sentence.end


def _demands(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The run of demands that begins at once (a sentence that introduces them may come first)."""
    found: list[Sentence] = []
    for number, sentence in enumerate(sentences[:_NEAR]):
        if _DEMAND.search(sentence.text) and len(sentence.text) >= 8:
            found.append(sentence)
        elif found or number >= 1:
            break
    return found


def _span(sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    """Sentences of one passage become one quote."""
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        if runs and runs[-1][0].utterance is sentence.utterance:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return tuple(span_evidence(run[0], run[-1]) for run in runs)


def _read_inside(sentence: Sentence) -> Evidence | None:
    text = sentence.utterance.text[sentence.start : sentence.end]
    normal = normalize(text)
    if not _ATTACHED.search(normal.text):
        return None
    for match in _QUOTE.finditer(normal.text):
        if _DEMAND.search(match["words"]):
            return _cut(sentence, *normal.original_span(match.start("words"), match.end("words")))
    before = _BEFORE.search(normal.text)
    if before is None:
        return None
    start = before.start("words")
    lead = _TITLE_LEAD.match(before["words"])
    if lead and len(before["words"]) - lead.end() >= 6:
        start += lead.end()
    return _cut(sentence, *normal.original_span(start, before.end("words")))


def _cut(sentence: Sentence, start: int, end: int) -> Evidence:
    begin, stop = sentence.start + start, sentence.start + end
    utterance = sentence.utterance
    while begin < stop and utterance.text[begin].isspace():
        begin += 1
    return Evidence(utterance.text[begin:stop], utterance.page, utterance.anchor, begin, stop)
