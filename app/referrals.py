"""A referral's life over several meetings of one council: asked in one, continued, decided in a later one.

An item that was put over is linked to the item that goes on with it: the same referral number (諮問第12号; numbers may
begin anew each fiscal year, or at each meeting) or nearly the same title, within `_SPAN`. A title that a council uses
for one referral after the other (個人情報の取扱いについて) tells nothing by itself. Where it is not clear, nothing is
linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher

from app.model import AgendaItem, Meeting
from app.normalize import fold, squeeze

_SPAN = timedelta(days=3 * 365)  # members serve two or three years: what was put over longer ago is asked anew
# Likeness of two titles' cores, 0 to 1: 介護保険システムのクラウド利用 and 国民健康保険システムのクラウド利用, two
# referrals, have 0.82.
_SAME = 0.88
_ALIKE = 0.6  # enough where the later title itself says that it goes on with something
# Shorter cores (名簿の提供) name no particular referral.
_SHORTEST = 8
_FEWEST_OWN = 3  # characters beside generic words: 住民票, カメラ
# What had no known outcome is gone on with soon, if at all: （継続） in a title may also mean a renewal after a year.
_SOON = timedelta(days=183)
# Councils hear fewer referrals in a year than this: higher numbers go on over the years.
_CUMULATIVE = 100
_ENDED = ("approved", "approved_with_conditions", "rejected", "withdrawn")
_ASKED_AGAIN_AFTER = ("continued", "unknown", "rejected", "withdrawn")

_YEAR = r"(?P<year> (?:令和?|平成?|[RH]) (?:元|[0-9]{1,2}) | 20[0-9]{2} )"
_DIGITS = r"[0-9]{1,4} (?:[-‐−の][0-9]{1,3})?"
# A referral's number where the agenda numbers its items: 諮問第3号, 諮問1, 令和4年度諮問第3号, 令4-3.
_NUMBER = re.compile(
    rf"(?: {_YEAR} (?:年度?|-) )? (?: 諮問?(?:番号)? 第? | (?<=-) ) (?P<number> {_DIGITS} ) 号?", re.VERBOSE
)
# The same within a title: …について（諮問第73号）, 諮問第43号事案, 第97号諮問事案.
_NUMBER_WITHIN = re.compile(
    rf"""
    (?: {_YEAR} 年度? )? (?: 諮問?第? (?P<number> {_DIGITS} ) 号 | 第 (?P<before> {_DIGITS} ) 号 諮問 )
    (?:事案|案件)? (?:に関する審議)?
    """,
    re.VERBOSE,
)
# What says of a title that it goes on with another item: in brackets, or in front. 継続利用 and 継続的 do not.
_MARK = re.compile(
    r"""
    [(（【\[〔] [^()（）【】\[\]〔〕]{0,16}?
        (?: 再諮問 | 再審議 | 再付議 | 再協議 | 継続 (?!的|利用|提供|実施|性|して) )
    [^()（）【】\[\]〔〕]{0,12} [)）】\]〕]
    | ^ (?: 再諮問 | 再審議 | 再付議 | 再協議 | 継続 (?:審議|審査|協議|案件|諮問)? ) [:：・\s]
    """,
    re.VERBOSE,
)
_MARK_DATE = re.compile(r"(?<![0-9]) (?P<month> [0-9]{1,2} ) 月 (?: (?P<day> [0-9]{1,2} ) 日 )?", re.VERBOSE)
_MARK_SESSION = re.compile(r"第 (?P<count> [0-9]{1,4} ) 回", re.VERBOSE)
_PUNCTUATION = re.compile(r"[\s、。,.・:：;「」『』()（）【】\[\]〔〕<>＜＞〜～\-‐–―]+")
_ENDING = re.compile(r"(?:について|に関する(?:こと|件)|の件|に係る(?:こと|件|諮問)|の(?:諮問|審議))+$")
_HARMLESS = re.compile(r"[ぁ-ん]*")
_COUNTING = re.compile(r"[0-9一二三四五六七八九十]")
# Words with which councils call any of their cases; what is left of a title without them tells one case from another.
_GENERIC = re.compile(
    r"""
    特定個人情報|保有個人情報|個人情報|個人番号|マイナンバー|要配慮|取扱い?|取り扱い|保護|評価書?|全項目|第三者点検|点検|諮問|審議|案件|事項|事務
    |目的外|利用|外部|提供|オンライン結合|電子計算機|結合|委託|収集|制限|例外|実施|機関|条例|審査請求|開示|請求|決定|継続|前回
    |電子計算組織|通信回線|以外|承認|概要|説明|制度|在り方|見直し|一部改正|改正|法律|部分|非開示|不存在|事案|本人|制定
    |に係る|に関する|による|における|に伴う|及び|並びに|その他|について|から|まで|[のをにはがとへで等]
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Life:
    """`continued_from`: id of the item that this one goes on with; `decided_in`: id of the item in which it ended."""

    continued_from: str | None = None
    decided_in: str | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    """An item as it stood on one day. `number` is the referral's (not the agenda's), `bound` tells that it is the same
    referral's in any year; `mark` is the text by which the title says that it goes on with something."""

    id: str
    order: int
    item: AgendaItem
    day: date
    fiscal_year: int
    session: str | None
    number: str | None
    bound: bool
    core: str
    mark: str | None

    @property
    def open(self) -> bool:
        return self.item.outcome.code in ("continued", "unknown")


