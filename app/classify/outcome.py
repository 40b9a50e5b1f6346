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
from app.classify.passages import Sentence, all_sentences, with_deputies
from app.classify.results import find_results
from app.classify.scope import Scope
from app.model import AgendaItem, Label, Meeting
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# 了承 is said of reports as well: where an item may have been a report, it takes more to call it approved.
_DECIDES = re.compile(
    r"承認|可決|可と|適当|妥当|答申|認め|差し支え|支障|異議|異存|条件|意見を|継続|持ち越|審議|議論|取り?下げ|撤回|否|原案|諮問|賛成"
)

_TOLD = re.compile(r"報告|お知らせ|情報提供|配布|お配り|御覧|ご覧")


def classify_outcome(
    meeting: Meeting, item: AgendaItem, scope: Scope, vocabulary: Vocabulary
) -> tuple[Label, tuple[str, ...], tuple[Candidate, ...]]:
    """→ (the outcome, fields to review, every candidate with what became of it)."""
    candidates = [
        *find_results(item, meeting, vocabulary),
        *find_named_elsewhere(item, scope, meeting, vocabulary),
        *find_decisions(item, scope, meeting, vocabulary),
    ]
    chosen, doubts = _choose(item, candidates, scope, meeting, vocabulary)
    code = chosen.outcome if chosen and chosen.outcome else "unknown"
    entry = vocabulary.outcome(code)
    assert entry is not None
    label = Label(entry.code, entry.label, chosen.evidence if chosen else ())
    known = [c for c in candidates if chosen is None or c.evidence != chosen.evidence]
    traced = [c if c.refused else replace(c, refused="another decision counts") for c in known]
    if chosen is not None:
        traced.append(replace(chosen, taken=True))
    return label, (() if chosen else ("outcome",)) + doubts, tuple(traced)


def _choose(
    item: AgendaItem, candidates: Sequence[Candidate], scope: Scope, meeting: Meeting, vocabulary: Vocabulary
) -> tuple[Candidate | None, tuple[str, ...]]:
    standing = [c for c in candidates if c.refused is None]
    kind = item.kind.code
    if kind == "election":
        loose = all_sentences([u for u in meeting.utterances if not u.items])
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
    return taken_back or find_heard(item, scope.sentences, _summaries(meeting, item), vocabulary), ()


def _decided_though_other(standing: Sequence[Candidate], scope: Scope) -> Candidate | None:
    """A matter that is no 諮問 may be decided all the same (a guideline, the year's programme); 了承 of what was only
    told is no decision."""
    decided = _last([c for c in standing if c.strong and _DECIDES.search(squeeze(c.evidence[-1].quote))])
    if decided is None or decided.outcome == "withdrawn":
        return None
    if decided.outcome == "approved" and any(_TOLD.search(s.text) for s in scope.sentences):
        return None
    return decided


def _summaries(meeting: Meeting, item: AgendaItem) -> list[Sentence]:
    """What stands outside the item: a header may sum up what was reported."""
    return all_sentences([u for u in with_deputies(meeting.utterances) if item.ordinal not in u.items])


def _last(standing: Sequence[Candidate]) -> Candidate | None:
    """取下げ ends a matter whatever is said after it. Else what a header, a table or an attached 答申 tells, unless the
    discussion tells it more fully (conditions); else the last strong decision, else the last weak one."""
    for candidate in reversed(standing):
        if candidate.outcome == "withdrawn":
            return candidate
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
    return best if fuller else told[-1]


def _disagree(standing: Sequence[Candidate]) -> tuple[str, ...]:
    """A summary that tells another outcome than the discussion's last decision is for a person to look at."""
    told = [c.outcome for c in standing if c.source == "result"][-1:]
    spoken = [c.outcome for c in standing if c.source != "result" and c.strong][-1:]
    approved = {"approved", "approved_with_conditions"}
    if not told or not spoken or told == spoken or {*told, *spoken} <= approved:
        return ()
    return ("outcome",)
