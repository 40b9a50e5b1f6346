"""Builds the invented cities' websites from their sources, the same bytes each time.

<target>/www/<slug>/…        what is online at first (edition 1)
<target>/www-2/<slug>/…      what a city replaced later (edition 2)
<target>/sources/<slug>.toml a source for the crawler, for the fixed ports
<target>/sources/examples/   what is to be taken from each start page (examples/, looked at by a person)
<target>/gold/<slug>-<date>.json  what a careful reader finds
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
from pathlib import Path

from samples.editions import EDITIONS, make_edition, parse_errata
from samples.gold import make_gold
from samples.layouts import make_papers
from samples.model import BuiltSite, City, Council, Minutes, Papers, WebFile, WebSite
from samples.otherpapers import parse_other_papers
from samples.scan import ASSETS, SCANNED
from samples.site import Material
from samples.source_format import parse_sources
from samples.websites import make_website

HERE = Path(__file__).parent
FIRST_PORT = 8711  # above the ports of the acceptance tests' sites
_FOLDERS = {1: "www", 2: "www-2"}
_SILENT_ABOUT_CHARSET = frozenset({"ashiharazaki"})


def _make_papers(minutes: Minutes) -> Papers:
    if minutes.id == SCANNED:
        return Papers(pdf=(ASSETS / f"{SCANNED}.pdf").read_bytes())
    return make_papers(minutes)


def make_site(council: Council) -> WebSite:
    """A council → its city's website."""
    papers = {minutes.id: _make_papers(minutes) for minutes in council.minutes}
    return make_website(Material(council, papers, parse_other_papers(HERE / "others" / f"{council.city.slug}.toml")))


def _write(folder: Path, file: WebFile) -> None:
    path = folder / file.path.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.body)
    stamp = datetime.datetime(file.modified.year, file.modified.month, file.modified.day, 9, tzinfo=datetime.UTC)
    os.utime(path, (stamp.timestamp(), stamp.timestamp()))  # the server's Last-Modified


def make_source_toml(city: City, urls: tuple[str, ...]) -> str:
    """A source for the crawler; `urls` are its start pages."""
    values = {
        "municipality": city.municipality, "code": city.code, "prefecture": city.prefecture, "council": city.council,
        "start": list(urls), "local": True, "cadence": "daily",
    }  # fmt: skip
    # a TOML string, array of strings or boolean is written as in JSON
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def _write_gold(folder: Path, councils: tuple[Council, ...]) -> None:
    folder.mkdir(parents=True)
    for council in councils:
        for minutes in council.minutes:
            gold = make_gold(minutes, scan=minutes.id == SCANNED)
            text = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
            (folder / f"{minutes.id}.json").write_text(text, encoding="utf-8")


def build(target: Path) -> tuple[BuiltSite, ...]:
    """Writes everything below `target`, replacing what an earlier build left there; the sites by slug."""
    for name in (*_FOLDERS.values(), "sources", "gold"):
        shutil.rmtree(target / name, ignore_errors=True)
    councils = parse_sources(HERE / "sources")
    errata = parse_errata(HERE / "errata.toml")
    first, second = (make_edition(councils, errata, edition) for edition in EDITIONS)
    shutil.copytree(HERE / "examples", target / "sources" / "examples")
    built = []
    for number, (council, replaced) in enumerate(zip(first, second, strict=True)):
        site = make_site(council)
        later = site if replaced == council else make_site(replaced)
        folders = {edition: target / _FOLDERS[edition] / site.slug for edition in EDITIONS}
        online = {file.path: file for file in site.files}
        for file in site.files:
            _write(folders[1], file)
        folders[2].mkdir(parents=True)
        for file in later.files:
            if file != online.get(file.path):
                _write(folders[2], file)
        urls = tuple(f"http://127.0.0.1:{FIRST_PORT + number}{path}" for path in site.start)
        (target / "sources" / f"{site.slug}.toml").write_text(make_source_toml(council.city, urls), encoding="utf-8")
        charset = None if site.slug in _SILENT_ABOUT_CHARSET else "utf-8"
        built.append(BuiltSite(site.slug, site.start, folders, charset, site.documents))
    _write_gold(target / "gold", councils)
    return tuple(built)
