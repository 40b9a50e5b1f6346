"""summary: PDF in one or two columns without any table; western and era dates, 「１．」 items, 「Ａ委員　…」 marks."""

from __future__ import annotations

from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.pdf import GOTHIC, Sheet, Style
from samples.wording import make_clock, make_era_year, make_wide

_STYLE = Style(size=10, leading=1.6, margins=(58, 64, 58, 64), foot=lambda page: f"―　{page}　―")
_GROUPS = {"選任": "選任", "諮問": "諮問事項", "報告": "報告事項", "その他": "その他"}


def _make_date(minutes: Minutes) -> str:
    date = minutes.date
    weekday = "月火水木金土日"[date.weekday()]
    return f"{date.year}年（{make_era_year(date)}）{date.month}月{date.day}日（{weekday}曜日）"


def _make_entry(item: Item) -> str:
    mark = f"{_GROUPS[item.kind]}　{item.number}" if item.number else _GROUPS[item.kind]
    return f"{make_wide(str(item.ordinal))}．【{mark}】{item.title}"


def _write_header(sheet: Sheet, minutes: Minutes, gothic: str) -> None:
    end = make_clock(minutes.end) if minutes.end else ""
    sheet.line(f"{minutes.session}{minutes.city.council}　会議録（要旨）", size=13, face=gothic, align="center")
    sheet.gap(0.6)
    sheet.paragraph(f"と　き　{_make_date(minutes)}　{make_clock(minutes.start)}～{end}", indent=4, first=0)
    sheet.paragraph(f"ところ　{minutes.place}", indent=4, first=0)
    sheet.paragraph(f"出席者　{make_names(minutes.members)}", indent=4, first=0)
    if minutes.absent:
        sheet.paragraph(f"欠席者　{make_names(minutes.absent)}", indent=4, first=0)
    sheet.paragraph(f"事務局　{'、'.join(minutes.staff)}", indent=4, first=0)
    parts = [minutes.public or ""]
    if minutes.observers is not None:
        parts.append(f"傍聴{minutes.observers}名")
    if any(parts):
        sheet.paragraph(f"公　開　{'　'.join(part for part in parts if part)}", indent=4, first=0)
    sheet.paragraph("案　件", indent=4, first=0)
    for item in minutes.items:
        sheet.paragraph(_make_entry(item), indent=6, first=4)
    sheet.gap()


def make_pdf(minutes: Minutes, faces: tuple[str, str] | None = None) -> bytes:
    """The PDF; `faces` are registered names of a text face and a heading face, where others than usual are wanted."""
    text, gothic = faces or (_STYLE.face, GOTHIC)
    style = Style(
        face=text, size=_STYLE.size, leading=_STYLE.leading, margins=_STYLE.margins, foot=_STYLE.foot
    )  # fmt: skip
    sheet = Sheet(f"{minutes.session}会議録", style)
    _write_header(sheet, minutes, gothic)
    sheet.set_columns(2 if minutes.fiscal_year >= 2020 else 1)
    for section in make_sections(minutes):
        for item in section.headed:
            sheet.gap(0.5)
            sheet.paragraph(_make_entry(item), indent=2, first=0, face=gothic)
        if section.part is Part.CLOSING:
            sheet.gap(0.5)
            sheet.paragraph("閉　会", face=gothic)
        for passage in section.passages:
            match passage:
                case Direction():
                    sheet.paragraph(passage.text, indent=1)
                case Speech():
                    sheet.paragraph(f"{passage.speaker}　{passage.paragraphs[0]}", indent=1, first=0)
                    for paragraph in passage.paragraphs[1:]:
                        sheet.paragraph(paragraph, indent=1, first=2)
    return sheet.finish()


def make_papers(minutes: Minutes) -> Papers:
    """The PDF."""
    return Papers(pdf=make_pdf(minutes))
