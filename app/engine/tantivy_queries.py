"""What is asked of one kind's index, as tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

import tantivy
from tantivy import Occur, Query

from app.engine.base import (
    MAX_DISTANCE,
    MAX_EXPANSIONS,
    And,
    Beginning,
    Clause,
    MatchAll,
    Near,
    Not,
    OneOf,
    Or,
    Phrase,
)
from app.engine.mapping import KindMapping
from app.errors import ExpansionLimitError, UsageError

_SIGNS = re.compile(r"[\\.+*?()|\[\]{}^$#&\-~]")  # those of regular expressions


class QueryBuilder:
    """Makes queries for the index that `searcher` reads."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, mapping: KindMapping) -> None:
        self._schema = schema
        self._searcher = searcher
        self._mapping = mapping

    def build(self, clause: Clause, selections: Sequence[tuple[str, tuple[str, ...]]] = ()) -> Query:
        """The clause, and all of the selections (field, values), which score nothing."""
        parts = [(Occur.Must, self._build_clause(clause))]
        for name, values in selections:
            self.check_keyword(name)
            parts.append((Occur.Must, self._build_values(name, values)))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def check_keyword(self, name: str) -> None:
        """UsageError for a field that holds no exact values."""
        if name not in self._mapping.keywords:
            raise UsageError(name, f"{name} is not a field to filter or count by; there are: {self._mapping.keywords}")

    def _build_clause(self, clause: Clause) -> Query:
        match clause:
            case MatchAll():
                return silence(Query.all_query())
            case Phrase() | Beginning() | Near() | OneOf():
                return self._build_leaf(clause)
            case And(clauses):
                return self._build_all_of(clauses)
            case Or(clauses):
                return Query.boolean_query([(Occur.Should, self._build_clause(one)) for one in clauses])
            case Not():
                raise UsageError("query", "an exclusion stands only beside something that is searched for")

    def _build_all_of(self, clauses: Sequence[Clause]) -> Query:
        parts: list[tuple[Occur, Query]] = []
        for one in clauses:
            match one:
                case Not(clause):
                    parts.append((Occur.MustNot, self._build_clause(clause)))
                case Or(others) if MatchAll() in others:  # holds for all, and scores: no walk through all for it
                    parts += [(Occur.Should, self._build_clause(other)) for other in others if other != MatchAll()]
                case _:
                    parts.append((Occur.Must, self._build_clause(one)))
        if not any(occur is Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, silence(Query.all_query())))
        return Query.boolean_query(parts)

    def _build_leaf(self, clause: Phrase | Beginning | Near | OneOf) -> Query:
        match clause:
            case Phrase():
                return self._build_phrase(clause)
            case Beginning():
                return self._build_beginning(clause)
            case Near():
                return self._build_near(clause)
            case OneOf(name, values, weight):
                self.check_keyword(name)
                if not weight >= 0:
                    raise UsageError(name, f"a weight must not be negative: {weight}")
                return self._build_values(name, values, weight)

    def _build_values(self, name: str, values: Sequence[str], score: float = 0.0) -> Query:
        # A set of values is a walk through all of their documents before the first one is asked for; the documents of a
        # single value are read along with the rest of the query, and skipped where nothing else holds.
        if len(values) == 1:
            return Query.const_score_query(Query.term_query(self._schema, name, values[0]), score)
        return Query.const_score_query(Query.term_set_query(self._schema, name, list(values)), score)

    def _build_phrase(self, phrase: Phrase) -> Query:
        if not phrase.tokens or not phrase.fields:
            raise UsageError("query", "a phrase needs a word and a field")
        alternatives = []
        for name, boost in phrase.fields:
            self._check_text(name)
            if not boost >= 0:
                raise UsageError(name, f"a boost must not be negative: {boost}")
            if len(phrase.tokens) == 1:
                query = Query.term_query(self._schema, name, phrase.tokens[0])
            elif phrase.overlapping:
                query = Query.phrase_query(self._schema, name, self._choose_cover(name, phrase.tokens))
            else:
                query = Query.phrase_query(self._schema, name, list(phrase.tokens))
            alternatives.append((Occur.Should, Query.boost_query(query, boost) if boost else silence(query)))
        return Query.boolean_query(alternatives)

    def _choose_cover(self, name: str, tokens: Sequence[str]) -> list[str | tuple[int, str]]:
        """Of overlapping tokens (place, token) the rarest that hold all of the text: no two neighbours left out."""
        sizes = [self._searcher.doc_freq(name, token) for token in tokens]
        least: list[tuple[int, tuple[int, ...]]] = []  # of covers that end with each token: (documents, places)
        for place, size in enumerate(sizes):
            before, places = min(least[-2:], default=(0, ()))
            least.append((before + size, (*places, place)))
        return [(place, tokens[place]) for place in least[-1][1]]

    def _build_beginning(self, clause: Beginning) -> Query:
        if not clause.tokens or not clause.fields:
            raise UsageError("query", "a beginning needs a word and a field")
        *before, last = clause.tokens
        alternatives = []
        for name in clause.fields:
            self._check_text(name)
            if not before:
                query = Query.regex_query(self._schema, name, f"{_escape(last)}.*")
            else:
                if len(self._searcher.terms_with_prefix(name, last, limit=MAX_EXPANSIONS + 1)) > MAX_EXPANSIONS:
                    raise ExpansionLimitError(last, MAX_EXPANSIONS)
                words: list[str | tuple[int, str]] = [*map(_escape, before), f"{_escape(last)}.*"]
                query = Query.regex_phrase_query(self._schema, name, words)
            alternatives.append((Occur.Should, query))
        return silence(Query.boolean_query(alternatives))

    def _build_near(self, clause: Near) -> Query:
        """tantivy's slop may be spent within a phrase, so each distance is a phrase of its own, with the places of its
        words."""
        if not clause.fields or not all((*clause.left, *clause.right)) or not clause.left or not clause.right:
            raise UsageError("query", "nearness needs two words and a field")
        if not 0 <= clause.distance <= MAX_DISTANCE:
            raise UsageError("query", f"a distance is 0 to {MAX_DISTANCE}, not {clause.distance}")
        alternatives = []
        for name in clause.fields:
            self._check_text(name)
            for one, other in _iterate_orders(clause):
                for gap in range(clause.distance + 1):
                    words: list[str | tuple[int, str]] = [*enumerate(one), *enumerate(other, len(one) + gap)]
                    alternatives.append((Occur.Should, Query.phrase_query(self._schema, name, words)))
        return silence(Query.boolean_query(alternatives))

    def _check_text(self, name: str) -> None:
        if name not in self._mapping.texts:
            raise UsageError(name, f"{name} is not a text field; there are: {self._mapping.texts}")


def _iterate_orders(clause: Near) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each pair of sides, in both orders."""
    for left, right in product(clause.left, clause.right):
        yield left, right
        if left != right:
            yield right, left


def _escape(token: str) -> str:
    """Taken literally in a regular expression of tantivy's, which refuses a backslash before what is no sign of its."""
    return _SIGNS.sub(r"\\\g<0>", token)


def silence(query: Query) -> Query:
    """The same documents, each with the score 0."""
    return Query.const_score_query(query, 0.0)
