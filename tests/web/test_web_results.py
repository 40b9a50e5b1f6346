"""The page of results: facets and chips, years, what was searched, and what is told when nothing is found."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.support.invented import make_engine
from tests.support.pages import make_client, parse, text_of


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


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
