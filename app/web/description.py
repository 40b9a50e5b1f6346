"""The API's description as a page: OpenAPI's document → operations by room, with what many of them share told once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.search.dimensions import NEGATED

_SHARED = 3  # operations that take a parameter in the same words: from here on it is told once for all
_IN_PATH = "必須。URL の一部。"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    description: str
    example: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """`parameters` are its own; `shares`: it takes those that many take, too. `body` are the fields of what is sent, by
    any of the media types in `sent_as`. `examples`: answers by status, as text."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    shares: bool
    sent_as: tuple[str, ...]
    body: tuple[Parameter, ...]
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """`shared` are parameters that many operations take; `negated` those that leave out what another selects."""

    summary: str
    version: str
    rooms: tuple[Room, ...]
    shared: tuple[Parameter, ...]
    negated: tuple[Parameter, ...]


def describe(document: Mapping[str, Any]) -> Description:
    """Rooms are the operations' first tags; the one with the most comes first, and in it the shortest path."""
    listed = [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]
    counted = Counter(_make_key(given) for _, _, one in listed for given in one.get("parameters", ()))
    many = {key for key, count in counted.items() if count >= _SHARED and not _is_in_path(key)}
    shared = {
        _make_key(given): _make_parameter(given)
        for _, _, one in listed
        for given in one.get("parameters", ())
        if _make_key(given) in many
    }
    rooms: dict[str, list[Operation]] = {}
    for path, method, one in listed:
        rooms.setdefault(one["tags"][0], []).append(_make_operation(path, method, one, many))
    return Description(
        summary=document["info"]["summary"],
        version=document["openapi"],
        rooms=tuple(
            Room(name, tuple(sorted(found, key=lambda one: len(one.path))))
            for name, found in sorted(rooms.items(), key=lambda room: -len(room[1]))
        ),
        shared=tuple(one for one in shared.values() if not one.name.startswith(NEGATED)),
        negated=tuple(one for one in shared.values() if one.name.startswith(NEGATED)),
    )


def _make_operation(path: str, method: str, one: Mapping[str, Any], many: set[tuple[str, str, str]]) -> Operation:
    given = one.get("parameters", ())
    content = one.get("requestBody", {}).get("content", {})
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        description=one.get("description", ""),
        parameters=tuple(_make_parameter(entry) for entry in given if _make_key(entry) not in many),
        shares=any(_make_key(entry) in many for entry in given),
        sent_as=tuple(content),
        body=tuple({field.name: field for field in _iterate_fields(content.values())}.values()),
        examples=tuple(_iterate_examples(one["responses"])),
    )


def _make_key(parameter: Mapping[str, Any]) -> tuple[str, str, str]:
    return parameter["in"], parameter["name"], parameter.get("description", "")


def _is_in_path(key: tuple[str, str, str]) -> bool:
    return key[0] == "path"


def _make_parameter(parameter: Mapping[str, Any]) -> Parameter:
    example = parameter.get("example")
    told = example if example is None or isinstance(example, str) else str(example[0])
    return Parameter(parameter["name"], parameter.get("description", _IN_PATH), told or None)


def _iterate_fields(bodies: Iterable[Mapping[str, Any]]) -> Iterator[Parameter]:
    for body in bodies:
        for name, field in body["schema"].get("properties", {}).items():
            yield Parameter(name, field.get("description", _tell_limits(field)), None)


def _tell_limits(field: Mapping[str, Any]) -> str:
    least, most, default = (field.get(key) for key in ("minimum", "maximum", "default"))
    limits = f"{least}から{most}まで。" if least is not None and most is not None else ""
    return limits + (f"指定がなければ{default}。" if default is not None else "")


def _iterate_examples(responses: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, response in responses.items():
        answer = response.get("content", {}).get("application/json", {})
        if "example" in answer:
            yield status, json.dumps(answer["example"], ensure_ascii=False, indent=2)
