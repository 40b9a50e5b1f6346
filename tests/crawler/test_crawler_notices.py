"""What a page says of meetings without minutes: the words that count, and those that must be left alone."""

from __future__ import annotations

import pytest
from loopback_site import make_source

from crawler.findings import Findings, dump_findings, load_findings
from crawler.lines import read_lines
from crawler.listing import make_scope, parse_listing
from crawler.notices import find_notices

URL = "http://127.0.0.1:9/kojin/"
SCOPE = make_scope(make_source(URL))
TITLE = "渚沢市個人情報保護審議会"


def notices(body: str, title: str = TITLE) -> list[tuple[str, str]]:
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    found = find_notices(html, URL, parse_listing(html, URL, SCOPE), SCOPE)
    return [(notice.kind, notice.text) for notice in found]


@pytest.mark.parametrize(
    "text",
    [
        "令和2年度は、開催はありませんでした。",
        "令和2年度 開催なし",
        "令和2年度：開催実績なし",
        "令和２年度　開催されませんでした",
        "令和2年度の会議は開催しておりません。",
        "平成30年度　審議会はありませんでした",
        "平成30年度　未開催",
        "平成28年度から平成30年度までは、審議会を開催していません。",
    ],
)
def test_none_held(text: str) -> None:
    assert notices(f"<p>{text}</p>") == [("none_held", " ".join(text.split()))]


@pytest.mark.parametrize(
    "text",
    [
        "今後の開催予定はありません。",
        "次回の開催はありません。",
        "8月の開催はありませんでした。",
        "傍聴者はありませんでした。",
        "令和2年度は書面により議決したため、会議は開催していません。",
        "令和2年度は対面での開催はありませんでした。",
        "部会の開催はありませんでした。",
        "諮問はありませんでした。",
        "令和2年度 都市計画審議会の開催はありませんでした。",
    ],
)
def test_not_none_held(text: str) -> None:
    assert notices(f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>令和5年度</h2><ul><li>第2回（8月3日）　会議録は準備中です</li></ul>", "unpublished"),
        ("<p>第72回（令和5年8月3日開催）の会議録は、後日掲載します。</p>", "unpublished"),
        ("<p>第72回　会議録（作成中）　<a href=s.pdf>次第</a></p>", "unpublished"),
        ("<p>令和5年8月3日　未公開</p>", "unpublished"),
        ("<table><tr><th>回</th><th>開催日</th><th>会議録</th></tr>"
         "<tr><td>第72回</td><td>令和5年8月3日</td><td>調製中</td></tr></table>", "unpublished"),
        ("<p>第72回（令和5年8月3日）は中止しました。</p>", "cancelled"),
        ("<p>第72回は開催されませんでした。</p>", "cancelled"),
        # about something else, or already there
        ("<p>第72回　<a href=72kaigiroku.pdf>会議録</a>　資料は準備中です</p>", None),
        ("<p>第72回（令和5年8月3日）の資料は後日掲載します。</p>", None),
        ("<table><tr><th>回</th><th>会議録</th><th>資料</th></tr>"
         "<tr><td>第72回</td><td></td><td>準備中</td></tr></table>", None),
        ("<p>このページは準備中です。</p>", None),
        ("<p>都市計画審議会 第12回（令和5年8月3日）会議録は準備中です。</p>", None),
        ("<h2>都市計画審議会</h2><ul><li>第12回（令和5年8月3日）　準備中</li></ul>", None),
        ("<nav><p>第72回　会議録　準備中</p></nav>", None),
    ],
)  # fmt: skip
def test_pending_and_called_off(body: str, expected: str | None) -> None:
    assert [kind for kind, _ in notices(body)] == ([expected] if expected else [])


def table(*rows: tuple[str, str, str]) -> str:
    head = "<tr><th>回</th><th>開催日</th><th>会議録</th></tr>"
    return (
        "<table>"
        + head
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        + "</table>"
    )


