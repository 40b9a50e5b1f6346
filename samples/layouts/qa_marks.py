"""qa-marks: a header table, then for each item its decision after ○ and the talk after ● and → without names.

For some meetings the same minutes stand on a page of the website, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from samples.html import make_header_table
from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Minutes, Papers, Passage, Speech
from samples.pdf import GOTHIC, Sheet, Style
from samples.wording import make_clock, make_era_date, make_spaced

_DECISION = "決定"  # the source's label of the decision line
_ANSWER = "→"
_QUESTION = "●"
_STYLE = Style(size=10.5, leading=1.55, margins=(62, 60, 62, 60), foot=lambda page: "" if page == 1 else str(page))


def _is_on_page(minutes: Minutes) -> bool:
    return minutes.fiscal_year % 2 == 1


def _make_agenda(minutes: Minutes) -> list[str]:
    lines = ["(1) 会長挨拶"]
    step = 2
    for kind, name in (("選任", "会長の選出"), ("諮問", "諮問審議"), ("報告", "報告事項"), ("その他", "その他")):
        items = [item for item in minutes.items if item.kind == kind]
        if items or kind == "その他":
            lines.append(f"({step}) {name}")
            step += 1
        for item in items:
            department = f"（{item.department}）" if item.department else ""
            quoted = f"「{item.title}」{department}"
            lines.extend([f"・{item.number}", quoted] if item.number else [f"・{quoted}"])
    return lines


def _make_header(minutes: Minutes) -> list[tuple[str, str]]:
    end = make_clock(minutes.end) if minutes.end else ""
    people = [f"●出席者：（委員）{make_names(minutes.members)}", f"　（市事務局）{'、'.join(minutes.staff)}"]
    people.append(f"●欠席者：{make_names(minutes.absent) or 'なし'}")
    count = "" if minutes.observers is None else f"（{minutes.observers}名）"
    allowed = {"公開": f"傍聴可{count}", "一部非公開": f"一部傍聴不可{count}", "非公開": "傍聴不可", None: "－"}
    start = f"{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}～{end}"
    return [
        ("会議の名称", f"{minutes.session}{minutes.city.council_short}"),
        ("開催日時", start),
        ("開催場所", minutes.place),
        ("出席者\n及び欠席者", "\n".join(people)),
        ("傍聴の可否", allowed[minutes.public]),
        ("会議次第", "\n".join(_make_agenda(minutes))),
    ]


def _make_passage(passage: Passage) -> Iterator[tuple[int, str]]:
    """(indent, line), the first line of a passage with indent 0."""
    match passage:
        case Direction():
            yield 0, f"※{passage.text.removeprefix('（').removesuffix('）')}"
        case Speech(speaker=speaker, paragraphs=paragraphs) if speaker == _DECISION:
            yield 0, f"○{paragraphs[0]}"
            yield from ((1, paragraph) for paragraph in paragraphs[1:])
        case Speech(speaker=speaker, paragraphs=paragraphs) if speaker in {_ANSWER, _QUESTION}:
            yield 0, f"{speaker}　{paragraphs[0]}"
            yield from ((1, paragraph) for paragraph in paragraphs[1:])
        case Speech():
            yield 0, f"（{passage.speaker}）"
            yield from ((1, paragraph) for paragraph in passage.paragraphs)


def _make_body(minutes: Minutes) -> Iterator[tuple[int, str]]:
    """The discussion: (indent, line), -1 for a heading of a part of the agenda."""
    names = {"選任": "会長の選出", "諮問": "諮問審議", "報告": "報告事項", "その他": "その他"}
    headings = {line.split(" ", 1)[1]: line for line in _make_agenda(minutes) if line.startswith("(")}
    current = "会長挨拶"
    yield -1, headings[current]
    for section in make_sections(minutes):
        name = current
        if section.headed:
            name = names[section.headed[0].kind]
        elif section.part is Part.CLOSING:
            name = "その他"
        if name != current:
            current = name
            yield -1, headings[name]
        for item in section.headed:
            first = section.passages[0]
            if not (isinstance(first, Speech) and first.speaker == _DECISION):
                yield 0, f"○「{item.title}」について"
        for passage in section.passages:
            yield from _make_passage(passage)


def _make_pdf(minutes: Minutes) -> bytes:
    sheet = Sheet(f"{minutes.session}会議録", _STYLE)
    sheet.line(make_spaced("会議録"), align="center", size=14, face=GOTHIC)
    sheet.gap(0.7)
    sheet.table([*_make_header(minutes), (make_spaced("会議経過"),)], (1, 4))
    sheet.gap(0.5)
    for indent, line in _make_body(minutes):
        if indent < 0:
            sheet.gap(0.5)
            sheet.paragraph(line, face=GOTHIC)
        else:
            sheet.paragraph(line, indent=indent + 1, first=indent)
    sheet.gap(0.5)
    sheet.paragraph("以上", indent=30)
    return sheet.finish()


def _make_html(minutes: Minutes) -> str:
    parts = [make_header_table(_make_header(minutes), css="kaigi"), f"<h3>{make_spaced('会議経過')}</h3>"]
    for indent, line in _make_body(minutes):
        parts.append(f"<h4>{escape(line)}</h4>" if indent < 0 else f"<p>{escape(line)}</p>")
    return "\n".join([*parts, '<p style="text-align:right">以上</p>'])


def make_papers(minutes: Minutes) -> Papers:
    """The PDF, and the page in every other year."""
    return Papers(pdf=_make_pdf(minutes), html=_make_html(minutes) if _is_on_page(minutes) else None)
