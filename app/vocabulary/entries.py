"""Kinds, outcomes and topics: loaded once from TOML, patterns compiled, found by code or Japanese label."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

from app.errors import ConfigurationError
from app.normalize import squeeze


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the vocabulary: `code` in URLs and data, `label` where people read, `reason` for whoever edits it."""

    code: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class OutcomeEntry(Entry):
    words: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class TopicEntry(Entry):
    """What each list does, and `threshold`, the score from which words in the discussion decide: app/classify/topic.py.
    `eased_by`, `implies`, `instead_of` hold codes of other topics."""

    title: tuple[re.Pattern[str], ...] = ()
    words: tuple[re.Pattern[str], ...] = ()
    context: tuple[re.Pattern[str], ...] = ()
    excluded: tuple[re.Pattern[str], ...] = ()
    threshold: float = 2.0
    states: tuple[re.Pattern[str], ...] = ()
    eased_by: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    kinds: tuple[Entry, ...]
    outcomes: tuple[OutcomeEntry, ...]
    topics: tuple[TopicEntry, ...]

    def kind(self, name: str) -> Entry | None:
        return _find(self.kinds, name)

    def outcome(self, name: str) -> OutcomeEntry | None:
        return _find(self.outcomes, name)

    def topic(self, name: str) -> TopicEntry | None:
        return _find(self.topics, name)


def _find(entries: Iterable[E], name: str) -> E | None:
    """By code or label; the label in any width."""
    wanted = squeeze(name)
    return next((e for e in entries if wanted in (e.code, squeeze(e.label))), None)


def load_vocabulary() -> Vocabulary:
    """The vocabulary that is shipped; ConfigurationError names the file and the entry that is wrong."""
    return Vocabulary(
        tuple(Entry(r["code"], r["label"], r["reason"]) for r in _read("kinds.toml", "kind")),
        tuple(
            OutcomeEntry(
                r["code"],
                r["label"],
                r["reason"],
                _compile("outcomes.toml", r, "words"),
                _compile("outcomes.toml", r, "unless"),
            )
            for r in _read("outcomes.toml", "outcome")
        ),
        tuple(
            TopicEntry(
                r["code"],
                r["label"],
                r["reason"],
                _compile("topics.toml", r, "title"),
                _compile("topics.toml", r, "words"),
                _compile("topics.toml", r, "context"),
                _compile("topics.toml", r, "not"),
                float(r.get("threshold", 2.0)),
                _compile("topics.toml", r, "states"),
                tuple(r.get("eased_by", ())),
                tuple(r.get("implies", ())),
                tuple(r.get("instead_of", ())),
            )
            for r in _read("topics.toml", "topic")
        ),
    )


def _read(name: str, key: str) -> list[Mapping[str, Any]]:
    try:
        rows = tomllib.loads((files("app.vocabulary") / name).read_text(encoding="utf-8"))[key]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigurationError(f"{name}: {error}") from error
    codes = [row["code"] for row in rows]
    if len(set(codes)) != len(codes):
        raise ConfigurationError(f"{name}: a code stands twice")
    return list(rows)


def _compile(name: str, row: Mapping[str, Any], key: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(pattern) for pattern in row.get(key, ()))
    except re.error as error:
        raise ConfigurationError(f"{name}: {row['code']}.{key}: {error}") from error
