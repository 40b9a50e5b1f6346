"""The tree of a question → what the engine is asked, and how each of its terms was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from app.analyze.exact import make_quote_tokens, normalize_quote
from app.engine.base import And, Clause, MatchAll, Not, OneOf, Or, Phrase
from app.engine.base import Beginning as BeginningClause
from app.engine.base import Near as NearClause
from app.errors import UsageError
from app.normalize import normalize
from app.search.language.errors import Mistake, QueryError
from app.search.language.fields import Field, Fields
from app.search.language.meanings import Meaning, MeaningFinder, weigh_meanings
from app.search.language.patterns import Alternatives, Pattern
from app.search.language.tree import (
    AllOf,
    AnyOf,
    Beginning,
    InField,
    Near,
    Node,
    Place,
    Quote,
    Term,
    Without,
    Word,
)
from app.search.language.weights import Weights
from app.search.ports import Analyzer, Expander, Expansion

# Token sequences of a whole question: with three fields each, some 600 phrases for the engine, asked in 50 ms.
MAX_EXPANSIONS = 200
_SPELLING = "spelling"  # of the kinds of expansions


class Expand(StrEnum):
    """How much else a word may stand for: nothing but itself as it was written; other spellings; synonyms as well."""

    NONE = "none"
    SPELLING = "spelling"
    SYNONYMS = "synonyms"


ValueParser = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TermReading:
    """One term as it was read. `field` is the one that was named.

    `alternatives` are a word's token sequences, its own first, and `expansions` what else it was taken for; `meanings`
    the values that a plain word is the name of; `values` those of a keyword field; `exact` is a quote's normal form.
    `excluded`: below a NOT; `ignored`: there is nothing in it to search for (punctuation beside words).
    """

    term: Term
    field: Field | None
    alternatives: Alternatives = ()
    expansions: tuple[Expansion, ...] = ()
    values: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    exact: str = ""
    excluded: bool = False
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """`clause` asks the engine; `terms` stand in the question's order; `patterns` are what to mark in texts. `tree` is
    None for the blank question, which asks for everything."""

    tree: Node | None
    clause: Clause
    terms: tuple[TermReading, ...]
    patterns: tuple[Pattern, ...]


class Reader:
    """Reads one question; `parse_values` gives the index's values for a keyword field, or raises UsageError."""

    def __init__(
        self,
        query: str,
        analyzer: Analyzer,
        *,
        fields: Fields,
        weights: Weights,
        expander: Expander | None,
        expand: Expand,
        parse_values: ValueParser | None,
        find_meanings: MeaningFinder | None = None,
    ) -> None:
        self._query = query
        self._analyzer = analyzer
        self._fields = fields
        self._weights = weights
        self._expander = expander
        self._expand = expand
        self._parse_values = parse_values
        self._find_meanings = find_meanings
        self._terms: list[TermReading] = []
        self._patterns: list[Pattern] = []
        self._field: Field | None = None
        self._excluded = False
        self._expansions = 0

    def read(self, tree: Node | None) -> Reading:
        """Raises QueryError for a value that is unknown, for nothing to search for, and above `MAX_EXPANSIONS`."""
        if tree is None:
            return Reading(None, MatchAll(), (), ())
        clause = self._read(tree)
        if clause is None:
            self._refuse_nothing(tree.place)
        return Reading(tree, _include(clause), tuple(self._terms), tuple(dict.fromkeys(self._patterns)))

    def _read(self, node: Node) -> Clause | None:
        """None for a word without anything to search for; only a list of words may pass over it."""
        match node:
            case AllOf(nodes):
                clauses = [clause for one in nodes if (clause := self._read(one)) is not None]
                return _join(clauses) if clauses else None
            case AnyOf(nodes):
                return Or(tuple(dict.fromkeys(_include(self._demand(one)) for one in nodes)))
            case Without(inner):
                self._excluded = not self._excluded
                clause = Not(_include(self._demand(inner)))
                self._excluded = not self._excluded
                return clause
            case InField(field, inner):
                self._field = self._fields.get(field)
                clause = self._demand(inner)
                self._field = None
                return clause
            case Near() | Word() | Quote() | Beginning():
                return self._read_leaf(node)

    def _read_leaf(self, node: Near | Term) -> Clause | None:
        if isinstance(node, Near):
            return self._read_near(node)
        if self._field is not None and self._field.values:
            return self._read_value(node, self._field, self._field.values)
        match node:
            case Beginning():
                return self._read_beginning(node)
            case Quote():
                return self._read_quote(node)
            case Word():
                return self._read_word(node)

    def _demand(self, node: Node) -> Clause:
        clause = self._read(node)
        if clause is None:
            self._refuse_nothing(node.place)
        return clause

    def _read_quote(self, term: Quote) -> Clause:
        """The characters decide what is found; the words in it, where it has any, decide the order."""
        normal = normalize_quote(term.text)
        if not normal:
            self._refuse_nothing(term.place)
        self._count(1, term.place)
        self._terms.append(TermReading(term, self._field, excluded=self._excluded, exact=normal))
        if not self._excluded:
            self._patterns.append(Pattern((), self._texts, quote=normal))
        held = self._hold(normal)
        words = tuple(token.form for token in self._analyzer.analyze(normal).tokens)
        if not words or self._excluded:
            return held
        return And((held, Or((MatchAll(), Phrase(words, self._weights.weigh(self._texts))))))

    def _read_word(self, term: Word) -> Clause | None:
        alternatives, expansions = self._find_alternatives(term)
        if not alternatives:
            self._terms.append(TermReading(term, self._field, excluded=self._excluded, ignored=True))
            return None
        meant = self._find_meant(term)
        self._note(term, alternatives, expansions=expansions, meanings=tuple(meant))
        return _any([*self._ask_for(term, alternatives), *meant.values()])

    def _find_meant(self, term: Word) -> dict[Meaning, OneOf]:
        """What a word is the name of, each with what asks for it: none behind a field, or without synonyms."""
        if self._field is not None or self._find_meanings is None or self._expand is not Expand.SYNONYMS:
            return {}
        return weigh_meanings(self._find_meanings(term.text), self._weights)

    def _ask_for(self, term: Word, alternatives: Alternatives) -> list[Clause]:
        """The clauses of which one must hold."""
        names = self._weights.weigh(self._texts)
        asked: list[Clause] = [Phrase(tokens, names) for tokens in alternatives]
        if self._expand is not Expand.NONE:
            return asked
        # the index has one form for several spellings: the characters tell them apart
        return [And((*asked, self._hold(normalize_quote(term.text))))]

    def _hold(self, normal: str) -> Clause:
        """What holds these characters; scores nothing."""
        names = self._weights.exact(self._texts)
        tokens = make_quote_tokens(normal)
        if len(normal) == 1:
            return BeginningClause(tokens, names)
        return Phrase(tokens, tuple((name, 0.0) for name in names), overlapping=True)

    def _read_beginning(self, term: Beginning) -> Clause:
        """By the last token's form, and as it was written: サーバ* begins サーバー, whose form is the same."""
        tokens = self._analyzer.analyze(term.text).tokens
        if not tokens:
            self._refuse_nothing(term.place)
        forms = tuple(token.form for token in tokens)
        written = "".join(normalize(term.text[tokens[-1].start : tokens[-1].end]).text.lower().split())
        alternatives = tuple(dict.fromkeys((forms, (*forms[:-1], written))))
        self._note(term, alternatives, open_end=True)
        clauses = tuple(BeginningClause(one, self._texts) for one in alternatives)
        return clauses[0] if len(clauses) == 1 else Or(clauses)

    def _read_near(self, node: Near) -> Clause:
        if self._field is not None and self._field.values:
            raise QueryError(
                Mistake.NEAR_NEEDS_WORDS,
                f"「{self._field.label}」は値を選ぶ項目なので、NEAR は使えません。",
                self._query,
                node.place,
            )
        sides: list[Alternatives] = []
        scored: list[Clause] = []
        for words in (node.left, node.right):
            found: list[tuple[str, ...]] = []
            asked: list[Clause] = []
            for word in words:
                alternatives, expansions = self._find_alternatives(word)
                if not alternatives:
                    self._refuse_nothing(word.place)
                self._note(word, alternatives, expansions=expansions)
                found += alternatives
                asked += self._ask_for(word, alternatives)
            sides.append(tuple(dict.fromkeys(found)))
            scored.append(_any(asked))
        self._count(len(sides[0]) * len(sides[1]) * (node.distance + 1), node.place)
        # what is near is asked for and scored as the words that it is
        return And((NearClause(sides[0], sides[1], node.distance, self._texts), *scored))

    def _read_value(self, term: Term, field: Field, name: str) -> Clause:
        if self._parse_values is None:
            raise QueryError(Mistake.UNKNOWN_FIELD, f"ここでは「{field.label}」を使えません。", self._query, term.place)
        try:
            values = self._parse_values(name, term.text)
        except UsageError as error:
            raise QueryError(Mistake.UNKNOWN_VALUE, str(error), self._query, term.place) from error
        self._terms.append(TermReading(term, field, values=values, excluded=self._excluded))
        return OneOf(name, values)

    @property
    def _texts(self) -> tuple[str, ...]:
        return self._field.texts if self._field is not None else self._weights.default

    def _find_alternatives(self, term: Word) -> tuple[Alternatives, tuple[Expansion, ...]]:
        """The word's token sequences, its own first, and the expansions that they come from; nothing of a word without
        a token."""
        tokens = tuple(token.form for token in self._analyzer.analyze(term.text).tokens)
        if not tokens or self._expander is None or self._expand is Expand.NONE:
            return ((tokens,) if tokens else ()), ()
        expansions = tuple(
            one for one in self._expander.expand(term.text) if self._expand is Expand.SYNONYMS or one.kind == _SPELLING
        )
        return tuple(dict.fromkeys((tokens, *(one.forms for one in expansions)))), expansions

    def _note(
        self,
        term: Term,
        alternatives: Alternatives,
        *,
        expansions: tuple[Expansion, ...] = (),
        meanings: tuple[Meaning, ...] = (),
        open_end: bool = False,
    ) -> None:
        self._count(len(alternatives) + len(meanings), term.place)
        self._terms.append(
            TermReading(term, self._field, alternatives, expansions, meanings=meanings, excluded=self._excluded)
        )
        if not self._excluded:
            self._patterns.append(Pattern(alternatives, self._texts, open_end))

    def _count(self, number: int, place: Place) -> None:
        self._expansions += number
        if self._expansions > MAX_EXPANSIONS:
            raise QueryError(
                Mistake.TOO_MANY_EXPANSIONS,
                f"言い換えを含めると語句が{MAX_EXPANSIONS}を超えます。"
                "言葉を減らすか、NEAR の語数を小さくしてください。",
                self._query,
                place,
            )

    def _refuse_nothing(self, place: Place) -> NoReturn:
        raise QueryError(
            Mistake.NOTHING_TO_SEARCH,
            "検索できる文字がありません。記号だけでなく、言葉を入れてください。",
            self._query,
            place,
        )


def _include(clause: Clause) -> Clause:
    """The engines take an exclusion only inside `And`."""
    return And((clause,)) if isinstance(clause, Not) else clause


def _any(clauses: list[Clause]) -> Clause:
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else Or(distinct)


def _join(clauses: list[Clause]) -> Clause:
    """The same word twice asks once."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else And(distinct)
