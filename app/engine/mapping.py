"""The index's fields as `index_mappings/*.json` states them, and what a document must look like to fit them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from app.errors import ConfigurationError, EngineError

KINDS = ("items", "meetings", "coverage")
# Lucene refuses longer terms (IndexWriter.MAX_TERM_LENGTH) and OpenSearch longer ids; both engines refuse the same.
_MAX_KEYWORD_BYTES = 32_766
_MAX_ID_BYTES = 512
# Stands in a text that has no token: a private character, which no analysis makes a token of. BM25 needs the number of
# documents and their mean length; Lucene leaves those without a token out of both and tantivy does not, so that scores
# (by 1 %) and orders would differ wherever a title or a decision is missing.
NO_TOKEN = "\ue000"


@dataclass(frozen=True, slots=True)
class KindMapping:
    """The fields of one kind of document. `id` and `source` are in every kind and in neither tuple.

    `pieces` names the long list of `source`, if it has one: `_meta.pieces` of the mapping.
    """

    kind: str
    keywords: tuple[str, ...]  # exact values, one or several a document; filters and facets
    texts: tuple[str, ...]  # white-space separated tokens with positions
    pieces: str | None = None


@dataclass(frozen=True, slots=True)
class IndexMappings:
    """All kinds. `version` is the declared version and a hash of what the files say: equal means the same index."""

    kinds: Mapping[str, KindMapping]
    version: str


@dataclass(frozen=True, slots=True)
class Record:
    """A document that fits its mapping. Keyword values are distinct, in the order given; a text has at least one token;
    `source` is UTF-8 JSON."""

    id: str
    keywords: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, tuple[str, ...]]
    source: bytes


def load_mappings(folder: Traversable | None = None) -> IndexMappings:
    """`items.json`, `meetings.json` and `coverage.json` of `folder` (the package `index_mappings` unless told).

    ConfigurationError for a file that is missing, is no JSON, or has a field of a type that no adapter knows.
    """
    where = folder if folder is not None else resources.files("index_mappings")
    contents: dict[str, Any] = {}
    for kind in KINDS:
        try:
            contents[kind] = json.loads((where / f"{kind}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"index_mappings/{kind}.json: cannot be read ({error})") from error
    canonical = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.blake2b(canonical.encode(), digest_size=4).hexdigest()
    declared = contents["items"].get("mappings", {}).get("_meta", {}).get("version", "0")
    kinds = {kind: _parse_kind(kind, content) for kind, content in contents.items()}
    return IndexMappings(kinds=kinds, version=f"{declared}-{digest}")


def _parse_kind(kind: str, content: Mapping[str, Any]) -> KindMapping:
    properties = content.get("mappings", {}).get("properties", {})
    keywords: list[str] = []
    texts: list[str] = []
    for name, declared in properties.items():
        match declared:
            case {"type": "keyword"} if name != "source":
                keywords.append(name)
            case {"type": "text", "analyzer": "whitespace"} if set(declared) <= {"type", "analyzer", "norms"}:
                texts.append(name)
            case {"type": "object", "enabled": False} if name == "source":
                pass
            case _:
                raise ConfigurationError(
                    f"index_mappings/{kind}.json: field {name!r} must be a keyword, a text with the analyzer "
                    "'whitespace', or the object 'source', not enabled"
                )
    if "id" not in keywords or "source" not in properties:
        raise ConfigurationError(f"index_mappings/{kind}.json: a kind needs the fields 'id' and 'source'")
    pieces = content["mappings"].get("_meta", {}).get("pieces")
    return KindMapping(kind, tuple(name for name in keywords if name != "id"), tuple(texts), pieces)


def make_record(mapping: KindMapping, document: Mapping[str, Any]) -> Record:
    """Check a document and sort its fields by what they are.

    A keyword is a string or a list of them, a text likewise (phrases never run from one entry of a list into the
    next); None means absent; `source` is any JSON object. EngineError names the document and the field otherwise:
    strictly, since an engine that coerces and one that does not would come to differ.
    """
    identity = document.get("id")
    if not isinstance(identity, str) or not 0 < len(identity.encode("utf-8", "replace")) <= _MAX_ID_BYTES:
        raise EngineError(f"{mapping.kind}: a document needs an id of 1 to {_MAX_ID_BYTES} bytes, not {identity!r}")
    where = f"{mapping.kind}/{identity}"
    if unknown := set(document) - {"id", "source", *mapping.keywords, *mapping.texts}:
        raise EngineError(f"{where}: not in index_mappings/{mapping.kind}.json: {', '.join(sorted(unknown))}")
    keywords = {name: tuple(dict.fromkeys(_strings(where, name, document.get(name)))) for name in mapping.keywords}
    for name, values in keywords.items():
        if any(len(value.encode()) > _MAX_KEYWORD_BYTES for value in values):
            raise EngineError(f"{where}: a value of {name} is longer than {_MAX_KEYWORD_BYTES} bytes")
    texts = {name: _texts(where, name, document.get(name)) for name in mapping.texts}
    _strings(where, "id", identity)
    try:
        source = json.dumps(document.get("source", {}), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return Record(identity, keywords, texts, source.encode("utf-8"))
    except (TypeError, ValueError) as error:
        raise EngineError(f"{where}: source is not JSON ({error})") from error


def _texts(where: str, name: str, value: object) -> tuple[str, ...]:
    strings = _strings(where, name, value)
    return strings if any(one and not one.isspace() for one in strings) else (NO_TOKEN,)


def _strings(where: str, name: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    values: Sequence[object] = value if isinstance(value, list | tuple) else (value,)
    strings = tuple(one for one in values if isinstance(one, str))
    if len(strings) != len(values):
        raise EngineError(f"{where}: {name} must be a string or a list of strings, not {value!r}")
    try:
        "".join(strings).encode("utf-8")
    except UnicodeEncodeError as error:
        raise EngineError(f"{where}: {name} holds half of a surrogate pair, which is no text") from error
    return strings
