"""How well minutes are read: what `parse` finds against what a careful reader found, by layout and by field.

    python -m benchmarks.reading              samples, layouts in tests/layouts, the five cities if they are there
    python -m benchmarks.reading --errors     each difference; --json the figures; --only layout|apart|sample|city
    python -m benchmarks.reading --check      exit 1 if a field of a set is read worse than reading.toml says
    python -m benchmarks.reading --write      puts today's figures there and into docs/reading.md

How values are compared: benchmarks/comparing.py.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.classify import classify_meeting
from app.cli.gold import make_parse_json
from app.errors import ShingikaiError
from app.model import Municipality
from app.parse.meeting import Expected, parse_minutes
from app.text.reader import read_document
from app.vocabulary.entries import Vocabulary, load_vocabulary
from benchmarks.comparing import Case, Tally, compare_meeting

ROOT = Path(__file__).parents[1]
FLOOR = ROOT / "benchmarks" / "reading.toml"
PAGE = ROOT / "docs" / "reading.md"
_BETWEEN = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
SETS = {
    "city": "five real cities, every rendition",
    "sample": "invented samples",
    "layout": "invented layouts (development)",
    "apart": "invented layouts, written afterwards (apart)",
}
FIELDS = (
    "read", "council", "session", "date", "start", "end", "place", "public", "observers", "members", "absent",
    "speakers", "title", "kind", "outcome", "approved", "evidence", "conditions", "topics", "sure_topics", "department",
    "begins",
)  # fmt: skip


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


def find_cases(folder: Path) -> Iterator[Case]:
    """Samples (built into `folder`), fixtures of layouts, and the five cities."""
    yield from _sample_cases(folder)
    layouts = ROOT / "tests" / "layouts"
    for golden in sorted(layouts.glob("*/*.json")) if layouts.exists() else ():
        gold = json.loads(golden.read_text(encoding="utf-8"))
        for path in sorted(p for p in golden.parent.glob(f"{golden.stem}.*") if p.suffix != ".json"):
            kind = "apart" if golden.parent.name == "apart" else "layout"
            yield Case(f"{kind} {golden.stem}", path, gold)
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


def sum_sets(tally: Tally) -> dict[str, dict[str, tuple[int, int, int]]]:
    """set (city, sample, layout, apart) → field → (right, given, wanted)."""
    sums: dict[str, dict[str, tuple[int, int, int]]] = {}
    for name in SETS:
        for wanted in FIELDS:
            keys = [k for k in {*tally.given, *tally.wanted} if k[0].split()[0] == name and k[1] == wanted]
            if keys:
                counts = tuple(sum(c[k] for k in keys) for c in (tally.right, tally.given, tally.wanted))
                sums.setdefault(name, {})[wanted] = counts  # type: ignore[assignment]
    return sums


def find_falls(sums: Mapping[str, Mapping[str, tuple[int, int, int]]], floor: Mapping[str, Any]) -> list[str]:
    """What is read worse than `floor` says: fewer right, or more wrong. A field that has no floor fails, too."""
    falls = []
    for name, fields in sums.items():
        for field, (right, given, wanted) in fields.items():
            least = floor.get(name, {}).get(field)
            if least is None:
                falls.append(f"{name}: {field}: no figure stands in {FLOOR.name}; run with --write")
            elif right < least["right"] or given - right > least["wrong"] or wanted != least["wanted"]:
                falls.append(
                    f"{name}: {field}: {right} right and {given - right} wrong of {wanted}; "
                    f"it was {least['right']} right and {least['wrong']} wrong of {least['wanted']}"
                )
    return falls


def make_floor(sums: Mapping[str, Mapping[str, tuple[int, int, int]]], floor: Mapping[str, Any]) -> str:
    """Today's figures as TOML; `floor` gives those of sets that were not read today."""
    held = {
        name: {f: (v["right"], v["right"] + v["wrong"], v["wanted"]) for f, v in fields.items()}
        for name, fields in floor.items()
    }
    sums = {**held, **sums}
    lines = ["# Written by `python -m benchmarks.reading --write`: what every later reading must reach.", ""]
    for name, fields in sums.items():
        lines.append(f"[{name}]")
        lines += [f"{f} = {{ right = {r}, wrong = {g - r}, wanted = {w} }}" for f, (r, g, w) in fields.items()] + [""]
    return "\n".join(lines)


def make_page(tally: Tally) -> str:
    """The two tables of docs/reading.md: by set and field, and by layout."""
    sums = sum_sets(tally)
    lines = ["", "| field | " + " | ".join(SETS[name] for name in sums) + " |", "| --- |" + " ---: |" * len(sums)]
    for field in FIELDS:
        cells = [_cell(*sums[name][field]) if field in sums[name] else "–" for name in sums]
        lines.append(f"| {field} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Each cell: precision / recall in per cent (how many are there). `read`: taken for minutes at all;",
        "`approved`: 承認 alone;",
        "`sure_topics`: クラウド, マイナンバー, コンビニ交付.",
        "",
    ]
    lines += ["| layout | header | items | kind | outcome | topics | speakers |", "| --- |" + " ---: |" * 6]
    rows = {(r["group"], r["field"]): r for r in make_table(tally, by_group=True)}
    for group in dict.fromkeys(g for g, _ in rows if g != "all" and not g.startswith("sample")):
        header = [rows[group, f] for f in ("council", "date", "start", "end", "place") if (group, f) in rows]
        cells = [f"{sum(r['right'] for r in header)}/{sum(r['wanted'] for r in header)}"]
        for field in ("title", "kind", "outcome", "topics", "speakers"):
            row = rows.get((group, field))
            wrong = row["given"] - row["right"] if row else 0
            cells.append(f"{row['right']}/{row['wanted']}" + (f", {wrong} wrong" if wrong else "") if row else "–")
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n\n"


def _cell(right: int, given: int, wanted: int) -> str:
    def percent(whole: int) -> str:
        return f"{100 * right / whole:.1f}" if whole else "–"

    return f"{percent(given)} / {percent(wanted)} ({wanted})"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How well minutes are read.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list each difference")
    parser.add_argument("--check", action="store_true", help="exit 1 if anything is read worse than before")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/reading.toml and docs/")
    parser.add_argument("--only", default="", help="only groups whose name begins so: sample, layout, apart, city")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        cases = [c for c in find_cases(Path(folder)) if c.group.startswith(options.only)]
        tally = evaluate(cases, load_vocabulary())
    if options.json:
        print(json.dumps(make_table(tally, by_group=True), ensure_ascii=False, indent=1))
    for error in tally.errors if options.errors else ():
        print(error)
    if not options.json:
        _print_table(tally)
    floor = tomllib.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
    if options.write:
        FLOOR.write_text(make_floor(sum_sets(tally), floor), encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_BETWEEN.sub(lambda _: make_page(tally), page), encoding="utf-8")
    if options.check:
        falls = find_falls(sum_sets(tally), floor)
        for fall in falls:
            print(f"fallen: {fall}", file=sys.stderr)
        return 1 if falls else 0
    return 0


def _print_table(tally: Tally) -> None:
    for row in make_table(tally, by_group=True):
        print(
            f"{row['group']:<34}{row['field']:<16}{row['right']:>5} right of {row['given']:>4} given, "
            f"{row['wanted']:>4} there   P {_percent(row['precision'])}  R {_percent(row['recall'])}"
        )


def _percent(value: float | None) -> str:
    return "   –  " if value is None else f"{100 * value:5.1f}%"


if __name__ == "__main__":
    sys.exit(main())
