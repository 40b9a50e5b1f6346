"""雪見坂市: an index of plain text files as of old, all councils in one list, links that are only dates."""

from __future__ import annotations

from samples.html import make_link, make_page, make_table
from samples.model import WebSite
from samples.otherpapers import make_agenda_paper, make_member_list
from samples.site import Material, SiteDraft, get_body, make_size
from samples.wording import make_short_date

_FOLDER = "/joho/kaigi"


def _frame(title: str, content: str) -> str:
    links = (make_link("/", "雪見坂市"), make_link(f"{_FOLDER}/", "会議録の倉庫"), make_link("/ski/", "スキー場"))
    menu = " ".join(f"[{link}]" for link in links)
    return make_page(title, f"<p>{menu}</p>\n<h3>{title}</h3>\n{content}\n<p>雪見坂市 総務部 情報公開室</p>")


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame)
    rows: list[tuple[str, str, tuple[str, str, str]]] = []
    for minutes in council.minutes:
        stem = f"{_FOLDER}/txt/{minutes.date:%Y%m%d}"
        body = get_body(material.papers[minutes.id], "text")
        draft.minutes_file(f"{stem}.txt", minutes, body)
        agenda = get_body(make_agenda_paper(minutes, "text"), "text")
        draft.file(f"{stem}s.txt", agenda, minutes.date)
        links = [
            make_link(f"{stem}.txt", make_short_date(minutes.date)),
            make_link(f"{stem}s.txt", f"{minutes.session}次第"),
        ]
        links.extend(
            make_link(draft.other_paper(f"{_FOLDER}/txt", paper), paper.title) for paper in material.handouts(minutes)
        )
        row = (council.city.council, "　".join(links), make_size(body))
        rows.append((minutes.date.isoformat(), council.city.council, row))
    for paper in material.other_minutes():
        link = make_link(draft.other_paper(f"{_FOLDER}/txt", paper), make_short_date(paper.date))
        rows.append((paper.date.isoformat(), paper.council, (paper.council, link, "1KB")))
    table = make_table(("会議名", "会議録（テキスト）", "大きさ"), [row for _, _, row in sorted(rows, reverse=True)])
    draft.page(f"{_FOLDER}/meibo.html", "審議会の委員", "<br>".join(make_member_list(council.minutes[-1])))
    draft.page(f"{_FOLDER}/index.html", "会議録の倉庫", table + f"<p>{make_link('meibo.html', '委員')}</p>")
    draft.page("/index.html", "雪見坂市役所", f"<p>{make_link(_FOLDER + '/', '会議録の倉庫')}</p>")
    return draft.finish(f"{_FOLDER}/")
