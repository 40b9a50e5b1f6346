from __future__ import annotations

import pytest
from loopback_site import make_source

from crawler.council import Mention, make_matcher
from crawler.listing import Link, make_scope, parse_listing
from crawler.vocabulary import load_vocabulary

URL = "http://127.0.0.1:9/shingikai/list.html"
SOURCE = make_source(URL)
SCOPE = make_scope(SOURCE)
OURS = "個人情報保護審議会"


def links(body: str, title: str = OURS) -> dict[str, Link]:
    html = f"<html><head><title>{title}｜渚沢市</title></head><body><h1>{title}</h1>{body}</body></html>"
    prefix = URL.rsplit("/", 1)[0] + "/"
    return {link.url.removeprefix(prefix): link for link in parse_listing(html, URL, SCOPE).links}


def only(body: str, title: str = OURS) -> tuple[str, str]:
    (link,) = links(body, title).values()
    return str(link.decision), link.reason


@pytest.mark.parametrize(
    ("council", "text", "mention"),
    [
        (OURS, "渚沢市個人情報保護審議会", Mention.OWN),
        (OURS, "個人情報保護運営審議会の会議録", Mention.OWN),
        (OURS, "個人情報保護制度運営審査会", Mention.OWN),
        (OURS, "情報公開・個人情報保護審査会（第3回）", Mention.OWN),
        (OURS, "個人情報の保護に関する審議会", Mention.OWN),
        (OURS, "個人情報 保護 審議会", Mention.OWN),
        (OURS, "プライバシー保護審議会", Mention.OWN),
        (OURS, "情報公開審査会", Mention.OTHER),
        (OURS, "渚沢市都市計画審議会", Mention.OTHER),
        (OURS, "令和4年度まちづくり審議会会議録", Mention.OTHER),
        (OURS, "子ども・子育て会議", Mention.OTHER),
        (OURS, "個人情報保護委員会", Mention.OTHER),
        (OURS, "教育委員会における個人情報の取扱いについて", Mention.NONE),
        (OURS, "個人情報保護方針", Mention.NONE),
        (OURS, "各種審議会の会議録", Mention.NONE),
        (OURS, "審議会等の会議の公開", Mention.NONE),
        (OURS, "審議会・審査会", Mention.NONE),
        (OURS, "そのほかの会議", Mention.OTHER),
        (OURS, "審議会、委員会等の会議録", Mention.NONE),
        ("情報公開・個人情報保護審議会", "情報公開審査会", Mention.OWN),
        ("情報公開及び個人情報保護運営審議会", "個人情報保護審議会", Mention.OWN),
        ("個人情報保護委員会", "個人情報保護委員会", Mention.OWN),
        ("電子計算組織運営審議会", "電子計算組織運営協議会", Mention.OWN),
        ("電子計算組織運営審議会", "個人情報保護審議会", Mention.OTHER),
    ],
)
def test_councils(council: str, text: str, mention: Mention) -> None:
    assert make_matcher(f"渚沢市{council}", "渚沢市", load_vocabulary().council).match(text)[0] is mention


@pytest.mark.parametrize(
    ("text", "decision", "reason"),
    [
        ("会議録（PDF：120KB）", "document", "minutes (会議録)"),
        ("第3回 議事要旨", "document", "minutes (会議録)"),
        ("会議録及び資料", "document", "minutes (会議録)"),
        ("第3回（令和4年5月10日）", "document", "a paper of the council that does not say what it is"),
        ("次第", "pass", "agenda (次第)"),
        ("資料1", "pass", "handout (資料)"),
        ("開催案内", "pass", "meeting notice (開催案内)"),
        ("第4回の開催について", "pass", "meeting notice (開催案内)"),
        ("委員名簿", "pass", "list of members (名簿)"),
        ("答申書", "pass", "the council's opinion (答申)"),
        ("諮問第5号", "pass", "referral paper (諮問書)"),
        ("設置条例", "pass", "rules (条例・要綱)"),
        ("都市計画審議会会議録", "pass", "another council: 都市計画審議会"),
    ],
)
def test_documents_by_their_own_words(text: str, decision: str, reason: str) -> None:
    assert only(f'<ul><li><a href="000123.pdf">{text}</a></li></ul>') == (decision, reason)


