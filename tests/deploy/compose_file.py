"""docker-compose.yml as data: variables put in, then read strictly by the compose specification's keys.

Only keys that are written here are taken, each of its type: a key that compose does not know is a failure, as is one of
its keys that nobody has looked at yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"

_VARIABLE = re.compile(
    r"""
    \$\$                                  # an escaped dollar
    | \$\{ (?P<name> [A-Za-z_]\w* )
      (?: (?P<how> :[-?] ) (?P<rest> [^}]* ) )?   # a default, or what is said where it is missing
      \}
    """,
    re.VERBOSE,
)

Size = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*[bkmg]$")]
Duration = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*(s|m|h)$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9._-]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Healthcheck(_Strict):
    test: list[str] = Field(default=[])
    disable: bool = False
    interval: Duration | None = None
    timeout: Duration | None = None
    start_period: Duration | None = None
    retries: int | None = None


class Bind(_Strict):
    create_host_path: bool


class Mount(_Strict):
    type: Literal["bind", "volume"]
    source: str
    target: str
    read_only: bool = False
    bind: Bind | None = None


def _read_mount(value: object) -> object:
    """The short form, `source:target[:ro]`, as the long one."""
    if not isinstance(value, str):
        return value
    source, target, *mode = value.split(":")
    assert mode in ([], ["ro"]), value
    kind = "bind" if source.startswith((".", "/")) else "volume"
    return {"type": kind, "source": source, "target": target, "read_only": mode == ["ro"]}


class Limit(_Strict):
    soft: int
    hard: int


class Dependency(_Strict):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Logging(_Strict):
    driver: str
    options: dict[str, str]


class Service(_Strict):
    image: str
    build: str | None = None
    command: list[str] = Field(default=[])
    user: Annotated[str, StringConstraints(pattern=r"^[0-9]+:[0-9]+$")] | None = None
    environment: dict[str, str] = Field(default={})
    volumes: list[Annotated[Mount, BeforeValidator(_read_mount)]] = Field(default=[])
    networks: list[Name]
    ports: list[Annotated[str, StringConstraints(pattern=r"^([0-9.]+:)?[0-9]+:[0-9]+$")]] = Field(default=[])
    profiles: list[Name] = Field(default=[])
    depends_on: dict[Name, Dependency] = Field(default={})
    healthcheck: Healthcheck | None = None
    restart: Literal["no", "always", "on-failure", "unless-stopped"]
    init: bool
    read_only: bool = False
    tmpfs: list[str] = Field(default=[])
    cap_drop: list[str]
    security_opt: list[str]
    mem_limit: Size
    pids_limit: int
    ulimits: dict[Literal["memlock", "nofile"], Limit] = Field(default={})
    stop_grace_period: Duration | None = None
    logging: Logging


class Network(_Strict):
    internal: bool = False


class Volume(_Strict):
    pass


class ComposeFile(_Strict):
    name: Name
    services: dict[Name, Service]
    networks: dict[Name, Network]
    volumes: dict[Name, Volume]


class MissingVariableError(Exception):
    """A variable without which compose refuses to start."""


def read_variables(file: Path) -> dict[str, str]:
    """A .env file of plain lines, as compose reads it."""
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def find_variables() -> set[str]:
    """The names of all variables that the file uses."""
    return {found["name"] for found in _VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8")) if found["name"]}


def load_compose(variables: Mapping[str, str]) -> ComposeFile:
    """MissingVariableError or pydantic's ValidationError if compose would not take it either."""

    def put_in(found: re.Match[str]) -> str:
        if not found["name"]:
            return "$"
        value = variables.get(found["name"], "")
        if value or not found["how"]:
            return value
        if found["how"] == ":?":
            raise MissingVariableError(f"{found['name']}: {found['rest']}")
        return found["rest"]

    content = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    filled = _map_strings(content, lambda text: _VARIABLE.sub(put_in, text))
    assert isinstance(filled, dict)
    return ComposeFile.model_validate({key: value for key, value in filled.items() if not key.startswith("x-")})


def _map_strings(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_strings(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _map_strings(one, change) for key, one in value.items()}
    return value
