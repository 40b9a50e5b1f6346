"""霧ヶ丘市: the council's list leads to a page for each meeting, with its documents; one old link is dead."""

from __future__ import annotations

from samples.html import make_link, make_list, make_page
from samples.model import Minutes, WebSite
from samples.otherpapers import make_agenda_paper, make_notice
from samples.site import Material, SiteDraft, get_body, make_paragraphs, make_size
from samples.wording import make_era_date

_FOLDER = "/gyosei/fuzoku/privacy"


def _frame(title: str, content: str) -> str:
    path = " &gt; ".join([make_link("/", "トップ"), make_link("/gyosei/fuzoku/", "附属機関"), title])
    body = (
        f'<header><p class="logo">霧ヶ丘市</p></header><nav class="pankuzu">{path}</nav>\n'
        f"<main><h1>{title}</h1>\n{content}\n</main>\n"
        "<footer><p>このページに関するお問い合わせ　市政情報課　電話 0123-00-1111</p>"
        '<p><a href="/site/">サイトの考え方</a></p></footer>'
    )
    return make_page(f"{title} - 霧ヶ丘市ホームページ", body)


def _add_meeting(draft: SiteDraft, material: Material, minutes: Minutes) -> str:
    """A meeting's page and documents; returns the entry of the list."""
    number = minutes.session.removeprefix("第").removesuffix("回")
    folder = f"{_FOLDER}/dai{number}kai"
    body = get_body(material.papers[minutes.id], "pdf")
    draft.minutes_file(f"{folder}/{number}kaigiroku.PDF", minutes, body)
    agenda = get_body(make_agenda_paper(minutes, "pdf"), "pdf")
    draft.file(f"{folder}/{number}shidai.pdf", agenda, minutes.date)
    links = [
        make_link(f"{number}shidai.pdf", f"会議次第 [PDF形式 {make_size(agenda)}]"),
        make_link(f"{number}kaigiroku.PDF", f"会議録 [PDF形式 {make_size(body)}]"),
    ]
    for paper in material.handouts(minutes):
        draft.other_paper(folder, paper)
        links.append(make_link(f"{paper.name}.{paper.form}", f"{paper.title} [PDF形式]"))
    title = f"{minutes.session}{minutes.city.council_short}"
    heading = f"<p>開催日　{make_era_date(minutes.date, weekday=True)}</p><p>会場　{minutes.place}</p>"
    draft.page(f"{folder}/index.html", title, heading + make_list(links))
    return make_link(f"dai{number}kai/", f"{minutes.session}（{make_era_date(minutes.date)}開催）")


def make_site(material: Material) -> WebSite:
    """The whole website."""
    draft = SiteDraft(material.council, _frame)
    city = material.council.city
    entries = [_add_meeting(draft, material, minutes) for minutes in material.newest_first()]
    entries.append(make_link("dai30kai/30kaigiroku.pdf", "第30回（平成26年2月4日開催）会議録"))  # gone: 404
    draft.page(f"{_FOLDER}/oshirase.html", "次回の開催", make_paragraphs(make_notice(material.council.minutes[-1])))
    entries.append(make_link("oshirase.html", "開催のお知らせと傍聴の案内"))
    content = "<p>審議会の会議録は、委員の確認を経て掲載しています。</p>" + make_list(entries)
    draft.page(f"{_FOLDER}/index.html", city.council, content)
    others = [
        make_link(draft.other_paper("/gyosei/fuzoku/files", paper), f"{paper.title}（PDF）")
        for paper in material.other_minutes()
    ]
    draft.page("/gyosei/fuzoku/index.html", "附属機関等", make_list([make_link("privacy/", city.council), *others]))
    draft.page("/index.html", "霧ヶ丘市ホームページ", make_list([make_link("/gyosei/fuzoku/", "附属機関等の会議")]))
    draft.robots("User-agent: *", "Disallow: /search/")
    return draft.finish(f"{_FOLDER}/")