@pytest.mark.parametrize(
    ("text", "decision", "reason"),
    [
        ("第3回（令和4年5月10日）", "follow", "a session, a year or the next page of the list"),
        ("令和4年度", "follow", "a session, a year or the next page of the list"),
        ("次のページへ", "follow", "a session, a year or the next page of the list"),
        ("2", "follow", "a session, a year or the next page of the list"),
        ("審議会等の会議録", "follow", "called minutes"),
        ("個人情報保護運営審議会", "follow", "names the council"),
        ("第4回の開催について", "follow", "a session, a year or the next page of the list"),
        ("会議資料", "follow", "on a page of the council"),
        ("附属機関", "follow", "may lead to all councils"),
        ("開催のお知らせ", "pass", "meeting notice (開催案内)"),
        ("委員名簿", "pass", "list of members (名簿)"),
        ("委員を募集します", "pass", "call for members (募集)"),
        ("都市計画審議会", "pass", "another council: 都市計画審議会"),
    ],
)
def test_pages_by_their_own_words(text: str, decision: str, reason: str) -> None:
    assert only(f'<p><a href="next.html">{text}</a></p>') == (decision, reason)


@pytest.mark.parametrize(
    ("body", "title", "decision", "reason"),
    [
        # the row names the council
        (
            "<table><tr><th>名称</th><th>会議録</th></tr><tr><td>渚沢市都市計画審議会</td>"
            "<td><a href=a.pdf>PDF</a></table>",
            "審議会等の会議録",
            "pass",
            "another council: 都市計画審議会",
        ),
        # a name that spans two rows
        (
            "<table><tr><th>名称</th><th>回</th><th>記録</th></tr><tr>"
            "<td rowspan=2>都市計画審議会</td><td>1</td><td>-</td></tr>"
            "<tr><td>2</td><td><a href=a.pdf>会議録</a></td></tr></table>",
            "審議会等の会議録",
            "pass",
            "another council: 都市計画審議会",
        ),
        # the column's head says what it is
        (
            "<table><tr><th>回</th><th>資料</th></tr><tr><td>第1回</td><td><a href=a.pdf>PDF</a></td></tr></table>",
            OURS,
            "pass",
            "handout (資料)",
        ),
        # the head of a table inside a table
        (
            "<table><tr><td><table><tr><th>回</th><th>会議録</th></tr>"
            "<tr><td>第1回</td><td><a href=a.pdf>PDF</a></td></tr></table></td></tr></table>",
            OURS,
            "document",
            "minutes (会議録)",
        ),
        ("<p>資料はこちら<br>会議録は<a href=a.pdf>こちら</a></p>", OURS, "document", "minutes (会議録)"),
        (
            "<h2>都市計画審議会</h2><h3>令和4年度</h3><a href=a.pdf>会議録</a>",
            "会議録",
            "pass",
            "another council: 都市計画審議会",
        ),
        ("<h2>配布資料</h2><a href=a.pdf>1 評価の結果</a>", OURS, "pass", "handout (資料)"),
        ("<dl><dt>会議録</dt><dd><a href=a.pdf>第1回</a></dd></dl>", OURS, "document", "minutes (会議録)"),
        ("<a href=4kaigiroku.PDF>第4回</a>", OURS, "document", "minutes (会議録)"),
        ("<a href=shiryo2.pdf>第4回</a>", OURS, "pass", "handout (資料)"),
        ("<a href=a.xlsx>会議録</a>", OURS, "pass", "not a format that minutes come in (xlsx)"),
        ("<a href=a.pdf>ごみの分け方</a>", "暮らし", "pass", "other subject"),
        ("<a href=a.html>ごみの分け方</a>", "暮らし", "pass", "other subject"),
        ("<nav><a href=a.html>くらし</a></nav>", OURS, "pass", "navigation"),
        ('<div id="gnavi"><a href=a.html>くらし</a></div>', OURS, "pass", "navigation"),
        ("<aside><a href=a.html>ごみの分け方</a></aside>", OURS, "pass", "navigation"),
        ("<div class='foot'><a href=a.html>会議録</a></div>", "暮らし", "follow", "called minutes"),
        ("<h2>そのほかの会議</h2><a href=a.pdf>令和4年6月20日</a>", OURS, "pass", "another council: そのほかの会議"),
        ("<a href='http://www.other.example/'>会議録</a>", OURS, "pass", "outside the source's hosts"),
        ("<iframe src=inner.html></iframe>", "会議", "follow", "a frame of the page"),
        ("<a href=a.html>総務課</a>", "審議会等の会議録", "follow", "a department's minutes"),
        ("<a href=a.pdf><img src=i.png alt=会議録></a>", OURS, "document", "minutes (会議録)"),
        # of two links to one place the surer speaks
        ("<a href=a.pdf><img src=i.png></a> <a href=a.pdf>次第</a>", OURS, "pass", "agenda (次第)"),
    ],
)
def test_links_by_what_is_around_them(body: str, title: str, decision: str, reason: str) -> None:
    assert only(body, title) == (decision, reason)


