"""What a parse found against a golden reading, field by field: counts of right, given and wanted.

Compared after NFKC and without white space. Names are compared without the role beside them, conditions without
their last 。. Evidence is right where it
holds half of the golden quote or stands in the same sentence.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEADER = ("council", "session", "date", "fiscal_year", "start", "end", "place", "public", "observers", "record")
# Topics that must be right everywhere.
SURE_TOPICS = ("クラウド", "マイナンバー", "コンビニ交付")
ITEM = ("kind", "outcome", "department", "conditions")
_ROLE = re.compile(r"(?:副?会長|委員長?|議長|職務代理者?)$|[(（].*[)）]$")


@dataclass(frozen=True, slots=True)
class Case:
    """A document and what stands in it. `group` is its layout."""

    group: str
    path: Path
    gold: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts by (group, field): right, given, wanted; and each difference in words."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    given: Counter[tuple[str, str]] = field(default_factory=Counter)
    wanted: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def compare(self, case: Case, name: str, found: Any, wanted: Any) -> bool:
        """A field of one value; None means that it isn't given, or isn't there."""
        same = bool(squeeze(found) == squeeze(wanted))
        key = (case.group, name)
        self.given[key] += found is not None
        self.wanted[key] += wanted is not None
        self.right[key] += same and wanted is not None
        if not same:
            self.errors.append(f"{case.path.name}: {name}: read {found!r}, should be {wanted!r}")
        return same

    def compare_sets(self, case: Case, name: str, found: Iterable[str], wanted: Iterable[str]) -> None:
        a, b = Counter(map(str, found)), Counter(map(str, wanted))
        key = (case.group, name)
        self.given[key] += a.total()
        self.wanted[key] += b.total()
        self.right[key] += (a & b).total()
        if a != b:
            self.errors.append(f"{case.path.name}: {name}: too much {dict(a - b)}, missing {dict(b - a)}")


def squeeze(value: Any) -> Any:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)) if isinstance(value, str) else value


def bare_name(name: str) -> str:
    return _ROLE.sub("", squeeze(name))


def compare_meeting(tally: Tally, case: Case, found: Mapping[str, Any]) -> None:
    gold = case.gold
    for name in HEADER:
        if name in gold:
            tally.compare(case, name, found[name], gold[name])
    for name in ("members", "absent"):
        if gold.get(name) is not None:
            tally.compare_sets(case, name, map(bare_name, found[name]), map(bare_name, gold[name]))
    if gold.get("speakers") is not None and case.path.suffix != ".txt":
        flat = {squeeze(k): v for k, v in gold["speakers"].items()}
        tally.compare_sets(case, "speakers", Counter(found["speakers"]).elements(), Counter(flat).elements())
    if gold.get("speech_sequence") and case.path.suffix != ".txt":
        blocks = difflib.SequenceMatcher(None, found["speech_sequence"], gold["speech_sequence"], autojunk=False)
        tally.compare(case, "speech_sequence", str(blocks.ratio() == 1.0), "True")
    for item, wanted in match_items(found["items"], gold["items"]):
        compare_item(tally, case, item, wanted)


def match_items(
    found: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Pairs of items: in order, the same title first, then the most similar one; what is left has no partner."""
    free = list(found)
    pairs: dict[int, Mapping[str, Any]] = {}
    for least in (1.0, 0.6):
        for index, gold in enumerate(wanted):
            if index in pairs:
                continue
            title = squeeze(gold["title"])
            best = max(free, key=lambda i: _likeness(squeeze(i["title"]), title), default=None)
            if best is not None and _likeness(squeeze(best["title"]), title) >= least:
                best = next(i for i in free if _likeness(squeeze(i["title"]), title) >= least) if least == 1 else best
                free.remove(best)
                pairs[index] = best
    for index, gold in enumerate(wanted):
        yield pairs.get(index), gold
    for extra in free:
        yield extra, None


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def compare_item(tally: Tally, case: Case, item: Mapping[str, Any] | None, wanted: Mapping[str, Any] | None) -> None:
    tally.compare(case, "title", item and item["title"], wanted and wanted["title"])
    if item is None or wanted is None:
        return
    for name in ITEM:
        tally.compare(case, name, _bare_value(item[name]), _bare_value(wanted[name]))
    approved = [i["outcome"] if i["outcome"] == "承認" else None for i in (item, wanted)]
    tally.compare(case, "approved", *approved)
    tally.compare_sets(case, "topics", item["topics"], wanted["topics"])
    sure = [[topic for topic in i["topics"] if topic in SURE_TOPICS] for i in (item, wanted)]
    tally.compare_sets(case, "sure_topics", *sure)
    if wanted.get("evidence"):
        quotes = [p["quote"] for p in item["evidence_at"]["outcome"]]
        good = any(_holds(quote, wanted["evidence"]) for quote in quotes)
        tally.compare(case, "evidence", wanted["evidence"] if good else "; ".join(quotes) or None, wanted["evidence"])
    if wanted.get("begins"):
        first = squeeze("".join(u["text"] for u in item["utterances"][:3]))
        good = squeeze(wanted["begins"])[:40] in first
        tally.compare(case, "begins", wanted["begins"] if good else first[:40] or None, wanted["begins"])


def _bare_value(value: Any) -> Any:
    """不明 is no value, and a 。 at the end no part of a condition."""
    return None if value == "不明" else value.rstrip("。") if isinstance(value, str) else value


def _holds(quote: str, golden: str) -> bool:
    a, b = squeeze(quote), squeeze(golden)
    match = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return b in a or match.size * 2 >= len(b)
