"""The weights of the text fields, as `weights.toml` states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from app.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Weight:
    field: str
    weight: float
    default: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Weights:
    all: tuple[Weight, ...]

    @property
    def default(self) -> tuple[str, ...]:
        """The fields in which a word is looked for that names none."""
        return tuple(entry.field for entry in self.all if entry.default)

    def exact(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The fields in which quotes are found; each text field has one."""
        return tuple(f"{name}_exact" for name in fields)

    def weigh(self, fields: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
        """Fields with their weights, for the engine."""
        weights = {entry.field: entry.weight for entry in self.all}
        return tuple((name, weights[name]) for name in fields)


def parse_weights(text: str) -> Weights:
    """TOML with `[[field]]` tables; ConfigurationError for one that is negative or has no reason."""
    try:
        found = tuple(
            Weight(entry["name"], float(entry["weight"]), entry["default"], entry["reason"])
            for entry in tomllib.loads(text)["field"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"weights.toml: a field needs name, weight, default and reason ({error})") from error
    if wrong := [entry.field for entry in found if entry.weight < 0 or not entry.reason.strip()]:
        raise ConfigurationError(f"weights.toml: a weight is not negative and has a reason: {', '.join(wrong)}")
    return Weights(found)


@cache
def load_weights() -> Weights:
    """The project's own."""
    return parse_weights((resources.files("app.search.language") / "weights.toml").read_text(encoding="utf-8"))
