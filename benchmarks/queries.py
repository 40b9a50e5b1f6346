"""Questions out of the texts themselves: words that stand in some items and not in most, the same each time."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.sqlite_peer import Record

_SEED = 20180202
_WORD = re.compile(
    r"""
    (?: (?<![一-龠々0-9０-９]) [一-龠々]{2,6}   # a run of kanji, whole; no counter behind a number (7年間)
      | (?<![ァ-ヶー]) [ァ-ヶー]{3,8} )         # a run of katakana, whole
    (?= [をのがはにと、。」）\n] )               # and a particle or a pause: no stem of a verb (残します)
    """,
    re.VERBOSE,
)
# What stands in fewer is a name, what stands in more says nothing: of the items.
_RAREST, _MOST_FREQUENT = 0.005, 0.3
_SHORT = 2  # characters: below FTS5's trigrams, and the commonest length of a Japanese word


@dataclass(frozen=True, slots=True)
class Query:
    """All `words` must be found; `topic` is a selected facet value. `short`: a word has two characters."""

    words: tuple[str, ...]
    topic: str | None
    short: bool

    @property
    def text(self) -> str:
        return " ".join(self.words)


def make_queries(records: Sequence[Record], count: int) -> tuple[Query, ...]:
    """`count` questions: half of them words of two characters, half longer ones; a third has two words that stand in
    one item, a quarter has the most frequent topic selected. Fewer if the texts have not as many words."""
    texts = [frozenset(_WORD.findall(f"{record.title} {record.talk}")) for record in records]
    frequency = Counter(word for words in texts for word in words)
    usual = {w for w, n in frequency.items() if _RAREST * len(records) <= n <= _MOST_FREQUENT * len(records)}
    dice = random.Random(_SEED)
    topic = Counter(topic for record in records for topic in record.topics).most_common(1)
    queries: list[Query] = []
    for short in (False, True):
        words = sorted(word for word in usual if (len(word) <= _SHORT) == short)
        dice.shuffle(words)
        for number, word in enumerate(words[: count // 2]):
            own = [word]
            if number % 3 == 2:
                beside = dice.choice([text & usual for text in texts if word in text])
                others = sorted(w for w in beside - {word} if (len(w) <= _SHORT) == short)
                own += others and [dice.choice(others)]
            queries.append(Query(tuple(own), topic[0][0] if topic and number % 4 == 3 else None, short))
    return tuple(queries)
