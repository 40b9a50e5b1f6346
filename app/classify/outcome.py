"""How an item ended, with the words that tell it; 不明 where nothing does.

A sentence decides when a pattern of `vocabulary/outcomes.toml` matches it, none of that outcome's `unless` patterns
does, and it asserts: a question, a wish or a summary of another meeting decides nothing. Who may decide: the chair, the
minute-taker's prose, headings, tables of results, and the council as a whole; never a single member, never a department
(except that it takes its referral back). A sentence that names other items decides nothing here; one that stands
elsewhere counts where it names this item. The last decision counts: what came before was the way to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.classify.candidates import Candidate
from app.classify.decisions import find_decisions, find_named_elsewhere
from app.classify.heard import find_elected, find_heard
from app.classify.passages import Sentence, is_member
from app.classify.reading import Reading
from app.classify.results import find_reported, find_results
from app.classify.scope import Scope
from app.model import AgendaItem, Evidence, Label
from app.normalize import squeeze

# 了承 is said of reports as well: where an item may have been a report, it takes more to call it approved.
_DECIDES = re.compile(
    r"承認|可決|可と|適当|妥当|答申|認め|差し支え|支障|異議|異存|条件|意見を|継続|持ち越|審議|議論|取り?下げ|撤回|否|原案|諮問|賛成"
)

# The minutes say themselves that they do not tell it.
_WITHHELD = re.compile(
    r"""非公開(?:で|として|とし)[^。]{0,8}(?:審議|審査|審理|採決|議論) | 非公開のため
      | (?:以下|以降|これより先)[^。]{0,20}非公開
      | (?:審議|採決|議事|会議)の?(?:内容|結果|経過|要旨)は[^。]{0,12}(?:記載|記録|公表|公開|掲載)し(?:ない|ません)
      | 記録(?:に|へ)は?載せ(?:ない|ません)""",
    re.VERBOSE,
)
# The last meeting's minutes: their approval is nobody's outcome.
_MINUTES = re.compile(
    r"(?:第[0-9]+回|前回|前々回).{0,24}(?:会議録|議事録|(?:開催|会議|議事)(?:概要|要旨))|^(?:会議録|議事録)(?:\(案\)|案)?(?:の(?:確認|承認|確定)|について|$)"
)
_TOLD = re.compile(r"報告|お知らせ|情報提供|配布|お配り|御覧|ご覧")


def classify_outcome(
    reading: Reading, item: AgendaItem, scope: Scope
) -> tuple[Label, tuple[str, ...], tuple[Candidate, ...]]:
    """→ (the outcome, fields to review, every candidate with what became of it)."""
    vocabulary = reading.vocabulary
    if _MINUTES.search(squeeze(item.title)):
        entry = vocabulary.outcome("unknown")
        assert entry is not None
        return Label(entry.code, entry.label), (), ()
    candidates = [
        *find_results(item, reading),
        *find_named_elsewhere(item, scope, reading),
        *find_decisions(item, scope, reading),
    ]
    chosen, doubts = _choose(item, candidates, scope, reading)
    code = chosen.outcome if chosen and chosen.outcome else "unknown"
    entry = vocabulary.outcome(code)
    assert entry is not None
    label = Label(entry.code, entry.label, chosen.evidence if chosen else _find_withheld(scope))
    known = [c for c in candidates if chosen is None or c.evidence != chosen.evidence]
    traced = [c if c.refused else replace(c, refused="another decision counts") for c in known]
    if chosen is not None:
        traced.append(replace(chosen, taken=True))
    return label, (() if chosen else ("outcome",)) + doubts, tuple(traced)


def _find_withheld(scope: Scope) -> tuple[Evidence, ...]:
    """Why nobody can tell: the minute-taker's last words that the matter was not public or is not recorded."""
    told = [s for s in scope.sentences if not is_member(s.utterance) and _WITHHELD.search(s.text)]
    return (told[-1].evidence(),) if told else ()


