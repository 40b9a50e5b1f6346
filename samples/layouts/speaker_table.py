"""speaker-table: Word and PDF; a header of many rows, then a table 発言者｜発言内容 that goes over pages.

The items' headings are rows over both columns; the oldest minutes have none, only the chair's words.
"""

from __future__ import annotations

from samples.docx import WordPaper
from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.pdf import Sheet, Style
from samples.wording import make_clock, make_era_date, make_spaced

_STYLE = Style(size=10.5, leading=1.5, margins=(60, 60, 60, 60), foot=lambda page: f"{page}")
_FIRST_YEAR_WITH_HEADINGS = 2015
_FIRST_YEAR_WITHOUT_PDF = 2018


def _make_entry(item: Item) -> str:
    mark = "" if item.kind == "その他" else f"（{item.kind}）"
    return f"{item.title}{mark}"


def _number_items(minutes: Minutes) -> dict[int, str]:
    """Ordinal → （1）, counted within 議事 and within その他."""
    counts = {True: 0, False: 0}
    numbers = {}
    for item in minutes.items:
        counts[item.kind == "その他"] += 1
        numbers[item.ordinal] = f"（{counts[item.kind == 'その他']}）"
    return numbers


def _make_agenda(minutes: Minutes) -> str:
    numbers = _number_items(minutes)
    main = [f"{numbers[i.ordinal]}{_make_entry(i)}" for i in minutes.items if i.kind != "その他"]
    others = [f"{numbers[i.ordinal]}{_make_entry(i)}" for i in minutes.items if i.kind == "その他"]
    return "\n".join(["1　議題", *main, "2　その他", *others])


def _make_header(minutes: Minutes) -> list[tuple[str, str]]:
    end = make_clock(minutes.end, halves=False) if minutes.end else ""
    hours = f"{make_clock(minutes.start, halves=False)}～{end}"
    closed = "条例第14条第2項に該当する事項を審議したため" if minutes.public in {"非公開", "一部非公開"} else ""
    return [
        ("会議の名称", f"{minutes.session}{minutes.city.council}"),
        ("事務局", "総務企画部総務課"),
        ("開催日時", f"{make_era_date(minutes.date, weekday=True)}　{hours}"),
        ("開催場所", minutes.place),
        ("公開・非公開", minutes.public or ""),
        ("非公開理由", closed),
        ("傍聴者数", "" if minutes.observers is None else f"{minutes.observers}人"),
        ("出席委員", make_names(minutes.members, separator="　")),
        ("欠席委員", make_names(minutes.absent, separator="　")),
        ("事務局職員\n職氏名", "\n".join(minutes.staff)),
        ("会議次第", _make_agenda(minutes)),
    ]


def _make_rows(minutes: Minutes) -> list[tuple[str, ...]]:
    numbers = _number_items(minutes)
    rows: list[tuple[str, ...]] = [("発言者", "発言内容")]
    headings = minutes.fiscal_year >= _FIRST_YEAR_WITH_HEADINGS
    for section in make_sections(minutes):
        if headings:
            for item in section.headed:
                part = "その他" if item.kind == "その他" else "議題"
                rows.append((f"{part}{numbers[item.ordinal]}　{_make_entry(item)}",))
            if section.part is Part.CLOSING:
                rows.append(("閉会",))
        for passage in section.passages:
            match passage:
                case Direction():
                    rows.append(("", passage.text))
                case Speech():
                    rows.append((passage.speaker, "\n".join(passage.paragraphs)))
    return rows


def _make_pdf(minutes: Minutes) -> bytes:
    sheet = Sheet(f"{minutes.session}会議録", _STYLE)
    sheet.line(make_spaced("会議録"), align="center", size=14)
    sheet.gap(0.7)
    sheet.table(_make_header(minutes), (1.2, 4))
    sheet.new_page()
    sheet.line(make_spaced("審議経過"), align="center", size=12)
    sheet.gap(0.7)
    sheet.table(_make_rows(minutes), (1.2, 4))
    return sheet.finish()


def _make_docx(minutes: Minutes) -> bytes:
    paper = WordPaper(f"{minutes.session}会議録", minutes.date)
    paper.paragraph(make_spaced("会議録"), center=True, bold=True)
    paper.table(_make_header(minutes), (3.6, 12.4))
    paper.paragraph("")
    paper.paragraph(make_spaced("審議経過"), center=True)
    paper.table(_make_rows(minutes), (3.2, 12.8))
    return paper.finish()


def make_papers(minutes: Minutes) -> Papers:
    """Word always; the PDF too, in the years when the city still made one."""
    with_pdf = minutes.fiscal_year < _FIRST_YEAR_WITHOUT_PDF
    return Papers(docx=_make_docx(minutes), pdf=_make_pdf(minutes) if with_pdf else None)
