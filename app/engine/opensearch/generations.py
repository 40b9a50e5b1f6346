"""Generations in the cluster: what is there, how one is begun, sealed, put in force and deleted.

A generation is one index of each kind. While it is built its `_meta` says so; sealed, it takes no more writes and its
`_meta` tells its id, what it was built with, how many documents it has and a checksum of their ids. One action of the
cluster swaps all aliases, so that nobody sees a mixture.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from app.engine.base import GenerationInfo
from app.engine.mapping import KINDS
from app.engine.opensearch.client import AbsentError, Client, RefusedError
from app.engine.opensearch.names import Names, sequence_of
from app.engine.opensearch.reading import SEALED, iterate_ids
from app.errors import ConfigurationError, EngineError

_log = logging.getLogger(__name__)

# An attempt of a client is a little longer.
_REPLICAS_TIMEOUT = "20s"
_REPLICAS_ASKED = 3
_BUILDING = {"index": {"refresh_interval": "-1", "merge": {"policy": {"expunge_deletes_allowed": 0.0}}}}


@dataclass(frozen=True, slots=True)
class Stored:
    """One generation as the cluster tells it. `metas` has the `_meta` of each kind's index that is there."""

    id: str
    metas: Mapping[str, Mapping[str, Any]]
    aliased: bool

    @property
    def sealed(self) -> bool:
        """Whether all of it was finished; a copy that was begun still bears the `_meta` of what it was copied from."""
        told = [self.metas.get(kind, {}) for kind in KINDS]
        return all((meta.get("state"), meta.get("generation")) == (SEALED, self.id) for meta in told)

    @property
    def info(self) -> GenerationInfo:
        counts = {kind: int(self.metas[kind].get("count", 0)) for kind in KINDS if kind in self.metas}
        created = str(next(iter(self.metas.values())).get("created", ""))
        return GenerationInfo(self.id, created, counts, self.aliased)


def make_ids_sum(ids: Iterable[str]) -> str:
    """A checksum of sorted ids."""
    digest = hashlib.blake2b(digest_size=16)
    for identity in ids:
        digest.update(identity.encode() + b"\n")
    return digest.hexdigest()


def load_definition(kind: str, size: str) -> dict[str, Any]:
    """`index_mappings/<kind>.json` as OpenSearch takes it, with the settings of an installation's size."""
    folder = resources.files("index_mappings")
    definition: dict[str, Any] = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
    sizes = json.loads((folder / "sizes.json").read_text(encoding="utf-8"))
    if size not in sizes:
        raise ConfigurationError(f"there is no size {size!r} of an installation; there are: {', '.join(sizes)}")
    index = definition.setdefault("settings", {}).setdefault("index", {})
    index |= sizes[size].get(kind, sizes[size]["default"]) | _BUILDING["index"]
    return definition


