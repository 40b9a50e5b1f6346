"""Links judged by where they stand: columns, rows, sections, lines, tabs, folds; pages by the way that led to them."""

from __future__ import annotations

import time

import pytest
from loopback_site import make_source

from crawler.frontier import Frontier, Task, find_depth_refusal, make_task
from crawler.listing import Decision, Link, Listing, Way, make_scope, parse_listing
from crawler.page import parse_page

URL = "http://127.0.0.1:9/shingikai/list.html"
SOURCE = make_source(URL)
OURS, OTHER = "個人情報保護審議会", "情報公開審査会"


def read(body: str, title: str, way: Way | None = None, council: str = OURS) -> Listing:
    html = f"<html><head><title>{title}｜渚沢市</title></head><body>{body}</body></html>"
    return parse_listing(html, URL, make_scope(make_source(URL, council=f"渚沢市{council}")), way=way or Way())


def taken(body: str, title: str = "会議録", way: Way | None = None, council: str = OURS) -> str:
    """The names of the files that are fetched as documents."""
    links = read(body, title, way, council).links
    return " ".join(sorted(link.url.rsplit("/", 1)[-1] for link in links if link.decision is Decision.DOCUMENT))


@pytest.mark.parametrize(
    ("body", "files"),
    [
        # councils side by side
        (
            f"<table><tr><th>年度<th>{OTHER}<th>{OURS}<tr><td>R4<td><a href=a.pdf>1</a><td><a href=b.pdf>1</a></table>",
            "b.pdf",
        ),
        # and under each of them what the paper is
        (
            f"<table><tr><td colspan=2>{OTHER}<td colspan=2>{OURS}<tr><td>会議録<td>資料<td>会議録<td>資料"
            "<tr><td><a href=a.pdf>○</a><td><a href=b.pdf>○</a><td><a href=c.pdf>○</a><td><a href=d.pdf>○</a></table>",
            "c.pdf",
        ),
        # sessions as columns, the kinds at the head of each row
        (
            "<table><tr><th><th>第1回<th>第2回<tr><td>会議録<td><a href=a.pdf>PDF</a><td><a href=b.pdf>PDF</a>"
            "<tr><td>次第<td><a href=c.pdf>PDF</a><td><a href=d.pdf>PDF</a></table>",
            "a.pdf b.pdf",
        ),
        # a row across the table opens a part of it
        (
            f"<table><tr><th>回<th>会議録<tr><td colspan=2>{OTHER}<tr><td>1<td><a href=a.pdf>PDF</a>"
            f"<tr><td colspan=2>{OURS}<tr><td>1<td><a href=b.pdf>PDF</a></table>",
            "b.pdf",
        ),
        # a second head inside the table
        (
            "<table><tr><th>回<th>会議録<tr><td>1<td><a href=a.pdf>PDF</a>"
            "<tr><th>回<th>資料<tr><td>1<td><a href=b.pdf>PDF</a></table>",
            "a.pdf",
        ),
        # a first row of facts is no head
        (
            "<table><tr><th>名称<td>資料保存の会議<tr><th>会議録<td><a href=a.pdf>PDF</a></table>",
            "a.pdf",
        ),
    ],
)
def test_tables(body: str, files: str) -> None:
    assert taken(body, f"{OURS} 一覧" if OTHER not in body else "総務課の会議") == files


