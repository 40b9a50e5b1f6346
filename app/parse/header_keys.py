"""Keys of the front matter: which words are one, and where on a line the key ends and its value begins."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.normalize import fold, squeeze

# What may stand before a key: a number, a sign.
LEADING = re.compile(
    r"""^(?:
        第?[0-9]{1,2}(?=[\s.．、)）:：\u3000])
      | [(（][0-9]{1,2}[)）] | [①-⑳] | [■●◆○〇◯◎・※□◇▼▽*•-]
      | [一二三四五六七八九十](?=[\s.．、\u3000]) | [>＞]{1,2}(?=[^\s>＞])
    )[\s\u3000.．、)）:：]*""",
    re.VERBOSE,
)
# The longest key: 会議の公開、非公開の別及び非公開の理由, with a note in brackets.
_LONGEST = 30
_NOTE = re.compile(r"(?:[(（][^()（）]*[)）]|【[^【】]*】|※.*)$")
_NOTED = (("事務局", "staff"), ("説明", "staff"), ("職員", "staff"), ("傍聴", "observers"), ("欠席", "absent"))
_TIME = re.compile(r"午[前後]|正午|[0-9]{1,2}[時:：]")
_PEOPLE_COUNTED = re.compile(
    r"(?:約?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[人名]|な(?:し|い)|無し?)(?:[(（].*[)）])?。?$"
)
# Values that tell by their own form that a key without a separator ended before them.
_GLUED_VALUE = {
    "date": re.compile(
        r"(?:明治|大正|昭和|平成|令和|[MTSHR]\.?[0-9]|(?:19|20)[0-9]{2}[年./]|成[0-9]{1,2}年|[0-9]{1,2}月)"
    ),
    "observers": re.compile(r"(?:約?[0-9]+[人名]|な(?:し|い)|無し?|[一二三四五六七八九十]+[人名])"),
    "public": re.compile(r"(?:公開|非公開|一部|可|不可|全部|全て)"),
    "members": re.compile(r"(?:副?会長|(?:審議会|審査会)?委員|副?委員長?|[0-9]+[名人]|座長)"),
    "absent": re.compile(r"(?:副?会長|副?委員長?|[0-9]+[名人番]|なし)"),
    "place": re.compile(r".{2,30}(?:室|階|館|場|所|ホール|センター|庁舎|[室館][0-9A-Z]+)(?:[(（].*[)）])?$"),
    "materials": re.compile(r".*(?:とおり|資料|なし)"),
    "staff": re.compile(r".*(?:[部課係局室所]長|主査|主事|主任|[部課局室])"),
}
_GLUED_UNNUMBERED = frozenset({"date", "observers", "public"})
# A key too short or too common to be cut off a longer word: 会場使用料, 傍聴席
_GLUED_KEYS = re.compile(
    r"(?P<key>(?:開催)?日時|開催(?:年月)?日|(?:開催)?場所|会場|出席(?:委員|者)|欠席(?:委員|者)|傍聴(?:者|人)(?:の?数)?|"
    r"公開・非公開(?:の別)?|配[布付]資料|事務局|説明(?:者|員))"
)


@dataclass(frozen=True, slots=True)
class _Key:
    """A field's names as patterns; None where it has none of that sort."""

    name: str
    names: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    timed: re.Pattern[str] | None
    counted: re.Pattern[str] | None


