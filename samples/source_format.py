"""Reads the samples' sources: `city.toml` and the minutes beside it (the format is in README.md).

A source that says something the format does not know is an error with its file and line, never a guess.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samples.model import City, Council, Direction, Item, Minutes, Passage, Person, Speech

KINDS = ("諮問", "報告", "選任", "その他")
OUTCOMES = ("承認", "付帯意見付き承認", "不承認", "継続審議", "報告", "選任", "取下げ", "不明")
TOPICS = (
    "クラウド", "マイナンバー", "コンビニ交付", "オンライン結合", "委託", "特定個人情報保護評価",
    "目的外利用・外部提供", "条例改正", "防犯カメラ", "福祉・医療", "調査・アンケート", "開示請求・審査請求",
    "電子申請", "AI・自動化", "漏えい・事故", "事務の届出", "会長選出",
)  # fmt: skip
_HEAD_KEYS = ("session", "date", "time", "place", "public", "observers", "members", "absent", "staff")
_ITEM_KEYS = ("number", "evidence", "conditions", "together")
_PUBLIC = ("公開", "非公開", "一部非公開", "")

_HEAD_LINE = re.compile(r"(?P<key>[a-z]+): ?(?P<value>.*)")
_TIME = re.compile(r"(?P<start>\d?\d:\d\d)-(?P<end>\d?\d:\d\d)?")
_PERSON = re.compile(
    r"""(?P<name>[^（）]+)
        (?:（(?P<role>[^（）]+)）)?  # 会長 behind the name""",
    re.VERBOSE,
)
_SPEECH = re.compile(
    r"""(?P<speaker>[^:：@\s][^:：]{0,30})  # a label: 会長, →, 議長（鍋島会長）
        :\ ?(?P<text>.*)""",
    re.VERBOSE,
)
_LIST_COMMA = re.compile(r"、(?![^（]*）)")  # a comma between names, not one inside brackets


class SourceError(Exception):
    """A source is malformed. `path` and `line` (1-based) say where."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line


@dataclass(slots=True)
class _Block:
    """An `@` line and what stands below it, while it is being read."""

    name: str
    argument: str
    line: int
    keys: dict[str, str]
    passages: list[Passage]
    decision: list[Passage] | None = None

    def add(self, passage: Passage) -> None:
        (self.passages if self.decision is None else self.decision).append(passage)

    def last(self) -> Passage | None:
        passages = self.passages if self.decision is None else self.decision
        return passages[-1] if passages else None

    def extend_last_speech(self, paragraph: str) -> bool:
        passages = self.passages if self.decision is None else self.decision
        if not passages or not isinstance(passages[-1], Speech):
            return False
        passages[-1] = Speech(passages[-1].speaker, (*passages[-1].paragraphs, paragraph))
        return True


def _split_list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _LIST_COMMA.split(value) if part.strip())


class _Reader:
    def __init__(self, path: Path, city: City) -> None:
        self.path = path
        self.city = city

    def error(self, line: int, message: str) -> SourceError:
        return SourceError(self.path, line, message)

    def parse_head(self, lines: list[str]) -> tuple[dict[str, tuple[str, int]], int]:
        head: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(lines, start=1):
            if line.strip() == "---":
                for key in _HEAD_KEYS:
                    if key not in head:
                        raise self.error(number, f"the head has no {key!r}")
                return head, number
            match = _HEAD_LINE.fullmatch(line.rstrip())
            if match is None or match["key"] not in _HEAD_KEYS or match["key"] in head:
                raise self.error(number, f"not a line of the head: {line[:40]!r}")
            head[match["key"]] = match["value"].strip(), number
        raise self.error(len(lines), "the head is not closed by '---'")

    def parse_people(self, value: tuple[str, int]) -> tuple[Person, ...]:
        people = []
        for part in _split_list(value[0]):
            match = _PERSON.fullmatch(part)
            if match is None:
                raise self.error(value[1], f"not a name: {part!r}")
            people.append(Person(match["name"].strip(), match["role"]))
        return tuple(people)

    def parse_blocks(self, lines: list[str], first: int) -> Iterator[_Block]:
        block: _Block | None = None
        for number, raw in enumerate(lines, start=first):
            line = raw.rstrip()
            if not line:
                continue
            if line.startswith("@") and line != "@decide":
                if block is not None:
                    yield block
                name, _, argument = line[1:].partition(" ")
                block = _Block(name, argument, number, {}, [])
            elif block is None:
                raise self.error(number, "text before the first '@' line")
            else:
                self.parse_line(block, line, number)
        if block is not None:
            yield block

    def parse_line(self, block: _Block, line: str, number: int) -> None:
        if line == "@decide":
            if "together" not in block.keys or block.decision is not None:
                raise self.error(number, "'@decide' without 'together', or twice")
            block.decision = []
            return
        key, separator, value = line.partition(":")
        if block.name == "item" and block.last() is None and separator and key in _ITEM_KEYS:
            if key in block.keys:
                raise self.error(number, f"{key!r} twice")
            block.keys[key] = value.strip()
        elif line.startswith("  "):
            if not block.extend_last_speech(line.strip()):
                raise self.error(number, "a paragraph that continues no speech")
        elif line.startswith("（") and line.endswith("）"):
            block.add(Direction(line))
        else:
            match = _SPEECH.fullmatch(line)
            if match is None or not match["text"].strip():
                raise self.error(number, f"neither speech nor stage direction: {line[:40]!r}")
            block.add(Speech(match["speaker"].strip(), (match["text"].strip(),)))

    def make_item(self, block: _Block, ordinal: int) -> Item:
        fields = [part.strip() for part in block.argument.split("|")]
        if len(fields) != 5:
            raise self.error(block.line, f"an item has 5 fields between '|', here are {len(fields)}")
        kind, title, department, topics_text, outcome = fields
        topics = _split_list(topics_text)
        for value, allowed in ((kind, KINDS), (outcome, OUTCOMES), *((topic, TOPICS) for topic in topics)):
            if value not in allowed:
                raise self.error(block.line, f"not in the vocabulary: {value!r}")
        if not title:
            raise self.error(block.line, "an item without a title")
        evidence, conditions = block.keys.get("evidence") or None, block.keys.get("conditions") or None
        if (evidence is None) != (outcome == "不明"):
            raise self.error(block.line, "every outcome has its evidence, and 不明 has none")
        if (conditions is None) == (outcome == "付帯意見付き承認"):
            raise self.error(block.line, "付帯意見付き承認 has conditions, and nothing else has")
        together = block.keys.get("together", "")
        if not all(part.isdigit() for part in _split_list(together)):
            raise self.error(block.line, f"'together' takes item numbers, not {together!r}")
        return Item(
            ordinal=ordinal, kind=kind, title=title, department=department or None, topics=topics, outcome=outcome,
            number=block.keys.get("number") or None, evidence=evidence, conditions=conditions,
            together=tuple(int(part) for part in _split_list(together)),
            discussion=tuple(block.passages), decision=tuple(block.decision or ()),
        )  # fmt: skip

    def check_quotes(self, items: tuple[Item, ...], lines: tuple[int, ...]) -> None:
        """Evidence and conditions stand word for word in the item's own discussion."""
        for item, line in zip(items, lines, strict=True):
            if any(not 1 <= other <= len(items) or other == item.ordinal for other in item.together):
                raise self.error(line, f"'together' names no other item: {item.together}")
            shared = [other for other in items if item.ordinal in other.together]
            passages = [*item.passages, *(passage for other in shared for passage in other.discussion)]
            said = "\n".join(passage.text for passage in passages)
            for quote in (item.evidence, item.conditions):
                if quote is not None and quote not in said:
                    raise self.error(line, f"these words are not in the item's discussion: {quote[:40]!r}")


