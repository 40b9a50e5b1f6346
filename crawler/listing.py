"""A fetched web page → where minutes may be: which links to follow, which to fetch as documents, which to pass over.

Pure. A link is judged by the nearest words that tell something: its own text, the text before it, its row, its column's
head, the headings above it, the page's title. What is doubtful is fetched; whoever reads it decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from crawler.council import CouncilMatcher, Mention, make_matcher
from crawler.page import Anchor, Page, parse_page, squeeze
from crawler.source import Source
from crawler.speech import find_minutes_sign
from crawler.urls import extension_of, host_of, normalize_url
from crawler.vocabulary import MINUTES, Kind, Vocabulary, load_vocabulary

_SESSION = re.compile(
    r"""
    第[\d一二三四五六七八九十]+回          # a session
    | (?:令和|平成|昭和|[rhs])[\d元]+年?   # a year of an era: 令和2年度, r2
    | 20\d\d(?:年|[-/.])                   # 2021年
    | \d+月\d+日                           # a day
    | ^\d{1,3}(?:ページ(?:目)?)?$          # a pager's number
    | 〔?^[<>«»＜＞]+$                     # a pager's arrow
    """,
    re.VERBOSE,
)
_SITE_NAME = re.compile(r"[|｜].*$")  # what stands after a bar in a title is the site's name
_MOST_CONTEXT = 600  # characters kept in the archive


class Decision(StrEnum):
    FOLLOW = "follow"
    DOCUMENT = "document"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Link:
    """`reason` in plain English: why passed over, or why taken. `sure` when words said so, not only the place."""

    url: str
    text: str
    context: str
    decision: Decision
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page read: `candidate` if the page itself may be minutes; `passed` why it is no minutes, if it says so."""

    title: str
    links: tuple[Link, ...]
    candidate: bool
    passed: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a source's pages are judged by."""

    matcher: CouncilMatcher
    hosts: tuple[str, ...]
    words: Vocabulary


def make_scope(source: Source) -> Scope:
    words = load_vocabulary()
    return Scope(make_matcher(source.council, source.municipality, words.council), source.hosts, words)


def parse_listing(html: str, url: str, scope: Scope, encoding: str = "utf-8") -> Listing:
    """A page's text and its (final, normalised) URL → its links, each judged, and a judgement of the page itself."""
    page = parse_page(html)
    base = normalize_url(page.base, url) if page.base else url
    judge = _Judge(page, scope)
    best: dict[str, Link] = {}
    for anchor in page.anchors:
        target = normalize_url(anchor.href, base or url, encoding)
        if target is None or target == url:
            continue  # mailto:, javascript:, or a place on this page
        link = judge.judge(anchor, target)
        known = best.get(target)
        if known is None or _rank(link) < _rank(known):
            best[target] = link
    candidate, passed = judge.judge_page()
    return Listing(page.heading or page.title, tuple(best.values()), candidate, passed)


def _rank(link: Link) -> int:
    """Of several links to one URL the surest speaks; among doubtful ones, the one that fetches."""
    order = (Decision.DOCUMENT, Decision.FOLLOW, Decision.PASS)
    return order.index(link.decision) + (0 if link.sure else len(order))


@dataclass(frozen=True, slots=True)
class _Verdict:
    decision: Decision
    reason: str
    sure: bool = True


