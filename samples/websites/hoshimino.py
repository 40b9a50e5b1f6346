"""星見野市: the council's page leads to a page for each fiscal year, and that one to the Word documents.

Of one year it says that there was no meeting.
"""

from __future__ import annotations

from samples.html import make_link, make_list, make_page
from samples.model import WebSite
from samples.otherpapers import make_agenda_paper, make_member_list
from samples.site import Material, SiteDraft, get_body, make_size
from samples.wording import make_era_date, make_fiscal_year

_FOLDER = "/shisei/shingikai/kojin"


def _frame(title: str, content: str) -> str:
    side = make_list([make_link("/shisei/shingikai/", "審議会の一覧"), make_link("/ten/", "天文台")])
    body = (
        f'<div class="site-title">星のまち 星見野</div><div class="main"><h1>{title}</h1>\n{content}</div>\n'
        f'<div class="side">{side}</div>\n'
        '<div class="foot">〒901-0033 南陵県星見野市銀河台5　総務課法規係</div>'
    )
    return make_page(f"{title}（星見野市）", body)


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    years = []
    for year, meetings in material.by_fiscal_year():
        entries = []
        for minutes in meetings:
            stem = f"{_FOLDER}/{year}/{minutes.date:%m%d}"
            body = get_body(material.papers[minutes.id], "docx")
            draft.minutes_file(f"{stem}_kaigiroku.docx", minutes, body)
            agenda = get_body(make_agenda_paper(minutes, "docx"), "docx")
            draft.file(f"{stem}_shidai.docx", agenda, minutes.date)
            links = [
                make_link(f"{stem}_kaigiroku.docx", f"会議録（Word：{make_size(body)}）"),
                make_link(f"{stem}_shidai.docx", "次第（Word）"),
            ]
            links.extend(
                make_link(draft.other_paper(f"{_FOLDER}/{year}", paper), paper.title)
                for paper in material.handouts(minutes)
            )
            entries.append(f"{make_era_date(minutes.date)}　{'　'.join(links)}")
        label = make_fiscal_year(year)
        draft.page(f"{_FOLDER}/{year}.html", f"{label}の会議録", make_list(entries))
        years.append(make_link(f"{year}.html", f"{label}の会議録"))
    years.insert(-2, "令和2年度の審議会は、開催されませんでした。")
    draft.page(f"{_FOLDER}/iin.html", "委員名簿", make_list(make_member_list(council.minutes[-1])))
    years.append(make_link("iin.html", "委員名簿"))
    draft.page(f"{_FOLDER}/index.html", council.city.council, make_list(years))
    others = [
        make_link(draft.other_paper("/shisei/shingikai/hoka", paper), f"{paper.council}会議録")
        for paper in material.other_minutes()
    ]
    draft.page(
        "/shisei/shingikai/index.html", "審議会", make_list([make_link("kojin/", council.city.council), *others])
    )
    draft.page("/index.html", "星見野市", make_list([make_link("/shisei/shingikai/", "審議会の一覧")]))
    draft.robots("User-agent: *", "Disallow: /tmp/")
    return draft.finish(f"{_FOLDER}/")
