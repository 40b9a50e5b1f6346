"""The 付帯意見 of an approval: the words that the council attached, where the decision says that they stand.

They are looked for inside the deciding sentence (「…すること」との意見を付して), in a 但し書 after it, in the sentences
that follow it (次の意見を付して) or go before it (以上の条件を付して), and where the chair worded them when asking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.classify.passages import Sentence, is_chair, is_member, span_evidence
from app.classify.wording import read_condition
from app.model import Evidence, Role
from app.normalize import normalize

_WORD = r"(?:付帯|附帯)?(?:の)?(?:意見|条件|留意(?:事項|点)|要望)"
# …といった趣旨の付帯意見を, …すること、という意見を付けて: what stands before the word
_BEFORE = re.compile(
    rf"(?P<words>[^。]{{6,240}}?)、?(?:という|といった|との|とする|旨の)(?:趣旨の|内容の)?{_WORD}"
    rf"|(?P<things>[^。]{{6,240}}?こと)(?:、(?:この|以上の|これらの?)[0-9一二三四五]*(?:点|つ|件)?)?を(?:{_WORD}|前提)(?:に|と|として|付)"
    rf"|(?P<kept>[^。]{{6,240}}?こと)(?:の[0-9一二三四五六]+(?:つ|点|項目|件))?を守(?:る|っ)"
)
_ATTACHED = re.compile(r"(?:付帯|附帯)(?:の)?意見|条件|留意(?:事項|点)|意見|前提|守る")
_QUOTE = re.compile(r"「(?P<words>[^「」]{6,300})」")
# What introduces the words and is none of them, taken off one after another.
_LEADS = (
    re.compile(r"^.*?(?:ただし|但し)、"),
    re.compile(r"^.*?(?:踏まえ|ふまえ)て?、"),
    re.compile(r"^(?:(?:では|それでは|そこで|なお|また|審議の結果|よって)、?)+"),
    re.compile(r"^(?:.{0,24}?(?:のち|後|結果|末)、)?(?:当|本)?(?:委員会|審議会|審査会|協議会)(?:は|として(?:は)?)、?"),
    re.compile(r"^[(（](?:(?:附帯|付帯)?意見|条件)[)）]"),
    re.compile(r"^(?:文言|文案|文面|内容|意見|条件|附帯意見|付帯意見)は、?(?:次のとおり(?:とする)?。)?"),
    re.compile(
        r"^.{0,100}?(?:」|事項[ア-ン]|第[0-9]+号|本件|この件|案件|事案|議題[0-9]+)(?:について)?(?:は、?|とも、?|、)"
    ),
)
_FEWEST = 6  # characters; what is left shorter than this is no condition
# What a council asks for ends so. A wish counts only where nothing stricter is there.
_STRICT = re.compile(r"(?:こと|べき(?:である|だ|です)?|されたい|望む|求める)[。）)」』]*$")
_DEMAND = re.compile(r"(?:こと|べき(?:である|だ|です)?|よう(?:に)?|たい|れたい|いただきたい|望む|求める)[。）)」』]*$")
_NO_DEMAND = re.compile(
    r"(?:意見|条件|事項)(?:を|も)?(?:付|附|添|つけ)|(?:し|いたし|行い|まいり|付け|添え)たい[。]?$|答申|承認|適当と|認め(?:る|た)|ことと|思い"
)
_AFTERWARDS = re.compile(
    r"次の|以下の|次のとおり|下記|次に(?:述べる|申し上げる)|ただし|[二三四五2-9](?:つ|点|件)|読み上げ|[^以こ]の?(?:意見|条件)を(?:付|附|添)"
)
_SO_MANY = re.compile(
    r"(?P<number>[2-9二三四五六])(?:つ|点|件|項目)(?:の|を|、)?(?:附帯|付帯)?(?:の)?(?:意見|条件|書き)?"
)
_NUMERALS = {"二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_NEAR = 6  # sentences on either side of the decision
_FAR = 24  # …and as far back the chair may have worded what the decision only calls 以上の意見


def find_conditions(
    evidence: Sequence[Evidence], sentences: Sequence[Sentence]
) -> tuple[str | None, tuple[Evidence, ...]]:
    """`evidence`: the decision's; `sentences`: the item's, with those of an attached 答申 → the words of the conditions
    and where they stand; None where they cannot be told."""
    told = [s for s in sentences if not is_member(s.utterance)]
    places = [i for e in reversed(evidence) if (i := _index(told, e)) is not None]
    for index in places:
        found = _read_inside(told[index]) or _read_proviso(told[index : index + 2])
        if found is not None:
            return found.quote, (found,)
    for index in places:
        spans = _read_around(told, index)
        if spans:
            return "\n".join(e.quote for e in spans), spans
    for sentence in reversed(told[: max(places, default=len(told))]):
        # the chair words them when asking the council, and decides without repeating them
        if is_chair(sentence.utterance) and (asked := _read_inside(sentence)) is not None:
            return asked.quote, (asked,)
    return None, ()


def _index(sentences: Sequence[Sentence], place: Evidence) -> int | None:
    """The last sentence of a piece of evidence."""
    held = [
        i
        for i, s in enumerate(sentences)
        if s.utterance.anchor == place.utterance and s.start < place.end and s.end > place.start
    ]
    return held[-1] if held else None


def _read_around(sentences: Sequence[Sentence], index: int) -> tuple[Evidence, ...]:
    text = sentences[index].text
    number = _SO_MANY.search(text)
    wanted = _NUMERALS.get(number["number"]) or int(number["number"]) if number else None
    after = _demands(sentences[index + 1 : index + 1 + _NEAR])
    before = _quoted_before(sentences[:index]) or _span(_last_run(sentences[max(0, index - _FAR) : index], wanted))
    if wanted is not None and len(after) < wanted and _holds_several(after, wanted) is False and before:
        return before
    first, second = (_span(after), before) if _AFTERWARDS.search(text) else (before, _span(after))
    return first or second


def _holds_several(run: Sequence[Sentence], wanted: int) -> bool:
    """「一つ、…すること、二つ、…」 is one sentence with several demands."""
    return sum(len(re.findall(r"こと|されたい", s.text)) for s in run) >= wanted


def _quoted_before(sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    for sentence in list(reversed(sentences))[:_NEAR]:
        found = _read_quote(sentence) if is_chair(sentence.utterance) else None
        if found is not None:
            return (found,)
    return ()


def _last_run(sentences: Sequence[Sentence], wanted: int | None) -> list[Sentence]:
    """The nearest run of strict demands that ends before the decision; of `wanted` ones where the decision counts."""
    run: list[Sentence] = []
    best: list[Sentence] = []
    for sentence in reversed(sentences):
        spoken = is_chair(sentence.utterance) or sentence.utterance.role in (Role.NARRATION, Role.ATTACHMENT)
        if spoken and _STRICT.search(sentence.text) and not _NO_DEMAND.search(sentence.text):
            run.insert(0, sentence)
            continue
        if run:
            best = best or run
            if wanted is None or _holds_several(run, wanted):
                return run
            run = []
    return run if run and (wanted is None or _holds_several(run, wanted)) else best


def _demands(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The run of demands that begins at once (a sentence may introduce them), all of one strictness."""
    found: list[Sentence] = []
    for number, sentence in enumerate(sentences):
        asks = _DEMAND.search(sentence.text) and len(sentence.text) >= 8 and not _NO_DEMAND.search(sentence.text)
        strict = _STRICT.search(sentence.text) is not None
        if asks and (not found or strict or not _STRICT.search(found[0].text)):
            found.append(sentence)
        elif found or number >= 1:
            break
    return found


