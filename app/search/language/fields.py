"""The fields that a question can name, as `fields.toml` states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

from app.errors import ConfigurationError
from app.normalize import squeeze


@dataclass(frozen=True, slots=True)
class Field:
    """`texts`: the text fields of the index that are searched; `values`: the keyword field that must have a value.
    One of them is given."""

    name: str
    label: str
    aliases: tuple[str, ...]
    texts: tuple[str, ...]
    values: str | None


@dataclass(frozen=True, slots=True)
class Fields:
    all: tuple[Field, ...]

    def get(self, name: str) -> Field:
        return next(field for field in self.all if field.name == name)

    def find(self, alias: str) -> Field | None:
        """By what stands before a colon, in any width and case."""
        wanted = squeeze(alias).lower()
        return next((field for field in self.all if wanted in field.aliases), None)

    def find_close(self, alias: str) -> str | None:
        """The alias that was most likely meant, if any is close."""
        known = [one for field in self.all for one in field.aliases]
        # 0.6 is difflib's own default: 所轄課 reaches 所管課 (0.67), 会議 reaches nothing.
        return next(iter(get_close_matches(squeeze(alias).lower(), known, n=1, cutoff=0.6)), None)


def parse_fields(text: str) -> Fields:
    """TOML with `[[field]]` tables; ConfigurationError for one that has not exactly one of `texts` and `values`."""
    try:
        found = tuple(
            Field(
                entry["name"],
                entry["label"],
                tuple(entry["aliases"]),
                tuple(entry.get("texts", ())),
                entry.get("values"),
            )
            for entry in tomllib.loads(text)["field"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigurationError(f"fields.toml: a field lacks its name, label or aliases ({error})") from error
    for field in found:
        if bool(field.texts) == bool(field.values):
            raise ConfigurationError(f"fields.toml: {field.name} needs either texts or values")
    aliases = [alias for field in found for alias in field.aliases]
    if len(set(aliases)) != len(aliases):
        raise ConfigurationError("fields.toml: an alias stands in two fields")
    return Fields(found)


@cache
def load_fields() -> Fields:
    """The project's own list."""
    return parse_fields((resources.files("app.search.language") / "fields.toml").read_text(encoding="utf-8"))
