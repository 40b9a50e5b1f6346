"""The parts of the embedded engine that need no index: mappings, orders, facets, manifests."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.engine.facets import build_aggregations, make_selection_expression, parse_aggregations
from app.engine.manifest import FileSum, make_file_sums
from app.engine.mapping import KINDS, NO_TOKEN, load_mappings, make_record
from app.engine.ordering import Fetched, Ranked, take_page
from app.errors import ConfigurationError, EngineError


def test_the_shipped_mappings() -> None:
    mappings = load_mappings()
    assert tuple(mappings.kinds) == KINDS
    assert {"title", "decision", "talk"} <= set(mappings.kinds["items"].texts)
    assert {"city", "year", "topic", "outcome", "date"} <= set(mappings.kinds["items"].keywords)


def write_mappings(folder: Path, properties: dict[str, Any]) -> None:
    for kind in KINDS:
        content = {"mappings": {"_meta": {"version": "7"}, "properties": properties}}
        (folder / f"{kind}.json").write_text(json.dumps(content), encoding="utf-8")


FIELDS = {"id": {"type": "keyword"}, "source": {"type": "object", "enabled": False}}


def test_the_version_follows_the_fields(tmp_path: Path) -> None:
    versions = []
    for extra in ({}, {"city": {"type": "keyword"}}, {"city": {"type": "text", "analyzer": "whitespace"}}):
        write_mappings(tmp_path, {**FIELDS, **extra})
        versions.append(load_mappings(tmp_path).version)
    assert len(set(versions)) == 3
    assert all(version.startswith("7-") for version in versions)


@pytest.mark.parametrize(
    "properties",
    [
        {"id": {"type": "keyword"}},
        {"source": FIELDS["source"]},
        {**FIELDS, "n": {"type": "integer"}},
        {**FIELDS, "talk": {"type": "text"}},
        {**FIELDS, "talk": {"type": "text", "analyzer": "standard"}},
        {**FIELDS, "more": {"type": "object", "enabled": False}},
        {**FIELDS, "source": {"type": "object"}},
    ],
)
def test_mappings_that_no_adapter_knows(tmp_path: Path, properties: dict[str, Any]) -> None:
    write_mappings(tmp_path, properties)
    with pytest.raises(ConfigurationError, match=r"items\.json"):
        load_mappings(tmp_path)


def test_mappings_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        load_mappings(tmp_path)
    (tmp_path / "items.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_mappings(tmp_path)


def test_a_record() -> None:
    document = {
        "id": "x",
        "topic": ["b", "a", "b"],
        "city": "c",
        "date": None,
        "talk": "個人 情報",
        "source": {"n": "語"},
    }
    record = make_record(load_mappings().kinds["items"], document)
    assert (record.keywords["topic"], record.keywords["city"], record.keywords["date"]) == (("b", "a"), ("c",), ())
    assert (record.texts["talk"], record.texts["title"]) == (("個人 情報",), (NO_TOKEN,))
    assert record.source == '{"n":"語"}'.encode()


@pytest.mark.parametrize("limit", [1, 2, 10, 500])
@pytest.mark.parametrize("ties", [1, 3, 400])
@pytest.mark.parametrize("ordered", [False, True])
def test_take_page(limit: int, ties: int, ordered: bool) -> None:
    """Pages of an index that gives ties in any order, one after the other, are the whole in order."""
    whole = [Ranked(float(number // ties), f"{number:04}", number) for number in range(400)]
    shuffled = whole if ordered else sorted(random.Random(1).sample(whole, len(whole)), key=lambda one: one.rank)
    sizes: list[int] = []

    def fetch(size: int, least: float | None) -> Fetched[int]:
        sizes.append(size)
        hits = [one for one in shuffled[:size] if least is None or one.rank >= least]
        return Fetched(hits, complete=size > len(shuffled), settled=ordered)

    found: list[Ranked[int]] = []
    more = True
    while more:
        page, more = take_page(fetch, limit=limit, after=(found[-1].rank, found[-1].id) if found else None)
        assert 0 < len(page) <= limit
        found += page
    assert found == whole
    if ties == 1 or ordered:
        assert sizes[0] < limit + 100, "a first page without ties, or with all of them, needs one small fetch"


def test_selections_as_expressions() -> None:
    assert make_selection_expression({}) == "*"
    selections = {"a": ("x", 'y"z'), "b": ("\\",)}
    assert make_selection_expression(selections) == '(a:"x" OR a:"y\\"z") AND (b:"\\\\")'


def test_facets_with_the_same_others_share_a_filter() -> None:
    asked = build_aggregations(("a", "b", "c", "d", "a"), {"a": ("1",), "z": ("2",)})
    filters = {tuple(group["aggs"]): group["filter"] for group in asked.values()}
    assert filters == {("a",): '(z:"2")', ("b", "c", "d"): '(a:"1") AND (z:"2")'}


def test_values_left_out_are_an_error() -> None:
    answer = {"group0": {"doc_count": 9, "a": {"buckets": [{"key": "x", "doc_count": 1}], "sum_other_doc_count": 8}}}
    with pytest.raises(EngineError):
        parse_aggregations(("a",), answer)


def test_file_sums(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").write_bytes(b"abc")
    (tmp_path / "manifest.json").write_bytes(b"{}")
    (tmp_path / ".tantivy.lock").write_bytes(b"")
    # BLAKE2b with 16 bytes of digest, and CRC-32
    assert make_file_sums(tmp_path) == {"b/x": FileSum(3, "cf4ab791c62b8d2b2109c90275287816", "352441c2")}
