"""Whether a text names the source's council, another one, or none.

Councils are renamed and written in many ways: with and without the city, 審議会 for 審査会, with 運営 or 制度,
combined with another (情報公開・個人情報保護審議会). So a council is told by its subject: a name with the subject of
ours is ours, one with another subject is another's, and a body without a subject (審議会の会議録) tells nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from crawler.markup import squeeze
from crawler.vocabulary import CouncilWords

_JOINTS = re.compile(r"・|、|,|及び|並びに|および|ならびに")
_NAME_CHARACTER = "[一-鿿々ァ-ヶーぁ-ん・]"
_BREAKS = re.compile(r"[はをがにでとやの]|及び|並びに|および|ならびに|年度|[第回]")
_NUMBER = re.compile(r"^[一二三四五六七八九十]+")  # 第二部会: a section of the council that is spoken of
# After another council's name one of these must follow, or it is a sentence about something that body does
# (教育委員会における個人情報の取扱い) and names no paper of its own.
_ENDS = r"""
    (?: $ | 等? (?: [第\d\s()\[\]【】「」『』|/:〉》>\-.。、,…!?=]
      | (?:の)?(?:会議|議事|審議|開催|概要|委員名|次第|資料|結果|要旨|記録|傍聴|答申|運営)
      | [をが](?:開|傍|行) | は、?(?:開|終) | へ?の(?:お知らせ|様子) | 令和 | 平成 | 昭和 | [rh]\d ) )
"""


class Mention(Enum):
    OWN = "own"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CouncilMatcher:
    """`full` is the source's council in normal form without its municipality; `core` matches a council on personal data
    alone, which a council on that and on something else has beside it or had before it."""

    full: str
    own: re.Pattern[str]
    core: re.Pattern[str]
    other: re.Pattern[str]
    bodies: re.Pattern[str]
    not_own: tuple[str, ...]
    others: tuple[str, ...]
    generic: frozenset[str]
    municipality: str

    def match(self, text: str) -> tuple[Mention, str]:
        """A text → what it mentions, and the name of the other council. Ours beats another in the same text."""
        normal = squeeze(text)
        for word in self.not_own:
            normal = normal.replace(word, "|")
        if self.full in normal or self.own.search(normal):
            return Mention.OWN, ""
        for found in self.other.finditer(normal):
            prefix = self._trim(found.group("name"))
            named = _NUMBER.sub("", self.bodies.sub("", prefix).strip("・等"))
            if named not in self.generic:  # 審議会・審査会 names none
                return Mention.OTHER, prefix + found.group("body")
        other = next((word for word in (*self.not_own, *self.others) if word in squeeze(text)), None)
        return (Mention.NONE, "") if other is None else (Mention.OTHER, other)

    def is_alone(self, text: str) -> bool:
        """Whether a text names a council on personal data alone, though ours is on something else as well."""
        normal = squeeze(text)
        core, own = self.core.search(normal), self.own.search(normal)
        return core is not None and own is not None and own.start() == core.start() and self.own != self.core

    def narrow(self) -> CouncilMatcher:
        """For a page on which that council stands apart: the one on the other subject is then another."""
        return replace(self, own=self.core)

    def match_name(self, text: str) -> tuple[Mention, str]:
        """The same of a text that counts only if all of it is a name (a cell of a table)."""
        mention, name = self.match(text)
        if mention is Mention.OTHER and len(squeeze(text)) > len(name) + len(self.municipality) + 12:
            return Mention.NONE, ""  # 12: 平成28年度第10回 and the like
        return mention, name

    def _trim(self, prefix: str) -> str:
        prefix = prefix.replace(self.municipality, "|")
        return _BREAKS.split(prefix.rsplit("|", 1)[-1])[-1].strip("・")


def make_matcher(council: str, municipality: str, words: CouncilWords) -> CouncilMatcher:
    """The source's council and municipality, as their names are written → what recognises them."""
    city = squeeze(municipality)
    full = squeeze(council).removeprefix(city)
    bodies = "|".join(sorted(words.bodies, key=len, reverse=True))
    body = re.search(rf"(?:{bodies})$", full)
    subject = full[: body.start()] if body else full
    names = "|".join(re.escape(name) for name in _find_subjects(subject, words))
    own = _make_own(names, bodies)
    core_names = [word for root, also in words.subjects if root in subject for word in also]
    core = _make_own("|".join(map(re.escape, core_names)) or names, bodies)
    other = re.compile(
        rf"(?P<name>{_NAME_CHARACTER}{{0,30}}?)(?P<body>{bodies}|(?<={_NAME_CHARACTER}{{2}})(?<![るたのをはがにで])会議(?![録概要資結事次室場]|の(?!会議|議事|開催|委員))){_ENDS}",
        re.VERBOSE,
    )
    not_own = tuple(word for word in words.not_own if not full.endswith(word))
    return CouncilMatcher(full, own, core, other, re.compile(bodies), not_own, words.others, words.generic, city)


def _make_own(names: str, bodies: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{names})[^、。|/()「」]{{0,20}}?(?:{bodies})")


def _find_subjects(subject: str, words: CouncilWords) -> tuple[str, ...]:
    """情報公開・個人情報保護制度運営 → (情報公開, 個人情報, プライバシー)."""
    found: list[str] = []
    for part in _JOINTS.split(subject):
        root = part
        trimmed = True
        while trimmed:
            ending = next((word for word in words.trimmed if root.endswith(word) and root != word), "")
            root, trimmed = root.removesuffix(ending), bool(ending)
        aliases = next((also for name, also in words.subjects if name in root), (root,))
        found.extend(alias for alias in aliases if alias)
    return tuple(dict.fromkeys(found)) or (subject,)
