"""A question → its tree, by the grammar in grammar.lark; the only module that knows lark.

LALR(1) with a stack of its own: no nesting, however deep, overflows Python's. What the grammar does not take becomes a
named mistake with its place; a proposed correction is parsed before it is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

import lark
from lark.common import LexerConf
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from app.search.language.errors import Mistake, QueryError
from app.search.language.fields import Fields
from app.search.language.lexer import Kind, Token, make_tokens
from app.search.language.tree import (
    AllOf,
    AnyOf,
    Beginning,
    InField,
    Near,
    Node,
    Place,
    Quote,
    Without,
    Word,
    iterate_nodes,
)

_MAX_STEPS = 20  # mistakes that one correction may mend; a text full of them is not a question
_NAMES = {Kind.OR: "OR", Kind.AND: "AND", Kind.NOT: "NOT（-）", Kind.NEAR: "NEAR"}


def parse_tree(query: str, fields: Fields) -> Node | None:
    """None for blank text. Raises QueryError, whose correction, if any, has no mistake left."""
    try:
        return _parse(query, fields)
    except QueryError as error:
        raise QueryError(
            error.mistake, str(error), query, error.place, correction=_mend(query, error.correction, fields)
        ) from None


def _mend(query: str, proposed: str | None, fields: Fields) -> str | None:
    """Correct what is left to correct, step by step; None if that comes to nothing."""
    for _ in range(_MAX_STEPS):
        if proposed is None or not proposed.strip() or proposed == query:
            return None
        try:
            _parse(proposed, fields)
        except QueryError as error:
            proposed = error.correction
        else:
            return proposed.strip()
    return None


def _parse(query: str, fields: Fields) -> Node | None:
    tokens = make_tokens(query, fields)
    if not tokens:
        return None
    try:
        made: Any = _make_parser().parse(tokens)
    except UnexpectedToken as error:
        raise _explain(query, tokens, error) from error
    return _build(query, made)


class _Handover(Lexer):
    """Gives our tokens to lark."""

    def __init__(self, conf: LexerConf) -> None:
        del conf

    def lex(self, data: Sequence[Token]) -> Iterator[lark.Token]:  # type: ignore[override]
        for number, token in enumerate(data):
            made = lark.Token(token.kind.value, token.text, start_pos=number)
            made.value = token
            yield made


@cache
def _make_parser() -> lark.Lark:
    grammar = (resources.files("app.search.language") / "grammar.lark").read_text(encoding="utf-8")
    return lark.Lark(grammar, parser="lalr", lexer=_Handover)


def _build(query: str, parsed: lark.Tree[lark.Token]) -> Node:
    """Lark's tree → ours, from the leaves up, without recursion."""
    built: dict[int, Node] = {}
    for branch in parsed.iter_subtrees():
        built[id(branch)] = _build_branch(query, branch, built)
    return built[id(parsed)]


def _build_branch(query: str, branch: lark.Tree[lark.Token], built: dict[int, Node]) -> Node:
    nodes = [built[id(child)] for child in branch.children if isinstance(child, lark.Tree)]
    tokens: list[Token] = [child.value for child in branch.children if isinstance(child, lark.Token)]
    match branch.data:
        case "any_of" if len(nodes) > 1:
            return AnyOf(tuple(nodes), _span(nodes))
        case "all_of" if len(nodes) > 1:
            first, last = nodes
            inside = first.nodes if isinstance(first, AllOf) else (first,)  # (a b) c is a b c
            return AllOf((*inside, last), _span(nodes))
        case "without" if tokens:
            return Without(nodes[0], Place(tokens[0].place.start, nodes[0].place.end))
        case "near" if len(nodes) > 1:
            return _build_near(query, nodes, tokens)
        case _:
            return _build_term(query, tokens, nodes)


def _build_term(query: str, tokens: list[Token], nodes: list[Node]) -> Node:
    """A term, one with its field, or what is in parentheses; a branch of one node is that node."""
    if not tokens:
        return nodes[0]
    token = tokens[0]
    match token.kind:
        case Kind.FIELD:
            return _build_field(query, token, nodes[0])
        case Kind.WORD:
            return Word(token.text, token.place)
        case Kind.QUOTE:
            return Quote(token.text, token.place)
        case Kind.BEGINNING:
            return Beginning(token.text, token.place)
        case _:
            return nodes[0]


