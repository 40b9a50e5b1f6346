"""Which actions of OpenSearch a REST call takes, and whether a role of deploy/opensearch/roles.yml allows them.

The security plugin judges actions, not addresses. An action of the cluster is allowed by its name alone, any other on
every index that it names. A call that is not in the table is a failure: whoever adds one to the client adds it here and
looks whether the roles allow it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import yaml

from .compose_file import ROOT

SECURITY = ROOT / "deploy" / "opensearch"
_BULK = "indices:data/write/bulk"
_BULK_SHARD = "indices:data/write/bulk[s]"

# (method, endpoint) → actions on the indices of the path. The endpoint "" is the index itself.
TABLE = {
    ("GET", ""): ("indices:admin/get",),
    ("PUT", ""): ("indices:admin/create",),
    ("DELETE", ""): ("indices:admin/delete",),
    ("GET", "_mapping"): ("indices:admin/mappings/get",),
    ("PUT", "_mapping"): ("indices:admin/mapping/put",),
    ("GET", "_settings"): ("indices:monitor/settings/get",),
    ("PUT", "_settings"): ("indices:admin/settings/update",),
    ("POST", "_search"): ("indices:data/read/search",),
    ("POST", "_refresh"): ("indices:admin/refresh", "indices:admin/refresh[s]"),
    ("POST", "_forcemerge"): ("indices:admin/forcemerge",),
    ("GET", "_doc"): ("indices:data/read/get",),
    ("PUT", "_doc"): ("indices:data/write/index", _BULK_SHARD),
    ("DELETE", "_doc"): ("indices:data/write/delete", _BULK_SHARD),
    # of what is copied and of the copy
    ("PUT", "_clone"): ("indices:admin/resize", "indices:monitor/stats"),
}
# what stands in a path before any index
CLUSTER_ENDPOINTS = ("_bulk", "_aliases", "_cluster")


class UnknownCallError(Exception):
    """The table does not tell what this takes."""


@dataclass(frozen=True, slots=True)
class Need:
    """An action; `index` is None for one of the cluster."""

    action: str
    index: str | None = None


def list_needs(method: str, path: str, body: bytes) -> set[Need]:
    """What a call takes. UnknownCallError for one that the table lacks."""
    first, *rest = path.partition("?")[0].strip("/").split("/")
    if first == "_bulk":
        return {Need(_BULK), *_list_bulk(body)}
    if first == "_aliases":
        targets = (one for action in json.loads(body)["actions"] for one in action.values())
        return {Need("indices:admin/aliases", target[key]) for target in targets for key in ("index", "alias")}
    if first == "_cluster" and rest[:1] == ["health"]:
        return {Need("cluster:monitor/health")}
    endpoint = rest[0] if rest else ""
    actions = TABLE.get((method, endpoint))
    if actions is None or first.startswith("_"):
        raise UnknownCallError(f"{method} {path}")
    needs = {Need(action, index) for action in actions for index in first.split(",")}
    if endpoint == "_clone":
        needs |= {Need("indices:admin/resize", rest[1]), Need("indices:admin/create", rest[1])}
    if endpoint == "_doc" and method != "GET":
        needs.add(Need(_BULK))
    return needs


def _list_bulk(body: bytes) -> Iterator[Need]:
    lines = iter(body.splitlines())
    for line in lines:
        ((kind, target),) = json.loads(line).items()
        yield Need(_BULK_SHARD, target["_index"])
        yield Need(f"indices:data/write/{kind}", target["_index"])
        if kind != "delete":
            next(lines)


@dataclass(frozen=True, slots=True)
class Role:
    cluster: tuple[str, ...]
    indices: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @property
    def actions(self) -> set[str]:
        return {*self.cluster, *(action for _, actions in self.indices for action in actions)}

    def allows(self, need: Need) -> bool:
        if need.index is None:
            return _matches(need.action, self.cluster)
        index = need.index
        return any(_matches(index, names) and _matches(need.action, actions) for names, actions in self.indices)


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def load_security(name: str) -> dict[str, Any]:
    content = yaml.safe_load((SECURITY / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return {key: value for key, value in content.items() if key != "_meta"}


def load_roles() -> dict[str, Role]:
    return {
        name: Role(
            tuple(told["cluster_permissions"]),
            tuple((tuple(one["index_patterns"]), tuple(one["allowed_actions"])) for one in told["index_permissions"]),
        )
        for name, told in load_security("roles.yml").items()
    }
