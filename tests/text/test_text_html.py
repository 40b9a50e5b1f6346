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
        ("<dl><dt>日時</dt><dd>4月1日</dd></dl>", ["日時 | 4月1日"]),
        ("<ul><li>一<li>二</ul>", ["一", "二"]),
        ("<h1>会議録</h1>本文", ["会議録", "本文"]),
        ("一行目\nの続き", ["一行目 の続き"]),
        ("<p>A&amp;B &lt;会長&gt; &#12354;</p>", ["A&B <会長> あ"]),
        ("<table><tr><!-- 注釈 --><td>甲<!-- 注釈 --><td>乙<!-- 注釈 --></table>", ["甲 | 乙"]),
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
@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "font", "dl><dd", "ol><li"])
@pytest.mark.parametrize("levels", [300, 10_000, 100_000])
def test_any_depth_is_read_or_refused(tag: str, levels: int) -> None:
    data = _page(f"<{tag}>" * levels + "深い" + "</div>" * 10)
    with contextlib.suppress(ReadingError):
        assert isinstance(read_html(data).text(), str)


def test_declared_xml_encoding_is_no_obstacle() -> None:
    page = '<?xml version="1.0" encoding="Shift_JIS"?><html><body><p>会議録の本文</p></body></html>'
    assert _lines(page.encode("cp932")) == ["会議録の本文"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<ol><li>件名<li>報告</ol>", ["1. 件名", "2. 報告"]),
        ("<ol start='3'><li>件名<li value='7'>報告<li>その他</ol>", ["3. 件名", "7. 報告", "8. その他"]),
        ("<ol type='a'><li>件名<li>報告</ol>", ["a. 件名", "b. 報告"]),
        ("<ol style='list-style-type: katakana'><li>件名<li>報告</ol>", ["ア. 件名", "イ. 報告"]),
        ("<ol reversed><li>件名<li>報告</ol>", ["2. 件名", "1. 報告"]),
        ("<ol><li>議題<ol><li>件名<li>報告</ol><li>閉会</ol>", ["1. 議題", "1. 件名", "2. 報告", "2. 閉会"]),
        ("<ol><li><p>件名</p><p>説明</p></li></ol>", ["1. 件名", "説明"]),
        ("<ol style='list-style: none'><li>件名</ol>", ["件名"]),
        ("<ol><li>1 日時<li>2 場所</ol>", ["1 日時", "2 場所"]),
        ("<ol><li>（1）件名<li>（2）報告</ol>", ["（1）件名", "（2）報告"]),
        ("<ul><li>件名</ul>", ["件名"]),
        ("<dl><dt>日時<dd>4月1日<dt>出席者<dd>会長<dd>委員</dl>", ["日時 | 4月1日", "出席者 | 会長\n委員"]),
        ("<dl><div><dt>日時</dt><dd>4月1日</dd></div></dl>", ["日時 | 4月1日"]),
        ("<dl><dt>見出し</dt></dl>", ["見出し"]),
        ("<dl><dt>（1）件名<dd>会長：一<dd>委員：二<dd>会長：三<dd>以上</dl>",
         ["（1）件名", "会長：一", "委員：二", "会長：三", "以上"]),
        ("<p style='display:none'>隠</p><p hidden>隠</p><p>見</p><p style='VISIBILITY: hidden'>隠</p>", ["見"]),
        ("<details><summary>発言</summary><p>会長：はい</p></details>", ["発言", "会長：はい"]),
        ("<pre>会長　一\n　　　二\n\n委員　三</pre>", ["会長　一", "二", "委員　三"]),
        ("<p><ruby>諮問<rp>(</rp><rt>しもん</rt><rp>)</rp></ruby>第1号</p>", ["諮問第1号"]),
        ("<p><del>否</del><ins>可</ins>とする</p>", ["可とする"]),
        ("<table><caption>審議結果</caption><tr><td>甲<td>可</table>", ["審議結果", "甲 | 可"]),
        ("<table><tr><td rowspan=2>会長<td>一<tr><td>二<tr><td>委員<td>三</table>", ["会長 | 一\n二", "委員 | 三"]),
        ("<table><tr><td rowspan=2>諮問<td>甲<td>可<tr><td>乙<td>否</table>", ["諮問 | 甲 | 可", " | 乙 | 否"]),
        ("<table><tr><td>甲<td rowspan=2>可<td>1<tr><td>乙<td>2</table>", ["甲 | 可 | 1", "乙 |  | 2"]),
        ("<table><tr><th colspan=2>名簿<th>備考<tr><td>会長<td>椿原<td>なし</table>",
         ["名簿 | 備考", "会長 | 椿原 | なし"]),
        ("<table><tr><td colspan=2 rowspan=2>甲<td>一<tr><td>二</table>", ["甲 | 一\n二"]),
        ("<table><tr><td>日時<td>7月<tr><td colspan=2>会長：一<br>委員：二</table>",
         ["日時 | 7月", "会長：一", "委員：二"]),
    ],
)  # fmt: skip
def test_structure_as_a_browser_shows_it(body: str, lines: list[str]) -> None:
    assert _lines(_page(body)) == lines


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>ホーム &gt; 市政 &gt; 附属機関 &gt; 会議録</p>",
        "<p>現在の位置：トップページ ＞ 会議録</p>",
        "<p>TOP » 行政 » 会議結果</p>",
        "<p>更新日：2023年5月12日　公開日：2023年4月28日</p>",
        "<p>ページID：003418　更新日：2021年10月1日</p>",
        "<p>［2009年12月10日］　ID:0000004127</p>",
        "<div>最終更新日 2013年11月5日（火曜日）</div>",
        "<p>印刷</p><p>ツイート</p><p>Facebookでシェア</p><p>LINEで送る</p>",
        "<p>ここから本文です。</p><a href='#'>このページの先頭へ戻る</a>",
        "<table><tr><th>日<th>月<th>火<th>水<th>木<th>金<th>土<tr><td><td>1<td>2<td>3<td>4<td>5<td>6</table>",
        "<div class='calendar'>2023年4月</div>",
        "<p style='display: none'>印刷用</p>",
    ],
)
def test_lines_of_the_website_are_dropped(furniture: str) -> None:
    body = f"{furniture}<h1>会議録</h1><p>令和3年7月5日（月）</p><p>会長：はい</p>{furniture}"
    assert _lines(_page(body)) == ["会議録", "令和3年7月5日（月）", "会長：はい"]


