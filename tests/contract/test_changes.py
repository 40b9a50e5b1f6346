"""What a writer changes, when readers see it, and what an index says of itself."""

from __future__ import annotations

import os
import random
import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from app.engine.base import Engine, EngineRequest, MatchAll, Phrase, Sort, Writer
from app.errors import CursorExpiredError, EngineError, IndexMissingError, UsageError

from .brute_force import ALL_FIELDS, Item, count_facet, find, make_item, make_items
from .conftest import BUILT_WITH, EngineFactory

pytestmark = pytest.mark.slow  # indexes are written again and again


class InventedError(Exception):
    pass


def put_all(writer: Writer, items: list[Item]) -> None:
    for item in items:
        writer.put("items", item)


def assert_holds(engine: Engine, items: list[Item]) -> None:
    """The engine answers as one that holds just these items."""
    for query in (MatchAll(), Phrase(("諮問",), ALL_FIELDS), Phrase(("個人", "情報"), ALL_FIELDS)):
        request = EngineRequest(query, facets=("city", "topic"), limit=1000)
        result = engine.search(request)
        assert {hit.id: hit.source for hit in result.hits} == {i["id"]: i["source"] for i in find(items, request)}
        assert result.facets == {name: count_facet(items, request, name) for name in request.facets}
    assert engine.list_ids("items") == tuple(sorted(item["id"] for item in items))


def fail_while_writing(engine: Engine, items: list[Item], how: str) -> Writer:
    """The writer that was at work when its context ended with an error."""
    with suppress(InventedError), engine.update() if how == "update" else engine.rebuild() as writer:
        put_all(writer, items[20:30])
        writer.delete("items", [items[0]["id"]])
        writer.delete("meetings", ["m"])
        raise InventedError
    return writer


def test_nothing_was_indexed_yet(engine: Engine) -> None:
    state = engine.state()
    assert (state.ready, state.generation, state.items, state.meetings) == (False, None, 0, 0)
    assert state.reason
    assert "shingikai ingest" in state.reason
    for ask in (
        lambda: engine.search(EngineRequest()),
        lambda: engine.get("items", "x"),
        lambda: engine.list_ids("items"),
        lambda: list(engine.iterate("items")),
    ):
        with pytest.raises(IndexMissingError):
            ask()


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_an_empty_index_answers(engine: Engine, how: str) -> None:
    with engine.update() if how == "update" else engine.rebuild():
        pass
    state = engine.state()
    assert (state.ready, state.items, state.meetings, state.reason) == (True, 0, 0, None)
    for sort in Sort:
        result = engine.search(EngineRequest(sort=sort, facets=("city",), filters={"topic": ("cloud",)}))
        assert (result.total, result.hits, result.facets, result.more) == (0, (), {"city": ()}, False)
    assert engine.get("items", "x") is None
    assert engine.list_ids("coverage") == ()
    assert list(engine.iterate("meetings")) == []


def test_all_kinds(engine: Engine, engine_factory: EngineFactory) -> None:
    with engine.rebuild() as writer:
        writer.put("items", {"id": "m1-i1", "source": {"n": 1, "日本": ["語", None, 1.5, True]}})
        writer.put("meetings", {"id": "m2", "code": "999999", "date": "2020-01-01", "source": {"n": 2}})
        writer.put("meetings", {"id": "m1", "source": {"n": 1}})
        writer.put("coverage", {"id": "999999-2020", "code": "999999", "year": "2020", "state": "collected"})
    for one in (engine, engine_factory()):
        assert one.get("items", "m1-i1") == {"n": 1, "日本": ["語", None, 1.5, True]}
        assert one.get("meetings", "m1-i1") is None
        assert one.list_ids("meetings") == ("m1", "m2")
        assert list(one.iterate("meetings")) == [{"n": 1}, {"n": 2}]
        assert one.get("coverage", "999999-2020") == {}
        state = one.state()
        assert (state.ready, state.items, state.meetings, state.built_with) == (True, 1, 2, BUILT_WITH)


