"""Numbers that Word shows before a paragraph and keeps in no text: 第1号, (1), ア, ①, nested and restarted.

ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_HALF_AIUEO = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_HALF_IROHA = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"
_CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]))
_KANJI = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10),
          ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))  # fmt: skip
# Wingdings and Symbol keep their bullets in the private use area: those that minutes mark speeches with, else ・.
_BULLETS = {"\uf06c": "●", "\uf0a1": "○", "\uf06e": "■", "\uf0a8": "□", "\uf0e8": "→", "\uf0e0": "→", "\uf075": "◆"}
_LEVELS = 9
# A style is based on another at most this often; a loop must end.
_DEEPEST_STYLE = 12


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    text: str  # %1 stands for the number of level 1
    restart: int | None  # restarts after this level (1-based); 0: never
    legal: bool


@dataclass(slots=True)
class Numbering:
    """Counts paragraphs as Word does, in the order of the document: `next_number` is asked once for each."""

    _levels: Mapping[str, Mapping[int, _Level]]
    _abstract: Mapping[str, str]
    _overrides: Mapping[tuple[str, int], int]
    _styles: Mapping[str, tuple[str | None, int]]
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next_number(self, paragraph: BaseOxmlElement) -> str:
        """The number or bullet before a paragraph as shown, "" where there is none."""
        number, depth = self._find(paragraph)
        level = self._levels.get(number or "", {}).get(depth)
        if number is None or level is None:
            return ""
        # lists of one abstract definition count on together, unless one says where it begins
        counts = self._counts.setdefault(self._abstract[number], [None] * _LEVELS)
        override = self._overrides.get((number, depth))
        if override is not None and (number, depth) not in self._started:
            counts[depth] = override
        else:
            before = counts[depth]
            counts[depth] = level.start if before is None else before + 1
        self._started.add((number, depth))
        for deeper in range(depth + 1, _LEVELS):
            definition = self._levels[number].get(deeper)
            if definition is None or definition.restart is None or definition.restart > depth:
                counts[deeper] = None
        return self._format(number, depth, level, counts)

    def _format(self, number: str, depth: int, level: _Level, counts: list[int | None]) -> str:
        if level.kind == "none":
            return ""
        if level.kind == "bullet":
            sign = level.text.strip()
            return _BULLETS.get(sign, "・" if not sign or "\ue000" <= sign[0] <= "\uf8ff" else sign)
        text = level.text
        for other in range(depth, -1, -1):
            definition = self._levels[number].get(other, level)
            count = counts[other]
            value = definition.start if count is None else count
            kind = "decimal" if level.legal and other < depth else definition.kind
            text = text.replace(f"%{other + 1}", format_number(value, kind))
        return text

    def _find(self, paragraph: BaseOxmlElement) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return self._styles.get("", (None, 0))
        style = properties.find(qn("w:pStyle"))
        inherited = self._styles.get(style.get(qn("w:val"), "") if style is not None else "", (None, 0))
        own = properties.find(qn("w:numPr"))
        if own is None:
            return inherited
        number, depth = _read_num_pr(own)
        return (number if number is not None else inherited[0]), (depth if depth is not None else inherited[1])


def make_numbering(document: WordDocument) -> Numbering:
    """Reads `numbering.xml` and the styles; without them nothing is numbered."""
    levels: dict[str, dict[int, _Level]] = {}
    abstract: dict[str, str] = {}
    overrides: dict[tuple[str, int], int] = {}
    root = _find_part(document)
    if root is not None:
        definitions = {
            a.get(qn("w:abstractNumId"), ""): {_read_int(n, "w:ilvl"): _read_level(n) for n in a.findall(qn("w:lvl"))}
            for a in root.findall(qn("w:abstractNum"))
        }
        for num in root.findall(qn("w:num")):
            number = num.get(qn("w:numId"), "")
            reference = num.find(qn("w:abstractNumId"))
            abstract[number] = reference.get(qn("w:val"), "") if reference is not None else ""
            levels[number] = dict(definitions.get(abstract[number], {}))
            for override in num.findall(qn("w:lvlOverride")):
                depth = _read_int(override, "w:ilvl")
                inner = override.find(qn("w:lvl"))
                if inner is not None:
                    levels[number][depth] = _read_level(inner)
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    overrides[number, depth] = _read_int(start, "w:val")
    return Numbering(levels, abstract, overrides, _read_styles(document))


def format_number(value: int, kind: str) -> str:
    """A number in one of Word's formats; one that has no sign for it is shown in digits."""
    maker = _FORMATS.get(kind)
    return (maker(value) if maker is not None else None) or str(value)


