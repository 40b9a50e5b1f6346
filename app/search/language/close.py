"""What comes close to a question that few items answer whole: its words cut into what carries meaning, of which some
will do. Everything else that was asked (quotes, fields, NEAR, exclusions) must still hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.engine.base import And, Clause, Or, Phrase
from app.search.language.meanings import MeaningFinder, weigh_meanings
from app.search.language.patterns import Pattern
from app.search.language.tree import AllOf, Node, Word
from app.search.language.weights import Weights
from app.search.ports import Analyzer, Expander, Token

# A sentence of a draft has some 30; with three fields each, 60 are as many clauses as the most expansions give.
MAX_TERMS = 60
_PARTICLE = re.compile(
    r"""
    [ぁ-ゖー]{1,3}   # hiragana alone: particles and endings (の, には, する, ください is longer and rare in its turn)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Close:
    """`clause` holds for items with some of `terms`, which are parts of the question as they were typed."""

    clause: Clause
    terms: tuple[str, ...]
    patterns: tuple[Pattern, ...]


def part_words(tree: Node | None) -> tuple[tuple[Word, ...], tuple[Node, ...]]:
    """The words of a plain list, and what stands beside them; no words where the question is anything else."""
    nodes = tree.nodes if isinstance(tree, AllOf) else (tree,) if tree is not None else ()
    words = tuple(node for node in nodes if isinstance(node, Word))
    return words, tuple(node for node in nodes if not isinstance(node, Word))


def read_close(
    words: Sequence[Word],
    beside: Clause | None,
    analyzer: Analyzer,
    expander: Expander | None,
    weights: Weights,
    *,
    synonyms: bool,
    find_meanings: MeaningFinder | None = None,
) -> Close | None:
    """Words, and what must hold beside them → what comes close; None where there is no part to leave out."""
    runs = [run for word in words for run in _cut_runs(word.text, analyzer)]
    tokens = tuple(dict.fromkeys(token.form for _, run in runs for token in run))[:MAX_TERMS]
    if len(tokens) < 2:
        return None
    names = weights.close
    joined = tuple((name, weight * weights.number("close_compound")) for name, weight in names)
    asked: dict[Clause, None] = {Phrase((token,), names): None for token in tokens}
    patterns: dict[Pattern, None] = {}
    for text, run in runs[:MAX_TERMS]:
        forms = tuple(token.form for token in run)
        others = [one.forms for one in expander.expand(text) if synonyms or one.kind == "spelling"] if expander else []
        if len(forms) > 1:
            asked[Phrase(forms, joined)] = None
        asked |= {Phrase(other, names): None for other in others}
        patterns[Pattern(tuple(dict.fromkeys((forms, *others))), weights.default)] = None
        patterns |= {Pattern(((form,),), weights.default): None for form in forms}
    if find_meanings and synonyms:
        named = [one for word in words for one in find_meanings(word.text)]
        asked |= dict.fromkeys(weigh_meanings(named, weights, close=True).values())
    some = Or(tuple(asked))
    return Close(
        And((some, beside)) if beside is not None else some,
        tuple(dict.fromkeys(text for text, _ in runs[:MAX_TERMS])),
        tuple(patterns),
    )


def _cut_runs(text: str, analyzer: Analyzer) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Compounds of a text: neighbouring tokens without a particle between them."""
    run: list[Token] = []
    for token in analyzer.analyze(text).tokens:
        if run and (token.start > run[-1].end or _PARTICLE.fullmatch(text[token.start : token.end])):
            yield text[run[0].start : run[-1].end], tuple(run)
            run = []
        if not _PARTICLE.fullmatch(text[token.start : token.end]):
            run.append(token)
    if run:
        yield text[run[0].start : run[-1].end], tuple(run)
