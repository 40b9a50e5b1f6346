"""Items side by side: each choice an address, items that are gone, what may be added."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.web.compare import CompareLinks, read_ids
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine, make_utterance
from tests.support.pages import parse, text_of

LIBRARY, STORE, HEALTH = "992011-2018-07-10-i1", "992011-2018-07-10-i2", "992020-2019-02-05-i1"

UNKNOWN = {"code": "unknown", "label": "不明", "evidence": []}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(make_engine(CASES), ToyAnalyzer(), VOCABULARY, expander=ToyExpander()))


def read_table(page: html.HtmlElement) -> dict[str, list[str]]:
    """Rows by name, without the name of the item that a narrow screen shows in each cell."""
    for name in page.xpath("//span[@class='cell-name']"):
        name.drop_tree()
    rows = page.xpath("//table/tbody/tr")
    return {text_of(row.xpath("./th")[0]): [text_of(cell) for cell in row.xpath("./td")] for row in rows}


def test_decisions_and_conditions_stand_side_by_side(client: TestClient) -> None:
    page = parse(client, f"/compare?item={STORE}&item={HEALTH}")
    table = read_table(page)
    assert table["結論"] == [
        "付帯意見付き承認意見を付けて承認します。発言を見る 文書の2ページ",
        "不承認認められません。発言を見る 文書の2ページ",
    ]
    assert table["付帯意見"] == ["記録を残すこと。 発言を見る", "なし"]
    assert [row[:2] for row in table["開催日"]] == ["20", "20"]
    assert f"/items/{STORE}#u29" in page.xpath("//td//a/@href")
    assert [text_of(head) for head in page.xpath("//table/thead//a[@class='title']")] == [
        "証明書のコンビニ交付について",
        "健診データのクラウド保存について",
    ]
    assert "共通の主題はありません" in text_of(page)


def test_topics_that_all_have_are_told_first(client: TestClient) -> None:
    page = parse(client, f"/compare?item={LIBRARY}&item={HEALTH}")
    assert "共通の主題：クラウド" in text_of(page.xpath("//p[@class='lead']")[0])
    assert read_table(page)["主題"] == ["クラウド、委託", "クラウド"]


def test_columns_are_taken_off_and_added_by_address(client: TestClient) -> None:
    page = parse(client, f"/compare?item={LIBRARY}&item={HEALTH}&q=コンビニ")
    off = page.xpath("//table/thead//a[contains(text(), '外す')]/@href")
    assert off[0] == f"/compare?item={HEALTH}&q=%E3%82%B3%E3%83%B3%E3%83%93%E3%83%8B"
    assert len(read_table(parse(client, off[0]))["結論"]) == 1
    (add,) = page.xpath("//ol[contains(@class, 'offers')]//a[contains(@class, 'button')]/@href")
    assert add == f"/compare?item={LIBRARY}&item={HEALTH}&item={STORE}"
    assert len(read_table(parse(client, add))["結論"]) == 3
    assert "ほかの案件は見つかりませんでした" in text_of(parse(client, f"/compare?item={HEALTH}&q=健診"))


def test_what_members_asked_stands_side_by_side() -> None:
    asked = [f"{number}年間、誰が見ますか。" for number in range(1, 8)]
    said = [make_utterance(f"u{number}", text, speaker="甲委員") for number, text in enumerate(asked, start=1)]
    many = Case("992011", "2020-06-01", "件名", extra={"utterances": said, "outcome": UNKNOWN})
    none = Case("992020", "2020-07-01", "別の件名")
    client = TestClient(create_app(make_engine((many, none)), ToyAnalyzer(), VOCABULARY))
    page = parse(client, f"/compare?item={many.id}&item={none.id}")
    first, second = read_table(page)["委員の質問"]
    assert "1年間、誰が見ますか。 甲委員 発言を見る" in first
    assert "ほか2件の質問" in first
    assert second == "見つかりません"
    assert f"/items/{many.id}#u7" in page.xpath("//td//details//a/@href")


def test_similar_referrals_are_offered_beside_a_lone_one(client: TestClient) -> None:
    page = parse(client, f"/compare?item={LIBRARY}")
    (heading,) = page.xpath("//h3")
    assert "似た諮問" in text_of(heading)
    adds = page.xpath("//ol[contains(@class, 'offers')]//a[contains(@class, 'button')]/@href")
    assert f"/compare?item={LIBRARY}&item={HEALTH}" in adds
    assert not [add for add in adds if STORE in add], "a city's own referrals are no precedents of others"
    assert not parse(client, f"/compare?item={LIBRARY}&item={HEALTH}").xpath("//h3")


def test_an_items_page_leads_here(client: TestClient) -> None:
    assert f"/compare?item={STORE}" in parse(client, f"/items/{STORE}").xpath("//aside//a/@href")


def test_hits_can_be_chosen_for_it(client: TestClient) -> None:
    page = parse(client, "/search?q=クラウド")
    (form,) = page.xpath("//form[@id='compare']")
    assert form.get("action") == "/compare"
    boxes = page.xpath("//li[@class='hit']//input[@type='checkbox' and @form='compare' and @name='item']")
    assert {box.get("value") for box in boxes} == {LIBRARY, HEALTH}
    assert not parse(client, "/search?q=無い言葉").xpath("//form[@id='compare']")


def test_what_is_gone_takes_nothing_from_the_others(client: TestClient) -> None:
    page = parse(client, f"/compare?item=<b>&item={STORE}")
    (note,) = page.xpath("//p[contains(@class, 'note')]")
    assert "案件「<b>」はありません" in text_of(note)
    assert note.xpath("./a/@href") == [f"/compare?item={STORE}"]
    assert len(read_table(page)["結論"]) == 1


def test_without_items_it_says_what_it_is_for(client: TestClient) -> None:
    page = parse(client, "/compare")
    assert not page.xpath("//table")
    assert "並べて" in text_of(page.xpath("//p[@class='lead']")[0])


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ([], ()),
        (["a-i1", " a-i1 ", "", "b-i2"], ("a-i1", "b-i2")),
        (["https://minutes.example/items/a-i1?q=x#u3"], ("a-i1",)),
        (["https://minutes.example/below/items/a%2Di1"], ("a-i1",)),
        (["/items/a-i1"], ("a-i1",)),
        (["https://minutes.example/meetings/a"], ("https://minutes.example/meetings/a",)),
    ],
)
def test_an_address_stands_for_its_item(given: list[str], ids: tuple[str, ...]) -> None:
    assert read_ids({"item": given}) == ids


def test_too_many_are_refused(client: TestClient) -> None:
    path = "/compare?" + "&".join(f"item=x-i{number}" for number in range(6))
    assert "5件まで" in text_of(parse(client, path, 422))
    assert client.get("/compare?items=a").status_code == 422


def test_links_keep_the_words_that_were_asked_for() -> None:
    links = CompareLinks("/below", ("a", "b"), "x y")
    assert links.without_item("a") == "/below/compare?item=b&q=x+y"
    assert links.with_item("c&d") == "/below/compare?item=a&item=b&item=c%26d&q=x+y"
    assert CompareLinks("", ("a",)).without_item("a") == "/compare"
