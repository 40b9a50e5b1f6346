"""The fields of `index_mappings/` are those of both engines: neither has one that the other lacks."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
import tantivy

from app.engine.embedded import open_engine
from app.engine.mapping import KINDS, NO_TOKEN, load_mappings, make_record
from app.engine.opensearch import Address
from app.engine.opensearch import open_engine as open_opensearch
from app.engine.opensearch.generations import load_definition
from app.errors import ConfigurationError
from samples.opensearch.node import Cluster

# Tantivy's own: the row in numbers.json and the date as a number (OpenSearch sorts by the keyword).
PRIVATE = {"_number", "_newest", "_oldest"}


def declared(kind: str) -> set[str]:
    text = (resources.files("index_mappings") / f"{kind}.json").read_text(encoding="utf-8")
    return set(json.loads(text)["mappings"]["properties"])


def read_embedded(folder: Path, kind: str) -> set[str]:
    with open_engine(folder, built_with={}).rebuild():
        pass
    (generation,) = (folder / "generations").iterdir()
    tantivy.Index.open(str(generation / kind))
    return {field["name"] for field in json.loads((generation / kind / "meta.json").read_bytes())["schema"]} - PRIVATE


@pytest.mark.parametrize("kind", KINDS)
def test_embedded(tmp_path: Path, kind: str) -> None:
    assert read_embedded(tmp_path, kind) == declared(kind)


@pytest.mark.slow
def test_opensearch(opensearch_node: Cluster) -> None:
    node = opensearch_node.nodes[0]
    engine = open_opensearch(Address((node.url,)), built_with={}, prefix="fields")
    with engine.rebuild():
        pass
    for kind in KINDS:
        ((index, told),) = node.ask("GET", f"/fields-{kind}/_mapping").items()
        assert set(told["mappings"]["properties"]) == declared(kind)
        assert told["mappings"]["dynamic"] == "strict"
        node.ask("DELETE", f"/{index}")


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("kind", KINDS)
def test_definitions_keep_what_the_files_say(kind: str, size: str) -> None:
    definition = load_definition(kind, size)
    assert set(definition["mappings"]["properties"]) == declared(kind)
    assert definition["settings"]["index"]["number_of_shards"] == (3 if (kind, size) == ("items", "large") else 1)


def test_an_unknown_size() -> None:
    with pytest.raises(ConfigurationError, match="small, large"):
        load_definition("items", "huge")


@pytest.mark.parametrize("text", [None, "", "  ", [], ["", " "]])
def test_no_text_is_without_a_token(text: object) -> None:
    """The engines count documents and lengths alike only where each has a token."""
    record = make_record(load_mappings().kinds["items"], {"id": "a", "talk": text, "title": "諮問"})
    assert record.texts["title"] == ("諮問",)
    assert {texts for name, texts in record.texts.items() if name != "title"} == {(NO_TOKEN,)}
    assert len(record.texts) > 2
    assert not NO_TOKEN.isalnum()  # so the analyzer never makes it of anything
