"""Links whose own words say nothing (icons, signs of a legend, further parts), numbered papers, sections, and turns."""

from __future__ import annotations

import pytest
from loopback_site import make_source

from crawler.beside import Beside
from crawler.council import Mention, make_matcher
from crawler.listing import Decision, make_scope, parse_listing
from crawler.page import parse_page
from crawler.speech import find_minutes_sign
from crawler.vocabulary import load_vocabulary

URL = "http://127.0.0.1:9/shingikai/list.html"
SCOPE = make_scope(make_source(URL))
WORDS = load_vocabulary()
OURS = "個人情報保護審議会"
ICON = "<img src=i.gif alt=PDFファイル>"


def taken(body: str, title: str = OURS) -> str:
    """The names of the files that are fetched as documents."""
    html = f"<title>{title}</title><body><h1>{title}</h1>{body}</body>"
    links = parse_listing(html, URL, SCOPE).links
    return " ".join(sorted(link.url.rsplit("/", 1)[-1] for link in links if link.decision is Decision.DOCUMENT))


@pytest.mark.parametrize(
    ("body", "files"),
    [
        # names after the icons
        (f"<dd><a href=a.pdf>{ICON}</a>会議録（45KB）<br><a href=b.pdf>{ICON}</a>配付資料（802KB）</dd>", "a.pdf"),
        (f"<p><a href=a.pdf>{ICON}</a>会議録（45KB）　<a href=b.pdf>{ICON}</a>資料（1MB）</p>", "a.pdf"),
        (f"<p>第1回　<a href=b.pdf>{ICON}</a> 次第 / <a href=a.pdf>{ICON}</a> 会議録</p>", "a.pdf"),
        ("<li><a href=b.pdf>[PDF：50KB]</a> 委員名簿</li><li><a href=a.pdf>[PDF：90KB]</a> 議事録</li>", "a.pdf"),
        ("<p><span><a href=b.pdf>↓</a></span> <b>資料</b>　<a href=a.pdf>↓</a> <b>会議録</b></p>", "a.pdf"),
        # names before them
        (f"<dd>次第 <a href=b.pdf>{ICON}</a>（64KB）　会議録 <a href=a.pdf>{ICON}</a>（203KB）</dd>", "a.pdf"),
        (f"<p>会議録 <a href=a.pdf>{ICON}</a>　資料 <a href=b.pdf>{ICON}</a></p>", "a.pdf"),
        (f"<p>第1回<a href=a.pdf>{ICON}</a> 資料 <a href=b.pdf>{ICON}</a></p>", "a.pdf"),
        # a link with words of its own is told by them, and a sentence after an icon names nothing
        ("<p><a href=a.pdf>第1回</a> 資料</p>", "a.pdf"),
        (f"<p><a href=a.pdf>{ICON}</a>（資料は窓口にあります）</p>", "a.pdf"),
        (f"<p><a href=a.pdf>{ICON}</a>第1回の会議（配付した資料を含む）の記録です</p>", "a.pdf"),
    ],
)
def test_icons(body: str, files: str) -> None:
    assert taken(body) == files


SIGNS = "<p>第1回　<a href=a.pdf>議</a>・<a href=b.pdf>次</a>・<a href=c.pdf>資</a>・<a href=d.pdf>他</a></p>"


