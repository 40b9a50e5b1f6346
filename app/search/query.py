"""The query language: what a person types → a tree for the engine, and the words to highlight.

Words with white space between them must all be found (AND); `"…"` is an exact run of words, without synonyms.
Both are cut into tokens by the analyser that made the index; a word of several tokens is a phrase of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.engine.base import And, Clause, MatchAll, Or, Phrase
from app.errors import UsageError
from app.search.ports import Analyzer, Synonyms

# Long enough for a sentence out of a referral, short enough that no tree grows without bound.
MAX_QUERY_LENGTH = 1000

Alternatives = tuple[tuple[str, ...], ...]  # token sequences that stand for one word


@dataclass(frozen=True, slots=True)
class FieldBoost:
    field: str
    boost: float
    reason: str


FIELD_BOOSTS = (
    FieldBoost("title", 3.0, "a word in an item's title says what the item is about"),
    FieldBoost("decision", 2.0, "a word in the decision or its conditions was ruled on, not only mentioned"),
    FieldBoost("talk", 1.0, "the discussion is long and mentions much in passing"),
)
_FIELDS = tuple((entry.field, entry.boost) for entry in FIELD_BOOSTS)

_QUOTES = '"＂“”'  # ASCII, full-width, and the curly pair that Japanese keyboards and word processors make
_TERM = re.compile(
    rf"""
      [{_QUOTES}] (?P<phrase> [^{_QUOTES}]* ) [{_QUOTES}]   # "…": an exact run of words
    | (?P<word> [^\s{_QUOTES}]+ )                           # a word: up to white space (U+3000 too) or a quote
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`clause` asks the engine; `groups` holds for each word or phrase its token sequences, for highlighting."""

    clause: Clause
    groups: tuple[Alternatives, ...]


def parse_query(text: str, analyzer: Analyzer, synonyms: Synonyms | None = None) -> ParsedQuery:
    """A query as typed → `ParsedQuery`; blank text asks for everything.

    Raises UsageError("q") for an unclosed quote, more than `MAX_QUERY_LENGTH` characters, or text in which
    there is nothing to search for (punctuation only).
    """
    if len(text) > MAX_QUERY_LENGTH:
        raise UsageError(
            "q", f"検索する言葉が長すぎます（{len(text)}文字）。{MAX_QUERY_LENGTH}文字までにしてください。"
        )
    if sum(text.count(quote) for quote in _QUOTES) % 2:
        raise UsageError("q", '引用符「"」が閉じられていません。語句の前後に一つずつ付けてください。')
    groups: list[Alternatives] = []
    for term in _TERM.finditer(text):
        exact = term["phrase"] is not None
        tokens = tuple(token.form for token in analyzer.analyze(term["phrase"] if exact else term["word"]).tokens)
        if tokens:
            groups.append(_make_alternatives(tokens, None if exact else synonyms))
    if not groups and text.strip():
        raise UsageError("q", "検索できる文字がありません。記号だけでなく、言葉を入れてください。")
    return ParsedQuery(_make_clause(groups), tuple(groups))


def _make_alternatives(tokens: tuple[str, ...], synonyms: Synonyms | None) -> Alternatives:
    others = synonyms.expand(tokens) if synonyms else ()
    return tuple(dict.fromkeys((tokens, *(other for other in others if other))))


def _make_clause(groups: list[Alternatives]) -> Clause:
    clauses: list[Clause] = []
    for alternatives in dict.fromkeys(groups):
        phrases = tuple(Phrase(tokens, _FIELDS) for tokens in alternatives)
        clauses.append(phrases[0] if len(phrases) == 1 else Or(phrases))
    if not clauses:
        return MatchAll()
    return clauses[0] if len(clauses) == 1 else And(tuple(clauses))
