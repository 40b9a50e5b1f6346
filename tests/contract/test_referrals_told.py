"""Similar referrals and statistics through the service: the same of every engine, from the index's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.engine.base import Engine
from app.search.ports import Draft
from app.search.service import SearchService
from app.search.similar import SimilarFinder
from app.search.stats import Statistics
from app.search.stats_request import parse_stats
from tests.search.test_search_similar import CASES
from tests.search.test_search_stats import LIVES, get_counts, make_indexed
from tests.support.invented import VOCABULARY, ToyAnalyzer
from tests.support.memory_engine import MemoryEngine

from .conftest import PARAMETERS


@pytest.fixture(scope="module", params=PARAMETERS)
def fill(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_factory: Callable[..., Callable[[], Engine]],
) -> Iterator[Callable[[MemoryEngine], Engine]]:
    """What stands in an engine in memory → the same in the engine under contract."""
    opened: list[Engine] = []

    def make(memory: MemoryEngine) -> Engine:
        engine = make_factory(request.param, tmp_path_factory.mktemp("told"))()
        opened.append(engine)
        with engine.rebuild() as writer:
            for kind, documents in memory.store.items():
                for document in documents.values():
                    writer.put(kind, document)
        return engine

    yield make
    for engine in opened:
        engine.close()


def test_referrals_told(fill: Callable[[MemoryEngine], Engine]) -> None:
    told = []
    for memory in (make_indexed(CASES), make_indexed(LIVES)):
        engine = fill(memory)
        service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
        statistics = Statistics(service, engine)
        tables = [
            statistics.compute(parse_stats({"row": [row], "column": [column]}, service))
            for row, column in (("city", "year"), ("topic", "outcome"), ("year", "topic"))
        ]
        finder = SimilarFinder(engine, ToyAnalyzer(), VOCABULARY)
        draft = Draft("公園のカメラの画像を警察に渡します。", "公園のカメラ", None, ("cloud",), 17)
        near = finder.find_for_draft(draft, "982016")
        told.append((tables, near))
        model = Statistics(SearchService(memory, ToyAnalyzer(), VOCABULARY), memory)
        assert tables[0] == model.compute(parse_stats({"row": ["city"], "column": ["year"]}, service))
        expected = SimilarFinder(memory, ToyAnalyzer(), VOCABULARY).find_for_draft(draft, "982016")
        assert near == expected
    (_, near), (tables, _) = told
    assert [hit.id for hit in near.hits] == ["992011-2018-07-10-i1", "992020-2019-02-05-i2"]
    assert sum(sum(ended.values()) for ended in get_counts(tables[0]).values()) == 4
