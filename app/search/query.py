"""What a person types → what the engine is asked: the one door to the query language in `app.search.language`."""

from __future__ import annotations

from app.search.language.close import Close, part_words, read_close
from app.search.language.fields import load_fields
from app.search.language.meanings import MeaningFinder
from app.search.language.parser import parse_tree
from app.search.language.reading import Expand, Reader, Reading, ValueParser
from app.search.language.tree import AllOf, Node
from app.search.language.weights import load_weights
from app.search.ports import Analyzer, Expander


def parse_query(
    text: str,
    analyzer: Analyzer,
    expander: Expander | None = None,
    *,
    expand: Expand = Expand.SYNONYMS,
    parse_values: ValueParser | None = None,
    find_meanings: MeaningFinder | None = None,
) -> Reading:
    """A question as typed → its reading; blank text asks for everything. Raises QueryError.

    `parse_values` gives the index's values for what stands behind 市:, 年度: and the like; without it those fields are
    refused. `find_meanings` gives those that a plain word is the name of.
    """
    reader = _make_reader(text, analyzer, expander, expand, parse_values, find_meanings)
    return reader.read(parse_tree(text, load_fields()))


def parse_close(
    text: str,
    analyzer: Analyzer,
    expander: Expander | None = None,
    *,
    expand: Expand = Expand.SYNONYMS,
    parse_values: ValueParser | None = None,
    find_meanings: MeaningFinder | None = None,
) -> Close | None:
    """The same question, of whose plain words some will do; None where it has no words that can be left out, and where
    nothing but what was written is wanted (`expand=none`). Raises QueryError as `parse_query`."""
    tree = parse_tree(text, load_fields())
    words, beside = part_words(tree)
    if not words or tree is None or expand is Expand.NONE:
        return None
    rest: Node | None = AllOf(beside, tree.place) if beside else None
    clause = (
        _make_reader(text, analyzer, expander, expand, parse_values, find_meanings).read(rest).clause if rest else None
    )
    synonyms = expand is Expand.SYNONYMS
    return read_close(words, clause, analyzer, expander, load_weights(), synonyms=synonyms, find_meanings=find_meanings)


def _make_reader(
    text: str,
    analyzer: Analyzer,
    expander: Expander | None,
    expand: Expand,
    parse_values: ValueParser | None,
    find_meanings: MeaningFinder | None,
) -> Reader:
    return Reader(
        text,
        analyzer,
        fields=load_fields(),
        weights=load_weights(),
        expander=expander,
        expand=expand,
        parse_values=parse_values,
        find_meanings=find_meanings,
    )
