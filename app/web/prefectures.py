"""The prefectures as a picture: a tile for each, darker the more meetings of it are in the index."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SIDE = 46  # units of the picture; with the gap of 2 a column is 48 wide
STEP = 48
_MANY = 50  # meetings: a city's council in ten years, or ten cities' in one
_SOME = 10
_PER_ROW = 8  # tiles of what is no prefecture of the map fit into its empty upper left


@dataclass(frozen=True, slots=True)
class Tile:
    """A prefecture. `name` is without its 都, 府 or 県; `shade` is 0 (nothing collected) to 3; `x`, `y` are units."""

    full: str
    name: str
    cities: int
    meetings: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """`others` of the tiles, the last ones, stand beside the map."""

    tiles: tuple[Tile, ...]
    others: int
    width: int
    height: int

    @property
    def covered(self) -> tuple[Tile, ...]:
        return tuple(tile for tile in self.tiles if tile.meetings)

    @property
    def empty(self) -> int:
        """How many of the 47 have nothing."""
        return len(self.tiles) - len(self.covered)


def build_map(stored: Iterable[Mapping[str, Any]]) -> Map:
    """Stored `coverage` documents → the picture. What is none of the 47 prefectures is drawn apart."""
    cities: dict[str, set[str]] = defaultdict(set)
    meetings: dict[str, int] = defaultdict(int)
    for source in stored:
        if source["meetings"]:
            cities[source["prefecture"]].add(source["code"])
            meetings[source["prefecture"]] += source["meetings"]
    places = load_places()
    others = sorted(name for name in meetings if name not in places)
    apart = {name: (at % _PER_ROW, at // _PER_ROW) for at, name in enumerate(others)}
    tiles = tuple(
        Tile(
            full=name,
            name=name if name == "北海道" else name[:-1],
            cities=len(cities[name]),
            meetings=meetings[name],
            shade=_find_shade(meetings[name]),
            x=column * STEP,
            y=row * STEP,
        )
        for name, (column, row) in (*places.items(), *apart.items())
    )
    return Map(
        tiles,
        len(others),
        max(tile.x for tile in tiles) + STEP,
        max(tile.y for tile in tiles) + STEP,
    )


@cache
def load_places() -> Mapping[str, tuple[int, int]]:
    """Prefecture → (column, row)."""
    text = (files("app.web") / "prefectures.toml").read_text(encoding="utf-8")
    return {name: (column, row) for name, (column, row) in tomllib.loads(text)["tiles"].items()}


def _find_shade(meetings: int) -> int:
    return sum(meetings >= least for least in (1, _SOME, _MANY))
