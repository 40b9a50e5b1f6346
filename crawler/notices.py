"""What a page says of meetings whose minutes it does not give: none held, called off, in preparation, or just named.

Pure. Only the words are kept, with the headings above them; which year and which meeting they mean is for others to
tell. What speaks of another council, of its handouts or of what is to come is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from crawler.council import Mention
from crawler.findings import Notice, NoticeKind
from crawler.lines import Line, read_lines
from crawler.listing import Decision, Listing, Scope
from crawler.page import squeeze
from crawler.urls import normalize_url
from crawler.vocabulary import MINUTES

_NONE_HELD = re.compile(
    r"""
    開催 (?:実績)? (?:は|が|も)?
      (?: ありません (?:でした)? | ございません (?:でした)? | なし | 無し | 無$ | なかった | ない
        | [さいた]*(?:され|し|いたし) (?: ませんでした | なかった | ていません | ておりません | ていない | ず ) )
  | (?: 会議 | 審議会 | 審査会 | 委員会 ) は (?: ありませんでした | 開[かき]れ?ませんでした | なし | なかった )
  | [未不] 開催
    """,
    re.VERBOSE,
)
# Of what is to come, of one month, of one way of meeting, or of a part of the council these words tell nothing.
_NOT_NONE = re.compile(
    r"予定|今後|次回|未定|書面|持ち回り|持回り|対面|集合|参集|オンライン|公開で|部会|小委員会|分科会"
)
_MONTH = re.compile(r"[0-9一二三四五六七八九十]+月")
_CANCELLED = re.compile(r"中止|流会|取りやめ|取り止め|開催(?:を)?見送")
_PENDING = re.compile(
    r"""
    (?: 準備 | 作成 | 調製 | 調整 | 確認 | 整理 ) 中
  | (?: 後日 | 近日中? | 追って | まもなく | 順次 ) [、に]? (?: 掲載 | 公開 | 公表 | アップ )
  | (?: 掲載 | 公開 | 公表 ) (?: 予定 | まで [、今]* | までしばらく )
  | しばらくお待ち | 未 (?: 掲載 | 公開 | 公表 | 作成 )
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"第[0-9一二三四五六七八九十百]+回")
_DATED = re.compile(
    r"""
    (?: (?:令和|平成|昭和)(?:元|\d{1,2}) | [rhs](?:元|\d{1,2}) | (?:19|20)\d\d ) [年./-] \d{1,2} [月./-] \d{1,2}
  | (?<![\d月]) \d{1,2} 月 \d{1,2} 日       # under the heading of its year
    """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(?:令和|平成|昭和)(?:元|\d{1,2})年|20\d\d年")
# Dated lines of a page that are no meetings.
_NO_MEETING = re.compile(
    r"任期|委嘱|更新|施行|改正|現在|締切|〆切|募集|掲載日|登録日|問い?合わせ|電話|答申|諮問日|公布|告示"
)
_LEAST_SIBLINGS = 2  # entries of the same list with minutes: below that nothing tells what a list lists
_MOST_ENTRY = 120  # characters: an entry of a list, not a paragraph
_MOST_TEXT = 300
_MOST_HEADINGS = 4
_MOST_NOTICES = 200  # of one page: fifty years of monthly meetings would be 600, of which most have minutes


def find_notices(html: str, url: str, listing: Listing, scope: Scope, encoding: str = "utf-8") -> tuple[Notice, ...]:
    """A page's text, its URL and its links as they were judged → what it says. A page that names several councils must
    say whose meeting it speaks of; minutes say nothing here."""
    if listing.candidate:
        return ()  # minutes: people talk of what is in preparation, and of meetings that were not held
    lines = read_lines(html)
    decisions = {link.url: link for link in listing.links}
    finder = _Finder(lines, listing.title, scope, _Minutes(decisions, url, encoding))
    found = dict.fromkeys(
        Notice(kind, url, line.text[:_MOST_TEXT], (*line.headings, listing.title)[:_MOST_HEADINGS])
        for line in lines
        if (kind := finder.judge(line)) is not None
    )
    return tuple(found)[:_MOST_NOTICES]


class _Minutes:
    """Which lines have a link that was taken as minutes, or that leads to a page which may have them."""

    def __init__(self, decisions: Mapping[str, object], url: str, encoding: str) -> None:
        self._decisions = decisions
        self._url = url
        self._encoding = encoding

    def has(self, line: Line, *wanted: Decision) -> bool:
        targets = (normalize_url(href, self._url, self._encoding) for href in line.hrefs)
        return any(getattr(self._decisions.get(target or ""), "decision", None) in wanted for target in targets)


class _Finder:
    def __init__(self, lines: tuple[Line, ...], title: str, scope: Scope, minutes: _Minutes) -> None:
        self._scope = scope
        self._minutes = minutes
        self._title = title
        self._shared = any(
            scope.matcher.match(text)[0] is Mention.OTHER
            for line in lines
            for text in (line.text, *line.headings, *(cell.text for cell in line.cells))
        )
        self._with_minutes = Counter(
            line.group for line in lines if minutes.has(line, Decision.DOCUMENT, Decision.FOLLOW) and _names(line.text)
        )

    def judge(self, line: Line) -> NoticeKind | None:
        kind = self._find_kind(line)
        return kind if kind is not None and self._is_own(line) else None

    def _find_kind(self, line: Line) -> NoticeKind | None:
        text = squeeze(line.text)
        if self._minutes.has(line, Decision.DOCUMENT):
            return None
        if _CANCELLED.search(text) and _names(text):
            return "cancelled"
        if (none := _NONE_HELD.search(text)) is not None and not _NOT_NONE.search(text):
            if _NUMBERED.search(text):
                return "cancelled"
            return None if _MONTH.search(text[: none.start()]) else "none_held"
        if self._is_pending(line, text):
            return "unpublished"
        return "listed" if self._is_bare_entry(line, text) else None

    def _is_pending(self, line: Line, text: str) -> bool:
        """The minutes are, not the handouts, and it is said of which meeting or year."""
        if not any(
            _names(squeeze(part)) or _YEAR.search(squeeze(part)) for part in (text, *line.headings, self._title)
        ):
            return False
        for cell in line.cells:
            if _PENDING.search(squeeze(cell.text)):
                return self._speaks_of_minutes(squeeze(cell.head), squeeze(cell.text))
        found = _PENDING.search(text)
        return found is not None and self._speaks_of_minutes("", text)

    def _speaks_of_minutes(self, head: str, text: str) -> bool:
        """What stands nearest before the words, in their own clause, or over their column, names no other paper."""
        found = _PENDING.search(text)
        clause = re.split("[。、,/・]", text[: found.start()])[-1] if found else text
        for words in (clause, head):
            kind = self._scope.words.find_kind(words)
            if kind is not None:
                return kind.name == MINUTES
        return True

    def _is_bare_entry(self, line: Line, text: str) -> bool:
        """A row or an entry that names a meeting and has no link, among others that have their minutes."""
        if line.hrefs or len(text) > _MOST_ENTRY or _NO_MEETING.search(text):
            return False
        if self._with_minutes[line.group] < _LEAST_SIBLINGS:
            return False
        return bool(_NUMBERED.search(text) or _DATED.search(text))

    def _is_own(self, line: Line) -> bool:
        """The nearest words that name a council name ours."""
        matcher = self._scope.matcher
        mention = matcher.match(line.text)[0] if not line.cells else Mention.NONE
        named = [matcher.match_name(cell.text)[0] for cell in line.cells]
        for wanted in (Mention.OWN, Mention.OTHER):
            mention = wanted if mention is Mention.NONE and wanted in named else mention
        for text in (*line.headings, self._title):
            mention = matcher.match(text)[0] if mention is Mention.NONE else mention
        return mention is Mention.OWN or (mention is Mention.NONE and not self._shared)


def _names(text: str) -> bool:
    """Whether a text names one meeting, by its number or its day."""
    normal = squeeze(text)
    return bool(_NUMBERED.search(normal) or _DATED.search(normal))