def _span(sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    """Sentences of one passage become one quote, without the words that introduce the first."""
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        if runs and runs[-1][0].utterance is sentence.utterance:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return tuple(_without_lead(run[0], span_evidence(run[0], run[-1])) for run in runs)


def _without_lead(first: Sentence, whole: Evidence) -> Evidence:
    text = first.utterance.text[first.start : first.end]
    normal = normalize(text)
    start = normal.original_span(_skip_leads(normal.text), len(normal.text))[0]
    return _without_brackets(first, _cut(first, start, whole.end - first.start))


def _without_brackets(first: Sentence, whole: Evidence) -> Evidence:
    """「…こと。…こと。」: the brackets around the whole are no part of it."""
    start = whole.start + (whole.quote[:1] in "「『")
    alone = sum(whole.quote[1:].count(c) for c in "」』") > sum(whole.quote[1:].count(c) for c in "「『")
    end = whole.end - (whole.quote[-1:] in "」』" and alone)
    return _cut(first, start - first.start, end - first.start)


def _skip_leads(text: str) -> int:
    """How many characters of a sentence only introduce what it asks for."""
    skipped = 0
    for lead in _LEADS:
        match = lead.match(text[skipped:])
        if match and len(text) - skipped - match.end() >= _FEWEST:
            skipped += match.end()
    return skipped


def _read_inside(sentence: Sentence) -> Evidence | None:
    """What the sentence itself says that it attaches."""
    normal = normalize(sentence.utterance.text[sentence.start : sentence.end])
    if not _ATTACHED.search(normal.text):
        return None
    quoted = _read_quote(sentence)
    if quoted is not None:
        return quoted
    before = _BEFORE.search(normal.text)
    if before is None:
        return None
    group = next(name for name, words in before.groupdict().items() if words)
    start = before.start(group) + _skip_leads(before[group])
    if before.end(group) - start < _FEWEST or re.match(r"(?:次|以下|上記|下記)の", normal.text[start:]):
        return None
    return _cut(sentence, *normal.original_span(start, before.end(group)))


def _read_quote(sentence: Sentence) -> Evidence | None:
    normal = normalize(sentence.utterance.text[sentence.start : sentence.end])
    for match in _QUOTE.finditer(normal.text):
        if _DEMAND.search(match["words"]):
            return _cut(sentence, *normal.original_span(match.start("words"), match.end("words")))
    return None


def _read_proviso(sentences: Sequence[Sentence]) -> Evidence | None:
    """「ただし、…すること。」 in the deciding sentence's place or right after it."""
    for sentence in sentences:
        if sentence.utterance is not sentences[0].utterance:
            break
        normal = normalize(sentence.utterance.text[sentence.start : sentence.end])
        span = read_condition(normal.text)
        if span is not None:
            return _cut(sentence, *normal.original_span(*span))
    return None


def _cut(sentence: Sentence, start: int, end: int) -> Evidence:
    begin, stop = sentence.start + start, sentence.start + end
    utterance = sentence.utterance
    while begin < stop and utterance.text[begin].isspace():
        begin += 1
    return Evidence(utterance.text[begin:stop], utterance.page, utterance.anchor, begin, stop)
