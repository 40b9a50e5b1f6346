"""`"…"` finds all and only the items of which a text holds the string in normal form: against grep, on both engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.analyze.exact import make_exact_text, normalize_exactly, normalize_quote
from app.engine.base import Engine, EngineRequest
from app.search.language.lexer import QUOTES
from app.search.query import parse_query
from app.search.snippets import find_matches
from samples.source_format import parse_sources
from tests.support.invented import ToyAnalyzer

from .conftest import PARAMETERS

SOURCES = Path(__file__).parents[2] / "samples" / "sources"
ODD = (
    *(
        "総務課長が課長級の者をいう。",
        "個人",
        "情報",
        "会　長",
        "a b c ab c d",
        "J-L I S と LGWAN-ASP",
        "⺠間の⻑",
        "ｶﾞｲﾄﾞﾗｲﾝ",
    ),
    *("改行\nの 後", "𠮷野家と吉野", "葛\U000e0100飾区", "㈱あさひ①②", "\ufdd0\ue000\ud800\x00\x1c終", "か\u3099き"),
    *("AB ab Ab", "🎉🎊", "*.*", "", "(a|b)[^c]{2}~&#-\\^$+?<>@!%=;:,/`'_"),
)


@dataclass(frozen=True, slots=True)
class Texts:
    """An item: its title and what is said, each a text of its own."""

    id: str
    title: str
    talk: tuple[str, ...]

    def holds(self, normal: str) -> bool:
        return any(normal in normalize_exactly(text).text for text in (self.title, *self.talk))


def read_items() -> list[Texts]:
    """The invented councils' items, and one for each odd text."""
    items = [
        Texts(f"{minutes.id}-i{item.ordinal}", item.title, tuple(passage.text for passage in item.passages))
        for council in parse_sources(SOURCES)
        for minutes in council.minutes
        for item in minutes.items
    ]
    return [*items, *(Texts(f"odd{number:02}", "件名", (text,)) for number, text in enumerate(ODD))]


def draw(items: Sequence[Texts], seed: int, count: int) -> Iterator[str]:
    """Random parts of 1 to 40 characters of random texts in normal form; white space at the ends is no part of a quote,
    and a quotation mark cannot stand in one."""
    dice = random.Random(seed)
    made = 0
    while made < count:
        item = dice.choice(items)
        normal = normalize_exactly(dice.choice((item.title, *item.talk))).text
        start = dice.randrange(max(len(normal), 1))
        part = normal[start : start + dice.randint(1, 40)].strip()
        if part and not set(part) & set(QUOTES):
            made += 1
            yield part


@pytest.fixture(scope="module")
def texts() -> list[Texts]:
    return read_items()


@pytest.fixture(scope="module", params=PARAMETERS)
def quoted(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[Texts],
    make_factory: Callable[..., Callable[[], Engine]],
) -> Iterator[Engine]:
    engine = make_factory(request.param, tmp_path_factory.mktemp("quoted"))()
    with engine.rebuild() as writer:
        for item in texts:
            exact = [make_exact_text(text) for text in item.talk]
            document = {"id": item.id, "title_exact": make_exact_text(item.title), "talk_exact": exact}
            writer.put("items", document)
    yield engine
    engine.close()


def compare(engine: Engine, texts: Sequence[Texts], quotes: Sequence[str]) -> int:
    """How many hits the quotes have; each must have those of grep."""
    hits = 0
    for quote in quotes:
        clause = parse_query(f'"{quote}"', ToyAnalyzer()).clause
        found = {hit.id for hit in engine.search(EngineRequest(clause, limit=1000)).hits}
        assert found == {item.id for item in texts if item.holds(quote)}, quote
        hits += len(found)
    return hits


def test_parts_of_the_samples(quoted: Engine, texts: list[Texts]) -> None:
    quotes = list(draw(texts, seed=1, count=200))
    assert compare(quoted, texts, quotes) > len(quotes)
    assert {len(quote) for quote in quotes} >= {1, 2, 40}


@pytest.mark.slow
def test_more_parts_of_the_samples(quoted: Engine, texts: list[Texts]) -> None:
    compare(quoted, texts, list(draw(texts, seed=2, count=1000)))


def test_parts_of_odd_texts(quoted: Engine, texts: list[Texts]) -> None:
    odd = [item for item in texts if item.id.startswith("odd") and any(item.talk)]
    compare(quoted, texts, list(draw(odd, seed=3, count=150)))


@pytest.mark.parametrize(
    ("quote", "odd"),
    [
        ("課長", {0}),
        ("務課", {0}),
        ("個人情報", None),
        ("会長", {3}),
        ("会 長", {3}),
        ("民間の長", {6}),
        ("ガイド", {7}),
        ("改行の後", {8}),
        ("吉野", {9}),
        ("𠮷野", {9}),
        ("葛飾", {10}),
        ("(株)あさひ12", {11}),
        ("AB", {14}),
        ("ab", {4, 14}),
    ],
)
def test_what_a_quote_finds(quoted: Engine, texts: list[Texts], quote: str, odd: set[int] | None) -> None:
    """Also across the borders of words, but never from one text into the next."""
    clause = parse_query(f'"{quote}"', ToyAnalyzer()).clause
    found = {hit.id for hit in quoted.search(EngineRequest(clause, limit=1000)).hits}
    assert {int(id_[3:]) for id_ in found if id_.startswith("odd")} == (odd or set())


def test_what_is_found_is_marked(texts: list[Texts]) -> None:
    for quote in draw(texts, seed=4, count=40):
        patterns = parse_query(f'"{quote}"', ToyAnalyzer()).patterns
        for text in (text for item in texts[::9] for text in item.talk):
            normal = normalize_exactly(text).text
            matches = find_matches({"text": text, "normal": normal}, patterns)
            assert len(matches) == sum(normal.startswith(quote, at) for at in range(len(normal)))
            assert all(quote in normalize_quote(text[one.start : one.end]) for one in matches)
