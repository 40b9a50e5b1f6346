"""A question → its tokens. Linear in its length, and without a regular expression over the whole.

Operators are taken in any width: ＯＲ, （ ）, ： and U+3000 do what OR, ( ), : and a space do. A parenthesis groups
where a term could begin; inside a word it is the word's own, as in 機器（サーバ）の更新. 「…」 is a quote where it is a
whole term, and the word's own elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.search.language.errors import Mistake, QueryError
from app.search.language.fields import Fields
from app.search.language.tree import Place

MAX_LENGTH = 1_000  # characters: long enough for a paragraph out of a referral
MAX_TOKENS = 200  # terms and operators: more than anybody types, few enough for a tree that is walked by recursion
MAX_DISTANCE = 20  # words between the two of NEAR; the engines leave more than that between two utterances

QUOTES = '"＂“”'  # ASCII, full-width, and the curly pair that Japanese keyboards and word processors make
_OPEN, _CLOSE = "(（", ")）"
_COLONS = ":："
_STARS = "*＊"
_MINUS = "-－−"  # ASCII, full-width, U+2212
# What the same key gives while kana are typed (ー, ｰ), and what programs make of it (U+2010 to U+2013). No word begins
# with one: right before a word it is a minus, anywhere else a letter or a dash.
_LIKE_MINUS = "ーｰ‐‑‒–"
_NEAR = re.compile(r"NEAR(?:/(?P<distance>[0-9]{1,4}))?")
_LONGEST_FIELD = 20  # characters of a field's name; what is longer before a colon is part of a sentence


class Kind(StrEnum):
    """The terminals of grammar.lark."""

    WORD = "WORD"
    QUOTE = "QUOTE"
    BEGINNING = "BEGINNING"
    FIELD = "FIELD"
    OPEN = "OPEN"
    CLOSE = "CLOSE"
    NEAR = "NEAR"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: of a term without quotes or asterisk, of FIELD the field's name, of NEAR its distance."""

    kind: Kind
    text: str
    place: Place


def make_tokens(query: str, fields: Fields) -> tuple[Token, ...]:
    """Raises QueryError for what is no token: an unclosed quote, an unknown field, a star that is not at the end."""
    if len(query) > MAX_LENGTH:
        raise QueryError(
            Mistake.TOO_LONG,
            f"検索する言葉が長すぎます（{len(query)}文字）。{MAX_LENGTH:,}文字までにしてください。",
            query,
            Place(MAX_LENGTH, len(query)),
        )
    return _Lexer(query, fields).run()


