"""The words of `words.toml`, loaded once a run and handed on; the rules that use them are elsewhere."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from crawler.markup import squeeze

MINUTES = "minutes"
# 諮問第109号　名簿の提供: what follows the number is what was asked, and no kind of paper
_NUMBERED = re.compile(r"^\W*(?P<paper>(?:諮問|答申)(?:書)?第?[\d一二三四五六七八九十百]+(?:の\d+)?号)")
_MOST_BESIDE = 6  # characters: 第12回会議録, 当日配布資料


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. `doubtful`: a web page so called is fetched all the same. Words are in normal form."""

    name: str
    reason: str
    doubtful: bool
    words: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilWords:
    bodies: tuple[str, ...]
    generic: frozenset[str]
    subjects: tuple[tuple[str, tuple[str, ...]], ...]  # root and its other names
    trimmed: tuple[str, ...]
    not_own: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    kinds: tuple[Kind, ...]
    about_minutes: re.Pattern[str]
    council: CouncilWords
    session: tuple[str, ...]
    pager: tuple[str, ...]
    back: tuple[str, ...]
    held: tuple[str, ...]
    umbrella: tuple[str, ...]
    department_ends: tuple[str, ...]
    attendance: tuple[str, ...]
    circumstances: tuple[str, ...]
    speakers: tuple[str, ...]
    document_formats: frozenset[str]
    page_formats: frozenset[str]

    def find_kind(self, text: str) -> Kind | None:
        """The kind of paper that a text (in normal form) names, minutes before all others, or None."""
        text = self.about_minutes.sub(r"\g<about>", text)
        numbered = _NUMBERED.match(text)
        if numbered is not None and not any(word in text for word in self.kinds[0].words):
            text = numbered.group("paper")
        return next((kind for kind in self.kinds if any(word in text for word in kind.words)), None)

    def find_label(self, text: str) -> Kind | None:
        """The kind that a short line (in normal form) is the name of, and says nothing else."""
        name = text.strip("【】〔〕《》<>()[]「」■◆●◎★▼▽□◇☆◼○・:-―…※")
        kind = self.find_kind(name)
        return (
            kind
            if kind is not None and any(len(name) <= len(w) + _MOST_BESIDE for w in kind.words if w in name)
            else None
        )

    def find_nearest_kind(self, text: str) -> Kind | None:
        """The kind that the last sentence of a text (in normal form) names, as the text before a link."""
        return self.find_kind(text.rstrip("。").rsplit("。", 1)[-1])

    def find_file_kind(self, name: str) -> Kind | None:
        """The same of a file's name (lower case, decoded)."""
        return self.find_kind(name) or next((kind for kind in self.kinds if any(w in name for w in kind.files)), None)


def load_vocabulary() -> Vocabulary:
    data = tomllib.loads(files("crawler").joinpath("words.toml").read_text(encoding="utf-8"))
    kinds = tuple(_make_kind(entry) for entry in data["kind"])
    council = data["council"]
    return Vocabulary(
        about_minutes=_make_about(next(kind for kind in kinds if kind.name == MINUTES), data["about_minutes"]["words"]),
        kinds=tuple(sorted(kinds, key=lambda kind: kind.name != MINUTES)),
        council=CouncilWords(
            bodies=tuple(council["bodies"]),
            generic=frozenset(council["generic"]),
            subjects=tuple((subject["root"], tuple(subject["also"])) for subject in council["subject"]),
            trimmed=tuple(council["trimmed"]["words"]),
            not_own=_normal(council["not_own"]["words"]),
            others=_normal(council["others"]),
        ),
        session=_normal(data["listing"]["session"]),
        pager=_normal(data["listing"]["pager"]),
        back=_normal(data["listing"]["back"]),
        held=_normal(data["listing"]["held"]),
        umbrella=_normal(data["listing"]["umbrella"]),
        department_ends=_normal(data["listing"]["department_ends"]),
        attendance=_normal(data["page"]["attendance"]),
        circumstances=_normal(data["page"]["circumstances"]),
        speakers=_normal(data["page"]["speakers"]),
        document_formats=frozenset(data["formats"]["documents"]),
        page_formats=frozenset(data["formats"]["pages"]),
    )


def _make_about(minutes: Kind, words: list[str]) -> re.Pattern[str]:
    """会議録の作成要領, 会議録様式: `about` is the word that says what the paper is."""
    named = "|".join(sorted(map(re.escape, minutes.words), key=len, reverse=True))
    about = "|".join(map(re.escape, _normal(words)))
    return re.compile(rf"(?:{named})等?の?[一-鿿]{{0,4}}?(?:の)?(?P<about>{about})")


def _make_kind(entry: dict[str, Any]) -> Kind:
    return Kind(
        name=entry["name"],
        reason=entry["reason"],
        doubtful=entry.get("doubtful", False),
        words=_normal(entry["words"]),
        files=tuple(entry["files"]),
    )


def _normal(words: list[str]) -> tuple[str, ...]:
    return tuple(squeeze(word) for word in words)
