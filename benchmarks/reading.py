"""How well minutes are read: what `parse` finds against what a careful reader found, by layout and by field.

    python -m benchmarks.reading            samples, layouts in tests/layouts, the five cities if they are there
    python -m benchmarks.reading --json     the same as JSON; --errors lists each difference

Compared after NFKC and without white space. Names are compared without the role beside them. Evidence is right where it
holds half of the golden quote or stands in the same sentence.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.classify import classify_meeting
from app.cli.gold import make_parse_json
from app.errors import ShingikaiError
from app.model import Municipality
from app.parse.meeting import Expected, parse_minutes
from app.text.reader import read_document
from app.vocabulary.entries import Vocabulary, load_vocabulary

ROOT = Path(__file__).parents[1]
HEADER = ("council", "session", "date", "fiscal_year", "start", "end", "place", "public", "observers", "record")
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
        same = squeeze(found) == squeeze(wanted)
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


def evaluate(cases: Iterable[Case], vocabulary: Vocabulary) -> Tally:
    """Reads every case and counts."""
    tally = Tally()
    for case in cases:
        gold = case.gold
        municipality = Municipality(gold["code"], gold["municipality"], gold["prefecture"])
        try:
            document = read_document(case.path.read_bytes())
            meeting = classify_meeting(parse_minutes(document, vocabulary, Expected(municipality)), vocabulary)
        except ShingikaiError as error:
            tally.compare(case, "read", None, "yes")
            tally.errors.append(f"{case.path.name}: {error}")
            continue
        tally.compare(case, "read", "yes", "yes")
        compare_meeting(tally, case, make_parse_json(meeting, municipality, None))
    return tally


def compare_meeting(tally: Tally, case: Case, found: Mapping[str, Any]) -> None:
    gold = case.gold
    for name in HEADER:
        if name in gold:
            tally.compare(case, name, found[name], gold[name])
    for name in ("members", "absent"):
        if name in gold:
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
        tally.compare(case, name, _known(item[name]), _known(wanted[name]))
    tally.compare_sets(case, "topics", item["topics"], wanted["topics"])
    if wanted.get("evidence"):
        quotes = [p["quote"] for p in item["evidence_at"]["outcome"]]
        good = any(_holds(quote, wanted["evidence"]) for quote in quotes)
        tally.compare(case, "evidence", wanted["evidence"] if good else "; ".join(quotes) or None, wanted["evidence"])
    if wanted.get("begins"):
        first = squeeze("".join(u["text"] for u in item["utterances"][:3]))
        good = squeeze(wanted["begins"])[:40] in first
        tally.compare(case, "begins", wanted["begins"] if good else first[:40] or None, wanted["begins"])


def _known(value: Any) -> Any:
    return None if value == "不明" else value


def _holds(quote: str, golden: str) -> bool:
    a, b = squeeze(quote), squeeze(golden)
    match = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return b in a or match.size * 2 >= len(b)


def find_cases(folder: Path) -> Iterator[Case]:
    """Samples (built into `folder`), fixtures of layouts, and the five cities."""
    yield from _sample_cases(folder)
    layouts = ROOT / "tests" / "layouts"
    for golden in sorted(layouts.glob("*/*.json")) if layouts.exists() else ():
        gold = json.loads(golden.read_text(encoding="utf-8"))
        for path in sorted(p for p in golden.parent.glob(f"{golden.stem}.*") if p.suffix != ".json"):
            yield Case(f"layout {golden.parent.name}/{golden.stem}", path, gold)
    shared = Path(os.environ.get("SHINGIKAI_SHARED", ROOT.parent / "shared"))
    for golden in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(golden.read_text(encoding="utf-8"))
        city = golden.stem.rsplit("-", 3)[0]
        yield Case(f"city {city} txt", shared / "minutes" / f"{golden.stem}.txt", gold)
        documents = [p for p in (shared / "sites" / city).rglob("*") if p.suffix.lower() in (".pdf", ".docx", ".html")]
        for path in sorted(p for p in documents if p.stat().st_size > 20_000):
            yield Case(f"city {city} {path.suffix.lower()[1:]}", path, gold)


def _sample_cases(folder: Path) -> Iterator[Case]:
    from samples.build import build

    for site in build(folder):
        for meeting, paths in sorted(site.documents.items()):
            gold = json.loads((folder / "gold" / f"{meeting}.json").read_text(encoding="utf-8"))
            for path in paths:
                if not gold.get("scan"):
                    yield Case(f"sample {gold['layout']}", Path(f"{site.editions[1]}{path}"), gold)


def make_table(tally: Tally, *, by_group: bool) -> list[dict[str, Any]]:
    """Rows of group, field, precision, recall and counts; group "all" sums up."""
    keys = sorted({*tally.given, *tally.wanted})
    groups = sorted({g for g, _ in keys}) if by_group else []
    rows = []
    for group in [*groups, "all"]:
        for name in dict.fromkeys(n for _, n in keys):
            chosen = [k for k in keys if k[1] == name and group in ("all", k[0])]
            right, given, wanted = (sum(c[k] for k in chosen) for c in (tally.right, tally.given, tally.wanted))
            if chosen:
                rows.append({
                    "group": group, "field": name, "right": right, "given": given, "wanted": wanted,
                    "precision": right / given if given else None, "recall": right / wanted if wanted else None,
                })  # fmt: skip
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How well minutes are read.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list each difference")
    parser.add_argument("--only", default="", help="only groups whose name begins so: sample, layout, city")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        cases = [c for c in find_cases(Path(folder)) if c.group.startswith(options.only)]
        tally = evaluate(cases, load_vocabulary())
    rows = make_table(tally, by_group=True)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for error in tally.errors if options.errors else ():
        print(error)
    for row in rows:
        print(
            f"{row['group']:<34}{row['field']:<16}{row['right']:>5} right of {row['given']:>4} given, "
            f"{row['wanted']:>4} there   P {_percent(row['precision'])}  R {_percent(row['recall'])}"
        )
    return 0


def _percent(value: float | None) -> str:
    return "   –  " if value is None else f"{100 * value:5.1f}%"


if __name__ == "__main__":
    sys.exit(main())
