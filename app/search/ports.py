"""What a search needs from the rooms below it, as protocols: analysis, synonyms, vocabulary, municipalities."""

from __future__ import annotations

from typing import Protocol

from app.model import Municipality


class Token(Protocol):
    """`form` is what is indexed; `start` and `end` are code points of the text that was analysed."""

    @property
    def form(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Analysis(Protocol):
    @property
    def tokens(self) -> tuple[Token, ...]: ...


class Analyzer(Protocol):
    """The same that made the index's tokens."""

    def analyze(self, text: str) -> Analysis: ...


class Synonyms(Protocol):
    def expand(self, tokens: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """One word's tokens → the token sequences that mean the same (with or without the word itself)."""
        ...


class Entry(Protocol):
    """A value of a controlled vocabulary: `code` in URLs, `label` in Japanese."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...


class Vocabulary(Protocol):
    """The controlled vocabularies in their own order; a lookup takes a code or a label and gives None if unknown."""

    @property
    def topics(self) -> tuple[Entry, ...]: ...

    @property
    def outcomes(self) -> tuple[Entry, ...]: ...

    @property
    def kinds(self) -> tuple[Entry, ...]: ...

    def topic(self, code_or_label: str) -> Entry | None: ...

    def outcome(self, code_or_label: str) -> Entry | None: ...

    def kind(self, code_or_label: str) -> Entry | None: ...


class Municipalities(Protocol):
    """The table of all municipality codes."""

    def find(self, name: str) -> tuple[Municipality, ...]:
        """A code (6 or 5 digits), a name, or a prefecture with a name → all that it may mean; empty if none.

        May raise UsageError for digits that are no code.
        """
        ...
