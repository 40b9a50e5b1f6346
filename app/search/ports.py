"""What a search needs from the rooms below it, as protocols: analysis, expansions, vocabulary, municipalities."""

from __future__ import annotations

from dataclasses import dataclass
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


class Expansion(Protocol):
    """`forms` are the tokens to look for; those of the word itself where the index makes no difference."""

    @property
    def kind(self) -> str:
        """`spelling` or `synonym`."""
        ...

    @property
    def text(self) -> str: ...

    @property
    def forms(self) -> tuple[str, ...]: ...

    @property
    def reason(self) -> str: ...


class Expander(Protocol):
    def expand(self, text: str) -> tuple[Expansion, ...]:
        """A whole word as typed → what else is meant by it."""
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


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a document as a city published it. `suffix` ends a file's name; `first_seen` is an ISO time, UTC."""

    body: bytes
    media_type: str
    suffix: str
    url: str
    first_seen: str


class Copies(Protocol):
    """The archive, read-only."""

    def fetch(self, sha256: str) -> Copy:
        """May raise NotFoundError, DocumentWithheldError, ArchiveUnreadableError."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A referral that is not filed yet. `title` and `department` where the text names them; `topics` are codes.
    `characters` counts what was handed in, of which `text` may be the beginning."""

    text: str
    title: str | None
    department: str | None
    topics: tuple[str, ...]
    characters: int


class Drafts(Protocol):
    """Reads what people hand in, as hostile input, and keeps nothing of it."""

    def read_text(self, text: str) -> Draft:
        """May raise TooLargeError, UsageError, ReaderBusyError."""
        ...

    def read_file(self, data: bytes) -> Draft:
        """DOCX, PDF or text. May raise TooLargeError, UsageError, ReaderBusyError."""
        ...


class Municipalities(Protocol):
    """The table of all municipality codes."""

    def find(self, name: str) -> tuple[Municipality, ...]:
        """A code (6 or 5 digits), a name, or a prefecture with a name → all that it may mean; empty if none.

        May raise UsageError for digits that are no code.
        """
        ...

    def reading(self, code: str) -> str:
        """A name in hiragana by its 6-digit code, "" where it is not known."""
        ...