def _choose(
    item: AgendaItem, candidates: Sequence[Candidate], scope: Scope, reading: Reading
) -> tuple[Candidate | None, tuple[str, ...]]:
    standing = [c for c in candidates if c.refused is None]
    kind = item.kind.code
    vocabulary = reading.vocabulary
    if kind == "election":
        loose = reading.sentences(u for u in reading.meeting.utterances if not u.items)
        return find_elected(item, scope.sentences, loose, vocabulary), ()
    if kind == "referral":
        return _last(standing), _disagree(standing)
    if "kind" in item.needs_review:
        # whether there was anything to decide is not known: only what was decided can be told
        return _last([c for c in standing if c.strong and _DECIDES.search(squeeze(c.evidence[-1].quote))]), ()
    if kind == "other":
        elected = find_elected(item, scope.sentences, (), vocabulary)
        decided = elected or _decided_though_other(standing, scope)
        if decided is not None:
            return decided, ()
    taken_back = next((c for c in standing if c.outcome == "withdrawn"), None)
    if taken_back is not None:
        return taken_back, ()
    apart = find_reported(item, reading) if kind == "report" else ()
    return find_heard(item, scope.sentences, _summaries(reading, item), vocabulary, apart), ()


def _decided_though_other(standing: Sequence[Candidate], scope: Scope) -> Candidate | None:
    """A matter that is no 諮問 may be decided all the same (a guideline, the year's programme); 了承 of what was only
    told is no decision."""
    decided = _last([c for c in standing if c.strong and _DECIDES.search(squeeze(c.evidence[-1].quote))])
    if decided is None or decided.outcome == "withdrawn":
        return None
    if decided.outcome == "approved" and any(_TOLD.search(s.text) for s in scope.sentences):
        return None
    return decided


def _summaries(reading: Reading, item: AgendaItem) -> list[Sentence]:
    """What stands outside the item: a header may sum up what was reported."""
    return reading.sentences(u for u in reading.everything if item.ordinal not in u.items)


def _last(standing: Sequence[Candidate]) -> Candidate | None:
    """取下げ ends a matter whatever is said after it. Else what a header, a table or an attached 答申 tells, unless the
    discussion tells it more fully (conditions); else the last strong decision, else the last weak one."""
    for candidate in reversed(standing):
        if candidate.outcome == "withdrawn":
            first = next(c for c in standing if c.outcome == "withdrawn")
            return replace(candidate, evidence=tuple(dict.fromkeys((*first.evidence, *candidate.evidence))))
    told = [c for c in standing if c.source == "result"]
    spoken = [c for c in standing if c.source != "result"]
    strong = [c for c in spoken if c.strong]
    best = (strong or spoken or [None])[-1]  # type: ignore[list-item]
    if best is not None:
        # where it was told twice (in a summary before the speeches, then by the chair) both are shown
        first = next(c for c in (strong or spoken) if c.outcome == best.outcome)
        best = replace(best, evidence=tuple(dict.fromkeys((*first.evidence, *best.evidence))))
    if not told:
        return best
    fuller = best is not None and best.outcome == "approved_with_conditions" and told[-1].outcome == "approved"
    if best is not None and best.outcome == told[-1].outcome:
        return replace(told[-1], evidence=tuple(dict.fromkeys((*told[-1].evidence, *best.evidence))))
    return best if fuller else told[-1]


def _disagree(standing: Sequence[Candidate]) -> tuple[str, ...]:
    """A summary that tells another outcome than the discussion's last decision is for a person to look at."""
    told = [c.outcome for c in standing if c.source == "result"][-1:]
    spoken = [c.outcome for c in standing if c.source != "result" and c.strong][-1:]
    approved = {"approved", "approved_with_conditions"}
    if not told or not spoken or told == spoken or {*told, *spoken} <= approved:
        return ()
    return ("outcome",)