class Generations:
    """All generations below one prefix."""

    def __init__(self, client: Client, names: Names, size: str) -> None:
        self._client = client
        self._names = names
        self._definitions = {kind: load_definition(kind, size) for kind in KINDS}

    def list_all(self, *, patient: bool = True) -> tuple[Stored, ...]:
        """Newest first, unfinished ones too; with the patience of a writer, or of one who asks."""
        path = f"/{self._names.all_indices},{self._names.all_aliases}"
        request = self._client.tell if patient else self._client.ask
        answer = request("GET", path, ignore_unavailable="true", allow_no_indices="true")
        found: dict[str, dict[str, Mapping[str, Any]]] = {}
        aliased: set[str] = set()
        for index, told in answer.items():
            generation = self._names.generation_of(index)
            if generation is None:
                continue
            kind = next(kind for kind in KINDS if index == self._names.index(kind, generation))
            found.setdefault(generation, {})[kind] = told.get("mappings", {}).get("_meta", {})
            if self._names.alias(kind) in told.get("aliases", {}):
                aliased.add(generation)
        order = sorted(found, key=lambda one: (sequence_of(one), one), reverse=True)
        return tuple(Stored(one, found[one], one in aliased) for one in order)

    def begin(self, generation: str, parent: str | None) -> None:
        """New indices: empty, or copies of `parent`'s (its segments are linked, not copied)."""
        for kind in KINDS:
            index = self._names.index(kind, generation)
            if parent is None:
                self._make(f"/{index}", self._definitions[kind])
            else:
                writable = {"index.blocks.write": None, **_flatten(_BUILDING)}
                self._make(f"/{self._names.index(kind, parent)}/_clone/{index}", {"settings": writable})
                declared = self._definitions[kind]["mappings"].get("_meta", {})
                self._client.tell("PUT", f"/{index}/_mapping", {"_meta": {**declared, "state": "building"}})

    def seal(self, generation: str, ids: Mapping[str, tuple[str, ...]], meta: Mapping[str, Any]) -> None:
        """Check that the indices hold just these documents (by id), then close them to writing."""
        path = f"/{self._names.indices(generation)}"
        self._client.tell("POST", f"{path}/_refresh")
        self._client.tell("POST", f"{path}/_forcemerge", long=True, only_expunge_deletes="true")
        self._client.tell("POST", f"{path}/_refresh")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        for kind in KINDS:
            index = self._names.index(kind, generation)
            stored = tuple(iterate_ids(self._client.tell, index))
            if stored != ids[kind]:
                raise EngineError(
                    f"{index} holds {len(stored)} documents that are not the {len(ids[kind])} that were sent; "
                    "nothing was changed"
                )
            told = {
                **self._definitions[kind]["mappings"].get("_meta", {}),
                **meta,
                "state": SEALED,
                "generation": generation,
                "created": created,
                "count": len(stored),
                "shards": self._count_shards(index),
                "ids": make_ids_sum(stored),
            }
            self._client.tell("PUT", f"/{index}/_mapping", {"_meta": told})
        self._client.tell("PUT", f"{path}/_settings", {"index": {"blocks": {"write": True}}})
        self._wait_for_copies(generation)

    def put_in_force(self, generation: str, instead_of: str | None) -> None:
        """Swap all aliases in one action, which fails if they are not `instead_of`'s any more."""
        actions: list[dict[str, Any]] = []
        for kind in KINDS:
            alias = self._names.alias(kind)
            if instead_of is not None:
                old = self._names.index(kind, instead_of)
                actions.append({"remove": {"index": old, "alias": alias, "must_exist": True}})
            actions.append({"add": {"index": self._names.index(kind, generation), "alias": alias}})
        try:
            self._client.tell("POST", "/_aliases", {"actions": actions})
        except (AbsentError, RefusedError) as error:
            if [one.id for one in self.list_all() if one.aliased] != [generation]:  # else: it was asked for twice
                raise EngineError(
                    f"another generation was put in force meanwhile; nothing was changed: {error}"
                ) from error

    def delete(self, generations: Iterable[str]) -> None:
        for generation in generations:
            for kind in KINDS:
                self._client.tell("DELETE", f"/{self._names.index(kind, generation)}", ignore_unavailable="true")

    def _count_shards(self, index: str) -> int:
        """A copy has as many as what it was copied from, whatever the size of the installation is now."""
        (told,) = self._client.tell("GET", f"/{index}/_settings").values()
        return int(told["settings"]["index"]["number_of_shards"])

    def _make(self, path: str, body: Mapping[str, Any]) -> None:
        try:
            # all copies: a node that dies before the second one is there takes the first batches with it
            self._client.tell("PUT", path, body, wait_for_active_shards="all", timeout=_REPLICAS_TIMEOUT)
        except RefusedError as error:  # an answer that was lost: it was made the first time
            if error.kind != "resource_already_exists_exception":
                raise

    def _wait_for_copies(self, generation: str) -> None:
        """That a swap loses no safety; but a cluster that lacks a node goes on."""
        path = f"/_cluster/health/{self._names.indices(generation)}"
        status = "red"
        for _ in range(_REPLICAS_ASKED):
            answer = self._client.tell("GET", path, wait_for_status="green", timeout=_REPLICAS_TIMEOUT, ignore=(408,))
            status = str(answer.get("status"))
            if status == "green":
                return
        if status == "red":
            raise EngineError("parts of the new index are missing: the cluster has lost a node; run it again")
        _log.warning("the new index has fewer copies than it should; the cluster lacks a node")


def _flatten(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        flat |= _flatten(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value}
    return flat
