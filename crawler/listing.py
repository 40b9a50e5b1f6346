"""A fetched web page → where minutes may be: which links to follow, which to fetch as documents, which to pass over.

Pure. A link is judged by the nearest words that tell something: its own text, the text before it, its row, its column's
head, the headings above it, the page's title. What is doubtful is fetched; whoever reads it decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crawler.council import CouncilMatcher, Mention, make_matcher
from crawler.markup import squeeze
from crawler.page import Anchor, Page, parse_page
from crawler.source import Source
from crawler.speech import find_minutes_sign
from crawler.urls import extension_of, host_of, names_of, normalize_url, query_format_of
from crawler.vocabulary import MINUTES, Kind, Vocabulary, load_vocabulary
from crawler.wordless import find_kind_after, find_legend, find_part_kinds, find_sign_kind

_SESSION = re.compile(
    r"""
    第[\d一二三四五六七八九十]+回          # a session
    | (?:令和|平成|昭和|[rhs])[\d元]+年?   # a year of an era: 令和2年度, r2
    | 20\d\d(?:年|[-/.])                   # 2021年
    | (?:^|\D)\d{1,2}年度                # 28年度, the era left out
    | \d+月\d+日 | ^\W*\d{1,2}[/.]\d{1,2}  # a day
    | 第\d+期                              # a term of the council's members
    """,
    re.VERBOSE,
)
_PAGER = re.compile(
    r"""
    ^ (?: \d{1,3}(?:ページ(?:目)?)?         # its number
      | [\[(〔]?[<>«»≪≫←→‹›]+[\])〕]?      # its arrow
      | [<>«»≪≫←→‹›]*(?:次|前|後)の?\d*(?:件|ページ|頁)?(?:へ|を表示)?[<>«»≪≫←→‹›]* ) $
    """,
    re.VERBOSE,
)
# A link that says that it gives a file: 会議録（PDF：120KB）, ワード, ダウンロード
_GIVES_FILE = re.compile(r"pdf|ワード|word|docx?(?![a-z])|\d(?:[km]b|キロバイト|メガバイト)|ダウンロード|テキスト")
_SITE_NAME = re.compile(r"[|｜][^|｜]*$")  # what stands after the last bar in a title is the site's name
_MOST_CONTEXT = 600  # characters kept in the archive
_MOST_PAGER = 12  # characters: 次の20件を表示する
MINUTES_WORD = "会議録"  # what a page is taken for that minutes alone led to
_UNSEEN = "its links are made by JavaScript, which is not run"


class Decision(StrEnum):
    FOLLOW = "follow"
    DOCUMENT = "document"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Way:
    """What the links that led to a page said of it, for a page that says nothing itself."""

    own: bool = False
    minutes: bool = False


NO_WAY = Way()


@dataclass(frozen=True, slots=True)
class Link:
    """`reason` in plain English: why passed over, or why taken. `sure` when words said so, not only the place.
    `refusal`: why it is passed over after all, if what is followed as a page turns out to be a file. `pager` for the
    next part of the same list."""

    url: str
    text: str
    context: str
    decision: Decision
    reason: str
    sure: bool
    way: Way = NO_WAY
    refusal: str | None = None
    pager: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page read: `candidate` if the page itself may be minutes; `passed` why it is no minutes, if it says so;
    `unseen` why its links cannot be seen."""

    title: str
    links: tuple[Link, ...]
    candidate: bool
    passed: str | None
    unseen: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a source's pages are judged by."""

    matcher: CouncilMatcher
    hosts: tuple[str, ...]
    words: Vocabulary


def make_scope(source: Source) -> Scope:
    words = load_vocabulary()
    return Scope(make_matcher(source.council, source.municipality, words.council), source.hosts, words)


