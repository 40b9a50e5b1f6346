"""Names of councils: a privacy council's in a text, another council's, and whether two names mean one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from app.normalize import squeeze
from app.parse.header import Field, first

_LETTER = "一-龥々ぁ-んァ-ヶー"
_BODY = r"(?:審議会|審査会|運営委員会|委員会|懇話会|懇談会|協議会)"
# A privacy council, with its sub-committee: 行政不服及び情報公開・個人情報保護審議会, 個人情報保護審議会第2部会
_COUNCIL = re.compile(
    rf"""(?P<name>
        [{_LETTER}A-Za-z・]*(?:個人情報|情報公開|プライバシー|公文書(?:等)?(?:開示|公開)|行政文書開示)
        [{_LETTER}・]*?{_BODY}(?!室)
        (?:第[0-9一二三四五六七八九十]+部会|(?:専門|審査|制度|諮問)部会)?
    )""",
    re.VERBOSE,
)
_OTHER_COUNCIL = re.compile(
    r"(?P<name>[一-龥々ァ-ヶー・]{2,24}(?:審議会|審査会|協議会|委員会|懇談会|懇話会|検討会)(?!室))"
)
# What a name is written together with: 第2回の…, 令和2年度…, 市長及び… (but 情報公開及び…, 行政不服及び… are one name).
_BEFORE_COUNCIL = re.compile(
    rf"""^(?: (?:(?!情報公開|個人情報).)*?(?:回|年度|期|開催分|開催|[のはを])
          | (?:(?!情報公開|個人情報|行政不服).)*?及び
          | (?:本文|会議名称?|審議会名|議事録|会議録|件名|名称|第[0-9]+部) )
        (?=[^審]{{2,}}{_BODY})""",
    re.VERBOSE,
)
_ERA = r"(?:令和|平成|昭和|R|H)"
_YEAR = rf"(?:{_ERA}?(?:元|[0-9]{{1,2}})(?:[(（][0-9]{{4}}[)）])?年度?|20[0-9]{{2}}年度?)"
_SESSION = re.compile(
    rf"""(?: (?P<term>第[0-9一二三四五六七八九十]{{1,3}}期)の?
           | (?<![0-9第])(?P<year>{_YEAR})の? [(（]? )?
        (?P<count>第[0-9一二三四五六七八九十百]{{1,5}}回)(?!目|答申|の(?:改正|変更))""",
    re.VERBOSE,
)
_SESSION_TITLE = re.compile(
    rf"{_BODY}|会議録|議事録|会議(?:の)?(?:概要|要旨|結果)|回(?:会議|会合)|要録|摘録|速記録|(?:概要|会議|会合)の?記録|会議(?:$|及び$|・)"
)
_SESSION_ALONE = re.compile(
    rf"[-‐–—]?[(（【]?{_YEAR}?の?[(（]?第[0-9一二三四五六七八九十百]+回(?:会議|会合|定例会|臨時会|例会)?[)）】]?(?:記録)?"
)
# 令和元年度見本市個人情報保護審議会 第1回会議: the council's name stands between the year and the number
_SESSION_APART = re.compile(
    rf"(?<![0-9第])(?P<year>{_YEAR})(?![0-9])の?(?P<between>[{_LETTER}]{{2,40}}?{_BODY})(?:会議録|議事録|会議|定例会|臨時会)?の?"
    r"[-‐–—・(（【]{0,2}(?P<count>第[0-9一二三四五六七八九十百]{1,5}回)(?!目|答申)"
)
# …に係る, …事業: the year is that of something else
_OF_OTHER = re.compile(r"について|に係る|に関する|における|事業|予算|決算|報告|資料|評価の")
_YEAR_LINE = re.compile(rf"{_YEAR}")
_MUNICIPALITY_PREFIX = re.compile(
    r"^(?:(?:[一-龥々ぁ-んァ-ヶー]{1,8}?[都道府県])?[一-龥々ぁ-んァ-ヶー]{1,8}?[市区町村]|[一-龥]{2,3}[都道府県])(?=個人|情報|行政)"
)
# 本市個人情報保護審議会, 市個人情報保護審議会
_OWN_CITY = re.compile(r"^(?:本|当)?[市区町村](?=個人|情報|行政)")
_LONGEST_TITLE = 40
_TITLE_LINES = 6  # so many first lines a title takes, with what stands above it
# A title names the paper, the number of the meeting, or nothing but the council.
_TITLE = re.compile(r"会議録|議事録|会議|議事|概要|要旨|要録|要点|結果|第[0-9一二三四五六七八九十]+回|年度")
# Lines that name a council in passing: bread crumbs, a rule's title, a number of the agenda.
_PASSING = re.compile(r"[>＞»≫›].*[>＞»≫›]|(?:条例|規則|要綱|要領)(?:第|の|に|$)|^(?:[(（][0-9]+[)）]|[①-⑳]|・)|。")


def find_council(text: str) -> str | None:
    """The name of a privacy council in a text, without session and without white space; None if none is named."""
    squeezed = re.sub(r"[「」『』【】]", "", squeeze(_last_crumb(text)))
    match = _COUNCIL.search(squeezed)
    if match is None:
        return None
    name = match["name"]
    while (shorter := _BEFORE_COUNCIL.sub("", name)) != name and shorter:
        name = shorter
    return name or None


def _last_crumb(text: str) -> str:
    """Of bread crumbs the last: the page's own name."""
    crumbs = [crumb for crumb in re.split(r"[>＞»≫›]", text) if crumb.strip()]
    return crumbs[-1] if len(crumbs) > 2 else text


def find_other_council(text: str) -> str | None:
    """The name of any council that is none about privacy."""
    match = _OTHER_COUNCIL.search(re.sub(r"(?:令和|平成)?(?:元|[0-9]+)年度?|第?[0-9]+回", " ", squeeze(text)))
    if match is None or "個人情報" in match["name"] or "情報公開" in match["name"]:
        return None
    return match["name"]


def council_core(name: str) -> str:
    """A council's name without its municipality: for telling whether two names mean one council."""
    return _MUNICIPALITY_PREFIX.sub("", squeeze(name))


def same_council(name: str, other: str) -> bool:
    """若葉市個人情報保護審議会 = 個人情報保護審議会; a combined council contains the other's name."""
    first_core, second_core = council_core(name), council_core(other)
    if first_core == second_core or first_core in second_core or second_core in first_core:
        return True
    # 情報公開・個人情報保護審議会 and 情報公開及び個人情報保護審議会
    parts = [set(re.split(r"[・及びと]", core)) for core in (first_core, second_core)]
    return bool(parts[0] & parts[1])


def read_council(
    fields: Sequence[Field], heads: Sequence[str], municipality: str | None, quotes: dict[str, str]
) -> str | None:
    """The council that met, with its municipality before the name; from the field of that name, else from the title.
    The name as written is added to `quotes`."""
    named = first(fields, "council")
    for text in _council_texts(named.value if named else None, heads):
        name = find_council(text)
        if name is None:
            continue
        before, own_name, after = name.partition(municipality) if municipality else (name, "", "")
        if own_name and not before.endswith(("都", "道", "府", "県")):
            name = own_name + after  # what stands before the municipality is no part of the name: 第1部…
        quotes["council"] = name
        if municipality is None or own_name:
            return name
        own = _OWN_CITY.sub("", name)
        return name if _MUNICIPALITY_PREFIX.match(own) else municipality + own
    return None


def _council_texts(named: str | None, heads: Sequence[str]) -> Iterator[str]:
    if named:
        yield named
    lines = [head for head in heads if not _PASSING.search(head)]
    yield from (line for line in lines if _TITLE.search(squeeze(line)))
    yield from lines
    yield from _broken_titles(heads)
    yield from (head for head in heads if "。" not in head)


def _broken_titles(heads: Sequence[str]) -> Iterator[str]:
    """A council's name broken over two lines of the title."""
    for above, below in itertools.pairwise(heads):
        whole = find_council(above) or find_council(below) or _PASSING.search(above + below)
        if len(squeeze(above)) <= _LONGEST_TITLE and not whole:
            yield above + below


def read_session(fields: Sequence[Field], heads: Sequence[str], quotes: dict[str, str]) -> str | None:
    """Which meeting of the council it was, as written without white space: 第26回, 令和6年度第2回, 第12期第12回."""
    named, counted = first(fields, "council"), first(fields, "session")
    titles = [title for h in heads if _names_session(squeeze(title := _last_crumb(h)))]
    titles += [a + b for a, b in itertools.pairwise(heads[:_TITLE_LINES]) if _is_cut_title(squeeze(a), b)]
    broken = [j for j in _broken_titles(heads[:4]) if find_council(j) or re.search(rf"{_BODY}(?:会議)?$", squeeze(j))]
    for text in [*(f.value for f in (counted, named) if f), *titles, *broken]:
        match = _SESSION.search(squeeze(text))
        if match is not None:
            match = match if match["term"] or match["year"] else _fuller(match["count"], titles) or match
            quotes["session"] = match.group()
            before = (
                match["term"]
                or match["year"]
                or _year_apart(match["count"], [*(f.value for f in (named,) if f), *heads])
            )
            return before + match["count"]
    return None


def _year_apart(count: str, heads: Sequence[str]) -> str:
    """The year that stands before the council's name, with the number behind it, in one title or over two lines of it;
    an empty string where there is none."""
    lines = [squeeze(_last_crumb(head)) for head in heads]
    for line in [*lines, *(above + below for above, below in itertools.pairwise(lines[:_TITLE_LINES]))]:
        match = _SESSION_APART.search(line)
        if match is not None and match["count"] == count and not _OF_OTHER.search(match["between"]):
            return match["year"]
    for above, below in itertools.pairwise(lines[:_TITLE_LINES]):
        if _YEAR_LINE.fullmatch(above) and above.endswith("年度") and below.startswith(count):
            return above
    return ""


def _is_cut_title(above: str, below: str) -> bool:
    """令和2年度第2回見本広域連合 / 個人情報保護審査会会議録: the council's name stands below the number."""
    head = re.match(rf"{_YEAR}?第[0-9一二三四五六七八九十百]+回[{_LETTER}]{{2,24}}$", above)
    return head is not None and find_council(below) is not None and not _PASSING.search(above + below)


def _fuller(count: str, titles: Sequence[str]) -> re.Match[str] | None:
    """The same number with its year in another title line: 第3回 and 令和6年度第3回."""
    found = [match for title in titles if (match := _SESSION.search(squeeze(title)))]
    return next((m for m in found if m["count"] == count and m["year"]), None) if len(found) > 1 else None


def _names_session(line: str) -> bool:
    """A title or a line of nothing but the number; not an entry of the agenda (「(1)…について(第2回)」)."""
    if _PASSING.search(line):
        return False
    if _SESSION_TITLE.search(line) and "について" not in line:
        return True
    return _SESSION_ALONE.fullmatch(line) is not None