def _compile(names: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("(?:" + "|".join(f"(?:{name})" for name in names) + ")") if names else None


@cache
def _load_keys() -> tuple[_Key, ...]:
    fields = tomllib.loads((files("app.parse") / "header_keys.toml").read_text(encoding="utf-8"))["field"]
    return tuple(
        _Key(f["name"], *(_compile(f.get(sort)) for sort in ("names", "alone", "timed", "counted"))) for f in fields
    )


def key_of(text: str, value: str | None = None) -> str | None:
    """A squeezed cell or label → the field's name if all of it is a key. `value`: what follows it, None if that is not
    known; some words are keys only before a time of day, or with nothing behind them on their line."""
    bare = re.sub(r"[:：※]+$", "", LEADING.sub("", text))
    bare = re.sub(r"^[0-9]{1,2}(?=\D)", "", bare)  # a number set close to its key: １日時
    for candidate in dict.fromkeys((bare, _unnoted(bare), re.sub(r"[(（][^()（）]*[)）]", "", bare))):
        for key in _load_keys():
            if _matches(key, candidate, value):
                return _name_by_note(key.name, bare) if candidate != bare else key.name
    return None


def _name_by_note(name: str, noted: str) -> str:
    """出席者(事務局), 出席者(傍聴者): the note says whose list it is."""
    if name == "members":
        note = noted.partition("(")[2]
        return next((other for word, other in _NOTED if word in note), name)
    return name


def _unnoted(text: str) -> str:
    """Without the notes behind a key: 出席者(敬称略), 出席者【会長・副会長等】, 議題※詳細別紙."""
    bare = text
    while (shorter := _NOTE.sub("", bare)) != bare and shorter:
        bare = shorter
    return bare


def _matches(key: _Key, text: str, value: str | None) -> bool:
    if key.names and key.names.fullmatch(text):
        return True
    if key.alone and not value and key.alone.fullmatch(text):
        return True
    if key.counted and value and key.counted.fullmatch(text) and _PEOPLE_COUNTED.match(squeeze(value)):
        return True
    return bool(key.timed and value and key.timed.fullmatch(text) and _TIME.match(squeeze(value)))


def split_key(text: str, *, numbered: bool = False) -> tuple[str, str] | None:
    """「日　時　平成…」, 「開催場所：…」 → (date, 平成…). A key ends at a colon, white space, its bracket or the line's
    end; without any of these only where a value follows that can't be part of a word: 傍聴者なし, 日時平成18年…, and in
    more cases where the line was `numbered`: 2 会場市役所会議室."""
    folded = fold(text)
    bare = folded.lstrip("【[〔<［《")
    closing = r"[】\]〕>］》]" if bare != folded else r"[\s:：;】\]〕>］》]|\.{2,}"
    consumed = ""
    best: tuple[str, str] | None = None
    for position, char in enumerate(bare):
        if len(consumed) > _LONGEST:
            break
        following = bare[position:]
        if consumed and re.match(closing, following):
            value = following.lstrip(" \u3000\t:：;】]］〕>＞》.")
            name = key_of(consumed, value)
            if name is not None:
                best = (name, value)
                if re.match(r"[\s\u3000]*[:：】\]］〕>＞》]", following):
                    break
        if not char.isspace():
            consumed += char
    if consumed == squeeze(bare):  # all of the line: 出 席 者 is no 出 席 with the value 者
        for whole in (consumed, consumed.rstrip("】]〕>］")):
            if (name := key_of(whole, "")) is not None:
                return name, ""
    return best or _split_noted(bare) or _split_glued(bare, numbered)


def _split_noted(text: str) -> tuple[str, str] | None:
    """出席者(敬称略)甲野、乙山: the note ends the key."""
    match = re.match(r"(?P<key>[^()（）【】\s]{2,12})(?:[(（][^()（）]{2,14}[)）])\s*(?=\S)", text)
    if match is None or (name := key_of(squeeze(match["key"]))) not in ("members", "absent"):
        return None
    return name, text[match.end() :].lstrip(" :：")


def _split_glued(text: str, numbered: bool) -> tuple[str, str] | None:
    match = _GLUED_KEYS.match(text)
    if match is None or (name := key_of(match["key"])) is None:
        return None
    value = text[match.end() :]
    form = _GLUED_VALUE.get(name)
    if not numbered and name not in _GLUED_UNNUMBERED:
        return None
    if form is None or not form.match(value) or "。" in value or len(value) > 200:
        return None
    return name, value
