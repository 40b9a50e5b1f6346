"""The front matter: which key stands before which value, in tables, numbered lists and `key：value` lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from app.document import Block, Line, Row
from app.normalize import fold, squeeze


def _load_keys() -> tuple[tuple[str, re.Pattern[str]], ...]:
    fields = tomllib.loads((files("app.parse") / "header_keys.toml").read_text(encoding="utf-8"))["field"]
    return tuple((field["name"], re.compile("(?:" + "|".join(field["names"]) + ")")) for field in fields)


_KEY_PATTERNS = _load_keys()
_LEADING = re.compile(
    r"^(?:第?[0-9]{1,2}(?=[\s.．、)）\u3000])|[(（][0-9]{1,2}[)）]|[①-⑳]|[■●◆○◎・※□◇▼▽*]|[一二三四五六七八九十](?=[\s.．、\u3000]))[\s\u3000.．、)）]*"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header: `value` is normalised, line feeds kept; `source` is the index of the block it stood in."""

    name: str
    value: str
    source: int


def find_fields(blocks: Iterable[Block]) -> tuple[Field, ...]:
    """Blocks of the front matter → fields, in order; a value goes on until the next key."""
    fields: list[Field] = []
    for index, block in enumerate(blocks):
        pairs = list(_pairs_of_row(block) if isinstance(block, Row) else _pairs_of_line(block))
        if not pairs:
            text = "\n".join(block.cells) if isinstance(block, Row) else block.text
            if fields:
                last = fields[-1]
                fields[-1] = Field(last.name, f"{last.value}\n{_clean(text)}".strip(), last.source)
            continue
        fields += [Field(name, value, index) for name, value in pairs]
    return tuple(fields)


def first(fields: Iterable[Field], *names: str) -> Field | None:
    """The first field of these names that has a value, by the order of the names."""
    listed = tuple(fields)
    for name in names:
        for field in listed:
            if field.name == name and field.value.strip():
                return field
    return None


def key_of(text: str) -> str | None:
    """A squeezed cell or label → the field's name if all of it is a key."""
    bare = re.sub(r"[:：※]+$", "", _LEADING.sub("", text))
    bare = re.sub(r"[(（][^)）]*[)）]$", "", bare) or bare
    bare = re.sub(r"^[0-9]{1,2}", "", bare)  # a number set close to its key: １日時
    return next((name for name, pattern in _KEY_PATTERNS if pattern.fullmatch(bare)), None)


def _clean(text: str) -> str:
    return "\n".join(fold(line) for line in text.split("\n")).strip()


def _pairs_of_row(row: Row) -> Iterator[tuple[str, str]]:
    """A row may hold several pairs: 傍聴の可否 | 不可 | 理由 | …; a cell that is no key continues the row above."""
    cells = list(row.cells)
    position = 0
    while position < len(cells):
        name = key_of(squeeze(cells[position]))
        if name is None or position + 1 >= len(cells):
            if name is None and len(cells) == 1 and position == 0:
                yield from _pairs_of_line(Line(cells[0], row.page))
            return
        yield name, _clean(cells[position + 1])
        position += 2


def _pairs_of_line(line: Line) -> Iterator[tuple[str, str]]:
    split = split_key(_LEADING.sub("", fold(line.text), count=1))
    if split is not None:
        yield split[0], _clean(split[1])


def split_key(text: str) -> tuple[str, str] | None:
    """「日　時　平成…」, 「開催場所：…」 → (date, 平成…). A key ends at a colon, white space or the line's end."""
    folded = fold(text)
    bare = folded.lstrip("【[〔<")
    closing = r"[】\]〕>]" if bare != folded else r"[\s:：】\]〕>]"
    consumed = ""
    best: tuple[str, str] | None = None
    for position, char in enumerate(bare):
        if len(consumed) > 16:
            break
        following = bare[position:]
        if consumed and re.match(closing, following):
            name = key_of(consumed)
            if name is not None:
                best = (name, following.lstrip(" \u3000\t:：】]］〕>＞"))
                if re.match(r"[\s\u3000]*[:：】\]］〕>＞]", following):
                    break
        if not char.isspace():
            consumed += char
    if best is None and consumed == squeeze(bare) and (name := key_of(consumed)) is not None:
        return name, ""
    return best