class _Lexer:
    def __init__(self, query: str, fields: Fields) -> None:
        self._query = query
        self._fields = fields
        self._at = 0
        self._tokens: list[Token] = []

    def run(self) -> tuple[Token, ...]:
        query = self._query
        while self._at < len(query):
            char = query[self._at]
            if char.isspace():
                self._at += 1
            elif char in QUOTES:
                self._take_quote(next((i for i in range(self._at + 1, len(query)) if query[i] in QUOTES), None))
            elif char == "「" and (end := self._find_bracket_end()) is not None:
                self._take_quote(end)
            elif char in _OPEN:
                self._add(Kind.OPEN, "", self._at + 1)
            elif char in _CLOSE:
                self._add(Kind.CLOSE, "", self._at + 1)
            elif char in _MINUS:
                self._take_minus()
            elif char in _LIKE_MINUS and self._stands_before_word():
                self._add(Kind.NOT, "-", self._at + 1)
            elif not self._take_field():
                self._take_word()
            if len(self._tokens) > MAX_TOKENS:
                raise QueryError(
                    Mistake.TOO_MANY_TERMS,
                    f"言葉と演算子が多すぎます。合わせて{MAX_TOKENS}個までにしてください。",
                    query,
                    Place(self._tokens[-1].place.start, len(query)),
                )
        return tuple(self._tokens)

    def _add(self, kind: Kind, text: str, end: int) -> None:
        self._tokens.append(Token(kind, text, Place(self._at, end)))
        self._at = end

    def _take_quote(self, end: int | None) -> None:
        query, start = self._query, self._at
        if end is None:
            raise QueryError(
                Mistake.UNBALANCED_QUOTES,
                '引用符「"」が閉じられていません。語句の前後に一つずつ付けてください。',
                query,
                Place(start, start + 1),
                correction=query[:start] + query[start + 1 :] if not query[start + 1 :].strip() else query + '"',
            )
        text = query[start + 1 : end]
        if not text.strip():
            raise QueryError(
                Mistake.EMPTY_PHRASE,
                "引用符の中に言葉がありません。",
                query,
                Place(start, end + 1),
                correction=query[:start] + query[end + 1 :],
            )
        self._add(Kind.QUOTE, text, end + 1)

    def _find_bracket_end(self) -> int | None:
        """Where 「…」 ends, if it is a whole term and holds no other."""
        query, start = self._query, self._at
        if not self._begins_term():
            return None
        end = query.find("」", start + 1)
        if end < 0 or "「" in query[start + 1 : end]:
            return None
        after = query[end + 1 : end + 2]
        return end if not after or after.isspace() or after in _CLOSE else None

    def _begins_term(self) -> bool:
        before = self._query[self._at - 1] if self._at else " "
        return before.isspace() or before in _OPEN or before in _COLONS or before in _MINUS

    def _stands_before_word(self) -> bool:
        after = self._query[self._at + 1 : self._at + 2]
        return bool(after) and not after.isspace() and after not in _LIKE_MINUS + _CLOSE + _STARS

    def _take_minus(self) -> None:
        query, start = self._query, self._at
        after = query[start + 1 : start + 2]
        if not after or after.isspace():
            raise QueryError(
                Mistake.DANGLING_OPERATOR,
                "除く印「-」は、除く言葉のすぐ前に付けてください。",
                query,
                Place(start, start + 1),
                correction=f"{query[:start].rstrip()} {query[start + 1 :].lstrip()}".strip(),
            )
        self._add(Kind.NOT, "-", start + 1)

    def _take_field(self) -> bool:
        """A name with a colon behind it, and something behind that. Digits before a colon are a time of day."""
        query, start = self._query, self._at
        end = start
        while end < len(query) and end - start <= _LONGEST_FIELD and not _ends_name(query[end]):
            end += 1
        if end == start or end >= len(query) or query[end] not in _COLONS:
            return False
        name = query[start:end]
        field = self._fields.find(name)
        if field is not None:
            self._add(Kind.FIELD, field.name, end + 1)
            return True
        after = query[end + 1 : end + 2]
        if name.isdecimal() or not after or after.isspace():
            return False
        close = self._fields.find_close(name)
        word = query[start : self._find_word_end(start)]
        known = "、".join(one.label for one in self._fields.all)
        raise QueryError(
            Mistake.UNKNOWN_FIELD,
            f"「{name}:」という項目はありません。使えるのは {known} です。"
            "コロンも含めて探すときは引用符で囲んでください。",
            query,
            Place(start, end + 1),
            correction=query[:start]
            + (f"{close}:" + query[end + 1 :] if close else f'"{word}"' + query[start + len(word) :]),
        )

    def _find_word_end(self, start: int) -> int:
        """Up to white space, a quote, or a parenthesis that closes what the word did not open."""
        depth = 0
        for at in range(start, len(self._query)):
            char = self._query[at]
            if char.isspace() or char in QUOTES:
                return at
            if char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                if depth == 0:
                    return at
                depth -= 1
        return len(self._query)

    def _take_word(self) -> None:
        start = self._at
        end = self._find_word_end(start)
        text = self._query[start:end]
        plain = unicodedata.normalize("NFKC", text)
        if plain in (Kind.AND, Kind.OR, Kind.NOT):
            self._add(Kind(plain), plain, end)
        elif near := _NEAR.fullmatch(plain):
            self._take_near(near["distance"], end)
        else:
            self._take_text(text, end)

    def _take_near(self, distance: str | None, end: int) -> None:
        number = int(distance) if distance else -1
        if not 0 <= number <= MAX_DISTANCE:
            meant = MAX_DISTANCE if number > 0 else 5
            raise QueryError(
                Mistake.INVALID_DISTANCE,
                f"NEAR には間の語数を0から{MAX_DISTANCE}で付けてください（例：NEAR/5）。",
                self._query,
                Place(self._at, end),
                correction=f"{self._query[: self._at]}NEAR/{meant}{self._query[end:]}",
            )
        self._add(Kind.NEAR, str(number), end)

    def _take_text(self, text: str, end: int) -> None:
        start = self._at
        kept = text[:-1] if text[-1] in _STARS else text
        stars = [start + i for i, char in enumerate(kept) if char in _STARS]
        if stars or not kept:
            place = Place(stars[0], stars[0] + 1) if stars else Place(start, end)
            without = "".join(char for char in text if char not in _STARS)
            raise QueryError(
                Mistake.MISPLACED_WILDCARD,
                "「*」は言葉の終わりにだけ付けられます（例：データ*）。",
                self._query,
                place,
                correction=self._query[:start] + without + self._query[end:],
            )
        self._add(Kind.BEGINNING if kept != text else Kind.WORD, kept, end)


def _ends_name(char: str) -> bool:
    return char.isspace() or char in _COLONS or char in QUOTES or char in _OPEN or char in _CLOSE
