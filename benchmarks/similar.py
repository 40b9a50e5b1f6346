"""How well similar referrals are found, against plain more-like-this: nDCG@10 on benchmarks/relevance/similar.toml.

    python -m benchmarks.similar --data data/samples            the half that weights are chosen on
    python -m benchmarks.similar --data data/samples --set final
    python -m benchmarks.similar --data data/samples --write    keeps today's figures as the floor of a test

`--data` is a folder that was filled by `make run` or `shingikai ingest` (embedded engine). More-like-this asks for all
terms of the item's title, decision and talk, each in all three fields, scored by BM25 alone, with the same filters.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.analyze.sudachi import Analyzer
from app.engine.base import MAX_EXPANSIONS, And, Engine, EngineRequest, Not, OneOf, Or, Phrase
from app.engine.embedded import open_engine
from app.search.ports import Draft
from app.search.similar import MAX_SIMILAR, SimilarFinder
from app.vocabulary.entries import load_vocabulary
from benchmarks.judged_items import load_items, match_items
from benchmarks.judgements import SETS, Similar, keep_known, load_similar
from benchmarks.ndcg import DEPTH, Interval, bootstrap_difference, bootstrap_mean, compute_ndcg
from benchmarks.relevance import write_floor

FLOOR = Path(__file__).parent / "similar_floor.toml"
_FIELDS = (("title", 1.0), ("decision", 1.0), ("talk", 1.0))
Rank = Callable[[Mapping[str, Any]], Sequence[str]]  # a stored item → ids, closest first


def rank_similar(finder: SimilarFinder, source: Mapping[str, Any]) -> list[str]:
    """What the product answers; the meetings of one referral one after the other, the closest first."""
    found = finder.find_for_item(source, limit=MAX_SIMILAR)
    stages = ((hit.id, *(stage.id for stage in hit.stages if stage.id != hit.id)) for hit in found.hits)
    return [item for group in stages for item in group]


def rank_draft(finder: SimilarFinder, source: Mapping[str, Any]) -> list[str]:
    """As if the title and what was said before the first answer were a draft: what an official has before filing."""
    text = "\n".join([source["title"], *(one["text"] for one in source["utterances"][:3])])
    topics = tuple(topic["code"] for topic in source["topics"])
    draft = Draft(text, source["title"], (source["department"] or {}).get("text"), topics, len(text))
    found = finder.find_for_draft(draft, source["code"], limit=MAX_SIMILAR)
    return [item for hit in found.hits for item in (hit.id, *(s.id for s in hit.stages if s.id != hit.id))]


def rank_like_this(engine: Engine, analyzer: Analyzer, source: Mapping[str, Any]) -> list[str]:
    """More-like-this over the whole text."""
    texts = [source["title"], *(entry["quote"] for entry in source["outcome"]["evidence"])]
    forms = [form for text in texts for form in analyzer.analyze(text).forms]
    forms += [form for one in source["utterances"] for form in one["tokens"].split()]
    words = Or(tuple(Phrase((form,), _FIELDS) for form in list(dict.fromkeys(forms))[:MAX_EXPANSIONS]))
    asked = And((words, Not(OneOf("city", (source["code"],)))))
    fixed = {"scope": ("item",), "kind": ("referral",)}
    return [hit.id for hit in engine.search(EngineRequest(asked, fixed=fixed, limit=DEPTH)).hits]


def measure(rank: Rank, judged: Sequence[Similar], engine: Engine, names: Mapping[str, str]) -> dict[str, float]:
    """`names`: the judged id of each indexed one → nDCG by judged referral."""
    indexed = {known: name for name, known in names.items()}
    values = {}
    for entry in judged:
        source = engine.get("items", indexed[entry.id])
        assert source is not None
        ranking = [names.get(name, name) for name in rank(source)]
        values[entry.id] = compute_ndcg(ranking, entry.grades)
    return values


def measure_all(folder: Path) -> dict[str, float]:
    """nDCG@10 of both halves by judged referral: what a floor is kept of."""
    analyzer = Analyzer()
    with closing(open_engine(folder / "index", built_with={"analyzer": analyzer.version})) as engine:
        names, judged = _match(engine)
        finder = SimilarFinder(engine, analyzer, load_vocabulary())
        return measure(lambda source: rank_similar(finder, source), judged, engine, names)


def _match(engine: Engine) -> tuple[dict[str, str], tuple[Similar, ...]]:
    """→ the judged id of each indexed one, and the judged referrals that are there."""
    stored = {one["id"]: one["title"] for one in engine.iterate("items") if one["scope"] == "item"}
    items = load_items()
    names = match_items(items, stored)
    return names, keep_known(load_similar(items), names.values())


def compare(folder: Path, half: str) -> dict[str, tuple[Interval, Interval | None]]:
    """→ by way of ranking: nDCG@10, and how far it is above more-like-this."""
    analyzer = Analyzer()
    with closing(open_engine(folder / "index", built_with={"analyzer": analyzer.version})) as engine:
        names, known = _match(engine)
        judged = [one for one in known if one.set == half]
        finder = SimilarFinder(engine, analyzer, load_vocabulary())
        ways: dict[str, Rank] = {
            "more-like-this": lambda source: rank_like_this(engine, analyzer, source),
            "similar, by item": lambda source: rank_similar(finder, source),
            "similar, by draft": lambda source: rank_draft(finder, source),
        }
        values = {name: measure(rank, judged, engine, names) for name, rank in ways.items()}
    plain = values["more-like-this"]
    return {
        name: (bootstrap_mean(list(found.values())), None if found is plain else bootstrap_difference(found, plain))
        for name, found in values.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with an index")
    parser.add_argument("--set", choices=SETS, default="tune", help="which half of the judgements")
    parser.add_argument("--write", action="store_true", help="keep today's figures as the floor")
    options = parser.parse_args(arguments)
    if options.write:
        write_floor("samples", measure_all(options.data), FLOOR)
        return 0
    print("|  | referrals | nDCG@10 | above more-like-this |\n| --- | ---: | ---: | ---: |")
    for name, (mean, above) in compare(options.data, options.set).items():
        print(f"| {name} | {mean.count} | {mean} | {above or ''} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
