"""The pages: what they show, that they are sound HTML, and that nothing in a document becomes markup."""

from __future__ import annotations

import itertools
from collections import Counter
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine, make_source
from tests.support.memory_engine import MemoryEngine


def make_client(cases: tuple[Case, ...] = CASES, engine: MemoryEngine | None = None) -> TestClient:
    app = create_app(engine or make_engine(cases), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


PAGES = [
    "/",
    "/search",
    "/search?q=クラウド",
    "/search?q=クラウド&city=992011&topic=cloud&year=2018&sort=-date&limit=1",
    "/search?q=無い言葉&outcome=rejected&outcome=approved",
    "/search?limit=1",
    "/search?-topic=cloud&kind=referral&prefecture=海辺県&ocr=no",
    "/search/values?facet=department&facet_q=図書&topic=cloud",
    "/items/992011-2018-07-10-i1?q=クラウド",
    "/items/992011-2018-07-10-i2",
    "/items/992011-2018-07-10-i2?q=番号&speaker=会長&speaker=誰か",
    "/items/982016-2023-05-09-i1",
    "/meetings/992011-2018-07-10",
    "/meetings/992011-2018-07-10?speaker=会長",
    "/about",
    "/docs",
    "/compare?item=992011-2018-07-10-i1&item=992020-2019-02-05-i1&q=クラウド",
    "/problems/invalid-parameter",
]
ERRORS = [
    ("/nothing", 404),
    ("/items/no-such", 404),
    ("/meetings/no-such", 404),
    ("/problems/no-such", 404),
    ('/search?q="クラウド', 400),
    ("/search?colour=red", 422),
    ("/items/992011-2018-07-10-i1?colour=red", 422),
    ("/search?cursor=broken", 400),
]


def parse(client: TestClient, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(("path", "status"), [*((path, 200) for path in PAGES), *ERRORS])
def test_pages_are_sound(client: TestClient, path: str, status: int) -> None:
    page = parse(client, path, status)
    assert page.get("lang") == "ja"
    assert len(page.xpath("//main")) == len(page.xpath("//h1")) == 1
    assert page.xpath("//title")[0].text_content().strip()
    assert not page.xpath("//style | //@style | //@*[starts-with(name(), 'on')]")
    for script in page.xpath("//script"):  # only files of ours: the policy for content allows no other
        assert script.get("src").startswith("/static/")
        assert not script.text
    ids = Counter(page.xpath("//@id"))
    assert not [name for name, count in ids.items() if count > 1]
    for reference in [*page.xpath("//@aria-labelledby"), *page.xpath("//label/@for")]:
        assert reference in ids
    for link in page.xpath("//a/@href"):
        if link.startswith("#"):
            assert link[1:] in ids, link
    for field in page.xpath("//input[not(@type='hidden')]"):
        assert field.xpath("ancestor::label") or page.xpath(f"//label[@for='{field.get('id')}']")
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    assert "None" not in text_of(page)


def test_the_policy_for_content_allows_nothing_within_a_page(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert {source for part in policy.split("; ") for source in part.split()[1:]} == {"'none'", "'self'"}


def test_suggestions_are_asked_of_the_api(client: TestClient) -> None:
    (box,) = parse(client, "/").xpath("//input[@id='q']")
    assert client.get(box.get("data-suggest"), params={"q": "クラ"}).json()["suggestions"]
    assert client.get("/static/suggest.js").headers["content-type"].startswith("text/javascript")


def test_every_link_of_ours_leads_somewhere(client: TestClient) -> None:
    seen: set[str] = set()
    waiting = list(PAGES)
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            page = html.fromstring(answer.text)
            for link in page.xpath("//a/@href | //link/@href"):
                parts = urlsplit(link)
                if not parts.netloc and link[0] != "#":
                    waiting.append(parts._replace(fragment="").geturl())
    assert len(seen) > 50


def test_fragments_of_hits_stand_on_the_item_page(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド")
    links = list(page.xpath("//*[@class='snippet']//a/@href"))
    assert links
    for link in links:
        path, _, fragment = link.partition("#")
        assert parse(client, path).xpath(f"//*[@id='{fragment}']")


def test_home_shows_what_is_in_the_index(client: TestClient) -> None:
    page = parse(client, "/")
    told = text_of(page)
    counts = {text_of(entry[0]): text_of(entry[1]) for entry in page.xpath("//dl[@class='counts']/div")}
    assert counts == {"市区町村": "3", "会議": "3", "案件": "5", "年度": "2018–2023"}
    assert "未読取" not in told
    assert len(page.xpath("//*[contains(@class, 'examples')]/li")) == 3
    assert "健診データのクラウド保存について" in told
    assert "事故の報告" not in text_of(page.xpath("//*[contains(@class, 'hits')]")[0])
    assert "月影市（山辺県）" in told
    decisions = [text_of(words) for words in page.xpath("//li[@class='hit']/p[@class='snippet']")]
    assert decisions[-1] == "意見を付けて承認します。"


def test_each_kind_of_user_finds_the_way_in(client: TestClient) -> None:
    ways = parse(client, "/").xpath("//nav[@class='users']//h2/a/@href")
    assert ways == ["/search", "/check", "/docs"]


def test_home_shows_which_prefectures_and_years_are_covered(client: TestClient) -> None:
    page = parse(client, "/")
    (extent,) = page.xpath("//section[@class='extent']")
    covered = extent.xpath(".//ul[@aria-label='会議録のある都道府県']/li")
    listed = {text_of(li): li.xpath("./a/@href")[0] for li in covered}
    assert {name: unquote(url) for name, url in listed.items()} == {
        "山辺県 1会議": "/search?prefecture=山辺県",
        "海辺県 2会議": "/search?prefecture=海辺県",
    }
    assert "2件" in text_of(parse(client, listed["山辺県 1会議"]).xpath("//h1")[0])
    drawn = [text_of(tile.xpath("./*[local-name()='title']")[0]) for tile in page.xpath("//*[@class='map']/a/*")]
    assert drawn == ["山辺県：1市区町村、1会議", "海辺県：2市区町村、2会議"]
    columns = extent.xpath(".//ol[contains(@class, 'histogram')]/li")
    assert text_of(columns[0]).startswith("2018年度（平成30年度）：3件")
    assert columns[0].xpath("./a/@href") == ["/search?year=2018"]
    assert float(columns[0].xpath(".//*[local-name()='rect']/@height")[0]) == 100


def test_results_facets_and_chips(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド&topic=cloud")
    assert "2件" in text_of(page.xpath("//h1")[0])
    assert [text_of(mark) for mark in page.xpath("//*[@class='snippet']/mark")] == ["クラウド", "クラウド"]
    chips = page.xpath("//*[contains(@class, 'chips')]//a[contains(@class, 'remove')]")
    assert [text_of(chip) for chip in chips] == ["条件を外す：主題：クラウド ×"]
    assert chips[0].get("href") == "/search?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89"
    selected = page.xpath("//a[contains(@class, 'facet on')]")
    assert [entry.get("aria-current") for entry in selected] == ["true"]
    adding = [link for link in page.xpath("//a[@class='facet']/@href") if "topic=outsourcing" in link]
    assert "topic=cloud&topic=outsourcing" in adding[0]
    assert page.xpath("//form//input[@type='hidden' and @name='topic' and @value='cloud']")


def test_a_value_is_left_out_and_brought_back(client: TestClient) -> None:
    page = parse(client, "/search?topic=cloud")
    link = next(url for url in page.xpath("//a[@class='not']/@href") if "outsourcing" in url)
    assert link == "/search?topic=cloud&-topic=outsourcing"
    without = parse(client, link)
    assert "1件" in text_of(without.xpath("//h1")[0])
    chips = [text_of(chip) for chip in without.xpath("//a[contains(@class, 'remove')]")]
    assert chips == ["条件を外す：主題：クラウド ×", "条件を外す：除く 主題：委託 ×"]
    assert without.xpath("//a[@class='facet out']/@href") == ["/search?topic=cloud"]
    swapped = [url for url in without.xpath("//a[@class='not']/@href") if url.endswith("-topic=cloud")]
    assert all("?topic=cloud" not in url for url in swapped)  # what is left out is not selected any more


def test_years_stand_as_columns_that_filter(client: TestClient) -> None:
    facet = parse(client, "/search?sort=date").xpath("//section[@id='facet-year']")[0]
    columns = facet.xpath(".//ol[contains(@class, 'histogram')]/li")
    assert [text_of(one)[:4] for one in columns] == ["2018", "2019", "2020", "2021", "2022", "2023"]
    assert facet.xpath(".//ol//*[name()='rect']/@height") == ["100", "0", "0", "0", "0", "67"]
    assert columns[0].xpath("./a/@href") == ["/search?year=2018&sort=date"]
    assert not columns[1].xpath("./a")  # nothing to find there
    chosen = parse(client, "/search?year=2018-2019").xpath("//ol[contains(@class, 'histogram')]/li[@class='on']")
    assert [text_of(one)[:4] for one in chosen] == ["2018", "2019"]
    assert chosen[0].xpath("./a/@href") == ["/search?year=2019"]


def test_a_range_of_years_is_asked_for_in_a_plain_form(client: TestClient) -> None:
    (form,) = parse(client, "/search?scope=all&year=2018").xpath("//form[input[@id='years']]")
    assert form.xpath("./input/@name") == ["scope", "year"]
    assert len(parse(client, "/search?topic=cloud&year=2010-2018").xpath("//li[@class='hit']")) == 2


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("year=2018", {"2018年度（平成30年度）": ""}),
        ("year=2016-2018", {"2016年度（平成28年度）から2018年度（平成30年度）まで": ""}),
        (
            "year=2015&year=2017-2018",
            {
                "2015年度（平成27年度）": "?year=2017&year=2018",
                "2017年度（平成29年度）から2018年度（平成30年度）まで": "?year=2015",
            },
        ),
        ("city=992011&city=992020", {"風待市": "?city=992020", "月影市（海辺県）": "?city=992011"}),
    ],
)
def test_years_in_a_row_are_one_chip(client: TestClient, query: str, chips: dict[str, str]) -> None:
    shown = parse(client, f"/search?{query}").xpath("//a[contains(@class, 'remove')]")
    assert [text_of(chip) for chip in shown] == [f"条件を外す：{label} ×" for label in chips]
    assert [chip.get("href") for chip in shown] == [f"/search{left}" for left in chips.values()]


def test_conditions_that_are_rarely_asked_for_are_folded(client: TestClient) -> None:
    folded = {d.get("id"): d for d in parse(client, "/search?kind=report").xpath("//details[@class='other']")}
    assert [name for name, one in folded.items() if one.get("open") is not None] == ["facet-kind"]
    assert "facet-council" in folded


def test_values_are_searched_in_a_plain_form(client: TestClient) -> None:
    page = parse(client, "/search/values?facet=city&facet_q=月影&kind=report")
    assert [text_of(one) for one in page.xpath("//main//li")] == ["☐ 月影市（山辺県） 1件"]
    assert page.xpath("//main//li/a/@href") == ["/search?city=982016&kind=report"]
    assert page.xpath("//main//form//input[@name='kind']/@value") == ["report"]


def test_a_cursor_that_is_gone_leads_to_the_first_page() -> None:
    engine = make_engine()
    client = make_client(engine=engine)
    following = parse(client, "/search?limit=1&kind=referral").xpath("//a[@rel='next nofollow']/@href")[0]
    engine.number += 1
    page = parse(client, following, 410)
    assert page.xpath("//main//a[@rel='nofollow']/@href") == ["/search?kind=referral&limit=1"]


def test_next_page(client: TestClient) -> None:
    page = parse(client, "/search?limit=4&sort=date")
    following = parse(client, page.xpath("//a[@rel='next nofollow']/@href")[0])
    assert len(following.xpath("//li[@class='hit']")) == 1
    assert not following.xpath("//a[@rel='next nofollow']")
    assert following.xpath("//a[contains(text(), '最初へ')]/@href") == ["/search?sort=date&limit=4"]


def test_an_item_shows_its_decision_and_who_said_what(client: TestClient) -> None:
    page = parse(client, "/items/992011-2018-07-10-i2?q=マイナンバー")
    decision = page.xpath("//*[@class='decision']")[0]
    assert "付帯意見付き承認" in text_of(decision)
    assert "意見を付けて承認します。" in text_of(decision)
    assert "記録を残すこと。" in text_of(decision)
    evidence = [text_of(mark) for mark in page.xpath("//li[@id='u29']//mark[@class='evidence']")]
    assert evidence == ["意見を付けて承認します。", "記録を残すこと。"]
    assert [text_of(mark) for mark in page.xpath("//li[@id='u21']//mark")] == ["個人番号"]
    assert "https://city.example/992011-2018-07-10.pdf#page=2" in page.xpath("//a/@href")
    told = text_of(page)
    assert "第129条" in told
    assert "図書館システムのクラウド化について" in text_of(page.xpath("//aside")[0])
    assert "http://testserver/items/992011-2018-07-10-i2" in told


def test_doubts_are_shown(client: TestClient) -> None:
    told = text_of(parse(client, "/items/982016-2023-05-09-i1"))
    assert "要確認" in told
    assert "結論" in told
    assert "会議録からは読み取れませんでした" in told
    assert "要確認" not in text_of(parse(client, "/items/992011-2018-07-10-i1"))


def test_a_meeting_shows_agenda_passages_and_disagreements(client: TestClient) -> None:
    page = parse(client, "/meetings/992011-2018-07-10")
    told = text_of(page)
    for words in ("開会します。", "甲 一郎、乙 二子", "14:00から15:30まで"):
        assert words in told
    assert "/items/992011-2018-07-10-i1#u11" in page.xpath("//a/@href")


HOSTILE = '<img src=x onerror="alert(1)">{{ 7*7 }}\'"&'


def test_nothing_in_a_document_becomes_markup() -> None:
    case = Case(
        "992011",
        "2020-06-01",
        HOSTILE,
        (HOSTILE + "クラウド",),
        decided=HOSTILE,
        conditions=HOSTILE + "。",
        extra={"session": HOSTILE, "council": HOSTILE, "number": HOSTILE, "document_url": "javascript:alert(1)"},
    )
    client = make_client((case,))
    for path in ("/", "/search?q=クラウド", f"/items/{case.id}?q=クラウド", f"/meetings/{case.meeting_id}"):
        page = parse(client, path)
        assert not page.xpath("//img | //@onerror | //a[starts-with(@href, 'javascript')]"), path
        assert HOSTILE in page.text_content(), path
        assert "49" not in page.text_content(), path
    assert HOSTILE in parse(client, f"/search?q={HOSTILE.replace('&', '%26')}", 400).xpath("//input/@value")[0]


def test_an_empty_installation_says_what_to_do() -> None:
    page = parse(make_client(engine=MemoryEngine()), "/search", 503)
    assert "ingest" in text_of(page)


def test_an_empty_index_has_a_home() -> None:
    engine = MemoryEngine(number=1)
    assert "索引は空です" in text_of(parse(make_client(engine=engine), "/"))


class BrokenEngine(MemoryEngine):
    def search(self, request: object) -> object:
        raise RuntimeError("secret")


def test_an_unforeseen_error_is_a_page() -> None:
    page = parse(make_client(engine=BrokenEngine(number=1)), "/search", 500)
    assert "内部でエラーが起きました" in text_of(page)
    assert "secret" not in text_of(page)


def test_mounted_below_a_path() -> None:
    app = create_app(make_engine(), ToyAnalyzer(), VOCABULARY)
    below = TestClient(app, root_path="/minutes")
    page = html.fromstring(below.get("/minutes/search?q=クラウド").text)
    links = [*page.xpath("//a/@href | //link/@href | //form/@action")]
    assert all(link.startswith(("/minutes/", "#", "https://city.example/")) for link in links), links
    assert below.get("/minutes/api/v1/items?x=1").headers["content-type"] == "application/problem+json"


def test_cities_councils_and_words_are_named_once(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド")
    assert [text_of(line) for line in page.xpath("//li[@class='hit']/p[@class='source']")] == [
        "海辺県 風待市個人情報保護審議会 · 2018年7月10日（平成30年）",
        "海辺県 月影市個人情報保護審議会 · 2019年2月5日（平成31年）",
    ]
    assert [text_of(mark) for mark in page.xpath("//h2/a/mark")] == ["クラウド", "クラウド"]
    chips = [text_of(chip) for chip in parse(client, "/search?city=982016").xpath("//p[@class='labels']/span")]
    assert chips == ["不明", "諮問", "要確認", "報告"]  # a report's outcome and kind are one word


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/search", "言葉の指定なし ／ 絞り込みなし ／ 新しい順"),
        ("/search?q=クラウド", "検索した言葉：クラウド（または 主題:クラウド） ／ 絞り込みなし ／ 関連度"),
        ("/search?q=マイナンバー 委託", "検索した言葉：マイナンバー（または 個人番号 主題:マイナンバー）、"),
        ("/search?q=マイナンバー 委託&expand=none", "検索した言葉：マイナンバー、委託 ／"),
        ("/search?topic=cloud&year=2018&sort=date", "絞り込み：2018年度（平成30年度）、主題：クラウド ／ 古い順"),
    ],
)
def test_the_results_say_what_was_searched(client: TestClient, path: str, line: str) -> None:
    assert line in text_of(parse(client, path).xpath("//p[@class='asked']")[0])


def test_what_only_comes_close_is_said_to_be_no_more(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド 事故")
    assert "0件" in text_of(page.xpath("//h1")[0])
    (section,) = page.xpath("//section[@aria-labelledby='nearby']")
    assert "すべてを満たす案件はありません。" in text_of(section)
    assert "探した語：クラウド、事故" in text_of(section)
    assert len(section.xpath(".//li[@class='hit']")) == 3
    told = [text_of(entry) for entry in section.xpath(".//p[@class='matched']")]
    assert sorted(told) == [
        "一致：件名に「クラウド」、主題に「クラウド」",
        # the toy analyzer cuts 事業者 into characters
        "一致：件名に「クラウド」、発言に「クラウド」「事」、主題に「クラウド」",
        "一致：件名に「事故」",
    ]
    assert not parse(client, "/search?q=クラウド").xpath("//section[@aria-labelledby='nearby']")


def test_without_hits_the_filters_to_take_off_are_told(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド&city=992011&outcome=rejected")
    tried = [text_of(entry) for entry in page.xpath("//ul[@class='dropped']/li")]
    assert tried[:2] == ["「市区町村：風待市」を外すと1件", "「結論：不承認」を外すと1件"]
    assert not page.xpath("//ol[contains(@class, 'hits')]")
    link = page.xpath("//ul[@class='dropped']/li[1]/a/@href")[0]
    assert "1件" in text_of(parse(client, link).xpath("//h1")[0])


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("風待 無い言葉", {"市区町村「風待市」の案件": "/search?city=992011"}),
        ("コンビニ -無い言葉 図書館", {"主題「コンビニ交付」の案件": "/search?topic=convenience_store"}),
        ("無い言葉 -コンビニ", {}),
        ("委託" * 60, {}),
    ],
)
def test_without_hits_names_are_told_that_the_words_may_stand_for(
    client: TestClient, q: str, names: dict[str, str]
) -> None:
    page = parse(client, f"/search?q={q}&year=2001")
    told = page.xpath("//ul[@class='close-by']/li/a[contains(text(), 'の案件')]")
    assert {text_of(link): link.get("href") for link in told} == names


def test_each_facet_can_be_reached_on_a_narrow_screen(client: TestClient) -> None:
    page = parse(client, "/search?topic=cloud&topic=outsourcing&-kind=report")
    jumps = {text_of(link): link.get("href")[1:] for link in page.xpath("//nav[@class='jump']/a")}
    assert list(jumps) == ["主題（2）", "結論", "市区町村", "年度", "ほか（1）"]
    for target in jumps.values():
        section = page.xpath(f"//section[@id='{target}' and contains(@class, 'facets')]")[0]
        assert section.xpath(".//a[@class='close']/@href") == ["#results"]


def test_a_doubtful_field_is_marked_where_it_stands() -> None:
    doubts = ("outcome", "conditions", "utterances")
    case = Case("992011", "2020-06-01", "件名", needs_review=doubts, extra={"utterances": []}, outcome="unknown")
    case.extra["outcome"] = {"code": "unknown", "label": "不明", "evidence": []}
    page = parse(make_client((case,)), f"/items/{case.id}")
    told = [text_of(entry) for entry in page.xpath("//*[@id='doubts']//li")]
    assert [entry.partition("：")[0] for entry in told] == ["結論", "付帯意見", "発言の範囲"]
    marked = [text_of(heading) for heading in page.xpath("//h2[a[@href='#doubts']] | //h3[a[@href='#doubts']]")]
    assert marked == ["結論 不明 要確認", "付帯意見 要確認", "話し合い 要確認"]
    assert "/meetings/992011-2020-06-01" in page.xpath("//*[@class='decision']//a/@href")


def test_an_undecided_item_leads_to_its_last_words(client: TestClient) -> None:
    page = parse(client, "/items/982016-2023-05-09-i1")
    links = page.xpath("//*[@class='decision']//a[contains(text(), '最後の発言')]/@href")
    assert links == ["#" + page.xpath("//li[contains(@class, 'turn')]/@id")[-1]]


def test_the_decision_says_who_spoke_and_on_which_page(client: TestClient) -> None:
    decision = parse(client, "/items/992011-2018-07-10-i2").xpath("//*[@class='decision']")[0]
    whence = [text_of(entry) for entry in decision.xpath(".//*[@class='whence']")]
    assert whence == ["会長 · 発言を見る 文書の2ページ"] * 2
    assert "https://city.example/992011-2018-07-10.pdf#page=2" in decision.xpath(".//a/@href")


def test_pages_of_the_document_divide_the_talk(client: TestClient) -> None:
    page = parse(client, "/meetings/992011-2018-07-10")
    leaves = page.xpath("//li[@class='leaf']/a")
    assert [text_of(leaf) for leaf in leaves] == ["文書の1ページ", "文書の2ページ"]
    assert leaves[1].get("href") == "https://city.example/992011-2018-07-10.pdf#page=2"
    headings = [text_of(entry) for entry in page.xpath("//*[@class='stretch']")]
    assert headings == ["案件 図書館システムのクラウド化について", "案件 証明書のコンビニ交付について"]
    assert not parse(client, "/items/982016-2023-05-09-i1").xpath("//li[@class='leaf']")


def test_unnamed_speakers_are_shown_by_their_marks() -> None:
    said = [
        {**utterance, "speaker": None, "mark": mark}
        for utterance, mark in zip(make_source(Case("992011", "2020-06-01", "件名"))["utterances"], "●→", strict=True)
    ]
    case = Case("992011", "2020-06-01", "件名", extra={"utterances": said})
    client = make_client((case,))
    for path in (f"/items/{case.id}", f"/meetings/{case.meeting_id}"):
        page = parse(client, path)
        assert [text_of(mark) for mark in page.xpath("//b[@class='mark']")] == ["●", "→"], path
        assert "「→」「●」の印で発言を区切っています" in text_of(page), path
        assert "発言者不明" not in text_of(page), path
    assert "●" in text_of(parse(client, "/search?q=説明").xpath("//*[@class='snippet']/b")[0])


def make_versions(*states: bool) -> list[dict[str, object]]:
    (rendition,) = make_source(Case("992011", "2020-06-01", "件名"))["renditions"]
    return [{**rendition, "current": state, "sha256": f"{at:064x}"} for at, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "notes", "labels"),
    [
        ((True,), [], ["公開中"]),
        ((True, False), ["差し替えられました"], ["公開中", "差し替え前"]),
        ((False,), ["市サイトから削除"], ["差し替え前"]),
    ],
)
def test_versions_of_a_document(states: tuple[bool, ...], notes: list[str], labels: list[str]) -> None:
    case = Case("992011", "2020-06-01", "件名", extra={"renditions": make_versions(*states)})
    client = make_client((case,))
    for path in (f"/items/{case.id}", f"/meetings/{case.meeting_id}"):
        page = parse(client, path)
        shown = page.xpath("//*[contains(@class, 'renditions')]/li")
        assert [text_of(entry.xpath("./span")[0]) for entry in shown] == labels
        assert all("2024年1月2日から2024年2月2日まで確認" in text_of(entry) for entry in shown)
        assert [len(entry.xpath("./a")) for entry in shown] == [int(state) for state in states]
        told = " ".join(text_of(note) for note in page.xpath("//article/*[contains(@class, 'note')]"))
        assert [note for note in notes if note in told] == notes
        assert bool(told) == bool(notes)


def test_the_link_to_a_page_goes_to_the_rendition_that_has_pages() -> None:
    pdf = make_versions(True)[0]
    page_of_html = {**pdf, "url": "https://city.example/a.html", "media_type": "text/html", "pages": None}
    extra = {"renditions": [page_of_html, pdf], "document_media_type": "text/html"}
    case = Case("992011", "2020-06-01", "件名", extra=extra)
    links = parse(make_client((case,)), f"/items/{case.id}").xpath("//*[@class='facts']//a/@href")
    assert "https://city.example/992011-2020-06-01.pdf#page=2" in links


def test_disagreements_are_a_table(client: TestClient) -> None:
    (table,) = parse(client, "/meetings/992011-2018-07-10").xpath("//table")
    assert [text_of(head) for head in table.xpath(".//thead//th")] == ["項目", "文書", "読み取った内容"]
    assert [text_of(row) for row in table.xpath(".//tbody/tr")] == ["閉会 PDF 15:30", "文書 記載なし"]
    assert table.xpath(".//tbody/tr/th/@rowspan") == ["2"]


def test_what_was_recognised_in_pictures_says_how_surely() -> None:
    case = Case("992011", "2020-06-01", "件名")
    scan = {**make_source(case)["renditions"][0], "ocr": True, "confidence": 92.6, "unread_pages": [2, 5]}
    page = parse(
        make_client((Case("992011", "2020-06-01", "件名", extra={"renditions": [scan]}),)), f"/items/{case.id}"
    )
    told = text_of(page.xpath("//ul[contains(@class, 'renditions')]")[0])
    assert "画像から文字を読み取ったもの（OCR、確からしさ93％）" in told
    assert "読み取れなかったページ：2、5" in told


CORRECTED = {
    "field": "outcome",
    "read": "不承認",
    "value": "承認",
    "quote": "原案のとおり<承認>します。",
    "who": "磯部",
    "when": "2024-06-01",
    "note": "会長に<b>確かめた",
}


def test_what_a_person_has_put_right_is_shown_as_such() -> None:
    case = Case("992011", "2020-06-01", "件名", extra={"corrections": [CORRECTED]})
    note = parse(make_client((case,)), f"/items/{case.id}").xpath("//*[@id='corrections']")[0]
    assert "人による訂正" in text_of(note)
    assert text_of(note.xpath(".//li")[0]) == (
        "結論：不承認 → 承認（根拠「原案のとおり<承認>します。」、磯部、2024年6月1日）会長に<b>確かめた"
    )
    assert not parse(make_client(), "/items/992011-2018-07-10-i1").xpath("//*[@id='corrections']")


def test_a_malformed_question_leads_to_its_corrected_form(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド OR&topic=cloud", 400)
    assert text_of(page.xpath("//*[@class='query']")[0]) == "クラウド OR"
    assert text_of(page.xpath("//*[@class='query']//mark")[0]) == "OR"
    (link,) = page.xpath("//main//a[code]/@href")
    assert text_of(parse(client, link).xpath("//h1")[0]).startswith("「クラウド」")
    assert "topic=cloud" in link
    assert not parse(client, "/search?q=()", 400).xpath("//main//a[code]")
    assert not parse(client, "/search?colour=red", 422).xpath("//*[@class='query']")


def test_the_reading_of_a_question_is_shown(client: TestClient) -> None:
    page = parse(client, "/search?q=サーバ -議題:委託 年度:2018 。&topic=cloud")
    (reading,) = page.xpath("//details[@class='reading']")
    assert "サーバ AND NOT 議題:委託 AND 年度:2018 AND 。" in text_of(reading)
    rows = [[text_of(cell) for cell in row] for row in reading.xpath(".//tbody/tr")]
    assert rows == [
        ["サーバ", "サーバ", "サーバー（invented）", "件名（3.0）、結論と付帯意見（2.0）、発言（1.0）"],
        ["除く 委託", "委 託", "なし", "件名（3.0）"],
        ["2018", "年度の値 2018", "なし", "年度"],
        ["。", "文字も数字もないので探しません", "なし", "—"],
    ]
    links = reading.xpath(".//a/@href")
    assert [link.partition("expand=")[2] for link in links] == ["spelling", "none"]
    assert all("topic=cloud" in link for link in links)
    narrow = parse(client, links[1])
    assert not parse(client, "/search").xpath("//details[@class='reading']")
    assert text_of(narrow.xpath("//details[@class='reading']//strong")[0]) == "書いたとおりの語だけ"
    assert narrow.xpath("//form//input[@type='hidden' and @name='expand' and @value='none']")


def test_what_is_not_collected_is_told_apart(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド&city=992011&year=2001")
    assert [text_of(one) for one in page.xpath("//ul[@class='uncovered']/li")] == [
        "風待市 2001年度（平成13年度）：未収集"
    ]
    page = parse(client, "/search?calendar_year=2001&year=2001")
    assert [text_of(one) for one in page.xpath("//ul[@class='uncovered']/li")] == [
        "すべての市区町村 2001年度（平成13年度）：未収集",
        "すべての市区町村 2001年：未収集",
    ]
    page = parse(client, "/search?q=無い言葉")
    assert not page.xpath("//ul[@class='uncovered']")
    assert "3市区町村の会議録" in text_of(page)


def test_the_results_lead_to_how_their_referrals_ended(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド&topic=cloud&kind=referral&sort=date&limit=5&-city=992020")
    (link,) = page.xpath("//p[@class='take']/a[contains(@href, '/stats')]/@href")
    assert parse_qsl(urlsplit(link).query) == [("q", "クラウド"), ("-city", "992020"), ("topic", "cloud")]
    assert "諮問の集計" in text_of(parse(client, link).xpath("//h1")[0])
