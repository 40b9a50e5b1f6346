"""The cross table as a picture: areas are counts, rows and labels that are too many or too long are cut and told."""

from __future__ import annotations

import pytest

from app.search.stats_results import StatsCellOut, StatsColumnOut, StatsOut, StatsRowOut
from app.web.matrix import SIDE, build_matrix


def make_found(rows: dict[str, tuple[int, ...]], columns: tuple[str, ...], column: str = "year") -> StatsOut:
    return StatsOut(
        row="city",
        row_label="市区町村",
        column=column,
        column_label="",
        total=0,
        without_row=0,
        without_column=0,
        put_over=0,
        left_out_rows=0,
        incomplete=False,
        outcomes=(),
        columns=tuple(StatsColumnOut(value=name, label=f"{name}の", count=0) for name in columns),
        rows=tuple(
            StatsRowOut(
                value=name,
                label=name,
                count=sum(counts),
                outcomes=(),
                incomplete=False,
                cells=tuple(make_cell(value, count) for value, count in zip(columns, counts, strict=True)),
            )
            for name, counts in rows.items()
        ),
        filters=(),
    )


def make_cell(value: str, count: int) -> StatsCellOut:
    state = None if count else "unknown"
    return StatsCellOut(
        value=value, count=count, outcomes=(), state=state, state_label=state, incomplete=False, parameters={}
    )


@pytest.mark.parametrize(
    ("counts", "sides", "told"),
    [
        ((4, 1, 0), [24, 12, 0], [True, False, False]),
        ((900, 100, 9), [24, 8, 5], [True, False, False]),  # what is there is seen
        ((2000, 1999, 500), [24, 24, 12], [False, False, False]),  # four figures have no room
        ((0, 0, 0), [0, 0, 0], [False, False, False]),
    ],
)
def test_areas_are_counts(counts: tuple[int, ...], sides: list[float], told: list[bool]) -> None:
    ((_, cells),) = build_matrix(make_found({"風待市": counts}, ("2018", "2019", "2020"))).rows
    assert [round(cell.side) for cell in cells] == sides
    assert [cell.told for cell in cells] == told


def test_cells_stand_under_their_columns_and_beside_their_rows() -> None:
    picture = build_matrix(make_found({"風待市": (1, 0), "月影市": (0, 2)}, ("2018", "2019")))
    assert [column.text for column in picture.columns] == ["2018", "2019"]
    assert picture.upright
    for label, cells in picture.rows:
        assert [(cell.x, cell.y) for cell in cells] == [(column.at, label.at) for column in picture.columns]
    assert picture.width == picture.left + 2 * SIDE
    assert picture.height == picture.top + 2 * SIDE


def test_of_many_rows_those_with_the_most_in_the_tables_order() -> None:
    picture = build_matrix(make_found({"a": (1,), "b": (3,), "c": (0,), "d": (2,)}, ("2018",)), most_rows=2)
    assert [label.name for label, _ in picture.rows] == ["b", "d"]
    assert picture.left_out == 2


def test_long_names_are_cut_and_told_in_full() -> None:
    picture = build_matrix(make_found({"市" * 12: (1,), "町" * 13: (1,)}, ("目的外利用・外部提供",), "topic"))
    assert [(label.name, label.text) for label, _ in picture.rows] == [
        ("市" * 12, "市" * 12),
        ("町" * 13, "町" * 11 + "…"),
    ]
    assert not picture.upright
    assert [column.text for column in picture.columns] == ["目的外利用・外部提供の"]


def test_nothing_makes_an_empty_picture() -> None:
    assert build_matrix(make_found({}, ())).rows == ()
