"""How one document marks its speakers, found from all of it before any line is read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.document import Block, Line, Row
from app.normalize import fold, squeeze
from app.parse.enumeration import split_number
from app.parse.roles import is_person
from app.parse.speakers import EXPLICIT, Mark, Marking, Style, find_learnable, find_marks, sign_of
from app.parse.tables import find_columns, is_speech_row, label_of
from app.parse.wording import is_act, is_dashed_page, is_pointer, is_polite, runs_on, tells

# So often a style that could be something else must be seen to say something; a bracketed role needs less.
_FEWEST = {Style.BRACKET: 1, Style.PARENTHESIS: 1, Style.CIRCLE: 2, Style.COLON: 2, Style.GLUED: 2}
_FEWEST_OTHERS = 3
# Where that leaves no style (only the beginning was recorded, or can be read), these do with what nobody else than a
# speaker says.
_SURE_STYLES = frozenset({Style.CIRCLE, Style.COLON, Style.SPACE})
# So many people must do so, where they speak on lines below theirs.
_FEWEST_ALONE = 2
# A page's last lines name the office too: 「事務局：お問い合わせは電話で願います。」
_CONTACT = re.compile(r"問い?合|電話|連絡先|メール|TEL|FAX|ホームページ|〒", re.IGNORECASE)
# …and this share of the most frequent style's, so that a quoted line is no style.
_SHARE = 0.1
# A sentence ends within so many lines below its speaker's label, or is none.
_REACH = 5
# A label that names no role: so often it must say something, where the list of those present does not hold it.
_LEARNED = 3


def find_marking(blocks: Sequence[Block]) -> Marking:
    """Blocks of a document → its marking. Counted are only marks behind which something is said, so that lists of those
    present (会長　甲野一) and headings (【審議】) make no style."""
    counts: Counter[Style] = Counter()
    sure: Counter[Style] = Counter()
    alone: set[str] = set()  # people's labels on lines of their own
    signs: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    politeness: Counter[bool] = Counter()
    for mark, said in _iterate_marks(blocks):
        if mark.sign:
            signs[mark.sign] += 1
        if mark.style is Style.ANONYMOUS or tells(said) or (mark.rest == "" and is_act(said)):
            counts[mark.style] += 1
            sure[mark.style] += mark.style in _SURE_STYLES and _is_surely_said(mark, said)
            if mark.style is Style.SPACE and mark.label and not mark.rest and is_person(mark.label) and "。" in said:
                alone.add(mark.label)
            if mark.label:
                labels[mark.label] += 1
                politeness[is_polite(said + "。")] += 1
    columns = find_columns(blocks)
    for index, block in enumerate(blocks):
        for column in columns:
            if isinstance(block, Row) and is_speech_row(block, index, column):
                politeness[is_polite(block.cells[column.speech])] += 1
                label = label_of(block.cells[column.speaker])
                if not column.paired and sign_of(label) is None:
                    counts[Style.ROW] += 1
                    labels[label] += 1
    sure[Style.SPACE] += len(alone) >= _FEWEST_ALONE
    styles = _choose_styles(counts, signs) or frozenset(style for style, count in sure.items() if count)
    if styles - {Style.ANONYMOUS}:
        columns = tuple(column for column in columns if not column.paired)  # 意見 | 回答 is a list of somebody else's
    return Marking(
        styles,
        frozenset(labels),
        _learn_labels(blocks, styles),
        columns,
        polite=politeness[True] * 2 > politeness.total(),
        hanging=_is_hanging(blocks, styles),
    )


def _iterate_marks(blocks: Sequence[Block]) -> Iterator[tuple[Mark, str]]:
    """(a reading of the line, what is said: the rest of the line, or else the next one)."""
    for index, block in enumerate(blocks):
        if isinstance(block, Line):
            for mark in find_marks(block.text):
                yield mark, words_of(mark, blocks, index)
        elif len(block.cells) == 2 and (sign := sign_of(squeeze(block.cells[0]))) is not None:
            yield Mark(Style.ANONYMOUS, None, sign, block.cells[1]), block.cells[1]


def _is_surely_said(mark: Mark, said: str) -> bool:
    """Whether one example is enough: a person's post, and words in です・ます or whole sentences behind a circle."""
    if mark.label is None or not is_person(mark.label) or is_pointer(said) or _CONTACT.search(squeeze(said)):
        return False
    return is_polite(said) or (mark.style is Style.CIRCLE and "。" in said)


