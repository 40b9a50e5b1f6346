"""How close two referrals are: terms weighted by rarity and by where they stand, topics, kind of department. Pure.

A referral is seen as four fields of tokens (title, decision, question, talk). A term is a token or two neighbours: the
short units of the analysis cut 防犯カメラ in two, and only both together say what it is.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

Term = tuple[str, ...]  # one or two tokens

TITLE, DECISION, QUESTION, TALK = FIELDS = ("title", "decision", "question", "talk")
# BM25's saturation: the third time that a word is said tells little more than the second.
_SATURATION = 1.2
_LENGTH_SHARE = 0.75  # BM25's b: how much a long discussion is held against each of its words
_USUAL_LENGTH = 900  # terms of an item of median length in the samples; only the ratio of lengths counts
_CONTENT = re.compile(
    r"""
    [一-鿿々〆]      # kanji
    | [ァ-ヺ]{2}     # or two katakana side by side
    | [a-z]{2}       # or letters: AI, LGWAN; a single one is a person's (A委員)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ClosenessWeights:
    """`similar.toml`, where each has its reason."""

    fields: Mapping[str, float]
    pair: float
    topic: float
    department: float
    floor: float  # of a score: what is farther off is no precedent
    ignored: frozenset[str]
    departments: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A referral as it is compared. `texts` maps a field to its strings of tokens: no term runs from one into the next.
    `length` is the number of tokens of its talk."""

    texts: Mapping[str, tuple[Sequence[str], ...]]
    topics: frozenset[str] = frozenset()
    department: str | None = None

    @property
    def length(self) -> int:
        return sum(len(tokens) for strings in self.texts.values() for tokens in strings)


@dataclass(frozen=True, slots=True)
class Shared:
    """What two referrals have in common: a term, the part of the closeness that it makes up, and the fields of the
    other one in which it stands."""

    term: Term
    weight: float
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closeness:
    """`score` is 0 to about 1.2: `words` (0 to 1, the weighted share of the draft's terms that the other has), and what
    shared topics and departments add."""

    score: float
    words: float
    topics: float
    department: float
    shared: tuple[Shared, ...]
    shared_topics: tuple[str, ...]
    same_department: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A referral for which others are looked for: its profile, and the weight of each of its terms."""

    profile: Profile
    weights: Mapping[Term, float] = field(default_factory=dict)
    rarity: Mapping[Term, float] = field(default_factory=dict)


@cache
def load_closeness_weights() -> ClosenessWeights:
    read = tomllib.loads((files("app.search") / "similar.toml").read_text(encoding="utf-8"))
    return ClosenessWeights(
        fields={row["name"]: float(row["weight"]) for row in read["field"]},
        pair=float(read["pair"]["weight"]),
        topic=float(read["topic"]["weight"]),
        department=float(read["department"]["weight"]),
        floor=float(read["floor"]["weight"]),
        ignored=frozenset(read["ignored"]["tokens"]),
        departments={row["name"]: re.compile("|".join(row["words"])) for row in read["department_kind"]},
    )


def find_department_kind(department: str | None, weights: ClosenessWeights) -> str | None:
    """市民課 → residents; None where no kind fits."""
    return next((name for name, words in weights.departments.items() if department and words.search(department)), None)


def count_terms(strings: Iterable[Sequence[str]], ignored: frozenset[str]) -> Counter[Term]:
    """Terms of some strings of tokens: words that say something by themselves, and pairs of neighbours that do; single
    kanji (市, 課) only stand in pairs."""
    counted: Counter[Term] = Counter()
    for tokens in strings:
        before: str | None = None
        for token in tokens:
            if not _CONTENT.search(token) or token in ignored:
                before = None
                continue
            if len(token) > 1:
                counted[(token,)] += 1
            if before is not None and len(before) + len(token) > 2:
                counted[(before, token)] += 1
            before = token
    return counted


def choose_terms(profile: Profile, most: int, weights: ClosenessWeights) -> dict[Term, float]:
    """Terms worth asking for, before anybody knows how rare they are → how much the profile is about each: those of its
    title first, then those that it says often; at most `most`."""
    strength: dict[Term, float] = {}
    for name, strings in profile.texts.items():
        for term, count in count_terms(strings, weights.ignored).items():
            strength[term] = strength.get(term, 0.0) + weights.fields[name] * count / (count + _SATURATION)
    chosen = sorted(strength, key=lambda term: (-strength[term], term))[:most]
    return {term: strength[term] for term in chosen}


def make_rarity(matching: int, total: int) -> float:
    """BM25's idf: how much a term tells that `matching` of `total` items have; 0 for one that no item has."""
    return math.log(1 + (total - matching + 0.5) / (matching + 0.5)) if matching else 0.0


def make_draft(
    profile: Profile, strength: Mapping[Term, float], rarity: Mapping[Term, float], most: int, weights: ClosenessWeights
) -> Draft:
    """The profile with its `most` weightiest terms."""
    weighed = {
        term: strong * rarity.get(term, 0.0) * (weights.pair if len(term) > 1 else 1.0)
        for term, strong in strength.items()
    }
    kept = sorted((term for term in weighed if weighed[term] > 0), key=lambda term: (-weighed[term], term))[:most]
    return Draft(profile, {term: weighed[term] for term in kept}, {term: rarity[term] for term in kept})


def compare(draft: Draft, other: Profile, topic_rarity: Mapping[str, float], weights: ClosenessWeights) -> Closeness:
    """How close `other` is, and why; `topic_rarity` tells how much each topic says."""
    counts = {name: count_terms(strings, weights.ignored) for name, strings in other.texts.items()}
    damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * other.length / _USUAL_LENGTH)
    whole = sum(draft.weights.values())
    greatest = max(weights.fields.values())
    shared = []
    for term, weight in draft.weights.items():
        fields = tuple(name for name in FIELDS if name in counts and counts[name][term])
        if fields:
            best = max(weights.fields[name] * _saturate(counts[name][term], name, damping) for name in fields)
            shared.append(Shared(term, weight * best / greatest / whole, fields))
    shared.sort(key=lambda one: (-one.weight, one.term))
    words = sum(one.weight for one in shared)
    mine, theirs = draft.profile.topics, other.topics
    both = sorted(mine & theirs)
    any_topic = sum(topic_rarity.get(code, 0.0) for code in mine | theirs)
    topics = weights.topic * sum(topic_rarity.get(code, 0.0) for code in both) / any_topic if any_topic else 0.0
    same = draft.profile.department is not None and draft.profile.department == other.department
    department = weights.department if same else 0.0
    return Closeness(words + topics + department, words, topics, department, tuple(shared), tuple(both), same)


def _saturate(count: int, name: str, damping: float) -> float:
    """A title says a thing once; only in talk does it count how often."""
    return count / (count + damping) if name in (TALK, QUESTION) else 1.0
