"""What a person types → what the engine is asked: the one door to the query language in `app.search.language`."""

from __future__ import annotations

from app.search.language.fields import load_fields
from app.search.language.parser import parse_tree
from app.search.language.reading import Expand, Reader, Reading, ValueParser
from app.search.language.weights import load_weights
from app.search.ports import Analyzer, Expander


def parse_query(
    text: str,
    analyzer: Analyzer,
    expander: Expander | None = None,
    *,
    expand: Expand = Expand.SYNONYMS,
    parse_values: ValueParser | None = None,
) -> Reading:
    """A question as typed → its reading; blank text asks for everything. Raises QueryError.

    `parse_values` gives the index's values for what stands behind 市:, 年度: and the like; without it those fields are
    refused.
    """
    fields = load_fields()
    reader = Reader(
        text,
        analyzer,
        fields=fields,
        weights=load_weights(),
        expander=expander,
        expand=expand,
        parse_values=parse_values,
    )
    return reader.read(parse_tree(text, fields))
