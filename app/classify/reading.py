"""A meeting read once for all its items: passages as sentences, what sentences name, which of them decide.

Without it each item would read the whole meeting again, and a meeting of a hundred items took the square of its length.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from app.classify.passages import Sentence, split_sentences, with_deputies, with_roles
from app.classify.references import Names
from app.classify.speaking import may_decide, tells_itself
from app.classify.wording import match_outcome
from app.model import AgendaItem, Meeting, Role, Utterance
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary


class Reading:
    """`everything`: the meeting's passages, deputies as members where a chair presides; `places`: where each stands in
    it, by its anchor; `names`: what its items are called."""

    def __init__(self, meeting: Meeting, vocabulary: Vocabulary) -> None:
        self.meeting = meeting
        self.vocabulary = vocabulary
        self.everything = with_deputies(meeting.utterances)
        self.places = {u.anchor: place for place, u in enumerate(self.everything)}
        self.names = Names(meeting.items)
        self._split: dict[Utterance, tuple[Sentence, ...]] = {}

    def own(self, item: AgendaItem) -> tuple[Utterance, ...]:
        """The passages of an item's part of the discussion, in order, with the roles that marks tell."""
        places = sorted(self.places[anchor] for anchor in set(item.utterances) if anchor in self.places)
        return with_roles(tuple(self.everything[place] for place in places))

    def split(self, utterance: Utterance) -> tuple[Sentence, ...]:
        """The sentences of a passage."""
        found = self._split.get(utterance)
        if found is None:
            found = self._split[utterance] = tuple(split_sentences(utterance))
        return found

    def sentences(self, utterances: Iterable[Utterance]) -> list[Sentence]:
        """The sentences of several passages, in order."""
        return [sentence for utterance in utterances for sentence in self.split(utterance)]

    @cached_property
    def deciding(self) -> tuple[tuple[Sentence, str], ...]:
        """Every sentence of the discussion that decides by its own words, with its outcome's code. Rows of tables and
        what follows the discussion are read as results."""
        return tuple(
            (sentence, outcome)
            for utterance in self.everything
            if utterance.role not in (Role.HEADER, Role.ATTACHMENT) and "\t" not in utterance.text
            for sentence in self.split(utterance)
            if may_decide(sentence) and (outcome := match_outcome(tells_itself(sentence), self.vocabulary))
        )

    @cached_property
    def attached(self) -> tuple[Sentence, ...]:
        """Sentences of what follows the discussion, where a 答申 is among it."""
        after = [u for u in self.meeting.utterances if u.role is Role.ATTACHMENT]
        return tuple(self.sentences(after)) if any("答申" in squeeze(u.text) for u in after) else ()