@pytest.mark.parametrize(
    ("body", "files"),
    [
        (f"■{OURS}<br>H16 <a href=a.pdf>会議録</a><br><br>■防災会議<br>H16 <a href=b.pdf>会議録</a>", "a.pdf"),
        (
            f"<font color=red>{OTHER}</font><br><a href=a.pdf>会議録</a><br><b>{OURS}</b><br><a href=b.pdf>会議録</a>",
            "b.pdf",
        ),
        (
            f"<p><b>{OURS}</b></p><p><a href=a.pdf>会議録</a></p><p><b>{OTHER}</b></p><p><a href=b.pdf>会議録</a></p>",
            "a.pdf",
        ),
        (
            f"<p>{OURS}</p><ul><li><a href=a.pdf>会議録</a></ul><p>{OTHER}</p><ul><li><a href=b.pdf>会議録</a></ul>",
            "a.pdf",
        ),
        ("<p>会議録</p><ul><li><a href=a.pdf>PDF</a></ul><p>次第</p><ul><li><a href=b.pdf>PDF</a></ul>", "a.pdf"),
        ("<p>会議録<br><a href=a.pdf>PDF</a></p><p>諮問書<br><a href=b.pdf>PDF</a></p>", "a.pdf"),
        # a sentence is no heading, and what a list's heading says ends with the list
        ("<p>資料は窓口で配ります。</p><ul><li><a href=a.pdf>会議録</a></ul>", "a.pdf"),
        ("<dl><dt>資料<dd><a href=a.pdf>1</a></dl><p><a href=b.pdf>第2回</a></p>", "b.pdf"),
        # 会議録 and another paper in one sentence: doubtful, so fetched; in two, the second counts
        ("<p>会議録及び資料は<a href=a.pdf>こちら</a></p>", "a.pdf"),
        ("<p>会議録は準備中です。資料は<a href=a.pdf>こちら</a></p>", ""),
    ],
)
def test_lines_and_headings(body: str, files: str) -> None:
    assert (
        taken(f"<h1>総務課の会議</h1>{body}" if OTHER in body or "防災" in body else f"<h1>{OURS}</h1>{body}") == files
    )


@pytest.mark.parametrize(
    "body",
    [
        "<button aria-controls=p>{0}</button><div id=p><a href={1}.pdf>PDF</a></div>",
        "<ul><li><a href=#p>{0}</a></ul><div id=p><ul><li><a href={1}.pdf>第1回</a></ul></div>",
        "<h3 id=t>{0}</h3><p>説明です。</p><div aria-labelledby=t><a href={1}.pdf>PDF</a></div>",
        "<details><summary>{0}</summary><a href={1}.pdf>PDF</a></details>",
        "<div><button aria-expanded=false>{0}</button><p><a href={1}.pdf>第1回</a></p></div>",
        "<p><a href={1}.pdf aria-label='第1回 {0}'>開く</a></p>",
        "<p><a href={1}.pdf><img src=x.gif alt='{0}'></a></p>",
        "<dl><div><dt>{0}</dt><dd><a href={1}.pdf>PDF</a></dd></div></dl>",
    ],
)
def test_tabs_folds_and_labels(body: str) -> None:
    both = body.replace("=p>", "=p1>").replace("#p>", "#p1>").format("会議録", "a")
    both += body.replace("=t>", "=t2>").replace("=p>", "=p2>").replace("#p>", "#p2>").format("配布資料", "b")
    assert taken(f"<h1>{OURS}</h1>{both}") == "a.pdf"


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("会議録の作成要領", ""),
        ("会議録様式", ""),
        ("会議の公開に関する指針", ""),
        ("会議録（個人情報取扱要領の改正について）", "a.pdf"),
        ("第3回会議要録", "a.pdf"),
        ("審議会だより", ""),
        ("当日配布したもの", ""),
    ],
)
def test_what_the_last_word_names(text: str, file: str) -> None:
    assert taken(f"<h1>{OURS}</h1><p><a href=a.pdf>{text}</a></p>") == file