def _build_field(query: str, token: Token, inner: Node) -> Node:
    for node in iterate_nodes(inner):
        if isinstance(node, InField):
            raise QueryError(
                Mistake.NESTED_FIELD,
                "項目の中に別の項目は書けません。",
                query,
                node.place,
                correction=query[: node.place.start] + query[node.inner.place.start :],
            )
    return InField(token.text, inner, Place(token.place.start, inner.place.end))


def _build_near(query: str, nodes: list[Node], tokens: list[Token]) -> Node:
    """A chain is the conjunction of its links."""
    sides = [_read_side(query, node, tokens[min(at, len(tokens) - 1)]) for at, node in enumerate(nodes)]
    links = [
        Near(sides[at], sides[at + 1], int(token.text), _span(nodes[at : at + 2])) for at, token in enumerate(tokens)
    ]
    return links[0] if len(links) == 1 else AllOf(tuple(links), _span(nodes))


def _read_side(query: str, node: Node, near: Token) -> tuple[Word, ...]:
    words = node.nodes if isinstance(node, AnyOf) else (node,)
    if all(isinstance(word, Word) for word in words):
        return tuple(word for word in words if isinstance(word, Word))
    raise QueryError(
        Mistake.NEAR_NEEDS_WORDS,
        "NEAR の両側は、言葉か、言葉を OR でつないで括弧で囲んだものにしてください。",
        query,
        node.place,
        correction=query[: near.place.start] + "AND" + query[near.place.end :],
    )


def _span(nodes: Sequence[Node]) -> Place:
    return Place(nodes[0].place.start, nodes[-1].place.end)


def _explain(query: str, tokens: Sequence[Token], error: UnexpectedToken) -> QueryError:
    """The first token that the grammar does not take → what is wrong."""
    at = len(tokens) if error.token.type == "$END" else int(error.token.start_pos or 0)
    before = tokens[at - 1] if at else None
    token = tokens[at] if at < len(tokens) else None
    if token is not None and token.kind is Kind.CLOSE and before is not None and before.kind is Kind.OPEN:
        return QueryError(
            Mistake.EMPTY_GROUP,
            "括弧の中に言葉がありません。",
            query,
            Place(before.place.start, token.place.end),
            correction=_cut(query, Place(before.place.start, token.place.end)),
        )
    if before is not None and before.kind in (Kind.OR, Kind.AND, Kind.NOT, Kind.NEAR, Kind.FIELD):
        return _make_dangling(query, before)
    if token is not None and token.kind in (Kind.OR, Kind.AND, Kind.NEAR):
        return _make_dangling(query, token)
    opened = [one for one in tokens[:at] if one.kind is Kind.OPEN]
    if token is not None:
        place, correction = token.place, _cut(query, token.place)
    else:
        place = _find_unclosed(tokens)
        correction = query + ")" * (len(opened) - sum(one.kind is Kind.CLOSE for one in tokens))
        if before is not None and before.kind is Kind.OPEN:
            correction = _cut(query, before.place)
    return QueryError(
        Mistake.UNBALANCED_PARENTHESES,
        "括弧の数が合いません。（ と ） を対にしてください。",
        query,
        place,
        correction=correction,
    )


def _find_unclosed(tokens: Sequence[Token]) -> Place:
    opened: list[Place] = []
    for token in tokens:
        if token.kind is Kind.OPEN:
            opened.append(token.place)
        elif token.kind is Kind.CLOSE:
            opened.pop()
    return opened[-1]


def _make_dangling(query: str, token: Token) -> QueryError:
    written = query[token.place.start : token.place.end]
    message = (
        f"「{written}」の後に言葉がありません。"
        if token.kind is Kind.FIELD
        else f"「{_NAMES[token.kind]}」でつなぐ言葉が足りません。"
    )
    return QueryError(Mistake.DANGLING_OPERATOR, message, query, token.place, correction=_cut(query, token.place))


def _cut(query: str, place: Place) -> str:
    return f"{query[: place.start].rstrip()} {query[place.end :].lstrip()}".strip()
