"""Generations: what there is, going back to the one before, and clearing away."""

from __future__ import annotations

import pytest

from app.engine.base import Engine, EngineRequest
from app.errors import CursorExpiredError, EngineError, IndexMissingError

from .conftest import EngineFactory


def write(engine: Engine, *identities: str) -> str:
    with engine.rebuild() as writer:
        for identity in identities:
            writer.put("items", {"id": identity})
    return engine.state().generation or ""


def test_nothing_is_there(engine: Engine) -> None:
    assert engine.list_generations() == ()
    assert engine.generation() is None
    assert engine.prune() == ()
    with pytest.raises(EngineError, match="no other generation"):
        engine.roll_back()
    with pytest.raises(IndexMissingError):
        engine.get("items", "a")


def test_the_present_one_and_the_one_before(engine: Engine, engine_factory: EngineFactory) -> None:
    made = [write(engine, *"abcd"[:count]) for count in (1, 2, 3)]
    for one in (engine, engine_factory()):
        listed = one.list_generations()
        assert [(g.id, g.current, g.counts["items"]) for g in listed] == [(made[2], True, 3), (made[1], False, 2)]
        assert listed[0].created >= listed[1].created > "2020"
        assert one.generation() == made[2]


def test_going_back_and_forth(engine: Engine, engine_factory: EngineFactory) -> None:
    before, after = write(engine, "a"), write(engine, "a", "b")
    other = engine_factory()
    assert other.list_ids("items") == ("a", "b")
    assert engine.roll_back() == before
    for one in (engine, other):
        assert one.list_ids("items") == ("a",)
        assert one.state().generation == before
    assert engine.roll_back() == after
    assert other.list_ids("items") == ("a", "b")


def test_an_update_goes_on_from_what_was_gone_back_to(engine: Engine) -> None:
    write(engine, "a")
    write(engine, "b")
    engine.roll_back()
    with engine.update() as writer:
        writer.put("items", {"id": "c"})
    assert engine.list_ids("items") == ("a", "c")


def test_pruning_keeps_the_present_one(engine: Engine) -> None:
    before, after = write(engine, "a"), write(engine, "b")
    assert engine.prune() == (before,)
    assert [one.id for one in engine.list_generations()] == [after]
    assert engine.list_ids("items") == ("b",)
    with pytest.raises(EngineError):
        engine.roll_back()


def test_what_is_pruned_is_gone_for_who_read_it_before(engine: Engine, engine_factory: EngineFactory) -> None:
    """It may have what was withheld since."""
    before, other = write(engine, "a"), engine_factory()
    write(engine, "b")
    asked = EngineRequest(limit=1, generation=before)
    assert [hit.id for hit in other.search(asked).hits] == ["a"]
    engine.prune()
    with pytest.raises(CursorExpiredError):
        other.search(asked)


def test_nobody_goes_back_or_prunes_beside_a_writer(engine: Engine, engine_factory: EngineFactory) -> None:
    write(engine, "a")
    write(engine, "b")
    with engine.update():
        for change in (engine_factory().roll_back, engine_factory().prune):
            with pytest.raises(EngineError, match="another"):
                change()
