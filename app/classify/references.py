"""Which items of a meeting a sentence names: by number (諮問第3号, 議題(2), アは, 2番目の諮問) or by title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.model import AgendaItem
from app.normalize import squeeze
from app.numerals import read_numeral

_WORDS = r"諮問事項|報告事項|審議事項|協議事項|諮問|報告|付議|協議案|議案|審議|議題|案件|次第|議事|日程|議|甲|乙|丙"
_KANJI = "一二三四五六七八九十"
# 議題二は, 第三号; not 案件一覧, 全会一致
_IN_KANJI = rf"第[{_KANJI}]{{1,3}}号|[{_KANJI}]{{1,3}}(?=[はをもとの、。]|につ|$|及び|並びに|から)"
_NUMBER = (
    rf"(?:第?[0-9]{{1,4}}号?|{_IN_KANJI}|[ア-ン](?![ァ-ヶー])|[(](?:[0-9]{{1,2}}|[ア-ン])[)]|[①-⑳]|[A-Z](?![A-Za-z]))"
)
_LABEL = re.compile(
    rf"""(?P<word>{_WORDS})(?:案件|の|番号)?(?P<number>{_NUMBER})(?!件|人|名|回|年|月|日|条|項|点|つ|ページ|頁)
         (?P<more>(?:(?:及び|並びに|、|,|と|・|から|~|〜)(?:{_WORDS})?{_NUMBER})*)""",
    re.VERBOSE,
)
# 第97号諮問事案, 第2案件: the word after the number
_LABEL_BEHIND = re.compile(
    rf"(?P<number>第(?:[0-9]{{1,4}}|[{_KANJI}]{{1,3}})号?)(?:の)?(?P<word>諮問|議案|報告|案件|議題)"
)
_ONE = re.compile(rf"(?P<to>から|~|〜)?(?:{_WORDS})?(?P<number>{_NUMBER})")
# A number that stands alone counts at the head of a sentence only: (2)は認める, アについては, 2の案件は
_ALONE = re.compile(
    r"""^(?:(?:では|それでは|まず|次に|最後に|なお|また|諮問のあった)、?)*
        (?P<number>[(][0-9]{1,2}[)]|[ア-オ]|[0-9]{1,2}|[①-⑳]|第[0-9]{1,3}号)
        (?:番目?|つ目|件目)?(?:の(?P<word>案件|諮問|件|議題|報告))?(?:は|も|につ|に関し|、)""",
    re.VERBOSE,
)
_KINDS = {"諮問": "referral", "諮問事項": "referral", "報告": "report", "報告事項": "report"}
_ALL = re.compile(r"(?:いずれも|すべて|全て|両件|両案|[0-9二三四五]+件(?:とも|について|を一括|一括))")
# A title shorter than this (その他, 報告) is no name.
_SHORTEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class _Number:
    """`series` is 諮問, 報告, 議案 … for numbers of their own series (第3号), else empty (an agenda's (1), ア, 2)."""

    series: str
    core: str


def names_all(text: str) -> bool:
    """「いずれも」, 「2件とも」: said of all that were taken together."""
    return _ALL.search(text) is not None


class Names:
    """The names of a meeting's items, read once: titles and numbers. What was asked is kept, since each item of a
    meeting asks for the same sentences."""

    def __init__(self, items: Sequence[AgendaItem]) -> None:
        self._titles = _make_titles(items)
        self._numbers = [(item, _numbers_of(item)) for item in items]
        self._all_numbered = all(item.number for item in items)
        self._known: dict[str, frozenset[int] | None] = {}

    def find(self, text: str) -> frozenset[int] | None:
        """A sentence (normal form, no white space) → ordinals of the items that it names; None where it names none;
        empty where it names something that is none of the meeting's items."""
        if text not in self._known:
            self._known[text] = self._find_titles(text) or self._find_numbers(text)
        return self._known[text]

    def _find_titles(self, text: str) -> frozenset[int]:
        """The longest titles first, so that 「会長の選出」 is not found inside 「部会の会長の選出」."""
        found: frozenset[int] = frozenset()
        for title, ordinals in self._titles:
            if title in text:
                found |= ordinals
                text = text.replace(title, "")
        return found

    def _find_numbers(self, text: str) -> frozenset[int] | None:
        found: set[int] = set()
        named = ambiguous = False
        for number, word in _read_numbers(text):
            matching = [item for item, own in self._numbers if _matches(item, own, number, word)]
            named = named or bool(matching) or self._is_of_none(number, word)
            ambiguous = ambiguous or len(matching) > 1
            if len(matching) == 1:  # (1) of 諮問 and (1) of 報告: the number alone does not tell
                found.add(matching[0].ordinal)
        return frozenset(found) if named and (found or not ambiguous) else None

    def _is_of_none(self, number: _Number, word: str) -> bool:
        """A number that no item has, though items have numbers of its kind: it names what is none of them."""
        if number.series:
            return any(n.series == number.series for _, own in self._numbers for n in own)
        return bool(word) and word != "号" and self._all_numbered


def find_named(text: str, items: Sequence[AgendaItem]) -> frozenset[int] | None:
    """What one sentence names (see `Names.find`)."""
    return Names(items).find(text)


def _make_titles(items: Sequence[AgendaItem]) -> tuple[tuple[str, frozenset[int]], ...]:
    """(bare title, ordinals of the items so called), the longest first."""
    named: dict[str, set[int]] = {}
    for item in items:
        title = re.sub(r"について$", "", squeeze(item.title))
        if len(title) >= _SHORTEST_TITLE:
            named.setdefault(title, set()).add(item.ordinal)
    return tuple((title, frozenset(named[title])) for title in sorted(named, key=len, reverse=True))


def _read_numbers(text: str) -> list[tuple[_Number, str]]:
    found: list[tuple[_Number, str]] = []
    for match in _LABEL.finditer(text):
        word = match["word"]
        found.append((_make_number(word, match["number"]), word))
        for more in _ONE.finditer(match["more"]):
            last = found[-1][0]
            number = _make_number(word, more["number"])
            if more["to"] and last.core.isdigit() and number.core.isdigit():
                between = range(int(last.core) + 1, min(int(number.core), int(last.core) + 50))
                found += [(_Number(last.series, str(n)), word) for n in between]
            found.append((_Number(last.series, number.core), word))
    found += [(_make_number(m["word"], m["number"]), m["word"]) for m in _LABEL_BEHIND.finditer(text)]
    alone = _ALONE.match(text)
    if alone and not found:
        found.append(
            (_make_number("", alone["number"]), alone["word"] or ("号" if alone["number"].endswith("号") else ""))
        )
    return found


def _make_number(word: str, number: str) -> _Number:
    core = number.strip("()").removeprefix("第").removesuffix("号")
    if len(core) == 1 and "①" <= core <= "⑳":
        core = str(ord(core) - ord("①") + 1)
    if re.fullmatch(f"[{_KANJI}]{{1,3}}", core):
        core = str(read_numeral(core))
    own_series = number.startswith("第") and number.endswith("号")
    return _Number(word.removesuffix("事項") if own_series else "", core.lstrip("0") or core)


def _numbers_of(item: AgendaItem) -> list[_Number]:
    """The item's own numbers: as the parser read it, and as its heading or agenda line spells it."""
    texts = [squeeze(item.number or ""), *(squeeze(e.quote) for e in item.title_evidence)]
    numbers = [number for text in texts for number, _ in _read_numbers(text)]
    plain = re.fullmatch(rf"{_NUMBER}[.．、)]?", texts[0])
    if plain:
        number = _make_number("", texts[0].rstrip(".．、"))
        series = {"referral": "諮問", "report": "報告"}.get(item.kind.code, "")
        bare = not (texts[0].startswith("第") and texts[0].endswith("号"))
        numbers.append(_Number("" if bare else series, number.core))
    return numbers


def _matches(item: AgendaItem, own_numbers: Sequence[_Number], number: _Number, word: str) -> bool:
    if number.series:
        return number in own_numbers
    kind = _KINDS.get(word)
    if kind is not None and item.kind.code != kind:
        return False
    return any(own.core == number.core and (not own.series or bool(word)) for own in own_numbers)