def parse_minutes(path: Path, city: City) -> Minutes:
    """One source file → the minutes. SourceError where it breaks the format."""
    reader = _Reader(path, city)
    lines = path.read_text(encoding="utf-8").splitlines()
    head, end_of_head = reader.parse_head(lines)
    blocks = list(reader.parse_blocks(lines[end_of_head:], end_of_head + 1))
    names = [block.name for block in blocks]
    if names != ["opening", *["item"] * (len(blocks) - 2), "closing"] or len(blocks) < 3:
        raise reader.error(
            end_of_head, "the discussion is one @opening, at least one @item, one @closing, in this order"
        )
    item_blocks = blocks[1:-1]
    items = tuple(reader.make_item(block, ordinal) for ordinal, block in enumerate(item_blocks, start=1))
    reader.check_quotes(items, tuple(block.line for block in item_blocks))
    time = _TIME.fullmatch(head["time"][0])
    if time is None:
        raise reader.error(head["time"][1], f"not a time: {head['time'][0]!r}")
    if head["public"][0] not in _PUBLIC:
        raise reader.error(head["public"][1], f"not one of {_PUBLIC}: {head['public'][0]!r}")
    if head["date"][0] != path.stem:
        raise reader.error(head["date"][1], f"the file's name and its date differ: {head['date'][0]!r}")
    observers = head["observers"][0]
    if observers and not observers.isdigit():
        raise reader.error(head["observers"][1], f"not a number: {observers!r}")
    return Minutes(
        city=city, session=head["session"][0], date=datetime.date.fromisoformat(head["date"][0]),
        start=time["start"].zfill(5),
        end=time["end"].zfill(5) if time["end"] else None, place=head["place"][0], public=head["public"][0] or None,
        observers=int(observers) if observers else None, members=reader.parse_people(head["members"]),
        absent=reader.parse_people(head["absent"]), staff=_split_list(head["staff"][0]),
        opening=tuple(blocks[0].passages), items=items, closing=tuple(blocks[-1].passages),
    )  # fmt: skip


def parse_city(path: Path) -> City:
    """A `city.toml` → the council; the folder's name is its slug."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return City(slug=path.parent.name, **values)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise SourceError(path, 1, str(error)) from error


def parse_sources(folder: Path) -> tuple[Council, ...]:
    """All councils below a folder, by slug, each with its minutes by date."""
    councils = []
    for city_file in sorted(folder.glob("*/city.toml")):
        city = parse_city(city_file)
        minutes = tuple(parse_minutes(path, city) for path in sorted(city_file.parent.glob("*.txt")))
        councils.append(Council(city, minutes))
    return tuple(councils)
