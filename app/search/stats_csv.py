"""A cross table as CSV: a line for each cell, so that any program can turn it as it likes."""

from __future__ import annotations

from app.search.stats_results import StatsOut
from app.search.table import BOM, make_line

_HEAD = ("row", "row_label", "column", "column_label", "count", "state", "state_label", "incomplete")


def make_csv(found: StatsOut) -> str:
    """The header names the outcomes by code, in the columns behind the others."""
    outcomes = [one.code for one in found.outcomes]
    lines = [make_line([*_HEAD, *outcomes])]
    labels = {column.value: column.label for column in found.columns}
    for row in found.rows:
        for cell in row.cells:
            ended = {one.code: one.count for one in cell.outcomes}
            lines.append(
                make_line(
                    [
                        row.value,
                        row.label,
                        cell.value,
                        labels[cell.value],
                        cell.count,
                        cell.state,
                        cell.state_label,
                        str(cell.incomplete).lower(),
                        *(ended.get(code, 0) for code in outcomes),
                    ]
                )
            )
    return BOM + "".join(lines)