def parse_listing(html: str, url: str, scope: Scope, encoding: str = "utf-8", way: Way = NO_WAY) -> Listing:
    """A page's text and its (final, normalised) URL → its links, each judged, and a judgement of the page itself."""
    page = parse_page(html)
    base = normalize_url(page.base, url) if page.base else url
    targets = [(anchor, normalize_url(anchor.href, base or url, encoding)) for anchor in page.anchors]
    judge = _Judge(page, scope, way)
    best: dict[str, Link] = {}
    for anchor, target in targets:
        if target is None or target == url:
            continue  # mailto:, javascript:, or a place on this page
        link = judge.judge(anchor, target)
        known = best.get(target)
        if known is None or _rank(link) < _rank(known):
            best[target] = link
    candidate, passed = judge.judge_page()
    leads = any(link.decision is not Decision.PASS and link.sure for link in best.values())
    unseen = _UNSEEN if page.scripted and not candidate and not leads else None
    return Listing(page.heading or page.title, tuple(best.values()), candidate, passed, unseen)


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
    def __init__(self, page: Page, scope: Scope, way: Way) -> None:
        self._page = page
        self._scope = scope
        self._words = scope.words
        self._way = way
        self._legend = find_legend(page.lines, scope.words)
        self._parts: Mapping[Anchor, Kind] = find_part_kinds(page.anchors, self._find_beside_kind)
        named = (text for anchor in page.anchors for text in (anchor.text, *anchor.columns, *anchor.headings[:2]))
        self._matcher = scope.matcher.narrow() if any(map(scope.matcher.is_alone, named)) else scope.matcher
        self._titles = tuple(text for text in (page.heading, _SITE_NAME.sub("", page.title)) if text)
        self._council, self._council_name = self._find_council(self._titles)
        if self._council is Mention.NONE and way.own:
            self._council = Mention.OWN
        self._kind = self._find_kind(self._titles)
        if self._kind is None and way.minutes:
            self._kind = self._words.find_kind(MINUTES_WORD)
        # a list in which our council stands among others, or one of all councils
        self._is_list = any(word in squeeze(text) for text in self._titles for word in self._words.umbrella) or any(
            self._matcher.match(anchor.text)[0] is Mention.OWN for anchor in page.anchors if anchor.inner
        )

    def judge(self, anchor: Anchor, target: str) -> Link:
        mention, name = self._find_link_council(anchor)
        verdict = self._judge_target(anchor, target, mention, name)
        context = _make_context(anchor, self._page)
        if verdict.decision is not Decision.FOLLOW:
            return Link(target, anchor.text, context, verdict.decision, verdict.reason, verdict.sure)
        own = squeeze(anchor.text)
        as_file = self._judge_document(anchor, target, mention)
        is_back = any(word in own for word in self._words.back)
        leads = verdict.sure and not is_back
        return Link(
            *(target, anchor.text, context, verdict.decision, verdict.reason, verdict.sure),
            way=Way(leads and mention is Mention.OWN, leads and self._is_on_minutes(anchor)),
            refusal=as_file.reason if as_file.decision is Decision.PASS and not anchor.embedded else None,
            pager=anchor.embedded or self._is_pager(own),
        )

    def judge_page(self) -> tuple[bool, str | None]:
        """Whether the page may be minutes itself, and why not if it says what else it is."""
        if self._council is Mention.OTHER:
            return False, f"another council: {self._council_name}"
        kind = self._find_kind(self._titles)
        titled = kind is not None and kind.name == MINUTES
        on_way = self._council is Mention.OWN or self._way.minutes
        sign = find_minutes_sign(self._page, self._words, titled=titled, on_way=on_way)
        if sign or kind is None or titled:
            return sign, None
        return False, kind.reason

    def _judge_target(self, anchor: Anchor, target: str, mention: Mention, name: str) -> _Verdict:
        if host_of(target) not in self._scope.hosts:
            return _Verdict(Decision.PASS, "outside the source's hosts")
        if anchor.embedded:
            return _Verdict(Decision.FOLLOW, "a frame of the page")
        extension = extension_of(target)
        if extension in self._words.page_formats:
            extension = query_format_of(target) or extension
        is_document = extension in self._words.document_formats
        if not is_document and extension not in self._words.page_formats and not extension.isdigit():
            return _Verdict(Decision.PASS, f"not a format that minutes come in ({extension})")
        if mention is Mention.OTHER:
            return _Verdict(Decision.PASS, f"another council: {name}")
        is_document = is_document or bool(_GIVES_FILE.search(squeeze(anchor.text)))
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
        own = squeeze(anchor.text)
        near = self._find_near_kind(anchor)
        if near is not None and near.name == MINUTES:
            return _Verdict(Decision.FOLLOW, "called minutes")
        # near is what its row or column says: its page is seen all the same, as is that of a meeting held since
        said = self._words.find_kind(own)
        if near is not None and near is said and not near.doubtful and not any(w in own for w in self._words.held):
            return _Verdict(Decision.PASS, near.reason)
        if self._matcher.match(anchor.text)[0] is Mention.OWN:
            return _Verdict(Decision.FOLLOW, "names the council")
        place = self._judge_place(anchor, mention)
        is_umbrella = any(word in own for word in self._words.umbrella) and (said is None or said.doubtful)
        if is_umbrella and (place is None or not place.sure):
            return _Verdict(Decision.FOLLOW, "may lead to all councils", sure=False)
        if place is None and not anchor.inner:
            return _Verdict(Decision.PASS, "navigation", sure=False)
        return place or _Verdict(Decision.PASS, said.reason if said is not None else "other subject", sure=False)

    def _judge_place(self, anchor: Anchor, mention: Mention) -> _Verdict | None:
        """A link that says little, by the list or the heading in which it stands."""
        own = squeeze(anchor.text)
        is_pager, on_minutes = self._is_pager(own), self._is_on_minutes(anchor)
        is_session = bool(_SESSION.search(own)) or any(word in own for word in self._words.session)
        if (is_session or is_pager) and (mention is Mention.OWN or on_minutes):
            return _Verdict(Decision.FOLLOW, "a session, a year or the next page of the list")
        if mention is Mention.OWN and anchor.inner:
            nearest = next((text for text in anchor.headings if text not in self._titles), None)
            part = on_minutes and (nearest is None or self._find_kind((nearest,)) is not None)
            return _Verdict(Decision.FOLLOW, "among the minutes" if part else "on a page of the council", sure=part)
        if is_pager and self._is_list:
            return _Verdict(Decision.FOLLOW, "the next page of the list", sure=False)
        if is_session and self._is_list and anchor.inner:
            return _Verdict(Decision.FOLLOW, "a year of a list of councils", sure=False)
        if on_minutes and anchor.inner and own.endswith(self._words.department_ends):
            return _Verdict(Decision.FOLLOW, "a department's minutes", sure=False)
        return None

    def _is_on_minutes(self, anchor: Anchor) -> bool:
        near = self._find_near_kind(anchor) or self._find_kind((*anchor.headings, *self._titles)) or self._kind
        return near is not None and near.name == MINUTES

    def _is_pager(self, own: str) -> bool:
        return bool(_PAGER.match(own)) or (len(own) <= _MOST_PAGER and any(word in own for word in self._words.pager))

    def _find_link_council(self, anchor: Anchor) -> tuple[Mention, str]:
        """The nearest words that name a council. A menu's link has no other words than its own."""
        found = self._matcher.match(anchor.text)
        if found[0] is not Mention.NONE or not anchor.inner:
            return found if found[0] is not Mention.NONE else (self._council, self._council_name)
        found = self._find_council((anchor.beside.before,))
        if found[0] is not Mention.NONE:
            return found
        for names in (anchor.row, anchor.columns, (anchor.beside.previous, *anchor.lines[:1])):
            found_names = [self._matcher.match_name(text) for text in names]
            for wanted in (Mention.OWN, Mention.OTHER):
                named = next((pair for pair in found_names if pair[0] is wanted), None)
                if named is not None:
                    return named
        found = self._find_council(anchor.headings)
        return found if found[0] is not Mention.NONE else (self._council, self._council_name)

    def _find_link_kind(self, anchor: Anchor, target: str) -> Kind | None:
        """The nearest words that name a kind of paper; a file's name is asked before the headings."""
        near = self._find_near_kind(anchor)
        if near is not None:
            return near
        named = map(self._words.find_file_kind, map(squeeze, (*names_of(target), anchor.image)))
        filed = next((kind for kind in named if kind is not None), None)
        return filed or self._find_kind((*anchor.headings, *self._titles)) or self._kind

    def _find_near_kind(self, anchor: Anchor) -> Kind | None:
        """What the link says itself, then what stands before it, over it, at the head of its row, in the line above."""
        words = self._words
        found = self._parts.get(anchor) or self._find_beside_kind(anchor)
        if found is not None:
            return found
        heads = (words.find_kind(squeeze(text)) for text in anchor.columns)
        labels = (
            words.find_label(squeeze(text)) for text in (anchor.row_head, anchor.beside.previous, *anchor.lines[:1])
        )
        return next((kind for kind in (*heads, *labels) if kind is not None), None)

    def _find_beside_kind(self, anchor: Anchor) -> Kind | None:
        """What its own words or its own line say."""
        own = self._words.find_kind(squeeze(anchor.text)) or find_sign_kind(anchor.text, self._legend)
        return (
            own or find_kind_after(anchor, self._words) or self._words.find_nearest_kind(squeeze(anchor.beside.before))
        )

    def _find_council(self, texts: tuple[str, ...]) -> tuple[Mention, str]:
        found = (self._matcher.match(text) for text in texts)
        return next((pair for pair in found if pair[0] is not Mention.NONE), (Mention.NONE, ""))

    def _find_kind(self, texts: tuple[str, ...]) -> Kind | None:
        found = (self._words.find_kind(squeeze(text)) for text in texts)
        return next((kind for kind in found if kind is not None), None)


def _make_context(anchor: Anchor, page: Page) -> str:
    """Title, headings from above, column, row and item of a link, in one line."""
    parts = (page.title, *reversed(anchor.headings), *anchor.columns, *anchor.row, anchor.item)
    return " / ".join(dict.fromkeys(part for part in parts if part))[:_MOST_CONTEXT]
