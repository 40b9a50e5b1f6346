"""The peer: the same items as OpenSearch's users commonly have them, text as it was read, analysed by kuromoji.

Words are looked up as phrases in the fields and with the weights that we have, hits have the fields of a result list
and the unified highlighter's fragments, as many and as long as our snippets. Asked through opensearch-py as it comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import opensearchpy

from app.engine.base import EngineRequest
from app.engine.mapping import load_mappings
from app.engine.opensearch.queries import build_search
from app.search.snippets import MAX_SNIPPETS, WINDOW

TEXTS = {"title": 3.0, "decision": 2.0, "talk": 1.0}  # with the weights of app/search/language/weights.toml
_NOT_SHOWN = ("utterances", "renditions")  # of an item, in a list
_BATCH = 200
_PATIENCE = 300  # seconds


def make_document(item: Mapping[str, Any]) -> dict[str, Any]:
    """One of our documents → the peer's: the same values, and texts instead of tokens."""
    mapping = load_mappings().kinds["items"]
    source = item["source"]
    return {
        "id": item["id"],
        **{name: item[name] for name in mapping.keywords if item.get(name)},
        "title": source["title"],
        "decision": [evidence["quote"] for evidence in source["outcome"]["evidence"]],
        "talk": [passage["text"] for passage in source["utterances"]],
        "shown": {name: value for name, value in source.items() if name not in _NOT_SHOWN},
    }


class KuromojiPeer:
    """An index of its own; `offsets` keeps the places of words in it, which highlighting then need not find again."""

    def __init__(self, url: str, name: str, *, offsets: bool) -> None:
        self._client = opensearchpy.OpenSearch(hosts=[url], timeout=_PATIENCE)
        self._mapping = load_mappings().kinds["items"]
        self._index = name
        self._lines: list[str] = []
        more = {"index_options": "offsets"} if offsets else {}
        text = {"type": "text", "analyzer": "kuromoji", **more}
        keywords = {name: {"type": "keyword"} for name in ("id", *self._mapping.keywords)}
        properties = {**keywords, **dict.fromkeys(TEXTS, text), "shown": {"type": "object", "enabled": False}}
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        body = {"settings": settings, "mappings": {"dynamic": "strict", "properties": properties}}
        self._client.indices.create(index=name, body=body)

    def put(self, documents: Iterable[Mapping[str, Any]]) -> None:
        for document in documents:
            self._lines.append(json.dumps({"index": {"_id": document["id"]}}))
            self._lines.append(json.dumps(document, ensure_ascii=False))
            if len(self._lines) >= 2 * _BATCH:
                self._send()

    def finish(self) -> None:
        self._send()
        self._client.indices.refresh(index=self._index)

    def search(self, words: Sequence[str], request: EngineRequest) -> Mapping[str, Any]:
        """The facets, selections and limit are the request's."""
        body = build_search(request, self._mapping)
        fields = [f"{name}^{weight:g}" for name, weight in TEXTS.items()]
        asked = [{"multi_match": {"query": word, "type": "phrase", "fields": fields}} for word in words]
        filters = [{"terms": {name: list(values)}} for name, values in request.fixed.items()]
        body["query"] = {"bool": {"must": asked, "filter": filters}}
        body["_source"] = ["shown"]
        body["highlight"] = {
            "type": "unified",
            "order": "score",
            "number_of_fragments": MAX_SNIPPETS,
            "fragment_size": WINDOW,
            "fields": {name: {} for name in TEXTS},
        }
        answer: Mapping[str, Any] = self._client.search(index=self._index, body=body)
        return answer

    def close(self) -> None:
        self._client.close()

    def _send(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            answer = self._client.bulk(index=self._index, body="\n".join(lines) + "\n")
            if answer["errors"]:
                raise RuntimeError(f"the peer refused items: {answer['items'][0]}")