def link_referrals(meetings: Iterable[tuple[Meeting, Sequence[str]]]) -> Mapping[str, Life]:
    """Meetings of one council with their items' ids, in any order → the items that have a life, by id."""
    mentions = _list_mentions(meetings)
    ends = _find_first_ends(mentions)
    before: dict[str, _Mention] = {}
    waiting: list[_Mention] = []
    for today in sorted({mention.day for mention in mentions}):
        asked = [mention for mention in mentions if mention.day == today]
        pairs = [
            (likeness, earlier, later)
            for later in asked
            for earlier in waiting
            if (likeness := _compare(earlier, later, ends)) is not None
        ]
        for _, earlier, later in sorted(pairs, key=lambda p: (-p[0], -p[1].day.toordinal(), p[1].order, p[2].order)):
            if later.id not in before and earlier in waiting:
                before[later.id] = earlier
                waiting.remove(earlier)
        waiting += [mention for mention in asked if mention.item.outcome.code in _ASKED_AGAIN_AFTER]
    return _make_lives(mentions, before)


def _list_mentions(meetings: Iterable[tuple[Meeting, Sequence[str]]]) -> list[_Mention]:
    """What may be a referral in dated meetings: reports and elections have no life."""
    found: list[_Mention] = []
    for meeting, ids in meetings:
        if meeting.date is None or meeting.fiscal_year is None:
            continue
        for identifier, item in zip(ids, meeting.items, strict=True):
            if item.kind.code not in ("referral", "other") or "title" in item.needs_review:
                continue
            number, bound = _read_number(item)
            found.append(
                _Mention(
                    id=identifier,
                    order=len(found),
                    item=item,
                    day=date.fromisoformat(meeting.date),
                    fiscal_year=meeting.fiscal_year,
                    session=meeting.session,
                    number=number,
                    bound=bound,
                    core=make_core(item.title),
                    mark=_find_mark(item),
                )
            )
    return found


def _read_number(item: AgendaItem) -> tuple[str | None, bool]:
    """The referral's number and whether it is bound to it; from the item's number, its title, the agenda's words."""
    texts = [squeeze(text) for text in (item.title, *(evidence.quote for evidence in item.title_evidence))]
    match = _NUMBER.search(squeeze(item.number or ""))
    match = match or next((found for text in texts if (found := _NUMBER_WITHIN.search(text))), None)
    if match is None:
        return None, False
    groups = match.groupdict()
    digits = groups["number"] or groups["before"]
    bound = groups["year"] is not None or (digits.isdigit() and int(digits) >= _CUMULATIVE)
    return f"{groups['year'] or ''}{digits}", bound


def _find_mark(item: AgendaItem) -> str | None:
    """The title's own words, or those of the agenda from which the title was taken."""
    texts = (item.title, *(evidence.quote for evidence in item.title_evidence))
    return next((match.group() for text in texts if (match := _MARK.search(fold(text)))), None)


