"""What can be wrong with a question: each mistake by its name, with its place and what could be meant.

A question that is not understood is refused; nothing of it is ever left out or read in another way without saying so.
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import UsageError
from app.search.language.tree import Place


class Mistake(StrEnum):
    """The names are part of the API (`error` of the problem /problems/invalid-query)."""

    UNBALANCED_QUOTES = "UnbalancedQuotes"
    EMPTY_PHRASE = "EmptyPhrase"
    UNBALANCED_PARENTHESES = "UnbalancedParentheses"
    EMPTY_GROUP = "EmptyGroup"
    DANGLING_OPERATOR = "DanglingOperator"
    UNKNOWN_FIELD = "UnknownField"
    NESTED_FIELD = "NestedField"
    UNKNOWN_VALUE = "UnknownValue"
    INVALID_DISTANCE = "InvalidDistance"
    NEAR_NEEDS_WORDS = "NearNeedsWords"
    MISPLACED_WILDCARD = "MisplacedWildcard"
    NOTHING_TO_SEARCH = "NothingToSearch"
    TOO_LONG = "TooLong"
    TOO_MANY_TERMS = "TooManyTerms"
    TOO_MANY_EXPANSIONS = "TooManyExpansions"


class QueryError(UsageError):
    """A question that cannot be asked (HTTP 400). `place` is where in `query`; `correction` a whole question that can
    be, or None where nothing can be proposed."""

    def __init__(
        self, mistake: Mistake, message: str, query: str, place: Place, *, correction: str | None = None
    ) -> None:
        super().__init__("q", message)
        self.mistake = mistake
        self.query = query
        self.place = place
        self.correction = correction
