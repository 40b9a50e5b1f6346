"""A withheld document: its text out of the index at once, a tombstone with the reason, the rest untouched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.errors import DocumentWithheldError
from app.registry import Registry
from app.search.service import SearchService
from app.withholding import Removal, remove_text
from samples.opensearch.node import Cluster
from tests.ingest.archived import CLOUD, LIBRARY, WHEN, World, as_html, as_text, write_minutes
from tests.ingest.test_ingest_killed import Town
from tests.support.invented import VOCABULARY, ToyAnalyzer

MAY, AUGUST = "982016-2019-05-10", "982016-2019-08-02"
A, B = "http://city.example/a.txt", "http://city.example/b.txt"
NAME = "鹿島田太郎さんの件"  # what should have been masked
UNMASKED = as_text(write_minutes(said=NAME))
MASKED = as_text(write_minutes(said="○○さんの件"))


@pytest.fixture(params=["embedded", pytest.param("opensearch", marks=pytest.mark.slow)])
def town(request: pytest.FixtureRequest, world: World) -> World:
    """A meeting beside the one that names somebody, on each engine."""
    if request.param == "opensearch":
        cluster: Cluster = request.getfixturevalue("opensearch_node")
        return fill(Town(world.folder, cluster.nodes[0].url))
    return fill(world)


@pytest.fixture
def filled(world: World) -> World:
    return fill(world)


def fill(world: World) -> World:
    world.publish(B, as_text(write_minutes("令和元年8月2日", [LIBRARY], session="第2回")))
    return world


def withhold(world: World, sha256: str, reason: str = "氏名の消し忘れ") -> Removal:
    """As the command does it, up to the ingest."""
    with world.archive() as archive:
        assert archive.withhold(sha256, reason, WHEN)
    with Registry.open(world.folder / "registry.sqlite") as registry, world.engine() as engine:
        return remove_text(engine, registry, sha256)


def finds(world: World, text: str) -> bool:
    """Whether a text stands anywhere in what the index stores, in whichever generation could be put in force."""
    found = text in json.dumps(world.contents(), ensure_ascii=False, default=list)
    with world.engine() as engine:
        others = [one for one in engine.list_generations() if not one.current]
        for _ in others:
            engine.roll_back()
            found = found or text in json.dumps(world.contents(), ensure_ascii=False, default=list)
    return found


def renditions(world: World, meeting: str) -> list[tuple[str, bool, str | None]]:
    return [(r["sha256"], r["current"], r["withheld"]) for r in world.get("meetings", meeting)["renditions"]]


def without(contents: Mapping[str, list[Mapping[str, Any]]], meeting: str) -> dict[str, list[Mapping[str, Any]]]:
    """What an index holds beside a meeting (and the years' counts)."""
    return {k: [d for d in contents[k] if meeting not in d["id"]] for k in ("meetings", "items")}


def test_the_only_document_of_a_meeting(town: World) -> None:
    sha256 = town.publish(A, UNMASKED)
    town.ingest()
    before = town.contents()
    assert finds(town, NAME)
    assert withhold(town, sha256) == Removal((MAY,), (), ())
    assert not finds(town, NAME), "at once, before anything is read again"
    assert town.ids() == [AUGUST]
    report = town.ingest()
    assert (report.meetings, report.items, report.renditions, report.failed) == (1, 1, 1, ())
    assert {source for source, _ in town.told} == {"nagisawa"}, "only its source is read again"
    assert not finds(town, NAME)
    assert without(town.contents(), MAY) == without(before, MAY)
    tombstone = town.get("meetings", MAY)
    assert (tombstone["withheld"], tombstone["items"], tombstone["utterances"]) == ("氏名の消し忘れ", [], [])
    assert renditions(town, MAY) == [(sha256, True, "氏名の消し忘れ")]
    with town.engine() as engine:
        service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
        for ask in (lambda: service.fetch_meeting(MAY), lambda: service.fetch_item(f"{MAY}-i2")):
            with pytest.raises(DocumentWithheldError, match="氏名の消し忘れ"):
                ask()
    assert town.ingest().read == 0
    town.ingest(rebuild=True)
    assert not finds(town, NAME)

    with town.archive() as archive:
        assert archive.release(sha256, "確かめた", WHEN)
    town.ingest()
    assert town.contents() == before, "released: as it was, under the same ids"


def test_an_older_version_that_names_somebody(filled: World) -> None:
    old = filled.publish(A, UNMASKED)
    new = filled.publish(A, MASKED)
    filled.ingest()
    before = filled.contents()
    assert finds(filled, NAME), "an older version is kept"
    assert withhold(filled, old) == Removal((), (MAY,), ())
    assert not finds(filled, NAME)
    assert without(filled.contents(), MAY) == without(before, MAY)
    assert filled.get("items", f"{MAY}-i2") == next(i for i in before["items"] if i["id"] == f"{MAY}-i2"), "untouched"
    filled.ingest()
    assert not finds(filled, NAME)
    assert renditions(filled, MAY) == [(new, True, None), (old, False, "氏名の消し忘れ")]
    assert filled.get("items", f"{MAY}-i2")["title"] == CLOUD.title


def test_the_newest_version_and_an_older_one_stays(filled: World) -> None:
    old = filled.publish(A, MASKED)
    new = filled.publish(A, UNMASKED)
    filled.ingest()
    assert withhold(filled, new).removed == (MAY,)
    assert not finds(filled, NAME)
    filled.ingest()
    assert renditions(filled, MAY) == [(old, False, None), (new, True, "氏名の消し忘れ")]
    assert "○○さんの件" in json.dumps(filled.get("meetings", MAY), ensure_ascii=False)
    assert filled.get("meetings", MAY)["removed_at"] is None, "the city has not removed it"


def test_the_same_text_in_another_form_is_told(world: World) -> None:
    html = world.publish("http://city.example/a.html", as_html(write_minutes(said=NAME)), media_type="html")
    copy = world.publish(
        "http://city.example/a2.html", as_html(write_minutes(said=NAME)) + b"<!-- -->", media_type="html"
    )
    world.ingest()
    assert withhold(world, html).alike == ((copy, "http://city.example/a2.html"),)


def test_an_ingest_that_comes_between_does_not_bring_it_back(world: World) -> None:
    """Sealed, but the command was killed before the index was changed: the next ingest does it, earlier ones too."""
    sha256 = world.publish(A, UNMASKED)
    world.ingest()
    with world.archive() as archive:
        archive.withhold(sha256, "氏名", WHEN)
    world.ingest()
    assert not finds(world, NAME)


def test_a_document_that_was_never_read(world: World) -> None:
    world.publish(B, as_text(write_minutes("令和元年8月2日", [LIBRARY], session="第2回")))
    sha256 = world.publish(A, UNMASKED)
    assert withhold(world, sha256) == Removal((), (), ())
    report = world.ingest()
    assert (report.meetings, world.ids()) == (1, [AUGUST])
    assert not finds(world, NAME)