def make_core(title: str) -> str:
    """A title without its number, what says that it goes on, punctuation and its usual ending: for comparing."""
    text = squeeze(_MARK.sub("", fold(title)))
    plain = _PUNCTUATION.sub("", _NUMBER_WITHIN.sub("", text))
    return _ENDING.sub("", plain) or plain


def _find_first_ends(mentions: Iterable[_Mention]) -> Mapping[str, date]:
    """The first day on which a referral of each core had ended: what is asked under it later is another one."""
    first: dict[str, date] = {}
    for mention in sorted(mentions, key=lambda m: m.day):
        if mention.item.outcome.code in _ENDED:
            first.setdefault(mention.core, mention.day)
    return first


def _compare(earlier: _Mention, later: _Mention, ends: Mapping[str, date]) -> float | None:
    """How surely `later` goes on with `earlier` (above 0, at most 2); None where it does not."""
    if not _may_go_on(earlier, later):
        return None
    likeness = SequenceMatcher(None, earlier.core, later.core, autojunk=False).ratio()
    if _same_number(earlier, later):
        called_by_number = not (earlier.core and later.core)
        return 1 + likeness if likeness >= _ALIKE or later.mark or called_by_number else None
    if not (_is_telling(earlier.core) and _is_telling(later.core)) or _names_another(earlier, later):
        return None
    if later.mark is None and ends.get(later.core, later.day) < later.day:
        return None
    needed = _ALIKE if later.mark else 1.0 if earlier.number and later.number else _SAME
    return likeness if likeness >= needed else None


def _may_go_on(earlier: _Mention, later: _Mention) -> bool:
    if later.day - earlier.day > _SPAN or "referral" not in (earlier.item.kind.code, later.item.kind.code):
        return False
    outcome = earlier.item.outcome.code
    if outcome == "unknown" and later.day - earlier.day > _SOON and not earlier.bound:
        return False
    if later.mark is None:  # of what is unknown only the number can say that it goes on
        return outcome == "continued" or (outcome == "unknown" and earlier.bound and _same_number(earlier, later))
    return (earlier.open or "再" in later.mark) and not _points_elsewhere(later.mark, earlier)


def _names_another(earlier: _Mention, later: _Mention) -> bool:
    """第一小学校への… and 第二小学校への…, 図書館の… and 中央図書館の…: titles that differ in more than kana and
    generic words. Where the later one says that it goes on, it may be shorter or longer, but for numbers."""
    matcher = SequenceMatcher(None, earlier.core, later.core, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            continue
        texts = (earlier.core[start:end], later.core[other_start:other_end])
        replaced = operation == "replace" or later.mark is None
        if replaced and not all(_HARMLESS.fullmatch(_GENERIC.sub("", text)) for text in texts):
            return True
        if any(_COUNTING.search(text) for text in texts):
            return True
    return False


def _same_number(earlier: _Mention, later: _Mention) -> bool:
    same = earlier.number is not None and earlier.number == later.number
    return same and (earlier.bound or earlier.fiscal_year == later.fiscal_year)


def _is_telling(core: str) -> bool:
    return len(core) >= _SHORTEST and len(_GENERIC.sub("", core)) >= _FEWEST_OWN


def _points_elsewhere(mark: str, earlier: _Mention) -> bool:
    """（5月24日からの継続）, （第48回からの継続）: another day or session than the earlier one's."""
    named = _MARK_DATE.search(mark)
    if named and int(named["month"]) != earlier.day.month:
        return True
    if named and named["day"] and int(named["day"]) != earlier.day.day:
        return True
    session = _MARK_SESSION.search(mark)
    own = _MARK_SESSION.search(squeeze(earlier.session or ""))
    return bool(session and own and session["count"] != own["count"])


def _make_lives(mentions: Sequence[_Mention], before: Mapping[str, _Mention]) -> Mapping[str, Life]:
    by_id = {mention.id: mention for mention in mentions}
    lives = {later: Life(continued_from=earlier.id) for later, earlier in before.items()}
    for later in before:
        if by_id[later].item.outcome.code not in _ENDED:
            continue
        at: _Mention | None = before[later]
        while at is not None and at.open:
            lives[at.id] = replace(lives.get(at.id, Life()), decided_in=later)
            at = before.get(at.id)
    return lives
