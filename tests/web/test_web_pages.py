"""All pages: that they are sound HTML, lead somewhere, and that nothing in a document becomes markup."""

from __future__ import annotations

import itertools
from collections import Counter
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine
from tests.support.pages import make_client, parse, text_of


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
