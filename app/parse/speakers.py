"""Who takes the floor: finds how a document marks its speakers, and splits a line into mark, label and speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.normalize import squeeze
from app.parse.roles import MAX_LABEL, is_role, moves

_NAMED_MARK = re.compile(r"(?P<mark>[○〇◯◎●■□◆◇▲△▼▽・•＜<])\s*(?P<rest>\S.*)", re.DOTALL)
_BRACKETED = re.compile(
    r"[•・]?\s*[【\[［〔＜<‹〈](?P<label>[^】\]］〕＞>›〉]{1,30})[】\]］〕＞>›〉]\s*[:：]?\s*(?P<rest>.*)", re.DOTALL
)
_PARENTHESISED = re.compile(
    r"[•・]?\s*[（(](?P<label>[^（）()]{1,24}(?:[（(][^（）()]{1,12}[)）])?)[）)]\s*[:：]?\s*(?P<rest>.*)", re.DOTALL
)
# A colon, or dots set close to the label that lead to the words: 会長・・・始めます。 Dots behind a colon or a gap are
# words.
_COLON = re.compile(
    r"""(?P<label>[^:：;；。、「」・･…‥]{1,26}?)
        (?: \s*[:：;；] | (?<=\S)(?:[・･]{2,} | […‥]{2,} | [.．]{4,})[・･…‥]* )
        \s*(?P<rest>.*)""",
    re.DOTALL | re.VERBOSE,
)
# 「甲野委員長)文」, 「甲野委員長＞文」: only the bracket that closes is left
_CLOSED = re.compile(r"(?P<label>[^()（）:：。、「」<>＜＞]{2,14})[)）>＞]\s*(?P<rest>\S.*)", re.DOTALL)
# 「事務局（甲野）文」 without a gap; a particle after the bracket makes it a sentence about them
_GLUED = re.compile(
    r"(?P<label>[^()（）:：。、「」\s]{1,16}[（(][^()（）]{1,12}[)）])"
    r"(?P<rest>(?!を|が|は(?!い)|に|の|と|へ|で|も|や|から|より|まで|及び|並びに|、|。|・|,|，)[^\s:：].*)",
    re.DOTALL,
)
# 「会長「始めます。」」: the words stand in quotes behind the name
_QUOTED = re.compile(r"(?P<label>[^「」『』:：、。\s]{1,20}?)[ \t\u3000]*「(?P<rest>.+)", re.DOTALL)
_GAP = re.compile(r"[ \t\u3000]+")
# 「14:03 会長　…」: when the words were said stands before who said them
_CLOCK = re.compile(r"[\[(（【]?[0-9０-９]{1,2}(?:[:：][0-9０-９]{2}){1,2}[\])）】]?[ \t\u3000]+(?=\S)")
# 「→事務局：…」: an answer that names who gives it
_ARROW = re.compile(r"\A[→⇒⇨]\s*(?=\S)")
_ANONYMOUS = re.compile(
    r"""
    (?: (?P<sign>[●○・→⇒⇨▶])[ \t\u3000]*
      | (?P<letter>[QＱAＡ問答]|質[ \u3000]?問|質疑|回[ \u3000]?答|答弁|意[ \u3000]?見)[0-9０-９]{0,2}[ \t\u3000.．:：]+
      | [（(【\[［〔<＜](?P<word>[QＱAＡ問答]|質問|質疑|回答|答弁|応答)[0-9０-９]{0,2}[）)】\]］〕>＞][ \t\u3000:：]*
    )
    (?P<rest>\S.*)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {
    "⇒": "→", "⇨": "→", "▶": "→", "質問": "問", "質疑": "問", "回答": "答", "答弁": "答", "応答": "答",
}  # fmt: skip
# A cell that holds nothing but such a mark: Q1, Ａ２, 問, 回答
_SIGN = re.compile(r"(?P<sign>[QA問答]|質問|質疑|回答|答弁)(?:[0-9]{1,2})?[.:]?")
# A family name or an anonymous letter that is no role: a label only where the document uses it as one.
_LEARNABLE = re.compile(r"[A-Z0-9一-龥々〆ァ-ヶー・()]{1,14}|[ぁ-ん]{2,5}")
_NO_LABEL = re.compile(
    r"資料|諮問|議題|報告|説明|質疑|質問|回答|答弁|応答|審議|結論|意見|要旨|備考|参考|理由|結果|概要|事項|案件|その他|開会|閉会|日時|場所|出席|欠席|"
    r"公開|傍聴|注$|^注|略|別紙|以下|論点|対応|経緯|背景|目的|内容|現状|課題|経過|決定|承認|異議|賛成|反対|採決|投票|拍手|挙手|休憩|再開|追加|修正|補足|^問|^答|"
    r"会議|議事|次第|名簿|期間|方法|対象|趣旨|根拠|条例|法$|^第[0-9]|^[0-9]+$|例$|時$|分$|日$|年度|件$|号$|表$|等$|則$|条$|項$|目$|点$|的$|率$|数$|量$|額$"
)


