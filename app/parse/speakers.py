"""Who takes the floor: finds how a document marks its speakers, and splits a line into mark, label and speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.normalize import squeeze

# A label names a role or an office, with or without a person's name; at most this long after squeezing.
_MAX_LABEL = 24
_OFFICE = r"(?:課|室|係|局|部|所|館|センター|担当|グループ|班|チーム|署|支所|学校|病院)"
_POST = (
    r"(?:課長補佐|課長代理|課長|室長|係長|局長|部長|次長|所長|館長|センター長|参事|主幹|副主幹|主査|主任|主事|書記|技師|補佐|理事|部会長|"
    r"副市長|市長|町長|村長|区長|教育長|監査委員|幹事|担当者|職員)"
)
_ROLE = re.compile(
    rf"""
    (?:各|他の)?
    (?:
        (?:[一-龥々ァ-ヶー]{{1,6}})?(?:副|前|新|仮|臨時)?(?:会長|議長|委員長|座長)(?:代理|職務代理者?|代行)?
      | 職務代理者?
      | (?:[A-Z0-9一-龥ぁ-んァ-ヶー々]{{0,10}})委員(?:全員|一同|ら)?
      | 審議会委員 | 審査会委員 | 全委員 | 全員 | 一同
      | (?:審議会|審査会)?事務局(?:職員)?
      | 説明員 | 説明者 | 説明課 | 参考人 | 請求人 | 傍聴者 | 司会(?:者)?
      | (?:諮問)?実施機関(?:職員)? | 諮問庁 | 処分庁 | 審査庁
      | (?:担当|所管|主管|原|提案|関係|説明)(?:課|部局?|室|者)
      | [A-Za-z0-9一-龥ぁ-んァ-ヶー々・／/]{{1,16}}{_OFFICE}
      | [A-Za-z0-9一-龥ぁ-んァ-ヶー々・／/]{{0,16}}{_POST}
      | 市 | 町 | 村 | 区 | 書記
    )
    """,
    re.VERBOSE,
)
# Ends like an office, and is none: where a meeting is held, parts of something.
_NO_OFFICE = re.compile(
    r"(?:.*(?:会議|会議場|応接|研修|講義|相談|和|教|控)室|.*(?:場|役|箇|個|カ|か|ヶ|住|近|便)所|[一全内外各細大半]部|結局|薬局)"
)
# 「市民課職員入室」 is a stage direction.
_MOVEMENT = re.compile(r"(?:入室|退室|入退室|着席|退席|離席|出席|欠席|交代)")
_WITH_NAME = re.compile(r"(?P<role>[^()]{1,20})(?:\((?P<name>[^()]{1,20})\))?")
_NAMED_MARK = re.compile(r"(?P<mark>[○〇◯◎●■□◆◇▲△▼▽・＜<])\s*(?P<rest>\S.*)", re.DOTALL)
_BRACKETED = re.compile(r"[【\[［〔](?P<label>[^】\]］〕]{1,30})[】\]］〕]\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
_PARENTHESISED = re.compile(
    r"[（(](?P<label>[^（）()]{1,24}(?:[（(][^（）()]{1,12}[)）])?)[）)]\s*[:：]?\s*(?P<rest>.*)", re.DOTALL
)
_COLON = re.compile(r"(?P<label>[^:：。、「」]{1,26}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_GAP = re.compile(r"[ \t\u3000]+")
_ANONYMOUS = re.compile(
    r"(?:(?P<sign>[●○・→⇒⇨▶])[ \t\u3000]*|(?P<letter>[QＱAＡ問答])[0-9０-９]{0,2}[ \t\u3000.．:：]+)(?P<rest>\S.*)",
    re.DOTALL,
)
_QUESTION_SIGNS = {"●": "●", "○": "○", "・": "・", "→": "→", "⇒": "→", "⇨": "→", "▶": "→"}


class Style(StrEnum):
    """How a speaker is marked."""

    BRACKET = "bracket"  # 【会長】
    PARENTHESIS = "parenthesis"  # （委員）
    CIRCLE = "circle"  # ○会長　…
    COLON = "colon"  # 委員：…
    SPACE = "space"  # 会　長　　…
    ROW = "row"  # a table of two columns: 発言者 | 発言内容
    ANONYMOUS = "anonymous"  # ●, →, Q, A: no name


@dataclass(frozen=True, slots=True)
class Mark:
    """A speech that begins: `label` is None for anonymous marks. `rest` is the speech as far as the line tells it."""

    style: Style
    label: str | None
    sign: str | None
    rest: str


def is_role(label: str) -> bool:
    """Whether a squeezed label names who speaks: 会長, A委員, 情報政策課, 議長(奥村会長)."""
    if not label or len(label) > _MAX_LABEL or _MOVEMENT.search(label):
        return False
    match = _WITH_NAME.fullmatch(label)
    if match is None:
        return False
    role = re.sub(r"^(?:同|各)", "", match["role"])
    parts = [part for part in re.split(r"[・、,/／]", role) if part]
    return bool(parts) and all(_ROLE.fullmatch(part) and not _NO_OFFICE.fullmatch(part) for part in parts)


def find_marks(text: str) -> tuple[Mark, ...]:
    """All readings of a line as the beginning of a speech, the most explicit first."""
    stripped = text.strip()
    found: list[Mark] = []
    for style, pattern in ((Style.BRACKET, _BRACKETED), (Style.PARENTHESIS, _PARENTHESISED)):
        match = pattern.fullmatch(stripped)
        if match and is_role(squeeze(match["label"])):
            found.append(Mark(style, squeeze(match["label"]), None, match["rest"].strip()))
    named = _NAMED_MARK.fullmatch(stripped)
    if named:
        inner = _split_label(named["rest"])
        if inner:
            found.append(Mark(Style.CIRCLE, inner[0], None, inner[1]))
    colon = _COLON.fullmatch(stripped)
    if colon and is_role(squeeze(colon["label"])):
        found.append(Mark(Style.COLON, squeeze(colon["label"]), None, colon["rest"].strip()))
    spaced = _split_label(stripped)
    if spaced and not colon_first(stripped, spaced[0]):
        found.append(Mark(Style.SPACE, spaced[0], None, spaced[1]))
    anonymous = _ANONYMOUS.fullmatch(stripped)
    if anonymous:
        sign = anonymous["sign"] or anonymous["letter"]
        found.append(Mark(Style.ANONYMOUS, None, _QUESTION_SIGNS.get(sign, squeeze(sign)), anonymous["rest"].strip()))
    return tuple(found)


def colon_first(text: str, label: str) -> bool:
    """Whether the label is followed by a colon, so that the colon style reads it."""
    return squeeze(text).startswith(f"{label}:")


def _split_label(text: str) -> tuple[str, str] | None:
    """「会　長　　それでは」 → (会長, それでは): the longest leading part that is a role and ends at a gap."""
    best: tuple[str, str] | None = None
    for count, gap in enumerate(_GAP.finditer(text)):
        if count > 6:
            break
        label = squeeze(text[: gap.start()])
        if len(label) > _MAX_LABEL:
            break
        if is_role(label):
            best = (label, text[gap.end() :].strip())
    if best is None and is_role(squeeze(text)) and len(squeeze(text)) <= 12:
        return squeeze(text), ""
    return best


def find_styles(lines: Iterable[str], rows: int) -> frozenset[Style]:
    """The styles a document uses: named ones that occur three times or more often than a tenth of the most frequent,
    anonymous signs when they come in number. `rows`: how many table rows have a role in the first cell."""
    counts: Counter[Style] = Counter()
    signs: Counter[str] = Counter()
    for line in lines:
        marks = find_marks(line)
        for mark in marks:
            counts[mark.style] += 1
            if mark.sign:
                signs[mark.sign] += 1
    if rows >= 3:
        counts[Style.ROW] = rows
    named = {s: n for s, n in counts.items() if s is not Style.ANONYMOUS}
    most = max(named.values(), default=0)
    used: set[Style] = {s for s, n in named.items() if n >= 3 and n * 10 >= most}
    if Style.PARENTHESIS in named or Style.BRACKET in named:
        used |= {s for s in (Style.PARENTHESIS, Style.BRACKET) if named.get(s)}
    if Style.CIRCLE in used and Style.SPACE in used and named[Style.SPACE] < named[Style.CIRCLE]:
        used.discard(Style.SPACE)
    dialogue = signs["→"] >= 2 or (signs["Q"] + signs["問"] >= 2 and signs["A"] + signs["答"] >= 2)
    if dialogue or (signs["●"] >= 8 and not used & {Style.SPACE, Style.COLON, Style.CIRCLE, Style.ROW}):
        used.add(Style.ANONYMOUS)
    return frozenset(used)


def read_mark(text: str, styles: frozenset[Style]) -> Mark | None:
    """The beginning of a speech in the document's own styles, or None."""
    for mark in find_marks(text):
        if mark.style in styles:
            return mark
    return None
