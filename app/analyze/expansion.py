"""What else a word of a question stands for: other spellings by rule, synonyms from the list; each with its reason.

The index holds one form for most spellings (取扱い, 取扱 → 取り扱い): those are told, and found without asking
for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.analyze.spelling import CHARACTERS, Variants, load_variants, propose_spellings
from app.analyze.sudachi import Analyzer
from app.analyze.synonyms import Synonyms, load_synonyms

_MOST = 12  # expansions of a word: what can be read in a line; a word has three or four


class ExpansionKind(StrEnum):
    SPELLING = "spelling"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class Expansion:
    """`forms` are the tokens to look for; those of the word itself where the index makes no difference."""

    kind: ExpansionKind
    text: str
    forms: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Expander:
    """Shared by all questions; remembers nothing."""

    analyzer: Analyzer
    synonyms: Synonyms
    variants: Variants

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """A whole word as typed → what else is meant by it; spellings first, then the synonyms of all spellings."""
        own = self.analyzer.analyze(text)
        found: dict[str, Expansion] = {}
        for spelling in propose_spellings(text, own, self.analyzer, self.variants):
            forms = self.analyzer.analyze(spelling.text).forms
            # an older character in a name that the dictionary joins is found anyway, and nobody asks for it
            if forms and not (spelling.reason == CHARACTERS and forms == own.forms):
                found.setdefault(
                    spelling.text, Expansion(ExpansionKind.SPELLING, spelling.text, forms, spelling.reason)
                )
        for forms in dict.fromkeys((own.forms, *(one.forms for one in found.values()))):
            for synonym in self.synonyms.find(forms):
                found.setdefault(
                    synonym.text, Expansion(ExpansionKind.SYNONYM, synonym.text, synonym.forms, synonym.reason)
                )
        return tuple(found.values())[:_MOST]


def load_expander(analyzer: Analyzer) -> Expander:
    """With the project's own lists, `app/vocabulary/synonyms.toml` and `variants.toml`."""
    return Expander(analyzer, load_synonyms(analyzer), load_variants())
