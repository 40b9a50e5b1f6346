"""The pages: what they show, that they are sound HTML, and that nothing in a document becomes markup."""

from __future__ import annotations

import itertools
from collections import Counter
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, ToySynonyms, make_engine
from tests.support.memory_engine import MemoryEngine


def make_client(cases: tuple[Case, ...] = CASES, engine: MemoryEngine | None = None) -> TestClient:
    app = create_app(engine or make_engine(cases), ToyAnalyzer(), VOCABULARY, synonyms=ToySynonyms())
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
    "/items/992011-2018-07-10-i1?q=クラウド",
    "/items/992011-2018-07-10-i2",
    "/items/982016-2023-05-09-i1",
    "/meetings/992011-2018-07-10",
    "/docs",
    "/problems/invalid-parameter",
]
ERRORS = [
    ("/nothing", 404),
    ("/items/no-such", 404),
    ("/meetings/no-such", 404),
    ("/problems/no-such", 404),
    ('/search?q="クラウド', 422),
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
    assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")
    ids = Counter(page.xpath("//@id"))
    assert not [name for name, count in ids.items() if count > 1]
    for reference in [*page.xpath("//@aria-labelledby"), *page.xpath("//label/@for")]:
        assert reference in ids
    for link in page.xpath("//a/@href"):
        if link.startswith("#"):
            assert link[1:] in ids, link
    for field in page.xpath("//input[not(@type='hidden')]"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    assert "None" not in text_of(page)


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
    assert "3市区町村・3回の会議・5件の案件" in told
    assert len(page.xpath("//*[contains(@class, 'examples')]/li")) == 3
    assert "健診データのクラウド保存について" in told
    assert "事故の報告" not in text_of(page.xpath("//*[contains(@class, 'hits')]")[0])
    assert "月影市（山辺県）" in told


def test_results_facets_and_chips(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド&topic=cloud")
    assert "2件" in text_of(page.xpath("//h1")[0])
    assert [text_of(mark) for mark in page.xpath("//*[@class='snippet']/mark")] == ["クラウド", "クラウド"]
    chips = page.xpath("//*[contains(@class, 'chips')]//a[contains(@class, 'remove')]")
    assert [text_of(chip) for chip in chips] == ["条件を外す：クラウド ×"]
    assert chips[0].get("href") == "/search?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89"
    selected = page.xpath("//a[contains(@class, 'facet on')]")
    assert [entry.get("aria-current") for entry in selected] == ["true"]
    adding = [link for link in page.xpath("//a[@class='facet']/@href") if "topic=outsourcing" in link]
    assert "topic=cloud&topic=outsourcing" in adding[0]
    assert page.xpath("//form//input[@type='hidden' and @name='topic' and @value='cloud']")


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
    for words in ("開会します。", "甲 一郎、乙 二子", "14:00から15:30まで", "閉会：「15:30」", "「記載なし」"):
        assert words in told
    assert "/items/992011-2018-07-10-i1#u11" in page.xpath("//a/@href")


def test_evidence_outside_the_item_leads_to_the_meeting() -> None:
    outside = {"quote": "開会", "page": 1, "utterance": "u1", "start": 0, "end": 2}
    topics = [{"code": "cloud", "label": "クラウド", "evidence": [outside]}]
    case = Case("992011", "2020-06-01", "件名", extra={"topics": topics})
    links = parse(make_client((case,)), f"/items/{case.id}").xpath("//*[@class='facts']//a/@href")
    assert "/meetings/992011-2020-06-01#u1" in links


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
    assert HOSTILE in parse(client, f"/search?q={HOSTILE.replace('&', '%26')}", 422).xpath("//input/@value")[0]


def test_an_empty_installation_says_what_to_do() -> None:
    page = parse(make_client(engine=MemoryEngine()), "/search", 503)
    assert "ingest" in text_of(page)


def test_an_empty_index_has_a_home() -> None:
    engine = MemoryEngine(generation=1)
    assert "索引は空です" in text_of(parse(make_client(engine=engine), "/"))


class BrokenEngine(MemoryEngine):
    def search(self, request: object) -> object:
        raise RuntimeError("secret")


def test_an_unforeseen_error_is_a_page() -> None:
    page = parse(make_client(engine=BrokenEngine(generation=1)), "/search", 500)
    assert "内部でエラーが起きました" in text_of(page)
    assert "secret" not in text_of(page)


def test_mounted_below_a_path() -> None:
    app = create_app(make_engine(), ToyAnalyzer(), VOCABULARY)
    below = TestClient(app, root_path="/minutes")
    page = html.fromstring(below.get("/minutes/search?q=クラウド").text)
    links = [*page.xpath("//a/@href | //link/@href | //form/@action")]
    assert all(link.startswith(("/minutes/", "#", "https://city.example/")) for link in links), links
    assert below.get("/minutes/api/v1/items?x=1").headers["content-type"] == "application/problem+json"
