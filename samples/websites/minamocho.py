"""水面町: a small town's page of all minutes, in a few lines; one meeting was put online as a scan only."""

from __future__ import annotations

from samples.html import make_link, make_list, make_page
from samples.model import WebSite
from samples.otherpapers import make_agenda_paper, make_member_list
from samples.site import Material, SiteDraft, get_body
from samples.wording import make_era_date

_FOLDER = "/gyosei/joho"
_SCANNED = "minamocho-2018-10-23"


def _frame(title: str, content: str) -> str:
    body = (
        f'<h1><a href="/">湖のまち 水面町</a></h1>\n<h2>{title}</h2>\n{content}\n'
        '<p>水面町役場 総務課　電話 0999-00-2222　<a href="/access.html">役場への行き方</a></p>'
    )
    return make_page(f"{title} | 水面町", body)


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    entries = []
    for minutes in material.newest_first():
        path = f"{_FOLDER}/pdf/shinsa{minutes.date:%Y%m%d}.pdf"
        draft.minutes_file(path, minutes, get_body(material.papers[minutes.id], "pdf"))
        scanned = "（紙の会議録を読み取ったもの）" if minutes.id == _SCANNED else ""
        links = [make_link(path, f"{make_era_date(minutes.date)}{scanned}")]
        for paper in material.handouts(minutes):
            links.append(make_link(draft.other_paper(f"{_FOLDER}/pdf", paper), paper.title))
        entries.append("　".join(links))
    others = [
        make_link(draft.other_paper(f"{_FOLDER}/pdf", paper), make_era_date(paper.date))
        for paper in material.other_minutes()
    ]
    latest = council.minutes[-1]
    agenda = f"{_FOLDER}/pdf/shidai{latest.date:%Y%m%d}.pdf"
    draft.file(agenda, get_body(make_agenda_paper(latest, "pdf"), "pdf"), latest.date)
    draft.page(f"{_FOLDER}/iin.html", "審査会の委員", make_list(make_member_list(latest)))
    content = (
        f"<h3>{council.city.council}</h3>{make_list(entries)}"
        f"<p>{make_link(agenda, '最近の次第')}　{make_link('iin.html', '委員名簿')}</p>"
        f"<h3>そのほかの会議</h3>{make_list(others)}"
    )
    draft.page(f"{_FOLDER}/index.html", "会議録", content)
    draft.page("/index.html", "水面町", make_link(f"{_FOLDER}/", "会議録"))
    draft.robots("User-agent: *", "Disallow: /chou/")
    return draft.finish(f"{_FOLDER}/")
