"""Addresses of a page of minutes: with other speakers, with all of them, at a passage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.talk import Speaker


@dataclass(frozen=True, slots=True)
class TalkLinks:
    """Made from one request: `words` are the pairs of the search whose words are marked, `chosen` the speakers shown,
    `url` the page without parameters. `anchors` are all passages of the page, `shown` those that are not folded away;
    `whole` is the page of the whole meeting, on which all others stand."""

    url: str
    words: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    anchors: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    whole: str = ""

    def toggle(self, name: str) -> str:
        """With a speaker more, or without one who is chosen."""
        without = tuple(one for one in self.chosen if one != name)
        return self._make(without if name in self.chosen else (*self.chosen, name), "talk")

    def only(self, speakers: Iterable[Speaker]) -> str:
        return self._make(tuple(one.name for one in speakers), "talk")

    def all_speakers(self, anchor: str = "talk") -> str:
        return self._make((), anchor)

    def passage(self, anchor: str) -> str:
        """Where a passage can be read: evidence may stand outside the item, or in what is folded away."""
        if anchor in self.shown:
            return f"#{anchor}"
        return self.all_speakers(anchor) if anchor in self.anchors else f"{self.whole}#{anchor}"

    def citation(self, anchor: str) -> str:
        """The page as it is, with the citation of a passage."""
        return self._make(self.chosen, "cite", (("cite", anchor),))

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """What a form that asks for words carries along."""
        return tuple(("speaker", name) for name in self.chosen)

    def _make(self, speakers: tuple[str, ...], anchor: str, more: tuple[tuple[str, str], ...] = ()) -> str:
        pairs = [*self.words, *(("speaker", name) for name in speakers), *more]
        return f"{self.url}{'?' if pairs else ''}{urlencode(pairs)}#{anchor}"
