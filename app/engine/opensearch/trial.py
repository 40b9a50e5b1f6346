"""A handful of questions to a rebuilt index before it is put in force: each must find just what was written.

The ids alone do not tell whether an index can be searched: a text that was not cut into its words, or that has lost
their places, has its id all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.engine.mapping import NO_TOKEN, Record
from app.engine.opensearch.client import Client
from app.engine.opensearch.queries import check_complete
from app.errors import EngineError

_DOCUMENTS = 20  # the first ones, of which the questions are taken
_QUESTIONS = 12
# Where the whitespace analyzer cuts (java.lang.Character.isWhitespace); Python's split knows others.
_SPACE = re.compile("[\t-\r\x1c-\x1f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
_ORDINARY = re.compile(r"\w{1,40}")

Question = tuple[str, tuple[str, ...]]  # field; a word, or two that follow one another


class Trial:
    """Sees every document that is put, and remembers which of them its questions must find."""

    def __init__(self) -> None:
        self._first: dict[str, Record] = {}
        self._expected: dict[Question, set[str]] = {}
        self._chosen = False

    def put(self, record: Record) -> None:
        if self._chosen:
            self._note(record)
            return
        self._first[record.id] = record
        if len(self._first) >= _DOCUMENTS:
            self._choose()

    def delete(self, identity: str) -> None:
        self._first.pop(identity, None)
        for ids in self._expected.values():
            ids.discard(identity)

    def compare(self, client: Client, index: str) -> None:
        """Ask; EngineError for a question that does not find as many as were written."""
        if not self._chosen:
            self._choose()
        for (field, words), ids in self._expected.items():
            query = {"match_phrase": {field: {"query": " ".join(words), "analyzer": "whitespace"}}}
            body = {"size": 0, "track_total_hits": True, "query": query}
            answer: Mapping[str, Mapping[str, Mapping[str, int]]] = client.tell(
                "POST", f"/{index}/_search", body, allow_partial_search_results="false"
            )
            check_complete(answer)
            found = answer["hits"]["total"]["value"]
            if found != len(ids):
                raise EngineError(
                    f"{index} finds {found} documents with {' '.join(words)!r} in {field}, and {len(ids)} were "
                    "written; nothing was changed"
                )

    def _choose(self) -> None:
        """Words at the beginning, in the middle and at the end of texts of several documents, until they suffice."""
        records = tuple(self._first.values())
        for record in records[:: max(1, len(records) // 3)]:
            for question in _make_questions(record):
                if len(self._expected) < _QUESTIONS:
                    self._expected.setdefault(question, set())
        for record in records:
            self._note(record)
        self._chosen = True
        self._first.clear()

    def _note(self, record: Record) -> None:
        for (field, words), ids in self._expected.items():
            if any(_holds(text, words) for text in record.texts.get(field, ())):
                ids.add(record.id)
            else:
                ids.discard(record.id)  # a later version of a document


def _make_questions(record: Record) -> Iterator[Question]:
    for field, texts in record.texts.items():
        words = [word for word in _SPACE.split(max(texts, key=len, default="")) if word]
        if not words or words == [NO_TOKEN]:
            continue
        places = dict.fromkeys((0, len(words) // 2, len(words) - 1))
        questions: list[Question] = [(field, (words[place],)) for place in places]
        questions.append((field, tuple(words[len(words) // 2 :][:2])))
        yield from (one for one in questions if all(_ORDINARY.fullmatch(word) for word in one[1]))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    if not all(word in text for word in words):
        return False
    cut = [word for word in _SPACE.split(text) if word]
    if len(words) == 1:
        return words[0] in cut
    return any(pair == words for pair in pairwise(cut))
