"""Words that mean the same in these minutes, for questions only: an allow-list, never the dictionary's groups."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from app.analyze.sudachi import Analyzer
from app.errors import ConfigurationError

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Terms that may stand for one another, as a person writes them, and why they may."""

    terms: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """A term as the list has it, its tokens, and why it may stand for the others of its group."""

    text: str
    forms: Tokens
    reason: str


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`alternatives` maps a term's tokens to the other terms of its group."""

    alternatives: Mapping[Tokens, tuple[Synonym, ...]]

    def find(self, tokens: Tokens) -> tuple[Synonym, ...]:
        """A whole term's tokens → what else to look for.

        An alternative that holds the term or another alternative finds nothing more and is left out (クラウドサービス
        where クラウド stands). No part of a term is replaced: マイナンバーカード is in a group of its own.
        """
        others = self.alternatives.get(tokens, ())
        group = (tokens, *(other.forms for other in others))
        return tuple(
            other for other in others if not any(_holds(other.forms, one) for one in group if one != other.forms)
        )


def parse_synonyms(text: str) -> tuple[SynonymGroup, ...]:
    """TOML with `[[group]]` tables of `terms` (two or more) and `reason`; ConfigurationError otherwise."""
    try:
        entries = tomllib.loads(text).get("group", [])
        groups = tuple(SynonymGroup(tuple(entry["terms"]), entry["reason"]) for entry in entries)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigurationError(f"synonyms.toml: each [[group]] needs terms and a reason ({error})") from error
    for group in groups:
        if len(group.terms) < 2 or not group.reason.strip():
            raise ConfigurationError(f"synonyms.toml: {group.terms} needs two terms and a reason")
    return groups


def build_synonyms(groups: Iterable[SynonymGroup], analyzer: Analyzer) -> Synonyms:
    """Cut the terms as the index's text was cut. ConfigurationError for a term without tokens or in two groups."""
    alternatives: dict[Tokens, tuple[Synonym, ...]] = {}
    for group in groups:
        members: dict[Tokens, Synonym] = {}
        for term in group.terms:
            forms = analyzer.analyze(term).forms
            members.setdefault(forms, Synonym(term, forms, group.reason))
        for member in members:
            if not member or member in alternatives:
                raise ConfigurationError(f"synonyms.toml: a term of {group.terms} is empty or stands in two groups")
            alternatives[member] = tuple(other for forms, other in members.items() if forms != member)
    return Synonyms(MappingProxyType(alternatives))


def load_synonyms(analyzer: Analyzer) -> Synonyms:
    """The project's own list, `app/vocabulary/synonyms.toml`."""
    text = (resources.files("app.vocabulary") / "synonyms.toml").read_text(encoding="utf-8")
    return build_synonyms(parse_synonyms(text), analyzer)


def _holds(tokens: Tokens, part: Tokens) -> bool:
    return any(tokens[start : start + len(part)] == part for start in range(len(tokens) - len(part) + 1))