def words_of(mark: Mark, blocks: Sequence[Block], index: int) -> str:
    """What is said behind a mark in block `index`, as far as it takes to see a sentence: the rest of the line, else the
    line below (a page's number passed over), and what goes on below a line that reaches the edge or ends amid a
    sentence. "" where a table or another label follows the label."""
    line = blocks[index]
    words, full = mark.rest, isinstance(line, Line) and line.full
    for block in blocks[index + 1 : index + 1 + _REACH]:
        if tells(words) or isinstance(block, Row) or (words and not full and not runs_on(words)):
            break
        if is_dashed_page(block.text):
            continue
        if words and not full and (block.heading or split_number(fold(block.text)) is not None):
            break
        if any(m.label and (not m.rest or not words) for m in find_marks(block.text)):
            break
        words += block.text
        full = block.full
    return words


def _choose_styles(counts: Counter[Style], signs: Counter[str]) -> frozenset[Style]:
    named = {s: n for s, n in counts.items() if s is not Style.ANONYMOUS}
    most = max(named.values(), default=0)
    used: set[Style] = {s for s, n in named.items() if n >= _FEWEST.get(s, _FEWEST_OTHERS) and n >= most * _SHARE}
    used |= {s for s in (Style.PARENTHESIS, Style.BRACKET) if named.get(s)}
    if Style.CIRCLE in used and Style.SPACE in used and named[Style.SPACE] < named[Style.CIRCLE]:
        used.discard(Style.SPACE)
    asked = signs["Q"] + signs["問"]
    questions = asked + signs["●"] + signs["○"] + signs["・"]
    dialogue = (signs["→"] >= 2 and questions * 2 >= signs["→"]) or (asked >= 2 and signs["A"] + signs["答"] >= 2)
    if dialogue or (signs["●"] >= 8 and not used & {Style.SPACE, Style.COLON, Style.CIRCLE, Style.ROW}):
        used.add(Style.ANONYMOUS)
    return frozenset(used)


def _learn_labels(blocks: Sequence[Block], styles: frozenset[Style]) -> frozenset[tuple[Style, str]]:
    """Labels such as （甲野）: those that recur in a style of the document's, or that the list of people holds."""
    counts: Counter[tuple[Style, str]] = Counter()
    by_style: dict[Style, set[str]] = defaultdict(set)
    people = ""
    begun = False
    for index, block in enumerate(blocks):
        if isinstance(block, Row):
            people += "" if begun else squeeze("".join(block.cells))
            continue
        said = [m for m in find_learnable(block.text) if tells(words_of(m, blocks, index))]
        begun = begun or bool(said) or any(tells(m.rest) for m in find_marks(block.text) if m.style in styles)
        if not begun and not tells(block.text):
            people += squeeze(block.text)
        for mark in said:
            assert mark.label is not None
            counts[mark.style, mark.label] += 1
            by_style[mark.style].add(mark.label)
    learned = set()
    for (style, label), count in counts.items():
        present = len(label) >= 2 and label in people
        needed = 1 if present else 2 if style in styles and style in EXPLICIT else _LEARNED
        if count >= needed and (style in styles or present or len(by_style[style]) >= 2):
            learned.add((style, label))
    return frozenset(learned)


def _is_hanging(blocks: Sequence[Block], styles: frozenset[Style]) -> bool:
    """Whether the second line of a speech is set deeper than its label (in at least eight of ten of three or more)."""
    deeper = other = 0
    for block, below in pairwise(blocks):
        if (
            not isinstance(block, Line)
            or not isinstance(below, Line)
            or not (block.full or below.indent > block.indent)
        ):
            continue
        marks = [m for m in find_marks(block.text) if m.style in styles and m.label and m.rest]
        if not marks or any(m.style in styles for m in find_marks(below.text)) or block.text.endswith("。"):
            continue
        if below.indent > block.indent + 0.4:
            deeper += 1
        else:
            other += 1
    return deeper >= 3 and deeper >= 4 * other
