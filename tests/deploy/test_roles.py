"""The roles' files: valid, least, and enough for every call that the client makes."""

from __future__ import annotations

import re

import pytest

from app.engine.base import EngineRequest
from app.engine.opensearch import Address, open_engine
from app.errors import EngineAccessError

from .actions import CLUSTER_ENDPOINTS, SECURITY, TABLE, Need, load_roles, load_security
from .compose_file import ROOT
from .conftest import Made, open_as
from .gate import Gate

READER, WRITER = "shingikai_reader", "shingikai_writer"
ROLES = load_roles()
KINDS = ("items", "meetings", "coverage")
CLIENT = ROOT / "app" / "engine" / "opensearch"


def test_every_user_has_a_role_and_a_password_from_the_environment() -> None:
    users = load_security("internal_users.yml")
    mapping = load_security("roles_mapping.yml")
    assert set(users) == {"admin", "shingikai-reader", "shingikai-writer"}
    for name, told in users.items():
        variable = f"OPENSEARCH_{name.removeprefix('shingikai-').upper()}_PASSWORD"
        assert told["hash"] == f"${{envbc.{variable}}}"
        assert variable in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert mapping[READER]["users"] == ["shingikai-reader"]
    assert mapping[WRITER]["users"] == ["shingikai-writer"]
    assert users["admin"]["backend_roles"] == mapping["all_access"]["backend_roles"] == ["admin"]
    assert set(mapping) - {"all_access"} == set(ROLES)


@pytest.mark.parametrize("name", sorted(file.name for file in SECURITY.glob("*.yml")))
def test_no_anchors(name: str) -> None:
    """OpenSearch's reader takes an alias for a string."""
    text = (SECURITY / name).read_text(encoding="utf-8")
    assert not re.search(r"(?m)^[^#\n]*(?:: |- )[&*][a-z]", text)


def test_the_reader_changes_nothing() -> None:
    role = ROLES[READER]
    assert role.cluster == ()
    assert role.actions == {"indices:admin/mappings/get", "indices:data/read/get", "indices:data/read/search"}
    for (_, endpoint), actions in TABLE.items():
        writes = [action for action in actions if "/write/" in action or "/admin/" in action]
        for action in set(writes) - {"indices:admin/mappings/get"}:
            assert not role.allows(Need(action, "shingikai-items-v1-00000000")), endpoint


@pytest.mark.parametrize("name", [READER, WRITER])
def test_other_indices_are_out_of_reach(name: str) -> None:
    for index in (
        ".opendistro_security",
        "*",
        "_all",
        "shingikai",
        "shingikai-other",
        "other-items",
        "shingikai-items2",
    ):
        assert not any(ROLES[name].allows(Need(action, index)) for actions in TABLE.values() for action in actions)
    assert not ROLES[name].allows(Need("indices:data/read/search", "other-items-v1-00000000"))


def test_nothing_is_allowed_wholesale() -> None:
    for role in ROLES.values():
        broad = {action for action in role.actions if action.endswith("*")}
        # of these, parts have names of their own: bulk[s], refresh[s]
        assert broad <= {"indices:admin/forcemerge*", "indices:admin/refresh*", "indices:data/write/bulk*"}


def test_the_table_has_every_endpoint_of_the_client() -> None:
    sources = "\n".join(file.read_text(encoding="utf-8") for file in CLIENT.glob("*.py"))
    used = set(re.findall(r"/(_[a-z]+)", sources))
    known = {endpoint for _, endpoint in TABLE if endpoint} | set(CLUSTER_ENDPOINTS)
    assert used == known


@pytest.mark.slow
@pytest.mark.parametrize("size", ["small", "large"])
def test_each_side_does_its_work_with_its_role(gate: Gate, made: Made, size: str) -> None:
    reader, writer = open_as(gate, made, "reader"), open_as(gate, made, "writer", size=size)
    gate.calls.clear()
    try:
        if size == "small":
            state = reader.state()
            assert "nothing was indexed yet" in (state.reason or "")
        with writer.rebuild() as changes:
            for name in ("a", "b", "c"):
                changes.put("items", {"id": name})
        first = writer.generation()
        with writer.update() as changes:  # a copy of the first
            changes.put("items", {"id": "d"})
            changes.delete("items", ["a"])
        assert writer.roll_back() == first
        assert len(writer.list_generations()) == 2
        writer.prune()

        assert reader.state().ready
        found = reader.search(EngineRequest(limit=2, facets=("city",)))
        assert found.total == 3
        rest = reader.search(EngineRequest(limit=2, after=found.hits[-1].key, generation=found.generation))
        assert [hit.id for hit in (*found.hits, *rest.hits)] == ["a", "b", "c"]
        for one in (reader, writer):  # the command line searches as the writer
            assert one.get("items", "nowhere") is None
        for kind in KINDS:
            list(reader.iterate(kind))
            reader.list_ids(kind)
        with pytest.raises(EngineAccessError), reader.update() as changes:
            changes.put("items", {"id": "e"})
        assert writer.list_ids("items") == ("a", "b", "c")
    finally:
        reader.close()
        writer.close()
    assert gate.unknown == []
    assert {user for user, _ in gate.refused} == {"shingikai-reader"}
    assert {action for _, action in gate.refused} == {"indices:admin/create"}


@pytest.mark.slow
def test_no_more_than_is_used(gate: Gate) -> None:
    """Each action that a role allows was taken by some call of the tests before."""
    taken: dict[str, set[str]] = {READER: set(), WRITER: set()}
    for user, _, needs in gate.calls:
        taken[user.replace("-", "_")] |= {need.action for need in needs}
    for name, role in ROLES.items():
        unused = {
            action
            for action in role.actions
            if not any(one == action or (action.endswith("*") and one.startswith(action[:-1])) for one in taken[name])
        }
        assert unused == set(), name


@pytest.mark.slow
def test_a_wrong_password_is_told_without_repeating_it(gate: Gate, made: Made) -> None:
    engine = open_as(gate, made, "reader", "wrong-password")
    try:
        reason = engine.state().reason or ""
    finally:
        engine.close()
    assert "refuses this user" in reason
    assert "wrong-password" not in reason


@pytest.mark.slow
def test_another_authority_is_not_trusted(gate: Gate, made: Made) -> None:
    address = Address((gate.url,), "shingikai-reader", "any")
    engine = open_engine(address, built_with={}, deadline=5)
    try:
        assert "no trusted connection" in (engine.state().reason or "")
    finally:
        engine.close()