class _Judge:
    def __init__(self, page: Page, scope: Scope) -> None:
        self._page = page
        self._scope = scope
        self._words = scope.words
        self._titles = tuple(text for text in (page.heading, _SITE_NAME.sub("", page.title)) if text)
        self._council, self._council_name = self._find_council(self._titles)
        self._kind = self._find_kind(self._titles)

    def judge(self, anchor: Anchor, target: str) -> Link:
        verdict = self._judge_target(anchor, target)
        return Link(target, anchor.text, _make_context(anchor, self._page), *_unpack(verdict))

    def judge_page(self) -> tuple[bool, str | None]:
        """Whether the page may be minutes itself, and why not if it says what else it is."""
        if self._council is Mention.OTHER:
            return False, f"another council: {self._council_name}"
        sign = find_minutes_sign(self._page, self._words, titled=self._kind is not None and self._kind.name == MINUTES)
        if sign or self._kind is None or self._kind.name == MINUTES:
            return sign, None
        return False, self._kind.reason

    def _judge_target(self, anchor: Anchor, target: str) -> _Verdict:
        if host_of(target) not in self._scope.hosts:
            return _Verdict(Decision.PASS, "outside the source's hosts")
        if anchor.embedded:
            return _Verdict(Decision.FOLLOW, "a frame of the page")
        extension = extension_of(target)
        is_document = extension in self._words.document_formats
        if not is_document and extension not in self._words.page_formats and not extension.isdigit():
            return _Verdict(Decision.PASS, f"not a format that minutes come in ({extension})")
        mention, name = self._find_link_council(anchor)
        if mention is Mention.OTHER:
            return _Verdict(Decision.PASS, f"another council: {name}")
        return self._judge_document(anchor, target, mention) if is_document else self._judge_follow(anchor, mention)

    def _judge_document(self, anchor: Anchor, target: str, mention: Mention) -> _Verdict:
        kind = self._find_link_kind(anchor, target)
        if kind is not None and kind.name == MINUTES:
            return _Verdict(Decision.DOCUMENT, kind.reason)
        if kind is not None:
            return _Verdict(Decision.PASS, kind.reason)
        if not anchor.inner:
            return _Verdict(Decision.PASS, "navigation", sure=False)
        if mention is Mention.OWN:
            return _Verdict(Decision.DOCUMENT, "a paper of the council that does not say what it is", sure=False)
        return _Verdict(Decision.PASS, "other subject", sure=False)

    def _judge_follow(self, anchor: Anchor, mention: Mention) -> _Verdict:
        verdict = self._judge_own_words(anchor)
        if verdict is not None:
            return verdict
        own = squeeze(anchor.text)
        nearby = self._find_kind((anchor.before, anchor.column, *anchor.headings, *self._titles))
        on_minutes = nearby is not None and nearby.name == MINUTES
        is_session = bool(_SESSION.search(own)) or any(word in own for word in self._words.session)
        if is_session and (mention is Mention.OWN or on_minutes):
            return _Verdict(Decision.FOLLOW, "a session, a year or the next page of the list")
        if not anchor.inner:
            return _Verdict(Decision.PASS, "navigation", sure=False)
        if mention is Mention.OWN:
            return _Verdict(Decision.FOLLOW, "on a page of the council", sure=False)
        if on_minutes and own.endswith(self._words.department_ends):
            return _Verdict(Decision.FOLLOW, "a department's minutes", sure=False)
        kind = self._find_kind((anchor.text,))
        return _Verdict(Decision.PASS, kind.reason if kind is not None else "other subject", sure=False)

    def _judge_own_words(self, anchor: Anchor) -> _Verdict | None:
        """What a link to a web page says itself, wherever it stands."""
        kind = self._find_kind((anchor.text,))
        if kind is not None and kind.name == MINUTES:
            return _Verdict(Decision.FOLLOW, "called minutes")
        if kind is not None and not kind.doubtful:
            return _Verdict(Decision.PASS, kind.reason)
        if self._scope.matcher.match(anchor.text)[0] is Mention.OWN:
            return _Verdict(Decision.FOLLOW, "names the council")
        if any(word in squeeze(anchor.text) for word in self._words.umbrella):
            return _Verdict(Decision.FOLLOW, "may lead to all councils", sure=False)
        return None

    def _find_link_council(self, anchor: Anchor) -> tuple[Mention, str]:
        """The nearest words that name a council. A menu's link has no other words than its own."""
        found = self._scope.matcher.match(anchor.text)
        if found[0] is not Mention.NONE or not anchor.inner:
            return found if found[0] is not Mention.NONE else (self._council, self._council_name)
        found = self._find_council((anchor.before,))
        if found[0] is not Mention.NONE:
            return found
        cells = [self._scope.matcher.match_name(cell) for cell in anchor.row]
        for wanted in (Mention.OWN, Mention.OTHER):
            named = next((cell for cell in cells if cell[0] is wanted), None)
            if named is not None:
                return named
        found = self._find_council(anchor.headings)
        return found if found[0] is not Mention.NONE else (self._council, self._council_name)

    def _find_link_kind(self, anchor: Anchor, target: str) -> Kind | None:
        """The nearest words that name a kind of paper; a file's name is asked before the headings."""
        near = self._find_kind((anchor.text, anchor.before, anchor.column))
        if near is not None:
            return near
        name = squeeze(unquote(urlsplit(target).path.rsplit("/", 1)[-1]))
        return self._words.find_file_kind(name) or self._find_kind((*anchor.headings, *self._titles))

    def _find_council(self, texts: tuple[str, ...]) -> tuple[Mention, str]:
        found = (self._scope.matcher.match(text) for text in texts)
        return next((pair for pair in found if pair[0] is not Mention.NONE), (Mention.NONE, ""))

    def _find_kind(self, texts: tuple[str, ...]) -> Kind | None:
        found = (self._words.find_kind(squeeze(text)) for text in texts)
        return next((kind for kind in found if kind is not None), None)


def _unpack(verdict: _Verdict) -> tuple[Decision, str, bool]:
    return verdict.decision, verdict.reason, verdict.sure


def _make_context(anchor: Anchor, page: Page) -> str:
    """Title, headings from above, column, row and item of a link, in one line."""
    parts = (page.title, *reversed(anchor.headings), anchor.column, *anchor.row, anchor.item)
    return " / ".join(dict.fromkeys(part for part in parts if part))[:_MOST_CONTEXT]