@pytest.mark.parametrize("seed", range(3))
def test_updates_come_to_the_same_as_one_build(engine: Engine, engine_factory: EngineFactory, seed: int) -> None:
    """Puts, replacements and deletions in several updates, some of them on the same document."""
    source = random.Random(seed)
    model = {item["id"]: item for item in make_items(seed, 40)}
    with engine.update() as writer:
        put_all(writer, list(model.values()))
    for step in range(4):
        with engine.update() as writer:
            for number in range(12):
                match source.choice(("new", "replace", "delete", "twice", "back")):
                    case "new":
                        item = make_item(source, 1000 * (step + 1) + number)
                        writer.put("items", item)
                        model[item["id"]] = item
                    case "delete":
                        identity = source.choice(sorted(model))
                        writer.delete("items", [identity, "never-was"])
                        del model[identity]
                    case kind:
                        identity = source.choice(sorted(model))
                        for _ in range(2 if kind == "twice" else 1):
                            item = {**make_item(source, number), "id": identity}
                            writer.put("items", item)
                        if kind == "back":
                            writer.delete("items", iter([identity]))
                            writer.put("items", item)
                        model[identity] = item
        assert_holds(engine, list(model.values()))
    assert_holds(engine_factory(), list(model.values()))


def test_a_rebuild_begins_empty(engine: Engine, items: list[Item]) -> None:
    with engine.rebuild() as writer:
        put_all(writer, items)
    with engine.rebuild() as writer:
        put_all(writer, items[:7])
    assert_holds(engine, items[:7])


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_a_failed_writer_leaves_everything_as_it_was(engine: Engine, items: list[Item], how: str) -> None:
    with engine.update() as writer:
        put_all(writer, items[:20])
        writer.put("meetings", {"id": "m"})
    before = engine.state()
    writer = fail_while_writing(engine, items, how)
    assert engine.state() == before
    assert_holds(engine, items[:20])
    with pytest.raises(EngineError):
        writer.put("items", items[0])
    with engine.update() as writer:  # and the next one may write
        writer.put("items", items[20])
    assert_holds(engine, items[:21])


def test_changes_show_when_the_context_ends(engine: Engine, engine_factory: EngineFactory, items: list[Item]) -> None:
    other = engine_factory()
    with engine.update() as writer:
        put_all(writer, items[:5])
        assert not other.state().ready
    assert_holds(other, items[:5])
    with engine.update() as writer:
        put_all(writer, items[5:9])
        writer.delete("items", [items[0]["id"]])
        for one in (engine, other):
            assert_holds(one, items[:5])
    for one in (engine, other):
        assert_holds(one, items[1:9])


def test_an_update_without_changes_changes_nothing(engine: Engine, items: list[Item]) -> None:
    with engine.update() as writer:
        put_all(writer, items[:3])
    before = engine.state().generation
    with engine.update() as writer:
        writer.delete("items", ["never-was"])
    assert engine.state().generation == before


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_two_writers(engine: Engine, engine_factory: EngineFactory, how: str) -> None:
    """An ingest and a rebuild at once: the second is told who is at it."""
    with engine.update() if how == "update" else engine.rebuild() as writer:
        writer.put("items", {"id": "a"})
        for one in (engine, engine_factory()):
            for begin in (one.update, one.rebuild):
                with pytest.raises(EngineError, match=rf"another process is writing.*process {os.getpid()}\b"), begin():
                    pass
    assert engine.list_ids("items") == ("a",)


def test_a_cursor_keeps_its_generation(engine: Engine, items: list[Item]) -> None:
    with engine.rebuild() as writer:
        put_all(writer, items[:30])
    request = EngineRequest(Phrase(("諮問",), ALL_FIELDS), limit=1000)
    whole = engine.search(request)
    first = engine.search(replace(request, limit=3))
    follow = replace(request, after=first.hits[-1].key, generation=first.generation)
    with engine.rebuild() as writer:
        put_all(writer, items[100:])
    rest = engine.search(follow)
    assert (*first.hits, *rest.hits) == whole.hits
    assert rest.generation == first.generation != engine.state().generation
    for _ in range(2):
        with engine.update() as writer:
            writer.put("items", {"id": f"new-{random.random()}"})
    # The contract promises one generation back; that a reader still holds an older one is its own affair.
    for gone in ("000001-00000000", "..", "", "no such thing"):
        with pytest.raises(CursorExpiredError):
            engine.search(replace(follow, generation=gone))