# A line is looked at from several sides: as a style's example, as its neighbour's continuation, as itself.
_REMEMBERED = 4096


class Style(StrEnum):
    """How a speaker is marked."""

    BRACKET = "bracket"  # 【会長】, <会長>
    PARENTHESIS = "parenthesis"  # （委員）
    CIRCLE = "circle"  # ○会長　…
    COLON = "colon"  # 委員：…, 総務課長；…
    SPACE = "space"  # 会　長　　…, or the label alone on its line
    CLOSED = "closed"  # 甲野委員)…
    QUOTED = "quoted"  # 会長「…」
    GLUED = "glued"  # 事務局（甲野）…
    ROW = "row"  # a table with a column of speakers
    ANONYMOUS = "anonymous"  # ●, →, Q, A, （質問）: no name


# Marks that the eye can't take for something else; the others need to be told from lists and sentences.
EXPLICIT = frozenset({Style.BRACKET, Style.PARENTHESIS, Style.CIRCLE})


@dataclass(frozen=True, slots=True)
class Mark:
    """A speech that begins: `label` is None for anonymous marks. `rest` is the speech as far as the line tells it."""

    style: Style
    label: str | None
    sign: str | None
    rest: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Of tables with `width` columns, those that hold who spoke and what; `head` is the index of the row that says so
    (発言者｜発言内容; None where the cells alone tell). `paired`: they hold a question and its answer (質問｜回答), and
    nobody is named."""

    width: int
    speaker: int
    speech: int
    head: int | None = None
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Marking:
    """How one document marks its speakers. `labels`: those that say something somewhere in it; `learned`: labels that
    name no role and are used like those that do (family names alone); `columns`: of tables that hold speeches;
    `polite`: they speak in です・ます; `hanging`: a speech's lines are set deeper than its label."""

    styles: frozenset[Style]
    labels: frozenset[str] = frozenset()
    learned: frozenset[tuple[Style, str]] = frozenset()
    columns: tuple[Columns, ...] = ()
    polite: bool = False
    hanging: bool = False


@lru_cache(maxsize=_REMEMBERED)
def find_marks(text: str) -> tuple[Mark, ...]:
    """All readings of a line as the beginning of a speech, the most explicit first."""
    found = [mark for mark in _iterate_labelled(text) if mark.label is not None and is_role(mark.label)]
    stripped = _skip_clock(text)
    anonymous = _ANONYMOUS.fullmatch(stripped)
    if anonymous:
        sign = squeeze(anonymous["sign"] or anonymous["letter"] or anonymous["word"])
        found.append(Mark(Style.ANONYMOUS, None, _SIGNS.get(sign, sign), anonymous["rest"].strip()))
    return tuple(found)


def find_learnable(text: str) -> tuple[Mark, ...]:
    """Readings of a line as the speech of somebody whose label names no role: （甲野）…, ○甲野　…, 甲野：…."""
    return tuple(
        mark
        for mark in _iterate_labelled(text)
        if mark.label is not None
        and mark.style in (*EXPLICIT, Style.COLON)
        and _LEARNABLE.fullmatch(mark.label)
        and not _NO_LABEL.search(mark.label)
        and not is_role(mark.label)
    )