@pytest.mark.parametrize(
    "line",
    ["更新日：2023年5月12日", "公開日 令和5年4月1日", "ID:123 更新日：2021年10月1日"],
)
def test_a_date_of_the_website_stays_if_there_is_no_other(line: str) -> None:
    assert _lines(_page(f"<p>{line}</p><p>会議録</p><p>12月18日</p>")) == [line, "会議録", "12月18日"]


@pytest.mark.parametrize(
    "line",
    [
        "令和3年7月5日（月）", "公開", "公開・非公開の別　公開", "ホームページの更新日について説明した。",
        "トップの発言 → なし。では次に",
        "共有する情報について", "検索システムの更改について", "IDカードの利用について", "2023年5月12日の会議",
        "登録日の変更について",
        "ここから本文の案を読み上げます。",
    ],
)  # fmt: skip
def test_lines_that_only_look_like_the_websites_stay(line: str) -> None:
    assert _lines(_page(f"<p>会議録</p><p>令和3年4月1日</p><p>{line}</p>"))[2:] == [line]


def test_a_page_of_frames_says_where_the_text_is() -> None:
    with pytest.raises(ReadingError, match=r"main\.html"):
        read_document(b"<html><frameset cols='20,80'><frame src='menu.html'><frame src='main.html'></frameset></html>")


def test_a_cell_that_holds_the_discussion_is_read_as_lines() -> None:
    speech = [f"委員{n}：防犯灯の管理について、第{n}の質問をします。" for n in range(60)]
    rows = f"<tr><th>日時<td>7月5日<tr><th>会議の経過<td>{'<br>'.join(speech)}"
    assert _lines(_page(f"<table>{rows}</table>")) == ["日時 | 7月5日", "会議の経過", *speech]


@pytest.mark.timeout(20)
def test_fifty_megabytes_are_refused_at_once() -> None:
    with pytest.raises(ReadingError, match=r"50 MB \(limit 20 MB\)"):
        read_document(b"<html><body>" + b"<p>a</p>" * 6_250_000)
