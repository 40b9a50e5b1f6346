"""葦原崎市: pages in Shift_JIS made by hand long ago; the server names no charset, older minutes neither."""

from __future__ import annotations

from samples.html import make_link, make_page
from samples.model import WebSite
from samples.otherpapers import make_notice
from samples.site import Material, SiteDraft
from samples.wording import make_short_date, make_wide

_FOLDER = "/joho"
_META = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'
_LAST_YEAR_WITHOUT_META = 2018


def _frame(title: str, content: str, head: str = _META) -> str:
    body = (
        f'<center><font size="+2">{title}</font></center><hr>\n{content}\n<hr>\n'
        f'<a href="/">葦原崎市のはじめのページ</a>｜<a href="{_FOLDER}/kaigiroku.htm">会議録</a>｜総務課情報公開係'
    )
    return make_page(title, body, head=head, lang="")


def _old_frame(title: str, content: str) -> str:
    return _frame(title, content, "")


def make_site(material: Material) -> WebSite:
    """The whole website."""
    council = material.council
    draft = SiteDraft(council, _frame, charset="cp932")
    lines = [f"◆{council.city.council}"]
    for minutes in material.newest_first():
        path = f"{_FOLDER}/k{minutes.date:%y%m%d}.htm"
        frame = _old_frame if minutes.fiscal_year <= _LAST_YEAR_WITHOUT_META else None
        content = material.papers[minutes.id].html or ""
        draft.minutes_page(path, minutes, f"{minutes.session}会議録", content, frame=frame)
        links = [make_link(path, make_wide(make_short_date(minutes.date)))]
        for paper in material.handouts(minutes):
            links.append(make_link(draft.other_paper(_FOLDER, paper), paper.title))
        lines.append(f"　{minutes.session}　{'　'.join(links)}")
    for paper in material.other_minutes():
        path = draft.other_paper(f"{_FOLDER}/hoka", paper)
        lines.extend([f"◆{paper.council}", f"　{make_link(path, make_wide(make_short_date(paper.date)))}"])
    draft.page(f"{_FOLDER}/annai.htm", "会議の開催案内", "<br>\n".join(make_notice(council.minutes[-1])))
    lines.append(f"◆{make_link('annai.htm', '会議の開催案内')}")
    draft.page(f"{_FOLDER}/kaigiroku.htm", "審議会・審査会の会議録", "<br>\n".join(lines))
    draft.page("/index.html", "葦原崎市", make_link(f"{_FOLDER}/kaigiroku.htm", "会議録"))
    return draft.finish(f"{_FOLDER}/kaigiroku.htm")