@pytest.mark.parametrize(
    ("legend", "body", "files"),
    [
        ("<p>凡例　次＝会議次第、議＝会議録、資＝会議資料</p>", SIGNS, "a.pdf d.pdf"),
        ("<p>議…会議録　次…次第　資…資料</p>", SIGNS, "a.pdf d.pdf"),
        ("<ul><li>「議」：議事録</li><li>「次」：次第</li><li>「資」：配布資料</li></ul>", SIGNS, "a.pdf d.pdf"),
        (
            "<p>※ ○：会議録、△：資料</p>",
            "<p>第1回 <a href=a.pdf>○</a> <a href=b.pdf>△</a></p><p>第2回 <a href=c.pdf>（△）</a></p>",
            "a.pdf",
        ),
        # without a legend, or with one pair alone, nobody knows
        ("", SIGNS, "a.pdf b.pdf c.pdf d.pdf"),
        ("<p>他：資料は当日配布</p>", SIGNS, "a.pdf b.pdf c.pdf d.pdf"),
        ("<p>日時：5月10日　場所：会議室　議題：資料の件</p>", SIGNS, "a.pdf b.pdf c.pdf d.pdf"),
        # a sign inside other words is none
        ("<p>次＝次第、議＝会議録</p>", "<p><a href=a.pdf>次の台帳</a> <a href=b.pdf>次</a></p>", "a.pdf"),
    ],
)
def test_legends(legend: str, body: str, files: str) -> None:
    assert taken(legend + body) == files


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ("当日の配り物：<a href=b.pdf>資料その1</a>、<a href=c.pdf>その2</a>、<a href=d.pdf>その3</a>", ""),
        ("<a href=b.pdf>資料（1）</a>（1.2MB） <a href=c.pdf>（2）</a>（900KB）", ""),
        ("<a href=b.pdf>次第・資料1</a>、<a href=c.pdf>2</a>、<a href=d.pdf>3</a>", ""),
        ("<a href=b.pdf>資料 前半</a>／<a href=c.pdf>後半</a>", ""),
        ("<a href=b.pdf>資料</a><br><a href=a.pdf>会議録（上）</a>・<a href=c.pdf>続き</a>", "a.pdf c.pdf"),
        # another meeting, other words between, and the number of a page are no parts
        ("<a href=b.pdf>資料</a>、<a href=a.pdf>第2回</a>", "a.pdf"),
        ("<a href=b.pdf>資料</a>　会議録：<a href=a.pdf>その1</a>、<a href=c.pdf>その2</a>", "a.pdf c.pdf"),
        ("<a href=b.pdf>資料</a> <a href=a.pdf>2</a>", "a.pdf"),
        ("<a href=b.pdf>資料</a><br><a href=a.pdf>その2</a>", "a.pdf"),
    ],
)
def test_further_parts(body: str, files: str) -> None:
    assert taken(f"<p>{body}</p>") == files


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("諮問第109号　避難行動要支援者名簿の提供", "referral"),
        ("答申第12号　防犯灯の設置条例に基づく台帳", "opinion"),
        ("諮問第七号　窓口の録画の提供", "referral"),
        ("・答申第3号の2（申請書の写しの公開）", "opinion"),
        # minutes are minutes, whatever they are about; and where the number comes last, the paper is named first
        ("諮問第109号　名簿の提供（会議録）", "minutes"),
        ("委員名簿（諮問第3号の審議）", "members"),
        ("資料1　諮問第3号について", "handout"),
        ("令和6年度の活動の報告（年報）", "report"),
        ("審議会年報", "report"),
        ("令和5年度事業報告", "report"),
        ("第3回会議報告", "minutes"),
    ],
)
def test_what_a_paper_is(text: str, kind: str) -> None:
    found = WORDS.find_kind("".join(text.split()))
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("令和6年7月30日（第二部会）", Mention.NONE),
        ("第三小委員会 会議録", Mention.NONE),
        ("第１部会の会議", Mention.NONE),
        ("第二専門部会", Mention.NONE),
        ("福祉部会", Mention.OTHER),
        ("第二地区まちづくり協議会", Mention.OTHER),
        ("三国審議会", Mention.OTHER),
    ],
)
def test_sections_of_a_council(text: str, mention: Mention) -> None:
    assert make_matcher(f"渚沢市{OURS}", "渚沢市", WORDS.council).match(text)[0] is mention


def has_turns(*turns: str, times: int = 8) -> bool:
    return find_minutes_sign(parse_page("".join(f"<p>{t}</p>" for t in turns * times)), WORDS, titled=False)


POSTS = "（北浜大学大学院法学研究科教授、任期は令和六年四月一日から令和八年三月三十一日まで、再任は二期まで）"
SAID = "記録を新しい仕組みへ移す作業は、庁舎の中で行い、媒体の持ち出しは認めないことにしたいと思います。"


@pytest.mark.parametrize(
    ("turns", "spoken"),
    [
        (("会長「{}」", "Ａ委員「{}」"), True),
        (("会長…{}", "事務局…{}"), True),
        (("会　長－{}", "委員―{}"), True),
        (("{}（会長）", "・{}（Ａ委員）"), True),
        (("◎{}【事務局】", "○{}（副会長）"), True),
        (("【会長】{}", "【委員】{}"), True),
        # a list of members, a roll call, an outline that names who drew something up
        ((f"会長…渚沢花子{POSTS}", f"委員…小浜太郎{POSTS}"), False),
        (("会長が言われた「共有」とは、{}", "委員に伺いました。{}"), False),
        (("{}", "{}（総務課）"), False),
        ((f"会長 渚沢花子{POSTS}", f"委員-小浜太郎{POSTS}"), False),
    ],
)
def test_turns(turns: tuple[str, ...], *, spoken: bool) -> None:
    assert has_turns(*(turn.format(SAID) for turn in turns)) is spoken


@pytest.mark.parametrize(
    ("count", "length", "candidate"),
    [
        (12, 60, True),  # as many turns as no news has, on a page that says nothing of itself
        (6, 60, False),
        (6, 220, True),  # a few long ones
        (12, 30, False),  # a few hundred characters are a report of what was said, and no record
    ],
)
def test_turns_on_a_page_that_says_nothing(count: int, length: int, *, candidate: bool) -> None:
    assert has_turns(f"会長：{'あ' * (length - 4)}。", times=count) is candidate


@pytest.mark.parametrize(
    ("body", "beside"),
    [
        ("<p>一<a href=a>x</a>二<a href=b>y</a>三</p>", Beside("一", "", ("一", "二", "三"), 0)),
        ("<p>一<a href=b>y</a>二<b><a href=a>x</a></b>三<br>四</p>", Beside("二", "", ("一", "二", "三"), 1)),
        ("<p>零<br>一<a href=a>x</a></p>", Beside("一", "零", ("一", ""), 0)),
        ("<div><a href=a>x</a> 二<p>三</p></div>", Beside("", "", ("", "二"), 0)),
        ("<p><a href=a>x</a><!-- 無 -->二<script>無</script><a name=n>三</a></p>", Beside("", "", ("", "二三"), 0)),
    ],
)
def test_what_stands_beside_a_link(body: str, beside: Beside) -> None:
    assert next(anchor for anchor in parse_page(body).anchors if anchor.text == "x").beside == beside