def test_context_and_base() -> None:
    html = (
        f"<head><title>{OURS}</title><base href='/files/'></head><h2>令和4年度</h2>"
        "<table><tr><td>第1回</td><td><a href='会議 録.pdf#p1'>会議録</a></td></tr></table>"
        "<a href='#top'>上へ</a><a href='mailto:a@b.example'>会議録の問合せ</a>"
    )
    (link,) = parse_listing(html, URL, SCOPE).links
    assert link.url == "http://127.0.0.1:9/files/%E4%BC%9A%E8%AD%B0%20%E9%8C%B2.pdf"
    assert link.context == f"{OURS} / 令和4年度 / 第1回 / 会議録"


SPEECH = "".join(
    f"<p>【会長】　{n}番目の議案について、皆さんの考えを順に伺います。</p><p>Ａ委員：異存はありません。</p>"
    for n in range(30)
)
OUTLINE = (
    "<table><tr><th>日時</th><td>5月10日</td></tr><tr><th>場所</th><td>第3会議室</td></tr>"
    "<tr><th>出席者</th><td>会長ほか5名</td></tr><tr><th>議題</th><td>委託の件</td></tr></table>"
)


@pytest.mark.parametrize(
    ("title", "body", "candidate", "passed"),
    [
        (f"{OURS} 会議録", SPEECH, True, None),
        (
            f"{OURS} 会議録",
            "<ul>" + "<li><a href=a.pdf>第1回 会議録（令和4年5月10日開催）</a></li>" * 60 + "</ul>",
            False,
            None,
        ),
        (f"第1回{OURS} 会議概要", OUTLINE, True, None),
        (f"第1回{OURS}", SPEECH, True, None),
        (f"第1回{OURS}の開催について", SPEECH, True, None),  # the notice to which the minutes were added
        (f"第1回{OURS}の開催について", "<p>日時 5月10日</p><p>場所 第3会議室</p>", False, "meeting notice (開催案内)"),
        (f"{OURS}の開催のお知らせ", "<p>傍聴は5名まで。</p>", False, "meeting notice (開催案内)"),
        (f"{OURS} 委員名簿", "<p>会長</p>" * 4, False, "list of members (名簿)"),
        ("都市計画審議会 会議録", SPEECH, False, "another council: 都市計画審議会"),
        (OURS, "<p>設置の目的</p>", False, None),
    ],
)
def test_pages_that_may_be_minutes(title: str, body: str, candidate: bool, passed: str | None) -> None:
    listing = parse_listing(f"<title>{title}</title><body><h1>{title}</h1>{body}</body>", URL, SCOPE)
    assert (listing.candidate, listing.passed) == (candidate, passed)


@pytest.mark.parametrize("html", ["", "   ", "\x00", "<", "<!-- -->", "<frameset>" * 2000, "<div>" * 5000 + "a"])
def test_broken_pages_are_pages_without_links(html: str) -> None:
    assert parse_listing(html, URL, SCOPE).links == ()


def test_every_kind_says_why() -> None:
    words = load_vocabulary()
    assert words.kinds[0].name == "minutes"
    assert all(kind.reason and kind.words for kind in words.kinds)


@pytest.mark.parametrize(
    ("trail", "decision"),
    [
        ('<a href="up.html">渚沢市個人情報保護審議会</a> &gt; 第5回', "follow"),
        ('<a href="up.html">個人情報保護運営審議会 会議録一覧</a> &gt; 令和4年度', "follow"),
        ('<ol><li><a href="up.html">個人情報保護審議会</a></li><li>第5回会議録</li></ol>', "follow"),
        ('<a href="up.html">トップページ</a> &gt; 第5回', "pass"),
        ('<a href="up.html">都市計画審議会</a> &gt; 第5回', "pass"),
    ],
)
def test_from_the_page_of_one_meeting_the_trail_leads_to_the_list(trail: str, decision: str) -> None:
    body = f'<div class="topicpath">{trail}</div><p>日時 令和5年3月13日</p><p>〇会長 それでは始める。</p>'
    assert only(body, "令和4年度第5回個人情報保護審議会会議録")[0] == decision
