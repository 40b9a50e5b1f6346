"""青鷺市: articles of a content manager (/kiji…/), names of files without meaning, Word and PDF of the same minutes.

The minutes of the newest meeting are still in preparation.
"""

from __future__ import annotations

import zlib

from samples.html import make_link, make_list, make_page
from samples.model import Minutes, WebSite
from samples.otherpapers import make_agenda_paper, make_notice
from samples.site import Material, SiteDraft, get_body, make_paragraphs, make_size
from samples.wording import make_era_date, make_fiscal_year

_ARTICLE = "/kiji0031207/index.html"
_FILES = "/hpkiji/pub/Detail.aspx.files"
_COMING = "第1回　令和7年7月8日（火曜日）　会議録は準備中です"
_FORMS = (("pdf", "PDF"), ("docx", "ワード"))


def _frame(title: str, content: str) -> str:
    body = (
        '<div id="wrap"><p id="skip"><a href="#honbun">本文へ</a></p><ul id="menu"><li><a href="/">ホーム</a></li>'
        '<li><a href="/hpkiji/bousai/">防災</a></li><li><a href="/hpkiji/shisei/">市政</a></li></ul>\n'
        f'<div id="honbun"><h1>{title}</h1>\n{content}</div>\n<p class="update">最終更新日：令和6年9月3日</p></div>'
    )
    return make_page(f"{title} / 青鷺市", body)


def _make_file_path(key: str, form: str) -> str:
    """A name such as the content manager gives: made of a number that says nothing of the document."""
    number = zlib.crc32(key.encode())
    return f"{_FILES}/5_{number % 10_000}_up_{number:08x}.{form}"


def _make_entry(draft: SiteDraft, material: Material, minutes: Minutes) -> str:
    papers = material.papers[minutes.id]
    links = []
    for form, label in _FORMS:
        if getattr(papers, form) is not None:
            body = get_body(papers, form)
            path = _make_file_path(minutes.id + form, form)
            draft.minutes_file(path, minutes, body)
            links.append(make_link(path, f"会議録（{label}：{make_size(body)}）"))
    path = _make_file_path(f"{minutes.id}shidai", "docx")
    draft.file(path, get_body(make_agenda_paper(minutes, "docx"), "docx"), minutes.date)
    links.append(make_link(path, "会議次第（ワード）"))
    links.extend(make_link(draft.other_paper(_FILES, paper), paper.title) for paper in material.handouts(minutes))
    return f"{minutes.session}　{make_era_date(minutes.date, weekday=True)}{make_list(links)}"


def make_site(material: Material) -> WebSite:
    """The whole website."""
    draft = SiteDraft(material.council, _frame)
    city = material.council.city
    parts = ["<p>個人情報保護条例に基づき設置しています。</p>"]
    parts.append(f"<h2>{make_fiscal_year(2025)}</h2>{make_list([_COMING])}")
    for year, meetings in material.by_fiscal_year():
        parts.append(f"<h2>{make_fiscal_year(year)}</h2>")
        parts.append(make_list(_make_entry(draft, material, minutes) for minutes in meetings))
    draft.page(
        "/kiji0031999/index.html", "審議会を開きます", make_paragraphs(make_notice(material.council.minutes[-1]))
    )
    parts.append(f"<p>関連：{make_link('/kiji0031999/index.html', '審議会を開きます（傍聴のご案内）')}</p>")
    draft.page(_ARTICLE, city.council, "\n".join(parts))
    others = [
        make_link(draft.other_paper(f"{_FILES}/hoka", paper), f"{paper.council}（{make_era_date(paper.date)}）会議録")
        for paper in material.other_minutes()
    ]
    draft.page("/hpkiji/shisei/index.html", "審議会の一覧", make_list([make_link(_ARTICLE, city.council), *others]))
    draft.page("/index.html", "青鷺市", make_list([make_link("/hpkiji/shisei/", "市政情報")]))
    draft.robots("User-agent: *", "Disallow: /hpkiji/admin/")
    return draft.finish(_ARTICLE)
