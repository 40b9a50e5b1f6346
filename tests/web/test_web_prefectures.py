"""The picture of the prefectures: all 47 have a place, and what is collected is counted where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.vocabulary.municipalities import load_municipalities
from app.web.prefectures import build_map, load_places


def make_stored(prefecture: str, code: str, meetings: int) -> Mapping[str, Any]:
    return {"prefecture": prefecture, "code": code, "meetings": meetings}


def test_every_prefecture_has_a_place_of_its_own() -> None:
    places = load_places()
    assert set(places) == {municipality.prefecture for municipality, _ in load_municipalities().rows}
    assert len(set(places.values())) == len(places) == 47


@pytest.mark.parametrize(
    ("meetings", "shade"), [(0, 0), (1, 1), (9, 1), (10, 2), (49, 2), (50, 3), (1200, 3)]
)  # fmt: skip
def test_shades(meetings: int, shade: int) -> None:
    (tile,) = [t for t in build_map([make_stored("京都府", "261009", meetings)]).tiles if t.full == "京都府"]
    assert (tile.name, tile.meetings, tile.shade) == ("京都", meetings, shade)
    assert tile.cities == (1 if meetings else 0)


def test_years_and_councils_of_a_city_count_as_one_city() -> None:
    stored = [
        make_stored("東京都", "131016", 3),
        make_stored("東京都", "131016", 4),
        make_stored("東京都", "131024", 5),
        make_stored("北海道", "011002", 0),
    ]
    picture = build_map(stored)
    assert [(t.name, t.cities, t.meetings) for t in picture.covered] == [("東京", 2, 12)]
    assert picture.empty == 46
    assert [t.name for t in picture.tiles if t.full == "北海道"] == ["北海道"]


def test_what_is_no_prefecture_is_drawn_apart_where_nothing_else_stands() -> None:
    names = [f"架空{number}県" for number in range(10)]
    picture = build_map([make_stored(name, "990000", 1) for name in names])
    assert [t.full for t in picture.covered] == names
    assert picture.empty == 47
    assert len({(t.x, t.y) for t in picture.tiles}) == 57
    assert picture.width == max(t.x for t in picture.tiles) + 48