@pytest.mark.parametrize(
    ("council", "title", "link", "ours"),
    [
        (OURS, "会議", "第3回総合計画審議会を開催しました", False),
        (OURS, "会議", "防災会議の会議録", False),
        (OURS, OURS, "書面による会議の会議録", True),
        (OURS, OURS, "臨時会議の会議録", True),
        (OURS, OURS, "まちづくり会議の会議録", False),
        (OURS, OURS, "市議会会議録", False),
        ("情報公開・個人情報保護審議会", "会議", f"{OTHER} 会議録", True),  # alone it may be short for ours
        ("情報公開・個人情報保護審議会", f"会議</h1><a href=x.html>{OURS}</a><h1>", f"{OTHER} 会議録", False),
        ("情報公開・個人情報保護審議会", f"会議</h1><a href=x.html>{OTHER}</a><h1>", f"{OURS} 会議録", True),
    ],
)
def test_whose_council(council: str, title: str, link: str, *, ours: bool) -> None:
    (found,) = (k for k in read(f"<h1>{title}</h1><a href=a.pdf>{link}</a>", "", None, council).links if k.text == link)
    assert (not found.reason.startswith("another council")) is ours


@pytest.mark.parametrize(
    ("way", "title", "files"),
    [
        (Way(own=True), "平成29年度", "a.pdf"),
        (Way(own=True, minutes=True), "平成29年度", "a.pdf"),
        (Way(), "平成29年度", ""),
        (Way(own=True, minutes=True), "都市計画審議会", ""),  # what the page says itself counts more
        (Way(own=True, minutes=True), "配布資料", ""),
    ],
)
def test_a_page_that_says_little_is_what_led_to_it(way: Way, title: str, files: str) -> None:
    assert taken(f"<h1>{title}</h1><a href=a.pdf>第1回</a>", title, way) == files


def find(body: str, title: str = OURS) -> Link:
    (link,) = read(f"<h1>{title}</h1>{body}", title).links
    return link


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("<a href=a.html>第1回会議録</a>", Way(own=True, minutes=True)),
        ("<a href=a.html>令和4年度</a>", Way(own=True)),
        ("<a href=a.html>一覧へ戻る</a>", Way()),
        ("<a href=a.html>図書館のこと</a>", Way()),
        ("<iframe src=a.html></iframe>", Way(own=True)),
    ],
)
def test_what_a_link_says_of_its_page(body: str, way: Way) -> None:
    assert find(body).way == way


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("<a href='get.do?id=1'>資料1 台帳</a>", "handout (資料)"),
        ("<a href='get.do?id=1'>次回について</a>", None),
        ("<h2>次第</h2><a href='get.do?id=1'>第1回</a>", "agenda (次第)"),
        ("<a href='get.do?id=1'>会議録</a>", None),
    ],
)
def test_a_page_that_turns_out_to_be_a_file(body: str, refusal: str | None) -> None:
    assert find(body).refusal == refusal


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("<a href=\"javascript:o('/a.pdf')\">第1回会議録</a>", "/a.pdf"),
        ("<a href=\"#\" onclick=\"window.open('b/c.html','w')\">第1回</a>", "/shingikai/b/c.html"),
        ("<a href=\"javascript:open('list.cgi?y=4')\">令和4年度</a>", "/shingikai/list.cgi?y=4"),
        ('<a href="#top" onclick="scrollTo(0,0)">上へ</a>', None),
        ("<a href='javascript:history.back()'>戻る</a>", None),
        ("<a href=\"javascript:show('tab2')\">資料</a>", None),
    ],
)
def test_addresses_in_scripts(link: str, target: str | None) -> None:
    found = [link.url.removeprefix("http://127.0.0.1:9") for link in read(f"<h1>{OURS}</h1>{link}", OURS).links]
    assert found == ([target] if target is not None else [])


@pytest.mark.parametrize(
    ("body", "unseen"),
    [
        ("<script src=a.js></script><div id=app></div>", True),
        ("<script src=a.js></script><noscript>JavaScriptを有効にしてください</noscript>", True),
        ("<script>x</script><a href=\"javascript:show('4')\">令和4年度</a>", True),
        ("<script src=a.js></script><div id=app></div><a href=a.pdf>会議録</a>", False),  # what matters is there
        ("<script src=stat.js></script><p>開催はありませんでした。</p>", False),
        ("<div id=app></div>", False),
    ],
)
def test_a_page_that_only_a_script_fills_says_so(body: str, *, unseen: bool) -> None:
    reason = "its links are made by JavaScript, which is not run" if unseen else None
    assert read(f"<h1>{OURS}</h1>{body}", OURS).unseen == reason


