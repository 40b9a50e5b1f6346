"""What is built: the same bytes each time, quickly; the published files say what the sources say; two editions."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

import pypdfium2
import pytest

from samples.build import FIRST_PORT, HERE, build
from samples.editions import Erratum, ErratumError, make_edition, parse_errata
from samples.model import Council, Minutes
from samples.scan import ASSETS, SCANNED, SOURCE, make_source_hash
from tests.samples.published import Built, squeeze

pytestmark = pytest.mark.slow  # all samples are made

Read = Callable[[Path], str]
_PAGE_TEXT = 0.98  # of the pieces: the others are cut by a page's end
_FURNITURE = re.compile(r"-\d+-|―\d+―|\[会議録\]\d*")
_HREF = re.compile(r'href="([^"#]+)"')


def _hash_all(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_relative_to(folder / "gold") and not path.is_relative_to(folder / "sources")
    }


@pytest.mark.slow
def test_build_is_deterministic_and_quick(built: Built, tmp_path: Path) -> None:
    (tmp_path / "www" / "kirigaoka").mkdir(parents=True)
    (tmp_path / "www" / "kirigaoka" / "left-over.html").write_text("x", encoding="utf-8")
    build(tmp_path)
    assert _hash_all(tmp_path) == _hash_all(built.folder)
    assert built.seconds < 30


@pytest.mark.slow
def test_every_meeting_is_published_and_says_what_its_source_says(
    built: Built, read: Read, meetings: tuple[Minutes, ...]
) -> None:
    poor = {}
    for minutes in meetings:
        documents = built.site(minutes.city.slug).documents[minutes.id]
        for path in documents:
            if minutes.id == SCANNED:
                continue
            text = _FURNITURE.sub("", read(built.file(minutes.city.slug, path)))
            said = [squeeze(part) for p in minutes.passages() for part in getattr(p, "paragraphs", (p.text[1:-1],))]
            pieces = [part[start : start + 15] for part in said for start in range(0, len(part), 15)]
            share = sum(piece in text for piece in pieces) / len(pieces)
            titles = all(squeeze(item.title) in text for item in minutes.items)
            people = all(squeeze(person.name) in text for person in minutes.members + minutes.absent)
            if share < _PAGE_TEXT or not titles or not people:
                poor[path] = (share, titles, people)
    assert poor == {}


def test_a_dozen_are_as_long_as_real_ones(built: Built, read: Read, meetings: tuple[Minutes, ...]) -> None:
    lengths = {
        minutes.id: len(read(built.file(minutes.city.slug, built.site(minutes.city.slug).documents[minutes.id][0])))
        for minutes in meetings
    }
    assert len([length for length in lengths.values() if length >= 7000]) >= 12, sorted(lengths.items(), key=str)


def test_forms_are_varied(built: Built) -> None:
    suffixes = [
        PurePosixPath(path).suffix for site in built.sites for paths in site.documents.values() for path in paths
    ]
    assert {".pdf", ".PDF", ".docx", ".html", ".htm", ".txt"} == set(suffixes)
    two_forms = [paths for site in built.sites for paths in site.documents.values() if len(paths) > 1]
    assert len(two_forms) >= 5


def test_scan_is_a_picture_of_the_source_of_today() -> None:
    path = ASSETS / f"{SCANNED}.pdf"
    document = pypdfium2.PdfDocument(path)
    assert "".join(page.get_textpage().get_text_bounded() for page in document).strip() == ""
    assert path.stat().st_size <= 150_000
    assert document.get_metadata_dict()["Subject"] == make_source_hash(SOURCE), "run: python -m samples.scan"


def _follow_links(root: Path, start: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Paths of a site that links lead to, and paths linked that are not there."""
    found: set[str] = set()
    missing: set[str] = set()
    queue = list(start)
    while queue:
        path = unquote(queue.pop())
        file = root / path.lstrip("/")
        file = file / "index.html" if path.endswith("/") else file
        if path in found | missing:
            continue
        if not file.is_file():
            missing.add(path)
            continue
        found.add(path)
        if file.suffix in {".html", ".htm"}:
            queue.extend(urljoin(path, match) for match in _HREF.findall(_decode(file.read_bytes())))
    return found, missing


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp932")


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in (HERE / "sources").glob("*/city.toml")))
def test_links_lead_to_all_minutes_and_to_other_papers(built: Built, slug: str) -> None:
    site = built.site(slug)
    found, missing = _follow_links(site.editions[1], site.start)
    minutes = {path for paths in site.documents.values() for path in paths}
    assert minutes <= found
    # notices, agendas, handouts, other councils' minutes, lists of members
    assert len(found - minutes) >= 4
    assert ("/gyosei/fuzoku/privacy/dai30kai/30kaigiroku.pdf" in missing) == (slug == "kirigaoka")


