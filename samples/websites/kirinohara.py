"""桐野原市: one table of all councils' minutes; the links say only 会議録（PDF：…KB） or 会議録（HTML版）."""

from __future__ import annotations

from samples.html import make_link, make_list, make_page, make_table
from samples.model import WebSite
from samples.otherpapers import make_member_list
from samples.site import Material, SiteDraft, get_body, make_size
from samples.wording import make_era_date, make_short_date

_FOLDER = "/shingikai"


def _frame(title: str, content: str) -> str:
    body = (
        f'<div class="head"><a href="/"><strong>桐野原市</strong></a> <a href="{_FOLDER}/">審議会</a> '
        '<a href="/kosodate/">子育て</a> <a href="/gomi/">ごみ</a></div>\n'
        f"<h2>{title}</h2>\n{content}\n<hr>\n<address>桐野原市役所 文書法制課</address>"
    )
    return make_page(f"{title}：桐野原市", body)


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    rows: list[tuple[str, tuple[str, str, str]]] = []
    for minutes in council.minutes:
        papers = material.papers[minutes.id]
        path = f"{_FOLDER}/files/{minutes.session}会議録.pdf"
        body = get_body(papers, "pdf")
        draft.minutes_file(path, minutes, body)
        links = [make_link(path, f"会議録（PDF：{make_size(body)}）")]
        if papers.html is not None:
            page = f"{_FOLDER}/{make_short_date(minutes.date).replace('.', '')}.html"
            draft.minutes_page(page, minutes, f"{minutes.session}{council.city.council}会議録", papers.html)
            links.append(make_link(page, "会議録（HTML版）"))
        for paper in material.handouts(minutes):
            links.append(make_link(draft.other_paper(f"{_FOLDER}/files", paper), paper.title))
        rows.append((minutes.date.isoformat(), (council.city.council, make_era_date(minutes.date), "　".join(links))))
    for paper in material.other_minutes():
        link = make_link(draft.other_paper(f"{_FOLDER}/files", paper), "会議録（PDF）")
        rows.append((paper.date.isoformat(), (paper.council, make_era_date(paper.date), link)))
    table = make_table(("会議の名称", "開催日", "会議の結果"), [row for _, row in sorted(rows, reverse=True)])
    draft.page(f"{_FOLDER}/meibo.html", "委員の名簿", make_list(make_member_list(council.minutes[-1])))
    draft.page(f"{_FOLDER}/kekka.html", "審議会等の会議結果", table + f"<p>{make_link('meibo.html', '委員の名簿')}</p>")
    draft.page(f"{_FOLDER}/index.html", "審議会等", make_list([make_link("kekka.html", "審議会等の会議結果")]))
    draft.page("/index.html", "桐野原市", f"<p>{make_link(_FOLDER + '/', '審議会等')}</p>")
    return draft.finish(f"{_FOLDER}/kekka.html")
