"""What else stands on a council's website: other councils' minutes, handouts, agendas, notices, lists of members.

The first two are read from `others/<slug>.toml`; the rest follows from the minutes' own sources.
"""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path

from samples.docx import WordPaper
from samples.layouts.sections import make_names
from samples.model import Minutes, Papers
from samples.pdf import GOTHIC, Sheet, Style
from samples.text import make_text_file, make_wrapped
from samples.wording import make_clock, make_era_date

FORMS = ("pdf", "docx", "text", "html")


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """`kind` is minutes (of another council) or handout; `form` one of FORMS; `text` has a paragraph a line."""

    name: str
    kind: str
    form: str
    council: str
    date: datetime.date
    title: str
    text: str


def parse_other_papers(path: Path) -> tuple[OtherPaper, ...]:
    """The papers of one city, in the file's order."""
    return tuple(OtherPaper(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["paper"])


def make_paper(title: str, lines: list[str], date: datetime.date, form: str) -> Papers:
    """A short paper in one form."""
    if form == "pdf":
        sheet = Sheet(title, Style(size=11, foot=lambda _: ""))
        sheet.line(title, align="center", size=13, face=GOTHIC)
        sheet.gap()
        for line in lines:
            sheet.paragraph(line, indent=1, first=0)
        return Papers(pdf=sheet.finish())
    if form == "docx":
        paper = WordPaper(title, date)
        paper.paragraph(title, center=True, bold=True)
        for line in lines:
            paper.paragraph(line)
        return Papers(docx=paper.finish())
    if form == "text":
        return Papers(text=make_text_file([title, "", *(part for line in lines for part in make_wrapped(line, 40))]))
    return Papers(html="<br>\n".join(escape(line) for line in lines))


def make_other_paper(paper: OtherPaper) -> Papers:
    return make_paper(paper.title, paper.text.strip().split("\n"), paper.date, paper.form)


def make_agenda_paper(minutes: Minutes, form: str) -> Papers:
    """次第: what the members get beforehand; it has the meeting's date and titles, and is no minutes."""
    lines = [
        f"日時　{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}",
        f"場所　{minutes.place}",
        "１　開会",
        "２　議事",
        *(f"　（{item.ordinal}）{item.title}" for item in minutes.items),
        "３　その他",
        "４　閉会",
    ]
    return make_paper(f"{minutes.session}　{minutes.city.council}　次第", lines, minutes.date, form)


def make_notice(minutes: Minutes) -> list[str]:
    """開催のお知らせ: lines of a page."""
    return [
        f"{minutes.city.council}を次のとおり開催します。",
        f"日時：{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}から",
        f"場所：{minutes.place}",
        *(f"案件：{item.title}" for item in minutes.items),
        "傍聴を希望される方は、開会の10分前までに会場の受付へお越しください。",
    ]


def make_member_list(minutes: Minutes) -> list[str]:
    """委員名簿: lines of a page, as of that meeting."""
    names = make_names(minutes.members + minutes.absent, separator="\n")
    return [f"{make_era_date(minutes.date)}現在", *names.split("\n")]