def minutes(number: int) -> tuple[str, str, str]:
    return f"第{number}回", f"令和4年{number - 60}月3日", f"<a href={number}.pdf>会議録</a>"


def test_a_row_without_minutes_among_others() -> None:
    assert notices(table(minutes(64), ("第65回", "令和4年5月3日", "－"), minutes(66))) == [
        ("listed", "第65回 令和4年5月3日 －")
    ]
    entries = "".join(f"<li><a href={n}.pdf>第{n}回会議録</a></li>" for n in (1, 2))
    assert notices(f"<ul>{entries}<li>第3回（令和4年5月3日）</li></ul>") == [("listed", "第3回（令和4年5月3日）")]


@pytest.mark.parametrize(
    "body",
    [
        table(minutes(64), ("第65回", "令和4年5月3日", "－")),  # one entry with minutes does not make a list of them
        table(minutes(64), minutes(66)) + "<p>令和4年5月3日 更新</p>",
        table(minutes(64), minutes(66), ("", "任期 令和4年5月3日まで", "")),
        table(minutes(64), minutes(66), ("第65回", "令和4年5月3日", "<a href=65.html>詳細</a>")),
    ],
)
def test_not_a_meeting_or_not_without_a_link(body: str) -> None:
    assert notices(body) == []


def test_a_shared_page_must_say_whose() -> None:
    two = "<h2>渚沢市個人情報保護審議会</h2><p>令和2年度 開催なし</p><h2>都市計画審議会</h2><p>令和3年度 開催なし</p>"
    assert notices(two, "会議録") == [("none_held", "令和2年度 開催なし")]
    assert notices("<p>令和3年度 開催なし</p>" + two, "会議録") == [("none_held", "令和2年度 開催なし")]
    assert notices("<p>令和3年度 開催なし</p>", "会議録") == [("none_held", "令和3年度 開催なし")]
    rows = table(("個人情報保護審議会", "令和2年度", "開催なし"), ("都市計画審議会", "令和2年度", "開催なし"))
    assert notices(rows, "会議の結果") == [("none_held", "個人情報保護審議会 令和2年度 開催なし")]


def test_lines_with_headings_of_any_kind() -> None:
    html = """<body><h2>令和4年度</h2><p>甲<br>乙</p><div>◆令和3年度<br>丙 <a href="a.pdf">会議録</a></div>
    <table><tr><td colspan=2>令和2年度</td></tr><tr><td rowspan=2>丁</td><td>戊</td></tr><tr><td>己</td></tr></table>"""
    found = [(line.text, line.headings, line.hrefs) for line in read_lines(html)]
    assert found == [
        ("甲", ("令和4年度",), ()),
        ("乙", ("令和4年度",), ()),
        ("◆令和3年度", ("令和4年度",), ()),
        ("丙 会議録", ("◆令和3年度", "令和4年度"), ("a.pdf",)),
        ("令和2年度", ("◆令和3年度", "令和4年度"), ()),
        ("丁 戊", ("令和2年度", "令和4年度"), ()),
        ("己 丁", ("令和2年度", "令和4年度"), ()),
    ]


@pytest.mark.parametrize("html", ["", "<", "<table><tr>", "<body>" + "<div>" * 3000 + "令和2年度 開催なし"])
def test_broken_pages(html: str) -> None:
    assert isinstance(read_lines(html), tuple)


def test_findings_are_the_same_after_a_round() -> None:
    html = f"<h1>{TITLE}</h1><p>令和2年度 開催なし</p>"
    found = find_notices(html, URL, parse_listing(html, URL, SCOPE), SCOPE)
    findings = Findings((("u", "r"),), (), found, {"p": 3}, {"u": "2024-01-01T00:00:00+00:00"}, ("!",))
    sha256, text = dump_findings(findings)
    assert (load_findings(text), len(sha256)) == (findings, 64)
