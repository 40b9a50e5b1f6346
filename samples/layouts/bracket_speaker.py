"""bracket-speaker: a page of the website and a PDF; 【会長】 on a line of its own, a running header on each page."""

from __future__ import annotations

from html import escape

from samples.html import make_header_table
from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.pdf import Sheet, Style
from samples.wording import make_clock, make_era_date, make_spaced

_GROUPS = {"選任": "役員の選出", "諮問": "諮問事項", "報告": "報告事項", "その他": "その他"}
_STYLE = Style(
    size=10.5,
    leading=1.6,
    margins=(70, 72, 70, 64),
    running_head=f"［{make_spaced('会議録')}］",
    foot=lambda page: f"{page}",
)


def _make_entry(item: Item) -> str:
    number = f"{item.number}　" if item.number else ""
    quoted = item.title if "「" in item.title else f"「{item.title}」"
    return f"{number}{quoted}"


def _make_agenda(minutes: Minutes) -> str:
    lines = []
    group = ""
    for item in minutes.items:
        if _GROUPS[item.kind] != group:
            group = _GROUPS[item.kind]
            lines.append(group)
        department = f"［{item.department}］" if item.department and item.department not in item.title else ""
        lines.append(f"　{_make_entry(item)}{department}")
    return "\n".join(lines)


def _make_header(minutes: Minutes) -> list[tuple[str, str]]:
    end = make_clock(minutes.end, halves=False) if minutes.end else ""
    observers = "" if minutes.observers is None else f"（{minutes.observers}人）"
    marks = {"公開": "■可{} ／ □不可", "一部非公開": "■可{}（一部不可） ／ □不可", "非公開": "□可 ／ ■不可", None: ""}
    return [
        ("会議名称", f"{minutes.session} {minutes.city.council}"),
        ("議題等", _make_agenda(minutes)),
        (
            "開催日時",
            f"{make_era_date(minutes.date, weekday=True)} {make_clock(minutes.start, halves=False)}～{end}",
        ),
        ("開催場所", minutes.place),
        ("出席委員", make_names(minutes.members)),
        ("欠席委員", make_names(minutes.absent) or "なし"),
        ("事務局", "、".join(minutes.staff)),
        ("傍聴", marks[minutes.public].format(observers)),
    ]


def _make_html(minutes: Minutes) -> str:
    parts = [make_header_table(_make_header(minutes)), "<h3>会議の内容</h3>"]
    for section in make_sections(minutes):
        parts.extend(f"<h4>{escape(_make_entry(item))}</h4>" for item in section.headed)
        if section.part is Part.CLOSING:
            parts.append("<h4>閉会</h4>")
        for passage in section.passages:
            match passage:
                case Direction():
                    parts.append(f'<p class="t">{escape(passage.text)}</p>')
                case Speech():
                    text = "<br>　".join(escape(paragraph) for paragraph in passage.paragraphs)
                    parts.append(f"<p>【{escape(passage.speaker)}】<br>\n{text}</p>")
    return "\n".join(parts)


def _make_pdf(minutes: Minutes) -> bytes:
    sheet = Sheet(f"{minutes.session}会議録", _STYLE)
    sheet.table(_make_header(minutes), (1, 4))
    sheet.new_page()
    sheet.line(f"{minutes.session}　{minutes.city.council}", align="center", size=12)
    sheet.gap()
    for section in make_sections(minutes):
        for item in section.headed:
            sheet.gap(0.4)
            sheet.paragraph(_make_entry(item), indent=2, first=0)
        if section.part is Part.CLOSING:
            sheet.paragraph("閉会")
        for passage in section.passages:
            match passage:
                case Direction():
                    sheet.paragraph(passage.text)
                case Speech():
                    sheet.line(f"【{passage.speaker}】")
                    sheet.paragraph(passage.paragraphs[0])
                    for paragraph in passage.paragraphs[1:]:
                        sheet.paragraph(paragraph, first=1)
    return sheet.finish()


def make_papers(minutes: Minutes) -> Papers:
    """The page and the PDF of the same minutes."""
    return Papers(html=_make_html(minutes), pdf=_make_pdf(minutes))
