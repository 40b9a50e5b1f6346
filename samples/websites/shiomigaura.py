"""潮見ヶ浦市: a council's page with a table for each fiscal year; 会議録 and 次第 side by side, with sizes."""

from __future__ import annotations

from samples.html import make_link, make_list, make_page, make_table
from samples.model import WebSite
from samples.otherpapers import make_agenda_paper, make_member_list, make_notice
from samples.site import Material, SiteDraft, get_body, make_paragraphs, make_size
from samples.wording import make_era_date, make_fiscal_year

_FOLDER = "/soshiki/somu"


def _frame(title: str, content: str) -> str:
    links = (("/", "潮見ヶ浦市"), ("/kurashi/", "くらしの手続"), (f"{_FOLDER}/", "総務課"), ("/minato/", "みなと観光"))
    navigation = make_list((make_link(href, label) for href, label in links), css="gnavi")
    body = (
        f'<div id="header">{navigation}</div>\n<div id="main"><h1>{title}</h1>\n{content}\n</div>\n'
        '<div id="footer"><p>潮見ヶ浦市役所　〒900-0001 北浜県潮見ヶ浦市みなと町1番地</p>'
        "<p>(C) Shiomigaura City</p></div>"
    )
    return make_page(f"{title}｜潮見ヶ浦市", body)


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    tables = []
    for year, meetings in material.by_fiscal_year():
        rows = []
        for minutes in meetings:
            stem = f"{_FOLDER}/shinsakai/{minutes.date:%y%m%d}"
            body = get_body(material.papers[minutes.id], "pdf")
            draft.minutes_file(f"{stem}kaigiroku.pdf", minutes, body)
            agenda = get_body(make_agenda_paper(minutes, "pdf"), "pdf")
            draft.file(f"{stem}shidai.pdf", agenda, minutes.date)
            links = [
                make_link(f"{stem}kaigiroku.pdf", f"会議録（PDF：{make_size(body)}）"),
                make_link(f"{stem}shidai.pdf", f"次第（PDF：{make_size(agenda)}）"),
            ]
            for paper in material.handouts(minutes):
                links.append(make_link(draft.other_paper(f"{_FOLDER}/shinsakai", paper), f"{paper.title}（PDF）"))
            rows.append((make_era_date(minutes.date, weekday=True), minutes.place, "<br>".join(links)))
        tables.append(f"<h2>{make_fiscal_year(year)}</h2>\n" + make_table(("開催日", "場所", "資料"), rows))
    latest = council.minutes[-1]
    draft.page(f"{_FOLDER}/oshirase.html", "開催のお知らせ", make_paragraphs(make_notice(latest)))
    draft.page(f"{_FOLDER}/meibo.html", "審査会の委員", make_list(make_member_list(latest)))
    also = make_list(
        [make_link(f"{_FOLDER}/oshirase.html", "開催のお知らせ"), make_link(f"{_FOLDER}/meibo.html", "委員名簿")]
    )
    others = [
        make_link(draft.other_paper("/soshiki/hoka", paper), f"{paper.council}会議録（{make_era_date(paper.date)}）")
        for paper in material.other_minutes()
    ]
    content = f"<p>市の個人情報保護制度について審議する機関です。</p>{also}" + "\n".join(tables)
    draft.page(f"{_FOLDER}/shinsakai.html", council.city.council, content)
    entry = make_link(f"{_FOLDER}/shinsakai.html", council.city.council)
    draft.page(f"{_FOLDER}/index.html", "総務課の審議会等", make_list([entry, *others]))
    draft.page("/index.html", "潮見ヶ浦市公式ホームページ", make_list([make_link(f"{_FOLDER}/", "総務課")]))
    draft.robots("User-agent: *", "Disallow: /cgi-bin/", "Disallow: /soshiki/somu/internal/")
    return draft.finish(f"{_FOLDER}/shinsakai.html")