def sign_of(label: str) -> str | None:
    """A squeezed cell that marks a question or an answer, and names nobody → its sign: Q1 → Q, 回答 → 答."""
    match = _SIGN.fullmatch(label)
    return _SIGNS.get(match["sign"], match["sign"]) if match else None


def _skip_clock(text: str) -> str:
    """A line without the time at which its words were said."""
    stripped = text.strip()
    clock = _CLOCK.match(stripped)
    return stripped[clock.end() :] if clock else stripped


def _iterate_labelled(text: str) -> Iterator[Mark]:
    stripped = _ARROW.sub("", _skip_clock(text))
    for style, pattern in ((Style.BRACKET, _BRACKETED), (Style.PARENTHESIS, _PARENTHESISED)):
        match = pattern.fullmatch(stripped)
        if match:
            yield Mark(style, squeeze(match["label"]), None, match["rest"].strip())
    named = _NAMED_MARK.fullmatch(stripped)
    if named:
        yield from _read_circle(named["rest"])
    colon = _COLON.fullmatch(stripped)
    if colon:
        yield Mark(Style.COLON, squeeze(colon["label"]), None, colon["rest"].strip())
    spaced = _split_label(stripped)
    if spaced and not _ends_with_colon(stripped, spaced[0]) and not moves(squeeze(stripped)):
        yield Mark(Style.SPACE, spaced[0], None, spaced[1])
    for style, pattern in ((Style.CLOSED, _CLOSED), (Style.GLUED, _GLUED)):
        match = pattern.fullmatch(stripped)
        if match and not spaced:
            yield Mark(style, squeeze(match["label"]), None, match["rest"].strip())
    quoted = _QUOTED.fullmatch(stripped)
    if quoted and not spaced and (said := _read_quoted(quoted["rest"])):
        yield Mark(Style.QUOTED, squeeze(quoted["label"]), None, said)


def _read_quoted(text: str) -> str | None:
    """What follows 「: the words up to the 」 that ends the line, or all of it where none does; None where the sentence
    goes on behind the quote (市民課「…」について)."""
    depth = 1
    for place, char in enumerate(text):
        depth += (char == "「") - (char == "」")
        if depth == 0:
            return text[:place].strip() if not text[place + 1 :].strip() else None
    return text.strip()


def _read_circle(text: str) -> Iterator[Mark]:
    """What follows ○: a label that a gap, a colon or a bracket ends."""
    for pattern in (_COLON, _BRACKETED, _PARENTHESISED):
        match = pattern.fullmatch(text)
        if match and is_role(squeeze(match["label"])):
            yield Mark(Style.CIRCLE, squeeze(match["label"]), None, match["rest"].strip())
            return
    inner = _split_label(text)
    if inner is None and (gap := _GAP.search(text)) is not None:
        inner = squeeze(text[: gap.start()]), text[gap.end() :].strip()  # may be learned
    if inner is not None:
        yield Mark(Style.CIRCLE, inner[0], None, inner[1])


def _ends_with_colon(text: str, label: str) -> bool:
    """Whether the label is followed by a colon, so that the colon style reads it."""
    return squeeze(text).startswith((f"{label}:", f"{label};"))


def _split_label(text: str) -> tuple[str, str] | None:
    """「会　長　　それでは」 → (会長, それでは): the longest leading part that is a role and ends at a gap."""
    best: tuple[str, str] | None = None
    for count, gap in enumerate(_GAP.finditer(text)):
        if count > 6:
            break
        label = squeeze(text[: gap.start()])
        if len(label) > MAX_LABEL:
            break
        if is_role(label):
            best = (label, text[gap.end() :].strip())
    whole = squeeze(text)
    if is_role(whole) and (len(whole) <= 14 or "(" in whole) and (best is None or not _says_more(best[1])):
        return whole, ""
    return best


def _says_more(rest: str) -> bool:
    """「総務課　課長」 is one label, 「課長　はい」 a label and a speech."""
    return not is_role(squeeze(rest))


def read_mark(text: str, marking: Marking) -> Mark | None:
    """The beginning of a speech in the document's own styles, or None."""
    for mark in find_marks(text):
        if mark.style in marking.styles:
            return mark
    if marking.learned:
        for mark in find_learnable(text):
            if (mark.style, mark.label) in marking.learned:
                return mark
    return None
