"""What the home page offers beside the newest decisions: searches to try, of which each has hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl

from app.search.request import group_parameters
from app.search.service import SearchService

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A search to try; `query` is that of its URL."""

    label: str
    note: str
    query: str


@dataclass(frozen=True, slots=True)
class CountedExample:
    example: Example
    total: int


# The first three show the ways to search (words, filters, several values of a filter); the others stand in for those
# that find nothing in a small collection.
EXAMPLES = (
    Example("クラウド 委託", "二つの言葉をどちらも含む案件", "q=クラウド+委託"),
    Example(
        "コンビニ交付を条件付きで認めた例",
        "主題と結論で絞り込む",
        "topic=convenience_store&outcome=approved_with_conditions",
    ),
    Example("不承認・継続審議", "すぐには認められなかった案件", "outcome=rejected&outcome=continued"),
    Example("マイナンバー", "「個人番号」と書かれたものも見つかる", "q=マイナンバー"),
    Example("防犯カメラ", "設置や映像の提供を諮った案件", "q=防犯カメラ"),
    Example("委託", "どの案件にも出てきやすい言葉", "q=委託"),
)


def iterate_examples(service: SearchService) -> Iterator[CountedExample]:
    """Up to three examples that find something, with how much."""

    def count_all() -> Iterator[CountedExample]:
        known = {entry.code for entry in (*service.vocabulary.topics, *service.vocabulary.outcomes)}
        for example in EXAMPLES:
            pairs = parse_qsl(example.query)
            if all(name == "q" or value in known for name, value in pairs):
                yield CountedExample(example, service.fetch_facets(service.parse(group_parameters(pairs))).total)

    return islice((counted for counted in count_all() if counted.total), _SHOWN)
