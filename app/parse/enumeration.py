"""Numbers that minutes put before items and headings: 1, (1), ①, ア, 第1号, 諮問第12号, 議題１, 1-2, ・."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KANJI_NUMBER = "[一二三四五六七八九十]{1,3}"

# Alternatives are tried in order: what names itself (諮問第2号) before bare digits.
_MARK = re.compile(
    rf"""
    (?P<named>
        (?:(?:令和|平成)?(?:元|[0-9]{{1,2}})年度?(?:の)?)?[ \u3000]*
        (?:諮問|報告|議案|議題|議事|案件|審議|協議|付議|承認
            |認定|日程|次第|議(?=第))(?:事項|案件|番号|案(?=第))?[ \u3000]*
        (?: 第?[ \u3000]*(?:[0-9]{{1,3}}|{_KANJI_NUMBER})[ \u3000]*(?:-[0-9]{{1,2}}|の[0-9]{{1,2}})?[ \u3000]*(?:号|回)?
          | (?<![ \u3000])の?[(（][0-9]{{1,2}}[)）]
          | [①-⑳]
          | [ア-ンA-Z](?=[\s.．、「『:：)）])
        )
      | [【\[(（]?(?:令和?|平成?|[RH])[ ]?(?:元|[0-9]{{1,2}})-[0-9]{{1,3}}(?=[\s:：】\])）])[】\])）]?  # 令4-3, R4-6
      | (?!別[表記紙]|様式|[附付]則|条例|規則|告示|訓令|要綱|[一-龥]*資料)[一-龥]{{1,6}}第[0-9]{{1,4}}号  # 甲第1号
    )(?:(?=[\s:：.．、,)）「『【(（≫〉>]|$)|(?<=[)）①-⑳])(?=[^のはにをがで]))
  | (?P<word>諮問|報告|選任|審議|協議|議案)(?=[ \u3000][^\s])
  | (?P<numbered>第\s*[0-9]{{1,3}}\s*(?:号|項)?(?:議案|案件)?)(?=[\s:：.．、「『])
  | (?P<paren>[(（]\s*(?:[0-9]{{1,2}}|{_KANJI_NUMBER}|[ア-ン])\s*[)）]|[<〈＜]\s*[0-9]{{1,2}}\s*[>〉＞])
  | (?P<circled>[①-⑳])
  | (?P<kana>[ア-ン](?=[\s.．、「『)）])|(?![カケ][所月年条国村丘崎])[ア-コ](?=[一-龥]))
  | (?P<digit>[0-9]{{1,2}}(?:-[0-9]{{1,2}})?)
        (?= [\s.．、「『)）]
          | [ぁ-んァ-ヶ一-龥](?<![年月日時分回名人件号条項歳頁枚階課所割]) )  # 1会長の選出, not 3名
        (?! \s+ (?:年度?|月|日|回|号|条|項|人|名|件|時|分|階)(?![一-龥ぁ-んァ-ヶ]{{1,8}}について) )  # nor 平成 28 年度
  | (?P<kanji>{_KANJI_NUMBER})(?=[\s.．、])
  | (?P<bullet>[・●○◯〇◎■◆□◇※•‣◦]|[-－](?=[\s(（]))
    """,
    re.VERBOSE,
)


# A number that only tells the place on the agenda.
_POSITION = re.compile(r"(?:日程|次第|議題|議事|案件)")
_BEGINNING = re.compile(r"(?:^|(?<=\s))(?=\S)|(?<=[)）])(?=[0-9]{1,2}\s*(?:その他|議題|議事|報告|諮問))")


@dataclass(frozen=True, slots=True)
class Numbered:
    """`kind` is the group's name above, `mark` the number as written (normalised), `rest` what follows it."""

    kind: str
    mark: str
    rest: str


def split_number(text: str) -> Numbered | None:
    """A normalised line → its number and the rest, or None where no number stands first."""
    match = _MARK.match(text)
    if match is None or match.lastgroup is None:
        return None
    rest = text[match.end() :].lstrip(" \u3000.．、:：)）,")
    inner = split_number(rest) if match.lastgroup != "word" else None
    if inner is not None and inner.kind == "named" and (match.lastgroup != "named" or _POSITION.match(text)):
        return inner  # ・諮問第2号, 2.諮問第10号, 日程第1 議案第38号: the referral's own number identifies it
    return Numbered(match.lastgroup, match.group().strip(), rest)


def iterate_numbers(text: str) -> list[tuple[int, Numbered]]:
    """Numbers inside a running text (an agenda in one cell): at its beginning, after white space, and where a section's
    number stands close behind a bracket (「…(報告)2その他」, in recognised scans)."""
    found: list[tuple[int, Numbered]] = []
    taken = 0  # up to here a mark of several parts reaches: 審議 1, 日程第1 議案第38号
    for match in _BEGINNING.finditer(text):
        if match.start() < taken:
            continue
        numbered = split_number(text[match.start() :])
        if numbered is not None:
            found.append((match.start(), numbered))
            taken = len(text) - len(numbered.rest) if numbered.rest else len(text)
    return found


def kind_of_mark(mark: str) -> str | None:
    """The kind of a number by itself: "(3)" → paren."""
    match = _MARK.match(f"{mark} ")
    return match.lastgroup if match else None
