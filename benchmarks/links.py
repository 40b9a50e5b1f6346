"""How well the crawler finds minutes: what it takes from each invented website against a golden list of links.

    python -m benchmarks.links              a table by site; --errors each link missed, taken wrongly, or not followed
    python -m benchmarks.links --check      exit 1 if a set is found worse than links.toml says
    python -m benchmarks.links --write      puts today's figures there and into docs/crawling.md

The sites (tests/sites; tests/sites_unseen and _2: written by someone who had not seen the rules) go through the real
crawl with an archive, only the network is a folder (link_sites.py). Recall: of the minutes, those in the archive.
Precision: of what was taken, what is minutes; what the golden list calls doubtful is in neither and shown apart.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from benchmarks.link_sites import FolderFetcher, LinkSite, load_replicas, load_sites
from crawler.archive import Archive
from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.run import crawl_source

ROOT = Path(__file__).parents[1]
FLOOR = ROOT / "benchmarks" / "links.toml"
PAGE = ROOT / "docs" / "crawling.md"
SETS = {name: ROOT / "tests" / name for name in ("sites", "sites_unseen", "sites_unseen_2")}
_BETWEEN = re.compile(r"(?<=<!-- links -->\n).*?(?=<!-- end of links -->)", re.DOTALL)
_NOW = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Score:
    """URLs. `taken` is all that the archive holds as current; `fetched` every page and document that was asked for."""

    name: str
    about: str
    minutes: frozenset[str]
    doubtful: frozenset[str]
    taken: frozenset[str]
    pages: frozenset[str]
    fetched: tuple[str, ...]
    report: CrawlReport

    @property
    def right(self) -> frozenset[str]:
        return self.taken & self.minutes

    @property
    def missed(self) -> frozenset[str]:
        return self.minutes - self.taken

    @property
    def wrong(self) -> frozenset[str]:
        return self.taken - self.minutes - self.doubtful

    @property
    def unsure(self) -> frozenset[str]:
        return self.taken & self.doubtful

    @property
    def web_pages(self) -> int:
        """Fetched, and neither minutes nor taken for such."""
        return len(set(self.fetched) - self.taken)


def find_sets() -> dict[str, list[LinkSite]]:
    """The invented sites, and the replicas of real ones if they lie beside the repository (or in SHINGIKAI_SHARED)."""
    shared = Path(os.environ.get("SHINGIKAI_SHARED", ROOT.parent / "shared"))
    return {name: load_sites(folder) for name, folder in SETS.items()} | {"replicas": load_replicas(shared / "sites")}


def measure_site(site: LinkSite, root: Path) -> Score:
    """One crawl of one site into an archive in `root`."""
    fetcher = FolderFetcher(site)
    report = crawl_source(site.source, root, cast(Fetcher, fetcher), now=lambda: _NOW)
    with Archive.open(root, read_only=True) as archive:
        taken = frozenset(row.url for row in archive.documents() if row.current and row.source == site.name)
    golden = site.golden
    return Score(
        name=site.name,
        about=site.about,
        minutes=golden["minutes"],
        doubtful=golden.get("doubtful", frozenset()),
        taken=taken,
        pages=golden.get("pages", frozenset()),
        fetched=tuple(fetcher.asked),
        report=report,
    )


def measure(sites: Iterable[LinkSite]) -> list[Score]:
    # in memory where there is such a folder: the manifest is synced to the disk at each step
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        return [measure_site(site, Path(folder) / site.name) for site in sites]


def sum_scores(scores: Sequence[Score]) -> dict[str, int]:
    sums = {
        name: sum(len(getattr(score, name)) for score in scores) for name in ("minutes", "right", "wrong", "unsure")
    }
    return sums | {"web_pages": sum(score.web_pages for score in scores)}


def find_falls(sums: Mapping[str, Mapping[str, int]], floor: Mapping[str, Any]) -> list[str]:
    """What is found worse than `floor` says: fewer right, more wrong, or another number of minutes to find."""
    falls = []
    for name, found in sums.items():
        least = floor.get(name)
        if least is None:
            falls.append(f"{name}: no figures stand in {FLOOR.name}; run with --write")
        elif found["right"] < least["right"] or found["wrong"] > least["wrong"] or found["minutes"] != least["minutes"]:
            falls.append(f"{name}: {_tell(found)}; it was {_tell(least)}")
    return falls


def _tell(sums: Mapping[str, int]) -> str:
    return f"{sums['right']} right and {sums['wrong']} wrong of {sums['minutes']}"


def make_table(scores: Sequence[Score], title: str, first: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Markdown, a row for each site and one for all; `first` by site: what was found before any rule was changed."""
    lines = [
        f"| {title} | taken / minutes | recall | precision | doubtful | web pages | first measured |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for score in scores:
        about = re.split(r";|: ", score.about)[0].replace("<", "&lt;")
        lines.append(f"| `{score.name}`: {about} | {_cells(sum_scores([score]))} | {_shares(first.get(score.name))} |")
    known = [first[score.name] for score in scores if score.name in first]
    sums = {name: sum(counts[name] for counts in known) for name in ("minutes", "right", "wrong")}
    return [*lines, f"| **all {len(scores)}** | {_cells(sum_scores(scores))} | {_shares(sums)} |"]


def _cells(sums: Mapping[str, int]) -> str:
    taken = sums["right"] + sums["wrong"]
    shares = _shares(sums).replace(" / ", " | ")
    return " | ".join([f"{taken} / {sums['minutes']}", shares, str(sums["unsure"]), str(sums["web_pages"])])


def _shares(sums: Mapping[str, int] | None) -> str:
    """Recall / precision."""
    if not sums:
        return "–"
    return f"{_percent(sums['right'], sums['minutes'])} / {_percent(sums['right'], sums['right'] + sums['wrong'])}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def make_floor(sums: Mapping[str, Mapping[str, int]], first: Mapping[str, Mapping[str, int]]) -> str:
    """Today's figures by set, and by site those first measured, as TOML."""
    lines = ["# Written by `python -m benchmarks.links --write`: what every later crawl must find."]
    for name, found in sums.items():
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in found.items())]
    lines += [
        "",
        "# What was found on each site when it was first measured, before a rule was changed for it.",
        "[first]",
    ]
    for name, found in sorted(first.items()):
        counts = ", ".join(f"{key} = {found[key]}" for key in ("minutes", "right", "wrong"))
        lines.append(f"{name} = {{ {counts} }}")
    return "\n".join(lines) + "\n"


