"""The cross table: referrals and not mentions, each cell's count against a count by hand, and why a cell is empty."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from app.coverage.values import Collected, Listed, Passed
from app.errors import UsageError
from app.model import Municipality
from app.search.coverage import CoveredYear
from app.search.service import SearchService
from app.search.stats import Statistics
from app.search.stats_coverage import Slices, select_years
from app.search.stats_csv import make_csv
from app.search.stats_request import parse_stats
from app.search.stats_results import StatsCellOut, StatsOut
from crawler.findings import Notice
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_coverage, make_engine
from tests.support.memory_engine import MemoryEngine

PAGE = "https://city.example/kojin.html"
# An item put over twice and then decided, one still open, one that was refused and asked again, a report between.
LIVES = (
    Case("992011", "2018-07-10", "公園カメラ", outcome="continued", topics=("cloud", "outsourcing")),
    Case(
        "992011", "2018-12-10", "公園カメラ", outcome="continued", topics=("cloud",),
        extra={"continued_from": "992011-2018-07-10-i1"},
    ),
    Case(
        "992011", "2019-06-10", "公園カメラ", topics=("cloud",), extra={"continued_from": "992011-2018-12-10-i1"}
    ),
    Case("992020", "2019-07-10", "学校カメラ", outcome="continued"),
    Case("992020", "2019-08-10", "駅前カメラ", outcome="rejected", topics=("my_number",)),
    Case("992020", "2020-08-10", "駅前カメラ", topics=("my_number",), extra={"continued_from": "992020-2019-08-10-i1"}),
    Case("992020", "2020-08-10", "事故", outcome="reported", kind="report", ordinal=2),
)  # fmt: skip


def make_indexed(cases: Iterable[Case]) -> MemoryEngine:
    """`continued_from` is a field of the index, too."""
    engine: MemoryEngine = make_engine(tuple(cases))
    with engine.update() as writer:
        for document in list(engine.store["items"].values()):
            earlier = document["source"].get("continued_from")
            writer.put("items", {**document, **({"continued_from": earlier} if earlier else {})})
    return engine


def compute(engine: MemoryEngine, **params: str | list[str]) -> StatsOut:
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    given = {name.replace("no_", "-"): [v] if isinstance(v, str) else v for name, v in params.items()}
    return Statistics(service, engine).compute(parse_stats(given, service))


def get_counts(found: StatsOut) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (row.value, cell.value): {one.code: one.count for one in cell.outcomes}
        for row in found.rows
        for cell in row.cells
        if cell.count
    }


def test_a_referral_counts_once_where_it_ended() -> None:
    found = compute(make_indexed(LIVES), row="city", column="year")
    assert get_counts(found) == {
        ("992011", "2019"): {"approved": 1},
        ("992020", "2019"): {"continued": 1, "rejected": 1},
        ("992020", "2020"): {"approved": 1},
    }
    assert (found.total, found.put_over) == (4, 2)
    assert {row.value: row.count for row in found.rows} == {"992011": 1, "992020": 3}
    assert {column.value: column.count for column in found.columns} == {"2018": 0, "2019": 3, "2020": 1}
    assert {one.code: one.count for one in found.outcomes} == {"approved": 2, "rejected": 1, "continued": 1}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"row": "topic", "column": "outcome"}, {("cloud", "approved"): 1, ("my_number", "approved"): 1,
                                                 ("my_number", "rejected"): 1}),
        ({"row": "year", "column": "topic", "topic": "cloud"}, {("2019", "cloud"): 1}),
        ({"row": "outcome", "column": "year"}, {("approved", "2019"): 1, ("approved", "2020"): 1,
                                                ("rejected", "2019"): 1, ("continued", "2019"): 1}),
        ({"row": "city", "column": "prefecture", "no_city": "992011"}, {("992020", "海辺県"): 3}),
        ({"row": "city", "column": "outcome", "year": ["2019", "2020"], "no_outcome": "rejected"},
         {("992011", "approved"): 1, ("992020", "approved"): 1, ("992020", "continued"): 1}),
        ({"row": "city", "column": "outcome", "q": "駅前"},
         {("992020", "approved"): 1, ("992020", "rejected"): 1}),
    ],
)  # fmt: skip
def test_counts(params: dict[str, str | list[str]], expected: dict[tuple[str, str], int]) -> None:
    found = compute(make_indexed(LIVES), **params)
    assert {key: sum(ended.values()) for key, ended in get_counts(found).items()} == expected
    for row in found.rows:
        assert row.count == sum(one.count for one in row.outcomes)


def test_what_has_no_value_is_told() -> None:
    found = compute(make_indexed(LIVES), row="topic", column="year")
    assert (found.total, found.without_row, found.without_column) == (4, 1, 0)
    found = compute(make_engine(CASES), row="city", column="topic")
    assert (found.total, found.without_column) == (4, 1)
    assert sum(column.count for column in found.columns) == 5  # topics overlap


def test_the_longest_rows_are_kept() -> None:
    engine = make_indexed(LIVES)
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    found = Statistics(service, engine).compute(parse_stats({}, service), most_rows=1)
    assert [row.value for row in found.rows] == ["992020"]
    assert found.left_out_rows == 1


HELD = [Collected("992020-2019-07-10", "2019-07-10", "第5回", None, None, 1)]
NOTICES = (
    Notice("none_held", PAGE, "令和2年度は開催はありませんでした。", ("会議録",)),
    Notice("unpublished", PAGE, "第6回（令和4年5月10日）準備中", ()),
)
DEAD = Passed("992020", f"{PAGE}.pdf", "HTTP 404", "令和3年7月1日 会議録", date="2021-07-01")


def test_why_a_cell_is_empty() -> None:
    engine = make_indexed(case for case in LIVES if case.date < "2020")
    with engine.update() as writer:
        writer.delete("coverage", [name for name in engine.list_ids("coverage") if name.startswith("992020")])
        for document in make_coverage("992020", HELD, listed=Listed(NOTICES, (DEAD,), "2024-06-01")):
            writer.put("coverage", document)
    cells = get_cells(compute(engine, row="city", column="year"), "992020")
    told = {year: cell.state for year, cell in cells.items()}
    assert told == {
        "2018": "unknown", "2019": None, "2020": "none_held", "2021": "not_collected", "2022": "unpublished",
        "2023": "unknown", "2024": "unknown",
    }  # fmt: skip
    assert not cells["2019"].incomplete
    assert cells["2021"].incomplete
    topics = get_cells(compute(engine, row="city", column="topic"), "992020")
    assert topics["cloud"].state == "none_found"
    assert topics["cloud"].incomplete  # of 2021 nobody knows
    narrowed = get_cells(compute(engine, row="city", column="topic", year=["2019", "2020"]), "992020")
    assert (narrowed["my_number"].count, narrowed["my_number"].incomplete) == (1, False)


@pytest.mark.parametrize(
    ("failed", "listed"),
    [
        ([Passed("992020", f"{PAGE}.pdf", "a scan", "第6回", unread_scan=True, date="2019-09-01")], Listed()),
        ([], Listed((), (Passed("992020", f"{PAGE}.pdf", "HTTP 404", "第6回", date="2019-09-01"),), "2020-06-01")),
        ([], Listed((Notice("unpublished", PAGE, "第6回（令和元年9月1日）準備中", ()),), (), "2020-06-01")),
    ],
    ids=["unread", "unfetched", "unpublished"],
)
def test_a_year_with_a_meeting_that_is_known_and_missing_is_not_whole(failed: list[Passed], listed: Listed) -> None:
    engine = make_indexed(case for case in LIVES if case.date < "2020")
    with engine.update() as writer:
        writer.delete("coverage", [name for name in engine.list_ids("coverage") if name.startswith("992020")])
        for document in make_coverage("992020", HELD, *failed, listed=listed):
            writer.put("coverage", document)
    cells = get_cells(compute(engine, row="city", column="topic", year="2019"), "992020")
    assert (cells["cloud"].state, cells["cloud"].incomplete) == ("none_found", True)
    assert (cells["my_number"].count, cells["my_number"].incomplete) == (1, True)


def get_cells(found: StatsOut, row: str) -> dict[str, StatsCellOut]:
    return {cell.value: cell for one in found.rows if one.value == row for cell in one.cells}


def make_year(year: int, state: str, code: str = "992011", council: str = "甲") -> CoveredYear:
    return CoveredYear(Municipality(code, "風待市", "海辺県"), council, year, state, state, 0)


@pytest.mark.parametrize(
    ("states", "told", "incomplete"),
    [
        (["collected"], "none_found", False),
        (["collected", "none_held"], "none_found", False),
        (["none_held"], "none_held", False),
        (["collected", "not_collected"], "none_found", True),
        (["none_held", "not_collected"], "not_collected", True),
        (["unpublished", "none_held"], "unpublished", True),
        (["unpublished", "unknown"], "unpublished", True),
        (["unknown", "none_held"], "unknown", True),
        ([], "unknown", True),
    ],
)
def test_states_of_several_councils(states: list[str], told: str, incomplete: bool) -> None:
    years = tuple(make_year(2019, state, council=str(n)) for n, state in enumerate(states))
    found = Slices(years, "city", "year").get("992011", "2019")
    assert (found.empty_state, found.incomplete) == (told, incomplete)


@pytest.mark.parametrize(
    ("selections", "kept"),
    [
        ({}, [2021, 2022, 2023]),
        ({"year": ("2022",)}, [2022]),
        ({"city": ("992020",)}, []),
        ({"prefecture": ("海辺県",), "topic": ("cloud",)}, [2021, 2022, 2023]),
        ({"legal_regime": ("national_act",)}, [2023]),
        ({"council": ("乙",)}, []),
    ],
)
def test_years_that_filters_leave(selections: dict[str, tuple[str, ...]], kept: list[int]) -> None:
    years = [make_year(year, "collected") for year in (2021, 2022, 2023)]
    assert [year.year for year in select_years(years, selections)] == kept


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"row": ["colour"]}, "row"),
        ({"row": ["city", "year"]}, "row"),
        ({"column": ["city"]}, "column"),
        ({"row": ["year"], "column": ["year"]}, "column"),
        ({"kind": ["report"]}, "kind"),
        ({"not_kind": ["report"]}, "not_kind"),
        ({"sort": ["date"]}, "sort"),
        ({"colour": ["red"]}, "colour"),
        ({"topic": ["無い"]}, "topic"),
    ],
)
def test_refused(params: dict[str, list[str]], parameter: str) -> None:
    service = SearchService(make_engine(), ToyAnalyzer(), VOCABULARY)
    with pytest.raises(UsageError) as raised:
        parse_stats(params, service)
    assert raised.value.parameter == parameter


def test_csv_has_a_line_for_each_cell() -> None:
    lines = make_csv(compute(make_indexed(LIVES), row="city", column="year")).splitlines()
    assert lines[0].startswith('\ufeff"row","row_label","column"')
    assert len(lines) == 1 + 2 * 3
    told = '"992020","月影市（海辺県）","2020","2020年度（令和2年度）","1","","","true","1","0","0"'
    assert told.replace("（海辺県）", "") in [line.replace("（海辺県）", "") for line in lines]