def _pick(signs: str) -> Callable[[int], str | None]:
    return lambda value: signs[value - 1] if 1 <= value <= len(signs) else None


def _make_letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * (1 + (value - 1) // 26) if 1 <= value <= 780 else str(value)


def _make_roman(value: int) -> str:
    text = ""
    for sign, worth in _ROMAN:
        while 0 < worth <= value < 4000:
            text += sign
            value -= worth
    return text


def _make_kanji(value: int) -> str | None:
    if not 1 <= value <= 99:
        return None
    tens, ones = divmod(value, 10)
    return (("" if tens == 1 else _KANJI[tens]) + "十" if tens else "") + (_KANJI[ones] if ones else "")


_FORMATS: Mapping[str, Callable[[int], str | None]] = {
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _pick(_CIRCLED),
    "decimalEnclosedCircleChinese": _pick(_CIRCLED),
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "numberInDash": lambda value: f"- {value} -",
    "aiueoFullWidth": _pick(_AIUEO),
    "aiueo": _pick(_HALF_AIUEO),
    "irohaFullWidth": _pick(_IROHA),
    "iroha": _pick(_HALF_IROHA),
    "lowerLetter": _make_letters,
    "upperLetter": lambda value: _make_letters(value).upper(),
    "lowerRoman": _make_roman,
    "upperRoman": lambda value: _make_roman(value).upper(),
    "japaneseCounting": _make_kanji,
    "chineseCounting": _make_kanji,
    "chineseCountingThousand": _make_kanji,
    "ideographDigital": lambda value: "".join(_KANJI[int(digit)] for digit in str(abs(value))),
    "japaneseDigitalTenThousand": lambda value: "".join(_KANJI[int(digit)] for digit in str(abs(value))),
}


def _read_level(level: BaseOxmlElement) -> _Level:
    def read(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    restart = level.find(qn("w:lvlRestart"))
    return _Level(
        int(read("w:start", "1")),
        read("w:numFmt", "decimal"),
        read("w:lvlText", ""),
        _read_int(restart, "w:val") if restart is not None else None,
        level.find(qn("w:isLgl")) is not None,
    )


def _read_int(element: BaseOxmlElement, name: str) -> int:
    return int(element.get(qn(name), "0"))


def _read_num_pr(element: BaseOxmlElement) -> tuple[str | None, int | None]:
    number, depth = element.find(qn("w:numId")), element.find(qn("w:ilvl"))
    return (
        number.get(qn("w:val")) if number is not None else None,
        max(0, min(_LEVELS - 1, _read_int(depth, "w:val"))) if depth is not None else None,
    )


def _find_part(document: WordDocument) -> BaseOxmlElement | None:
    part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
    return getattr(part, "element", None)


def _read_styles(document: WordDocument) -> dict[str, tuple[str | None, int]]:
    """Style id → (list, level); "" for the default paragraph style. A style takes its list from what it is based on."""
    own: dict[str, tuple[str | None, int | None]] = {}
    based: dict[str, str] = {}
    default = ""
    for style in document.styles.element.findall(qn("w:style")):
        identifier = style.get(qn("w:styleId"), "")
        parent = style.find(qn("w:basedOn"))
        if parent is not None:
            based[identifier] = parent.get(qn("w:val"), "")
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
            default = identifier
        num_pr = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if num_pr is not None:
            own[identifier] = _read_num_pr(num_pr)
    resolved: dict[str, tuple[str | None, int]] = {}
    for identifier in {*own, *based, default}:
        number: str | None = None
        depth: int | None = None
        current: str | None = identifier
        for _ in range(_DEEPEST_STYLE):
            if current is None or number is not None:
                break
            number, at = own.get(current, (None, None))
            depth = depth if depth is not None else at
            current = based.get(current)
        resolved[identifier] = (number, depth or 0)
    resolved[""] = resolved.get(default, (None, 0))
    return resolved