def step(parent: Task, url: str, *, sure: bool = True, pager: bool = False) -> Task:
    return make_task(Link(url, "", "", Decision.FOLLOW, "", sure, pager=pager), parent, parent.url)


def test_depth_counts_steps_and_not_the_pages_of_a_list() -> None:
    task = Task("/")
    for number in range(51):
        assert find_depth_refusal(task, SOURCE) is None
        task = step(task, f"/{number}", pager=True)
    assert find_depth_refusal(task, SOURCE) == "after 50 pages of one list"
    deep = Task("/")
    for number in range(3):
        deep = step(deep, f"/{number}", sure=False)
    assert find_depth_refusal(deep, SOURCE) is None
    assert find_depth_refusal(step(deep, "/x", sure=False), SOURCE) == "deeper than the source's max_depth of 3"
    assert find_depth_refusal(step(deep, "/x"), SOURCE) is None, "a link whose words are sure may lie twice as deep"


def test_the_surer_link_speaks_for_what_waits() -> None:
    frontier = Frontier()
    for task in (
        Task("/a", text="こちら", sure=False),
        Task("/b"),
        Task("/c", decision=Decision.DOCUMENT),
        Task("/a", text="会議録"),
        Task("/b", text="again"),
    ):
        frontier.add(task)
    assert [(frontier.pop().url, len(frontier)) for _ in range(3)] == [("/c", 2), ("/b", 1), ("/a", 0)]
    frontier.add(Task("/a"))
    assert list(frontier) == []


@pytest.mark.parametrize(
    ("body", "before", "previous"),
    [
        ("<p>会議録は<a href=a.pdf>x</a></p>", "会議録は", ""),
        ("<p>資料\n会議録\n<br>\n第1回 <a href=a.pdf>x</a></p>", "第1回", "資料 会議録"),
        ("<p>資料<a href=b.pdf>y</a> 会議録<a href=a.pdf>x</a></p>", "会議録", ""),
        ("<p>資料<a href=b.pdf>y</a><br>会議録<a href=a.pdf>x</a></p>", "会議録", ""),
        ("<p>資料<br>会<b>議</b>録<span>は<a href=a.pdf>x</a></span></p>", "会議録は", "資料"),
        ("<p>資料<br><br><a href=a.pdf>x</a></p>", "", ""),
        ("<p>資料</p><p><a href=a.pdf>x</a></p>", "", ""),
        ("<div>一<p>二</p>三<a href=a.pdf>x</a></div>", "三", "二"),
        ("<p><!-- 資料 -->会議録<a name=n>第1回</a><a href=a.pdf>x</a></p>", "会議録第1回", ""),
    ],
)
def test_the_words_before_a_link(body: str, before: str, previous: str) -> None:
    anchor = next(anchor for anchor in parse_page(body).anchors if anchor.text == "x")
    assert (anchor.beside.before, anchor.beside.previous) == (before, previous)


ROWS = "".join(f"<tr><td>第{n}回<td><a href=a{n}.pdf>会議録</a></tr>" for n in range(1500))
LINES = "".join(f"■第{n}回<br><a href=a{n}.pdf>会議録</a><br><br>" for n in range(1500))


@pytest.mark.slow
@pytest.mark.parametrize("body", [f"<table><tr><th>回<th>記録</tr>{ROWS}</table>", f"<div>{LINES}</div>"])
def test_long_lists_take_time_by_their_length(body: str) -> None:
    began = time.process_time()
    assert len(read(f"<h1>{OURS}</h1>{body}", OURS).links) == 1500
    assert time.process_time() - began < 3, "0.4 s were measured; it was 5 s when each link looked at all before it"
