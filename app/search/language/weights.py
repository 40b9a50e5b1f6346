"""The weights of the text fields, and the other numbers of the order of hits, as `weights.toml` states them."""

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
    close: float  # where some of the words will do
    default: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ValueWeight:
    """What an item scores for having a value that a plain word is the name of. `close`: where some words will do."""

    field: str
    weight: float
    close: float
    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    name: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Weights:
    all: tuple[Weight, ...]
    numbers: tuple[Number, ...] = ()
    values: tuple[ValueWeight, ...] = ()

    @property
    def default(self) -> tuple[str, ...]:
        """The fields in which a word is looked for that names none."""
        return tuple(entry.field for entry in self.all if entry.default)

    def number(self, name: str) -> float:
        """KeyError for one that `weights.toml` doesn't have."""
        return {one.name: one.value for one in self.numbers}[name]

    def weigh_value(self, field: str, *, close: bool = False) -> float:
        """0 for a field of which the values' names mean no more than any word."""
        return next((one.close if close else one.weight for one in self.values if one.field == field), 0.0)

    def exact(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The fields in which quotes are found; each text field has one."""
        return tuple(f"{name}_exact" for name in fields)

    def weigh(self, fields: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
        """Fields with their weights, for the engine."""
        weights = {entry.field: entry.weight for entry in self.all}
        return tuple((name, weights[name]) for name in fields)

    @property
    def close(self) -> tuple[tuple[str, float], ...]:
        """The default fields with their weights for what comes close."""
        return tuple((entry.field, entry.close) for entry in self.all if entry.default)


def parse_weights(text: str) -> Weights:
    """TOML with `[[field]]`, `[[value]]` and `[[number]]` tables; ConfigurationError for a negative one, or one
    without a reason."""
    try:
        table = tomllib.loads(text)
        found = tuple(
            Weight(entry["name"], float(entry["weight"]), float(entry["close"]), entry["default"], entry["reason"])
            for entry in table["field"]
        )
        numbers = tuple(
            Number(entry["name"], float(entry["value"]), entry["reason"]) for entry in table.get("number", ())
        )
        values = tuple(
            ValueWeight(entry["name"], float(entry["weight"]), float(entry["close"]), entry["reason"])
            for entry in table.get("value", ())
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            "weights.toml: a field needs name, weight, close, default and reason, a value all of them but default, "
            "a number name, value and reason: "
            f"{error}"
        ) from error
    stated = [
        *((one.field, min(one.weight, one.close), one.reason) for one in found),
        *((one.field, min(one.weight, one.close), one.reason) for one in values),
        *((n.name, n.value, n.reason) for n in numbers),
    ]
    if wrong := [name for name, value, reason in stated if value < 0 or not reason.strip()]:
        raise ConfigurationError(f"weights.toml: a weight is not negative and has a reason: {', '.join(wrong)}")
    return Weights(found, numbers, values)


@cache
def load_weights() -> Weights:
    """The project's own."""
    return parse_weights((resources.files("app.search.language") / "weights.toml").read_text(encoding="utf-8"))