def test_only_the_old_hand_made_site_is_in_shift_jis(built: Built) -> None:
    for site in built.sites:
        for path in site.editions[1].rglob("*.htm*"):
            body = path.read_bytes()
            if site.slug == "ashiharazaki":
                assert "市" in body.decode("cp932")
                with pytest.raises(UnicodeDecodeError):
                    body.decode()
            else:
                assert "市" in body.decode() or "町" in body.decode()
    assert [site.slug for site in built.sites if site.html_charset is None] == ["ashiharazaki"]


def test_second_edition_replaces_one_document(built: Built, read: Read) -> None:
    [later] = [path for path in (built.folder / "www-2").rglob("*") if path.is_file()]
    path = "/" + str(later.relative_to(built.folder / "www-2" / "kirigaoka"))
    assert path in built.site("kirigaoka").documents["kirigaoka-2023-11-14"]
    earlier = built.file("kirigaoka", path)
    [erratum] = parse_errata(HERE / "errata.toml")
    old, new = read(earlier), read(later)
    assert squeeze(erratum.published) in old
    assert squeeze(erratum.published) not in new
    assert squeeze(erratum.corrected) in new
    assert "※誤記を訂正しました" in new
    assert "※誤記を訂正しました" not in old
    assert later.stat().st_mtime > earlier.stat().st_mtime


@pytest.mark.parametrize(
    ("meeting", "corrected", "words"),
    [("kirigaoka-2023-11-14", "こんな文はない。", "0 times"), ("kirigaoka-1999-01-01", "。", "no source")],
)
def test_erratum_that_fits_nothing_is_refused(
    councils: tuple[Council, ...], meeting: str, corrected: str, words: str
) -> None:
    erratum = Erratum(meeting, "別の文。", corrected, councils[0].minutes[0].date, "※")
    with pytest.raises(ErratumError, match=words):
        make_edition(councils, (erratum,), 1)


def test_sources_for_the_crawler_point_to_the_fixed_ports(built: Built) -> None:
    for number, site in enumerate(built.sites):
        values = tomllib.loads((built.folder / "sources" / f"{site.slug}.toml").read_text(encoding="utf-8"))
        assert values["start"] == [f"http://127.0.0.1:{FIRST_PORT + number}{path}" for path in site.start]
        assert (values["local"], values["cadence"]) == (True, "daily")
        assert set(values) == {"municipality", "code", "prefecture", "council", "start", "local", "cadence"}


def test_gold_says_what_the_sources_say(built: Built, meetings: tuple[Minutes, ...]) -> None:
    gold = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (built.folder / "gold").glob("*.json")}
    assert set(gold) == {minutes.id for minutes in meetings}
    for minutes in meetings:
        one = gold[minutes.id]
        assert (one["date"], one["start"], one["place"]) == (minutes.date.isoformat(), minutes.start, minutes.place)
        assert [(i["title"], i["kind"], i["outcome"], tuple(i["topics"])) for i in one["items"]] == [
            (item.title, item.kind, item.outcome, item.topics) for item in minutes.items
        ]
        assert one["scan"] == (minutes.id == SCANNED)
    assert "→" not in gold["kirinohara-2017-10-24"]["speakers"]
    assert gold["kirinohara-2017-10-24"]["speakers"]["事務局"] >= 3