def list_errors(score: Score) -> list[str]:
    reasons = dict((*score.report.passed_over, *score.report.failed))
    lines = [f"{score.name}: missed {url}: {reasons.get(url, 'no link seen')}" for url in sorted(score.missed)]
    lines += [f"{score.name}: wrong {url}" for url in sorted(score.wrong)]
    unfollowed = score.pages - set(score.fetched)
    lines += [f"{score.name}: not followed {url}: {reasons.get(url, 'no link seen')}" for url in sorted(unfollowed)]
    extra = {url for url in score.fetched if url not in score.pages | score.taken | set(score.report.failed)}
    return lines + [f"{score.name}: beside the way {url}" for url in sorted(extra) if score.pages]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How well the crawler finds minutes.")
    parser.add_argument("--errors", action="store_true", help="list each difference")
    parser.add_argument("--check", action="store_true", help="exit 1 if anything is found worse than before")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/links.toml and docs/")
    parser.add_argument("--only", default="", help="only sites whose name begins so")
    options = parser.parse_args(arguments)
    scores = {
        name: measure(site for site in sites if site.name.startswith(options.only))
        for name, sites in find_sets().items()
    }
    scores = {name: found for name, found in scores.items() if found}
    floor = tomllib.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
    first = floor.get("first", {})
    if options.write and not options.only:  # what was not measured before is measured for the first time
        first = {score.name: sum_scores([score]) for found in scores.values() for score in found} | first
    table = "\n\n".join("\n".join(make_table(found, name, first)) for name, found in scores.items())
    print(table)
    for score in (score for found in scores.values() for score in found) if options.errors else ():
        print("\n".join(list_errors(score)))
    sums = {name: sum_scores(found) for name, found in scores.items()}
    if options.write and not options.only:
        held = {name: figures for name, figures in floor.items() if name != "first"}
        FLOOR.write_text(make_floor({**held, **sums}, first), encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_BETWEEN.sub(lambda _: f"\n{table}\n\n", page), encoding="utf-8")
    if options.check:
        falls = find_falls(sums, floor)
        for fall in falls:
            print(f"fallen: {fall}", file=sys.stderr)
        return 1 if falls else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
