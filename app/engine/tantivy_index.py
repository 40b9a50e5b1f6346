"""One kind's index on disk, as tantivy keeps it: schema, documents, hits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Query

from app.engine.base import (
    MAX_DISTANCE,
    Clause,
    Sort,
)
from app.engine.facets import build_aggregations, parse_aggregations
from app.engine.mapping import KindMapping, Record
from app.engine.numbers import Numbers, NumbersWriter, read_numbers
from app.engine.ordering import Fetched, Ranked
from app.engine.pieces import pack_pieces, unpack_pieces
from app.engine.tantivy_queries import QueryBuilder, silence
from app.errors import EngineError, IndexDamagedError, UsageError

# What is in the files: our own private fields (counted up by hand), and tantivy's format, which may change with a
# minor version.
FORMAT = f"4 (tantivy {'.'.join(metadata.version('tantivy').split('.')[:2])})"

_NUMBER = "_number"  # the document's row in numbers.json
# The date as the integer YYYYMMDD, to sort by and to page by. A document without a date comes last in either direction.
_NEWEST = "_newest"
_OLDEST = "_oldest"
_LAST_NEWEST, _LAST_OLDEST = 0, 99_999_999
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Empty strings behind each string of a list: each takes a position and no more (the length that BM25 sees stays), so
# that words of two strings are never near one another. OpenSearch's position_increment_gap is 100.
_GAP = MAX_DISTANCE + 1

# One writing thread: documents stand in the order in which they were put, and a small index has one segment.
_WRITER_THREADS = 1
_WRITER_HEAP = 64_000_000  # bytes; tantivy wants at least 15,000,000


class Hit(NamedTuple):
    """Where a document stands in the index, and its date ("" if it has none)."""

    address: tantivy.DocAddress
    date: str


class _Found(NamedTuple):
    """What was ordered by (a score, a date's number, or nothing of use), where it stands, its row in numbers.json."""

    value: Any
    address: tantivy.DocAddress
    number: int


def make_rank(sort: Sort, value: float | str) -> float:
    """A hit's score or date → a number that grows along the order of `sort`. UsageError for the wrong kind of value."""
    if sort is Sort.RELEVANCE:
        if isinstance(value, str):
            raise UsageError("cursor", f"this order goes by score, not by {value!r}")
        return -value
    if sort is Sort.ID:
        if value != "":
            raise UsageError("cursor", f"this order goes by id alone, not by {value!r}")
        return 0.0
    if not isinstance(value, str) or (value and not _DATE.fullmatch(value)):
        raise UsageError("cursor", f"this order goes by date (YYYY-MM-DD), not by {value!r}")
    return -_make_day(value, _LAST_NEWEST) if sort is Sort.DATE_DESC else _make_day(value, _LAST_OLDEST)


@contextmanager
def _translated(doing: str, error_type: type[EngineError] = EngineError) -> Iterator[None]:
    """tantivy reports everything, a full disk included, as ValueError or OSError."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise error_type(f"{doing}: {error}") from error


def _build_schema(mapping: KindMapping) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", fast=True, tokenizer_name="raw", index_option="basic")
    for name in mapping.keywords:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in mapping.texts:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_bytes_field("source", stored=True)
    builder.add_unsigned_field(_NUMBER, fast=True)
    for name in (_NEWEST, _OLDEST):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    return builder.build()


def _make_day(date: str, missing: int) -> int:
    return int(date.replace("-", "")) if date else missing


class KindWriter:
    """Puts and deletes documents of one kind in `folder` (an index that is nobody else's, or empty)."""

    def __init__(self, folder: Path, mapping: KindMapping) -> None:
        self._folder = folder
        self._mapping = mapping
        exists = (folder / "meta.json").exists()
        folder.mkdir(exist_ok=True)
        self._numbers = NumbersWriter(read_numbers(folder) if exists else Numbers({}, 0))
        with _translated(f"{mapping.kind}: the index cannot be opened for writing"):
            self._schema = _build_schema(mapping)
            index = tantivy.Index(self._schema, path=str(folder), reuse=exists)
            self._writer = index.writer(_WRITER_HEAP, _WRITER_THREADS)

    def put(self, record: Record) -> None:
        """Add a document, in place of the one that has its id."""
        date = next(iter(record.keywords.get("date", ())), "")
        if date and not _DATE.fullmatch(date):
            raise EngineError(f"{self._mapping.kind}/{record.id}: date must be YYYY-MM-DD, not {date!r}")
        with _translated(f"{self._mapping.kind}/{record.id} cannot be indexed"):
            if self._numbers.delete(record.id):
                self._writer.delete_documents_by_term("id", record.id)
            document = tantivy.Document()
            document.add_text("id", record.id)
            for name, values in record.keywords.items():
                for value in values:
                    document.add_text(name, value)
            document.extend({name: _set_apart(values) for name, values in record.texts.items()}, self._schema)
            document.add_bytes("source", pack_pieces(record.source, self._mapping.pieces))
            document.add_unsigned(_NUMBER, self._numbers.put(record.id, date))
            document.add_unsigned(_NEWEST, _make_day(date, _LAST_NEWEST))
            document.add_unsigned(_OLDEST, _make_day(date, _LAST_OLDEST))
            self._writer.add_document(document)

    def delete(self, identity: str) -> bool:
        """Whether there was such a document."""
        if not self._numbers.delete(identity):
            return False
        with _translated(f"{self._mapping.kind}/{identity} cannot be deleted"):
            self._writer.delete_documents_by_term("id", identity)
        return True

    def commit(self) -> int:
        """Write everything, let merges finish, return the number of documents. The writer is spent, even by failure."""
        with _translated(f"{self._mapping.kind}: the index cannot be written (is the disk full?)"):
            self._writer.commit()
            self._writer.wait_merging_threads()
            return self._numbers.write(self._folder)


class KindReader:
    """What one index holds at the moment it is opened; safe to use from several threads."""

    def __init__(self, folder: Path, mapping: KindMapping) -> None:
        self._mapping = mapping
        with _translated(f"{folder.name}: the index cannot be opened", IndexDamagedError):
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            index.reload()
            self._schema = index.schema
            self._searcher = index.searcher()
        self._queries = QueryBuilder(self._schema, self._searcher, mapping)
        self.numbers = read_numbers(folder)
        if self._searcher.num_docs != len(self.numbers.rows):
            raise IndexDamagedError(f"{folder.name}: {self._searcher.num_docs} documents, numbers.json disagrees")

    def read_source(self, hit: Hit) -> Mapping[str, Any]:
        """The stored `source` of a hit."""
        return self._read_source(hit.address)

    def get(self, identity: str) -> Mapping[str, Any] | None:
        """The stored `source` of the document with this id."""
        with _translated(f"{self._mapping.kind}: cannot be searched"):
            hits = self._searcher.search(Query.term_query(self._schema, "id", identity), 1).hits
        return self._read_source(hits[0][1]) if hits else None

    def count(self, query: Query) -> int:
        """How many documents match."""
        with _translated(f"{self._mapping.kind}: cannot be searched"):
            return int(self._searcher.search(query, 1).count)  # type: ignore[attr-defined]  # the stub forgets it

    def fetch(self, query: Query, sort: Sort, size: int, least: float | None) -> tuple[Fetched[Hit], int]:
        """Of the first `size` hits by score or by date, ties in any order, those of rank `least` or more; and how many
        documents match.

        Ties are given by id where there may be many: of hits that score nothing, which may be all that match, and of
        those of one date.
        """
        sign = -1 if sort in (Sort.RELEVANCE, Sort.DATE_DESC) else 1
        size = min(size, self._searcher.num_docs + 1)  # tantivy makes room for as many
        with _translated(f"{self._mapping.kind}: cannot be searched"):
            answer = self._search(query, sort, size)
            found = self._read_numbers(answer.hits)
            complete = len(found) < size
            ties = None if complete else self._find_ties(query, sort, found[-1].value)
            if sort is Sort.ID:  # no two are equal, and a later place is a higher rank
                found = [one._replace(value=place) for place, one in enumerate(found, start=1)]
            elif ties is not None:
                last = found[-1].value
                found = [one for one in found if one.value != last]
                before = {one.number for one in found}
                by_id = self._read_numbers(self._search(ties, Sort.ID, size).hits)
                found += [one._replace(value=last) for one in by_id if one.number not in before]
            if least is not None and sort is not Sort.ID:
                found = [one for one in found if sign * one.value >= least]
        ranked = []
        for value, address, number in found:
            identity, date = self.numbers.rows[number]
            ranked.append(Ranked(sign * value, identity, Hit(address, date)))
        count = int(answer.count)  # type: ignore[attr-defined]  # the stub forgets it
        return Fetched(ranked, complete, settled=ties is not None), count

    def _find_ties(self, query: Query, sort: Sort, last: float) -> Query | None:
        """What is sure to hold all hits equal to the last one, and otherwise only such as come before it."""
        if sort is Sort.RELEVANCE:
            return query if last == 0 else None
        if sort is Sort.ID:
            return None
        kind, field, day = tantivy.FieldType.Unsigned, _NEWEST if sort is Sort.DATE_DESC else _OLDEST, int(last)
        same = Query.range_query(self._schema, field, kind, lower_bound=day, upper_bound=day)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, silence(same))])

    def _read_numbers(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[_Found]:
        numbers = self._searcher.fast_field_values(_NUMBER, [address for _, address in hits])
        return [_Found(value, at, int(number or 0)) for (value, at), number in zip(hits, numbers, strict=True)]

    def _search(self, query: Query, sort: Sort, size: int) -> tantivy.SearchResult:
        if sort is Sort.RELEVANCE:
            # The count, made by default, keeps tantivy from skipping documents: no score depends on `size`.
            return self._searcher.search(query, size)
        if sort is Sort.ID:
            return self._searcher.search(query, size, order_by_field="id", order=tantivy.Order.Asc)
        if sort is Sort.DATE_DESC:
            return self._searcher.search(query, size, order_by_field=_NEWEST)
        return self._searcher.search(query, size, order_by_field=_OLDEST, order=tantivy.Order.Asc)

    def count_facets(
        self, query: Query, facets: Sequence[str], selections: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Exact counts of each facet under the query and all `selections` but the facet's own."""
        if not facets:
            return {}
        for name in facets:
            self._queries.check_keyword(name)
        with _translated(f"{self._mapping.kind}: facets cannot be counted"):
            answer = self._searcher.aggregate(query, build_aggregations(facets, selections))
        return parse_aggregations(facets, answer)

    def build_query(self, clause: Clause, selections: Sequence[tuple[str, tuple[str, ...]]] = ()) -> Query:
        """The clause, and all of the selections (field, values), which score nothing."""
        return self._queries.build(clause, selections)

    def restrict_to_date(self, query: Query, sort: Sort, date: str) -> Query:
        """Those of `query` that stand at `date` ("": without one) or after it in the order of `sort`."""
        kind = tantivy.FieldType.Unsigned
        if sort is Sort.DATE_DESC:
            bound = Query.range_query(self._schema, _NEWEST, kind, upper_bound=_make_day(date, _LAST_NEWEST))
        else:
            bound = Query.range_query(self._schema, _OLDEST, kind, lower_bound=_make_day(date, _LAST_OLDEST))
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, silence(bound))])

    def _read_source(self, address: tantivy.DocAddress) -> Mapping[str, Any]:
        with _translated(f"{self._mapping.kind}: a stored document cannot be read", IndexDamagedError):
            return unpack_pieces(bytes(self._searcher.doc(address)["source"][0]), self._mapping.pieces)


def _set_apart(values: Sequence[str]) -> list[str]:
    gap = [""] * _GAP
    return [part for value in values for part in (value, *gap)] if len(values) > 1 else list(values)
