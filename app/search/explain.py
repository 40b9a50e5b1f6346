"""How a question was read, and why an item was found: what GET /api/v1/explain answers and 「この検索の解釈」 shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from app.search.language.fields import load_fields
from app.search.language.lexer import QUOTES
from app.search.language.meanings import Meaning
from app.search.language.patterns import Pattern
from app.search.language.reading import Expand, Reading, TermReading
from app.search.language.tree import AllOf, AnyOf, Beginning, InField, Near, Node, Quote, Without, Word
from app.search.language.weights import Weights
from app.search.names import read_values
from app.search.results import AppliedExpansionOut, Shape
from app.search.snippets import find_matches

_FIELD_LABELS = {"title": "件名", "decision": "結論と付帯意見", "talk": "発言", "speaker": "発言者", "office": "所管課"}


class ExpansionOut(Shape):
    """What else a word was taken for. `same_form`: the index makes no difference between the two spellings. A `value`
    has no tokens: an item that has it scores `weight`, whatever it says."""

    kind: str = Field(description="spelling, synonym or value")
    text: str
    tokens: tuple[str, ...]
    reason: str
    same_form: bool
    filter: str | None = Field(default=None, description="of a value: the filter's name")
    values: tuple[str, ...] = Field(default=(), description="of a value: the filter's values")
    weight: float | None = Field(default=None, description="of a value: what an item scores for it")


class FieldOut(Shape):
    """A text field that was searched. A weight of 0 restricts and does not order."""

    name: str
    label: str
    weight: float


class TermOut(Shape):
    """One term of the question. `position` and `length` are code points of the question."""

    text: str
    kind: str = Field(description="word, quote, beginning or value")
    position: int
    length: int
    field: str | None = Field(description="the field that was named")
    fields: tuple[FieldOut, ...] = Field(description="the text fields that are searched; none for a value")
    tokens: tuple[str, ...] = Field(description="what is looked for; of a quote none, its characters count")
    exact: str | None = Field(description="a quote's characters in normal form")
    values: tuple[str, ...] = Field(description="the filter's values that are meant")
    expansions: tuple[ExpansionOut, ...]
    excluded: bool
    ignored: bool = Field(description="there is no letter or digit in it; it was passed over")


class TreeOut(Shape):
    """A node of the question. `op`: all, any, not, near, field, word, quote or beginning."""

    op: str
    text: str | None = None
    field: str | None = None
    distance: int | None = None
    parts: tuple[TreeOut, ...] = ()


class MatchOut(Shape):
    """Where a term stands in an item. `text` is what stands there; `anchor` the passage, None in the title."""

    term: int = Field(description="its place in terms")
    field: str
    anchor: str | None
    speaker: str | None
    page: int | None
    start: int
    end: int
    text: str


class HeldOut(Shape):
    """A value that an item has, and a term is the name of."""

    term: int = Field(description="its place in terms")
    filter: str
    text: str


class FoundOut(Shape):
    """Whether the question finds an item, where each of its terms stands, and which of its values they name; `missing`
    are those that do nowhere, and name none."""

    id: str
    title: str
    found: bool
    score: float = Field(description="BM25; 0 where nothing that scores was asked")
    matches: tuple[MatchOut, ...]
    held: tuple[HeldOut, ...] = ()
    missing: tuple[int, ...]


class ExplanationOut(Shape):
    """`canonical` is the question with every operator written out."""

    q: str
    canonical: str
    expand: str
    tree: TreeOut | None
    terms: tuple[TermOut, ...]
    item: FoundOut | None = None


def explain_reading(q: str, reading: Reading, weights: Weights, expand: Expand) -> ExplanationOut:
    """A question that was read → how."""
    return ExplanationOut(
        q=q,
        canonical=make_canonical(reading.tree),
        expand=expand.value,
        tree=_make_tree(reading.tree) if reading.tree is not None else None,
        terms=tuple(make_term(term, weights) for term in reading.terms),
    )


def list_expansions(reading: Reading) -> tuple[AppliedExpansionOut, ...]:
    """Every expansion of a question, with the word that it stands for; once, however often the word is there."""
    told = {
        (term.term.text, one.text): AppliedExpansionOut(
            term=term.term.text, kind=str(one.kind), text=one.text, reason=one.reason
        )
        for term in reading.terms
        for one in term.expansions
    }
    told |= {
        (term.term.text, one.text): AppliedExpansionOut(
            term=term.term.text,
            kind=one.kind,
            text=one.text,
            reason=one.reason,
            filter=one.field,
            values=one.values,
        )
        for term in reading.terms
        for one in term.meanings
    }
    return tuple(told.values())


def make_term(term: TermReading, weights: Weights) -> TermOut:
    """One term as it was read."""
    searched = () if term.values or term.ignored else (term.field.texts if term.field else weights.default)
    tokens = term.alternatives[0] if term.alternatives else ()
    return TermOut(
        text=term.term.text,
        kind="value" if term.values else type(term.term).__name__.lower(),
        position=term.term.place.start,
        length=term.term.place.end - term.term.place.start,
        field=term.field.label if term.field else None,
        fields=tuple(
            FieldOut(name=name, label=_FIELD_LABELS[name], weight=weight) for name, weight in weights.weigh(searched)
        ),
        tokens=tokens,
        exact=term.exact or None,
        values=term.values,
        expansions=tuple(
            ExpansionOut(
                kind=str(one.kind), text=one.text, tokens=one.forms, reason=one.reason, same_form=one.forms == tokens
            )
            for one in term.expansions
        )
        + tuple(_make_value(one, weights) for one in term.meanings),
        excluded=term.excluded,
        ignored=term.ignored,
    )


def _make_value(meaning: Meaning, weights: Weights) -> ExpansionOut:
    return ExpansionOut(
        kind=meaning.kind,
        text=meaning.text,
        tokens=(),
        reason=meaning.reason,
        same_form=False,
        filter=meaning.field,
        values=meaning.values,
        weight=weights.weigh_value(meaning.field),
    )


def make_canonical(node: Node | None, *, joint: str = " AND ") -> str:
    """A tree → a question that says the same, with every operator and parenthesis; `joint` may be a space."""
    match node:
        case None:
            return ""
        case AllOf(nodes) | AnyOf(nodes):
            return (joint if isinstance(node, AllOf) else " OR ").join(_bracket(one, joint) for one in nodes)
        case Without(inner):
            return f"NOT {_bracket(inner, joint)}"
        case InField(field, inner):
            return f"{load_fields().get(field).label}:{_bracket(inner, joint)}"
        case Near(left, right, distance):
            return f"{_side(left)} NEAR/{distance} {_side(right)}"
        case _:
            return _write_term(node)


def _bracket(node: Node, joint: str) -> str:
    written = make_canonical(node, joint=joint)
    return f"({written})" if isinstance(node, AllOf | AnyOf | Near) else written


def _side(words: Sequence[Word]) -> str:
    return words[0].text if len(words) == 1 else f"({' OR '.join(word.text for word in words)})"


def _write_term(node: Word | Quote | Beginning) -> str:
    match node:
        case Quote(text):
            return f"「{text}」" if set(text) & set(QUOTES) else f'"{text}"'
        case Beginning(text):
            return f"{text}*"
        case Word(text):
            return text


def _make_tree(node: Node) -> TreeOut:
    match node:
        case AllOf(nodes) | AnyOf(nodes):
            return TreeOut(op="all" if isinstance(node, AllOf) else "any", parts=tuple(map(_make_tree, nodes)))
        case Without(inner):
            return TreeOut(op="not", parts=(_make_tree(inner),))
        case InField(field, inner):
            return TreeOut(op="field", field=field, parts=(_make_tree(inner),))
        case Near(left, right, distance):
            parts = tuple(TreeOut(op="any", parts=tuple(map(_make_tree, side))) for side in (left, right))
            return TreeOut(op="near", distance=distance, parts=parts)
        case _:
            return TreeOut(op=type(node).__name__.lower(), text=node.text)


def find_terms(
    source: Mapping[str, Any], title: Mapping[str, Any], terms: Sequence[TermReading], weights: Weights
) -> tuple[tuple[MatchOut, ...], tuple[HeldOut, ...], tuple[int, ...]]:
    """An item's stored source and its title as a passage → (where each term stands, the values of the item that terms
    name, the terms that stand nowhere and name none).

    Values that were asked for outright and what is excluded stand nowhere and are not missed.
    """
    matches: list[MatchOut] = []
    held: list[HeldOut] = []
    missing: list[int] = []
    for number, term in enumerate(terms):
        if term.values or term.ignored or term.excluded:
            continue
        names = term.field.texts if term.field else weights.default
        found = list(_find_term(source, title, term, names))
        matches += [MatchOut(term=number, **one) for one in found]
        having = [one for one in term.meanings if set(one.values) & set(read_values(source, one.field))]
        held += [HeldOut(term=number, filter=one.field, text=one.text) for one in having]
        if not found and not having and set(names) & {"title", "talk", "decision"}:
            missing.append(number)
    return tuple(matches), tuple(held), tuple(missing)


def _find_term(
    source: Mapping[str, Any], title: Mapping[str, Any], term: TermReading, names: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    patterns = (Pattern(term.alternatives, names, isinstance(term.term, Beginning), term.exact),)
    passages = [("talk", passage) for passage in source["utterances"]] if {"talk", "decision"} & set(names) else []
    titles = [("title", title)] if "title" in names else []
    for field, passage in (*titles, *passages):
        for match in find_matches(passage, patterns):
            yield {
                "field": field,
                "anchor": passage["anchor"] or None,
                "speaker": passage.get("speaker"),
                "page": passage.get("page"),
                "start": match.start,
                "end": match.end,
                "text": passage["text"][match.start : match.end],
            }
