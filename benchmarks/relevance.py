"""How well search orders its answers: nDCG@10 on judged questions, against plain BM25 and against LIKE.

    python -m benchmarks.relevance                 all tables, on the half `final`; builds an index (half a minute)
    python -m benchmarks.relevance --set tune      the half on which weights are set
    python -m benchmarks.relevance --data FOLDER   on an index that is there (made there if it isn't)
    python -m benchmarks.relevance --each          every question, worst first
    python -m benchmarks.relevance --check         fails where it was better before (benchmarks/relevance_floor.toml)
    python -m benchmarks.relevance --write         keeps today's figures as the floor

What is judged, and what is computed: docs/relevance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.judged_items import load_items
from benchmarks.judgements import SETS, USERS, Query, keep_known, load_queries
from benchmarks.ndcg import bootstrap_difference, bootstrap_mean, compute_ndcg
from benchmarks.rankings import Rank, make_bm25_rank, make_like_rank, make_service_rank
from benchmarks.relevance_data import Opened, build_data, find_replicas, open_data

FLOOR = Path(__file__).parent / "relevance_floor.toml"
OURS = "shingikai"

Values = Mapping[str, float]  # nDCG by the question's id


@dataclass(frozen=True, slots=True)
class Measured:
    """`values` by ranking; `queries` are those of which something judged can be there."""

    queries: tuple[Query, ...]
    values: Mapping[str, Values]


def make_rankings(opened: Opened) -> dict[str, Rank]:
    """What is compared, by name; ours first."""
    return {
        OURS: make_service_rank(opened.service),
        "without what comes close": make_service_rank(opened.service, close=False),
        "BM25, any token": make_bm25_rank(opened.texts, opened.analyzer, every=False),
        "BM25, every token": make_bm25_rank(opened.texts, opened.analyzer, every=True),
        "LIKE, by date": make_like_rank(opened.texts),
    }


def measure(opened: Opened, rankings: Mapping[str, Rank]) -> Measured:
    """Every judged question, asked of each. Without the real minutes their judgements are left out."""
    items = load_items()
    there = {one.id.split("-", 1)[0] for one in opened.texts}
    queries = keep_known(load_queries(items), [name for name, item in items.items() if item.code in there])
    values = {
        name: {query.id: _score(rank(query.text), query, opened.judged) for query in queries}
        for name, rank in rankings.items()
    }
    return Measured(queries, values)


def _score(found: Sequence[str], query: Query, judged: Mapping[str, str]) -> float:
    # what nobody judged keeps its rank, and gains nothing
    return compute_ndcg([judged.get(name, f"unjudged {name}") for name in found], query.grades)


def make_tables(measured: Measured, which: str) -> str:
    """Markdown: nDCG@10 of each ranking by kind of user, and how much better ours is."""
    queries = [query for query in measured.queries if query.set == which]
    groups = {"all": queries, **{user: [query for query in queries if query.user == user] for user in USERS}}
    heads = [f"{name} ({len(group)})" for name, group in groups.items()]
    lines = [f"| nDCG@10, {which} | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads)]
    for name, values in measured.values.items():
        means = [bootstrap_mean([values[query.id] for query in group]) for group in groups.values()]
        lines.append(f"| {name} | " + " | ".join(map(str, means)) + " |")
    ours = measured.values[OURS]
    for name, values in measured.values.items():
        if name != OURS:
            differences = [bootstrap_difference(_take(ours, g), _take(values, g)) for g in groups.values()]
            lines.append(f"| ours − {name} | " + " | ".join(_sign(str(one)) for one in differences) + " |")
    return "\n".join(lines)


def _take(values: Values, queries: Sequence[Query]) -> dict[str, float]:
    return {query.id: values[query.id] for query in queries}


def _sign(interval: str) -> str:
    return interval if interval.startswith("-") else f"+{interval}"


def make_list(measured: Measured, which: str) -> str:
    """Every question with what each ranking reaches, ours worst first."""
    queries = [query for query in measured.queries if query.set == which]
    queries.sort(key=lambda query: (measured.values[OURS][query.id], query.id))
    return "\n".join(
        " ".join(f"{values[query.id]:.3f}" for values in measured.values.values()) + f"  {query.id}: {query.text}"
        for query in queries
    )


def name_corpus(opened: Opened) -> str:
    """Figures of an index with the real minutes and of one without them are not compared."""
    real = {item.code for item in load_items().values() if item.title is None}
    return "samples_and_real" if real <= {one.id.split("-", 1)[0] for one in opened.texts} else "samples"


def find_fall(values: Values, floor: Values) -> str | None:
    """Today's figures against the kept ones: what to say of a fall that chance doesn't explain, or None.

    All questions of both halves count: a floor is no figure that is told, and more questions see smaller falls.
    """
    if values.keys() != floor.keys():
        return f"other questions than when the floor was kept: {sorted(values.keys() ^ floor.keys())}; --write"
    difference = bootstrap_difference(values, floor)
    if difference.high >= 0:
        return None
    worse = sorted((values[name] - floor[name], name) for name in values if values[name] < floor[name])
    named = ", ".join(f"{name} {change:+.3f}" for change, name in worse[:10])
    return f"nDCG@10 fell by {difference} from {bootstrap_mean(list(floor.values()))}; most: {named}"


def write_floor(corpus: str, values: Values, path: Path = FLOOR) -> None:
    """Keeps the figures of a corpus, and leaves those of another one."""
    kept = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[corpus] = dict(values)
    lines = ["# nDCG@10 by question, written by `--write` of the benchmark: a fall from these fails."]
    for name in sorted(kept):
        lines += ["", f"[{name}]", *(f"{query} = {value:.4f}" for query, value in sorted(kept[name].items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_floor(corpus: str, path: Path = FLOOR) -> dict[str, float]:
    """KeyError where none was kept of this corpus."""
    return {name: float(value) for name, value in tomllib.loads(path.read_text(encoding="utf-8"))[corpus].items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", choices=SETS, default="final")
    parser.add_argument("--data", type=Path)
    for name in ("--each", "--check", "--write"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or Path(scratch) / "data"
        if not (data / "index").exists():
            build_data(data, find_replicas())
        with open_data(data) as opened:
            return _tell(opened, options)


def _tell(opened: Opened, options: argparse.Namespace) -> int:
    corpus = name_corpus(opened)
    rankings = make_rankings(opened)
    if options.check or options.write:
        values = measure(opened, {OURS: rankings[OURS]}).values[OURS]
        if options.write:
            write_floor(corpus, values)
            return 0
        # to four places, as they were kept
        fall = find_fall({name: round(value, 4) for name, value in values.items()}, load_floor(corpus))
        print(fall or f"{corpus}: {bootstrap_mean(list(values.values()))}, no fall")
        return int(fall is not None)
    measured = measure(opened, rankings)
    print(f"{corpus}, {len(opened.texts)} items\n\n{make_tables(measured, options.set)}")
    if options.each:
        print(f"\n{', '.join(rankings)}\n{make_list(measured, options.set)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
