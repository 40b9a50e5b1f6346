"""HTML → lines and rows: encodings, layouts, and what surrounds a page's own text."""

from __future__ import annotations

import contextlib

import pytest

from app.document import Line, Row
from app.errors import ReadingError
from app.text.html import decode_html, read_html
from app.text.reader import read_document

SENTENCE = "審議会の会議録です。住民票の写しを交付する事務について、委員から質問がありました。"


def _page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def _lines(data: bytes) -> list[str]:
    return [b.text if isinstance(b, Line) else " | ".join(b.cells) for b in read_html(data).blocks]


@pytest.mark.parametrize(
    ("encoding", "meta", "declared"),
    [
        ("utf-8", '<meta charset="utf-8">', None),
        ("utf-8", "", None),
        ("utf-8-sig", "", None),
        ("cp932", '<meta charset="Shift_JIS">', None),
        ("cp932", '<meta http-equiv="Content-Type" content="text/html; charset=x-sjis">', None),
        ("cp932", "", None),
        ("cp932", '<meta charset="utf-8">', None),
        ("cp932", '<meta charset="utf-8">', "utf-8"),
        ("cp932", "", "no-such-charset"),
        ("euc_jp", '<meta charset="EUC-JP">', None),
        ("euc_jp", "", "euc-jp"),
        ("euc_jp", '<meta charset="EUC-JP">', "ISO-8859-1"),
        ("euc_jp", "", "Shift_JIS"),
        ("euc_jp", "", None),
        ("iso2022_jp", '<meta charset="iso-2022-jp">', None),
        ("utf-8", '<meta charset="Shift_JIS">', "Shift_JIS"),
        ("utf-16", "", None),
    ],
)
def test_the_text_is_read_whatever_charset_is_claimed(encoding: str, meta: str, declared: str | None) -> None:
    html = f"<html><head>{meta}</head><body><p>{SENTENCE}</p></body></html>"
    assert SENTENCE in decode_html(html.encode(encoding), declared)


def test_machine_dependent_characters_of_windows() -> None:
    html = "<html><head><meta charset='shift_jis'></head><body><p>①諮問㈱見本－髙</p></body></html>"
    assert _lines(html.encode("cp932")) == ["①諮問㈱見本－髙"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("会議録<br>日時<br/><br>場所", ["会議録", "日時", "場所"]),
        ("<div>一<span>つ</span>の<b>行</b></div>", ["一つの行"]),
        ("<div>前<p>中</p>後</div>", ["前", "中", "後"]),
        ("<dl><dt>日時</dt><dd>4月1日</dd></dl>", ["日時", "4月1日"]),
        ("<ul><li>一<li>二</ul>", ["一", "二"]),
        ("<h1>会議録</h1>本文", ["会議録", "本文"]),
        ("一行目\nの続き", ["一行目 の続き"]),
        ("<p>A&amp;B &lt;会長&gt; &#12354;</p>", ["A&B <会長> あ"]),
        ("<p>閉じない<p>段落", ["閉じない", "段落"]),
        ("<p>本文<!-- 注釈 --></p>", ["本文"]),
        ("<p>本文</p><!-- 注釈 -->あと", ["本文", "あと"]),
        ("<p>本文</p><script>var a='会長'</script><style>p{}</style>", ["本文"]),
        # a table with data
        ("<table><tr><th>日時</th><td>4月1日</td></tr><tr><th>場所</th><td>会議室</td></tr></table>",
         ["日時 | 4月1日", "場所 | 会議室"]),
        ("<table><tr><td>会長</td><td>一<br>二<p>三</p></td></tr></table>", ["会長 | 一\n二\n三"]),
        # a table for the looks: one column, or one that holds tables
        ("<table><tr><td>会議録<br>本文</td></tr></table>", ["会議録", "本文"]),
        ("<table><tr><td>左</td><td><table><tr><td>日時</td><td>4月</td></tr></table></td></tr></table>",
         ["左", "日時 | 4月"]),
        ("<table><tr><td><h2>題</h2></td><td>本文</td></tr></table>", ["題", "本文"]),
        # a table inside a table inside a table
        ("<table><tr><td><table><tr><td><table><tr><td>会長</td><td>はい</td></tr></table></td></tr></table></td></tr></table>",
         ["会長 | はい"]),
    ],
)  # fmt: skip
def test_blocks_in_reading_order(body: str, lines: list[str]) -> None:
    assert _lines(_page(body)) == lines


@pytest.mark.parametrize(
    "furniture",
    [
        "<header>市のサイト</header>",
        "<nav><a href='/'>ホーム</a></nav>",
        "<footer>所在地</footer>",
        "<aside>関連</aside>",
        "<div id='header'>市のサイト</div>",
        "<div class='pankuzu'>ホーム &gt; 会議録</div>",
        "<p id='topicpath'>ホーム</p>",
        "<div class='left side-menu'>一覧</div>",
        "<div class='sns share'>共有</div>",
        "<ul role='navigation'><li>一覧</li></ul>",
        "<form><input value='検索'>検索</form>",
        "<noscript>有効にしてください</noscript>",
        "<table><tr><td><div id='gnavi'>一覧</div></td></tr></table>",
    ],
)
def test_what_surrounds_the_text_is_dropped(furniture: str) -> None:
    assert _lines(_page(f"{furniture}<p>会議録の本文</p>{furniture}後")) == ["会議録の本文", "後"]


@pytest.mark.parametrize(
    "names",
    [
        "class='main header-less'",
        "class='has-sidebar'",
        "class='page no-side-menu'",
        "id='contents'",
        "class='headline'",
        "class='menus'",
    ],
)
def test_what_only_looks_like_furniture_stays(names: str) -> None:
    assert _lines(_page(f"<div {names}>会議録の本文</div>")) == ["会議録の本文"]


def test_headings_indents_and_title_are_kept() -> None:
    document = read_html(_page("<h2>議事</h2><p>　字下げ</p>", "<title> 会議録 </title>"))
    assert document.title == "会議録"
    assert document.pages is None
    heading, line = document.blocks
    assert isinstance(heading, Line)
    assert heading.heading
    assert isinstance(line, Line)
    assert (line.indent, line.heading) == (1.0, False)


def test_tables_are_numbered() -> None:
    table = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    rows = [b for b in read_html(_page(table + table)).blocks if isinstance(b, Row)]
    assert [row.table for row in rows] == [1, 2]


@pytest.mark.parametrize("body", ["", " \u3000 ", "<!-- nothing -->", "<nav>一覧</nav>", "<script>1</script>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(ReadingError):
        read_html(_page(body))


@pytest.mark.timeout(20)
def test_bombs_are_harmless() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "あ">{entities}]><html><body><p>本文&e9;</p></body></html>'
    )
    assert len(read_document(bomb.encode()).text()) < 1000


@pytest.mark.timeout(20)
@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "font"])
def test_ten_thousand_levels_are_read_or_refused(tag: str) -> None:
    data = _page(f"<{tag}>" * 10_000 + "深い" + "</div>" * 10)
    with contextlib.suppress(ReadingError):
        assert isinstance(read_html(data).text(), str)


def test_declared_xml_encoding_is_no_obstacle() -> None:
    page = '<?xml version="1.0" encoding="Shift_JIS"?><html><body><p>会議録の本文</p></body></html>'
    assert _lines(page.encode("cp932")) == ["会議録の本文"]
