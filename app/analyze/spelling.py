"""Other spellings of a word: 送り仮名 (取り扱い, 取扱い, 取扱), older forms of characters (斎, 齋), the long sound at
the end of a loan word (メモリ, メモリー). Rules propose; the dictionary decides whether that is a word, or a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Protocol

from app.analyze.sudachi import Analysis
from app.errors import ConfigurationError
from app.normalize import normalize

# Kana that end the stem to which a further verb or nothing is joined (連用形: い and え rows). Not の, が, つ, る:
# 女の子 and 女子 are two words, 我が国 is one that is not cut.
_OKURIGANA = re.compile(
    r"""
    (?<= [一-龠々] )                           # behind a kanji
    [ぁ-ん]? [いきぎしじちにびみりえけげせぜてでねべめれ]  # one or two kana, the last one of those rows
    (?= [一-龠々] | $ )                        # before another kanji, or at the end
    """,
    re.VERBOSE,
)
_KANJI = re.compile("[一-龠々]")
_LOAN = re.compile("[ァ-ヺー]{3,}")
# JIS Z 8301 let the long sound go at the end of words of three and more sounds: those in -er, -or, -ar and -y.
_LONG_AFTER = re.compile("[アカサタナハマヤラワガザダバパャァイキシチニヒミリギジヂビピィ]$")


_VERB_ENDS = frozenset("うくぐすつぬぶむる")

# the reasons that are told
STANDARD, OKURIGANA, LONG_SOUND, CHARACTERS = "辞書の標準の書き方", "送り仮名", "長音", "字体"


class Dictionary(Protocol):
    """`knows`: whether a text is one word of the dictionary; `is_name`: and a proper name."""

    def analyze(self, text: str) -> Analysis: ...

    def knows(self, text: str) -> bool: ...

    def is_name(self, text: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Variants:
    """`common`: an older character → the one in use; `older`: the other way round, where there may be several."""

    common: Mapping[str, str]
    older: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Spelling:
    text: str
    reason: str


def parse_variants(text: str) -> Variants:
    """TOML with `pairs`, strings of two different characters; ConfigurationError otherwise."""
    try:
        pairs = tomllib.loads(text)["pairs"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigurationError(f"variants.toml: there are no pairs ({error})") from error
    common: dict[str, str] = {}
    older: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        if len(pair) != 2 or pair[0] == pair[1] or pair[1] in common:
            raise ConfigurationError(
                f"variants.toml: {pair!r} is no pair of different characters, or stands there twice"
            )
        common[pair[1]] = pair[0]
        older[pair[0]] = (*older.get(pair[0], ()), pair[1])
    return Variants(MappingProxyType(common), MappingProxyType(older))


def load_variants() -> Variants:
    """The project's own list, `app/vocabulary/variants.toml`."""
    return parse_variants((resources.files("app.vocabulary") / "variants.toml").read_text(encoding="utf-8"))


def propose_spellings(text: str, analysis: Analysis, dictionary: Dictionary, variants: Variants) -> Iterator[Spelling]:
    """A whole word as typed, and its analysis → it in other spellings, one of its parts at a time."""
    normal = normalize(text).text
    seen = {normal}
    for token in analysis.tokens:
        before, written, after = (
            normalize(part).text for part in (text[: token.start], text[token.start : token.end], text[token.end :])
        )
        for spelling in _propose(written, token.form, dictionary, variants):
            whole = before + spelling.text + after
            if whole not in seen:
                seen.add(whole)
                yield Spelling(whole, spelling.reason)


def _propose(written: str, form: str, dictionary: Dictionary, variants: Variants) -> Iterator[Spelling]:
    if form != written.lower() and not _is_inflection(written, form) and dictionary.knows(form):
        yield Spelling(form, STANDARD)
    for base in dict.fromkeys((written, form)):
        for shorter in _drop_okurigana(base):
            if dictionary.knows(shorter):
                yield Spelling(shorter, OKURIGANA)
        for other in _turn_long_sound(base):
            if dictionary.knows(other):
                yield Spelling(other, LONG_SOUND)
    for other in _exchange_characters(written, dictionary, variants):
        yield Spelling(other, CHARACTERS)


def _drop_okurigana(word: str) -> Iterator[str]:
    """Of a compound of several kanji: without its first okurigana, without its last, without any."""
    places = list(_OKURIGANA.finditer(word))
    if len(_KANJI.findall(word)) < 2 or not places:
        return
    for place in dict.fromkeys((places[0].span(), places[-1].span())):
        yield word[: place[0]] + word[place[1] :]
    yield _OKURIGANA.sub("", word)


def _turn_long_sound(word: str) -> Iterator[str]:
    if not _LOAN.fullmatch(word):
        return
    if word.endswith("ー"):
        if len(word) > 3 and _LONG_AFTER.search(word[:-1]):
            yield word[:-1]
    elif _LONG_AFTER.search(word):
        yield word + "ー"


def _exchange_characters(word: str, dictionary: Dictionary, variants: Variants) -> Iterator[str]:
    """All older characters for those in use; the other way round only in names, one at a time: nobody writes 手續."""
    modern = "".join(variants.common.get(char, char) for char in word)
    if modern != word:
        yield modern
    if dictionary.is_name(modern):
        for at, char in enumerate(modern):
            for other in variants.older.get(char, ()):
                yield modern[:at] + other + modern[at + 1 :]


def _is_inflection(written: str, form: str) -> bool:
    """Whether the form is the verb or adjective that was inflected, and no spelling: 言い → 言う, 見 → 見る."""
    if form[-1] in _VERB_ENDS and written[-1] != form[-1]:
        return True
    return len(form) == len(written) and form[:-1] == written[:-1] and form[-1] == "い"