def test_a_fresh_reader_finds_an_old_cursor_expired(
    engine: Engine, engine_factory: EngineFactory, items: list[Item]
) -> None:
    with engine.rebuild() as writer:
        put_all(writer, items[:30])
    first = engine.search(EngineRequest(limit=3))
    for identity in "ab":
        with engine.rebuild() as writer:
            writer.put("items", {"id": identity})
    with pytest.raises(CursorExpiredError):
        engine_factory().search(EngineRequest(after=first.hits[-1].key, generation=first.generation))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": ""},
        {"id": 7},
        {"id": "x" * 513},
        {"id": "x", "colour": "red"},
        {"id": "x", "year": 2020},
        {"id": "x", "topic": ["cloud", None]},
        {"id": "x", "topic": {"code": "cloud"}},
        {"id": "x", "city": "長" * 11_000},
        {"id": "x", "talk": 1},
        {"id": "x", "talk": "\ud800"},
        {"id": "x", "date": "2020年1月"},
        {"id": "x", "source": {1, 2}},
        {"id": "x", "source": {"n": float("nan")}},
    ],
)
def test_documents_that_do_not_fit(engine: Engine, document: Item) -> None:
    with engine.update() as writer:
        writer.put("items", {"id": "x", "city": "あさひ市"})
        with pytest.raises(EngineError):
            writer.put("items", document)
    assert engine.search(EngineRequest(facets=("city",))).facets["city"] == (("あさひ市", 1),)


def test_unknown_kinds(engine: Engine) -> None:
    with engine.update() as writer:
        for change in (lambda: writer.put("things", {"id": "x"}), lambda: writer.delete("things", ["x"])):
            with pytest.raises(UsageError):
                change()
    for ask in (lambda: engine.get("things", "x"), lambda: engine.list_ids("things"), lambda: engine.iterate("things")):
        with pytest.raises(UsageError):
            ask()


def test_iterating_sees_one_generation(engine: Engine, items: list[Item]) -> None:
    with engine.rebuild() as writer:
        put_all(writer, items[:20])
    sources = iter(engine.iterate("items"))
    begun = [next(sources)]
    with engine.rebuild() as writer:
        writer.put("items", {"id": "other"})
    expected = [item["source"] for item in sorted(items[:20], key=lambda item: item["id"])]
    assert begun + list(sources) == expected


def test_searching_throughout_rebuilds(engine: Engine, engine_factory: EngineFactory) -> None:
    """Each generation holds only items of one city; a search that mixed two would see two, or a wrong total."""
    size = 30
    with engine.rebuild() as writer:
        put_all(writer, [{"id": f"i{n}", "city": "0", "title": "諮問", "source": {"city": "0"}} for n in range(size)])
    stop = threading.Event()
    seen: list[set[str]] = [set(), set(), set()]
    failures: list[BaseException] = []

    def read(place: int, reader: Engine) -> None:
        try:
            while not stop.is_set():
                request = EngineRequest(Phrase(("諮問",), ALL_FIELDS), facets=("city",), limit=size)
                result = reader.search(request)
                cities = {str(hit.source["city"]) for hit in result.hits}
                assert (result.total, len(result.hits), len(cities)) == (size, size, 1)
                assert result.facets["city"] == ((cities.pop(), size),)
                seen[place].update(value for value, _ in result.facets["city"])
        except BaseException as error:  # noqa: BLE001  handed to the test below
            failures.append(error)

    readers = [engine, engine, engine_factory()]
    threads = [threading.Thread(target=read, args=(place, reader)) for place, reader in enumerate(readers)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(1, 9):
            city = str(turn)
            with engine.rebuild() if turn % 2 else engine.update() as writer:
                for number in range(size):
                    writer.put("items", {"id": f"i{number}", "city": city, "title": "諮問", "source": {"city": city}})
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert all(len(cities) > 2 for cities in seen)
    assert engine.search(EngineRequest(facets=("city",))).facets["city"] == (("8", size),)
