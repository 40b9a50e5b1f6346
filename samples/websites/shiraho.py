"""白帆市: the minutes stand on pages of the website, with a PDF to print; another council's name is nearly the same."""

from __future__ import annotations

from samples.html import make_link, make_list, make_page
from samples.model import WebSite
from samples.otherpapers import make_member_list, make_notice
from samples.site import Material, SiteDraft, get_body, make_paragraphs, make_size
from samples.wording import make_era_date

_LIST = "/site/shingikai/1100000070.html"


def _frame(title: str, content: str) -> str:
    menu = make_list(
        [make_link("/", "トップページ"), make_link("/site/shingikai/", "審議会"), make_link("/port/", "港")]
    )
    popular = make_list([make_link("/site/gomi.html", "ごみの出し方"), make_link("/site/bus.html", "市内バス")])
    body = (
        f"<header>{menu}</header>\n<article><h1>{title}</h1>\n{content}\n</article>\n"
        f"<aside><h2>よく見られるページ</h2>{popular}</aside>\n"
        "<footer>白帆市役所（代表）電話 0987-00-0000　総務課</footer>"
    )
    return make_page(f"{title}／白帆市", body)


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    entries = []
    for number, minutes in enumerate(council.minutes):
        papers = material.papers[minutes.id]
        page = f"/site/shingikai/11000001{number:02}.html"
        file = f"/common/shingikai/file/00004512{number:02}.pdf"
        body = get_body(papers, "pdf")
        draft.minutes_file(file, minutes, body)
        links = [make_link(file, f"印刷用（PDF：{make_size(body)}）")]
        links.extend(
            make_link(draft.other_paper("/common/shingikai/file", paper), f"{paper.title}（PDF）")
            for paper in material.handouts(minutes)
        )
        title = f"{minutes.session}　{council.city.council_short}　会議録"
        draft.minutes_page(page, minutes, title, f"{papers.html or ''}\n{make_list(links)}")
        entries.append(make_link(page, f"{minutes.session}（{make_era_date(minutes.date)}）"))
    entries.reverse()
    latest = council.minutes[-1]
    draft.page("/site/shingikai/1100000071.html", "開催案内", make_paragraphs(make_notice(latest)))
    draft.page("/site/shingikai/1100000072.html", "委員", make_list(make_member_list(latest)))
    entries.append(
        make_link("/site/shingikai/1100000071.html", f"{latest.session}（{make_era_date(latest.date)}）開催案内")
    )
    entries.append(make_link("/site/shingikai/1100000072.html", "委員の一覧"))
    draft.page(_LIST, f"{council.city.council_short}　会議録", make_list(entries))
    others = [
        make_link(draft.other_paper("/site/shingikai/hoka", paper), f"{paper.title}（{make_era_date(paper.date)}）")
        for paper in material.other_minutes()
    ]
    draft.page("/site/shingikai/index.html", "審議会", make_list([make_link(_LIST, council.city.council), *others]))
    draft.page("/index.html", "白帆市", make_list([make_link("/site/shingikai/", "審議会の会議録")]))
    draft.robots("User-agent: *", "Allow: /")
    return draft.finish(_LIST)
