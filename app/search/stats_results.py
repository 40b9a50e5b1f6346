"""What is answered about how referrals ended: the shapes of the API's JSON, rendered as a table and a picture."""

from __future__ import annotations

from pydantic import Field

from app.search.results import FilterOut, Shape


class OutcomeCountOut(Shape):
    code: str
    label: str
    count: int


class StatsCellOut(Shape):
    """Referrals of a row and a column. `state` tells why a cell is empty, and is null where it is not."""

    value: str = Field(description="the column's value")
    count: int
    outcomes: tuple[OutcomeCountOut, ...]
    state: str | None = Field(
        description="none_found 該当なし, none_held 会議なし, unpublished 未公開, not_collected 未収集, unknown 不明"
    )
    state_label: str | None
    incomplete: bool = Field(description="some of its councils' years are not collected: there may be more")
    parameters: dict[str, tuple[str, ...]] = Field(description="the search that lists its items")


class StatsRowOut(Shape):
    value: str
    label: str
    count: int
    outcomes: tuple[OutcomeCountOut, ...]
    incomplete: bool
    cells: tuple[StatsCellOut, ...]


class StatsColumnOut(Shape):
    value: str
    label: str
    count: int


class StatsOut(Shape):
    """Referrals (諮問) by two dimensions. One that was put over and decided later counts once, where it ended.

    A referral with several topics stands in several rows or columns, so that counts need not add up to `total`."""

    row: str
    row_label: str
    column: str
    column_label: str
    total: int = Field(description="referrals that match, those without a value of row or column too")
    without_row: int = Field(description="of these, how many have no value of the row's dimension")
    without_column: int
    put_over: int = Field(description="mentions that were left out because the referral went on in a later meeting")
    left_out_rows: int = Field(description="rows that were too many to be told; the fewest referrals are in them")
    incomplete: bool = Field(description="every cell is: nothing can be told of any from the others")
    outcomes: tuple[OutcomeCountOut, ...]
    columns: tuple[StatsColumnOut, ...]
    rows: tuple[StatsRowOut, ...]
    filters: tuple[FilterOut, ...]
