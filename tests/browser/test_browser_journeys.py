"""The ways of three people through the pages, with the mouse and without; nothing of it needs JavaScript."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import CONTINUED, STORE
from tests.browser.site import Site


def read_target(page: Page) -> str:
    """The passage that the address points to, marked by the style sheet alone."""
    return page.locator(":target").inner_text()


def test_a_researcher_finds_a_decision_with_its_words_and_cites_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").first.fill("コンビニ交付")
    page.get_by_role("button", name="検索").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("コンビニ交付")
    before = page.locator("li.hit").count()
    page.get_by_role("complementary").get_by_role("link", name="付帯意見付き承認").first.click()
    assert 0 < page.locator("li.hit").count() < before
    page.locator("li.hit h2 a").first.click()
    decision = page.locator(".decision")
    expect(decision).to_contain_text("付帯意見付き承認")
    quote = decision.locator("blockquote p").first.inner_text()
    decision.get_by_role("link", name="発言を見る").first.click()
    assert quote in read_target(page)
    assert page.locator(":target mark.evidence").count() >= 1
    source = decision.get_by_role("link", name="文書の").first.get_attribute("href") or ""
    assert urlsplit(source).fragment.startswith("page=")
    page.locator(":target").hover()
    page.locator(":target .cite-this").click()
    citation = page.locator("#citation").inner_text()
    assert "の発言" in citation
    assert "閲覧日" in citation
    assert f"{urlsplit(page.url).path}#u" in citation


def test_a_referrals_life_is_followed_to_its_end(page: Page) -> None:
    page.goto(f"/items/{CONTINUED}")
    expect(page.locator(".decision")).to_contain_text("継続審議")
    page.locator(".life a").first.click()
    expect(page.locator(".decision")).to_contain_text("付帯意見付き承認")
    assert page.locator(".life li").count() == 2


def test_an_official_learns_what_others_asked_and_prints_it(page: Page) -> None:
    page.goto(f"/items/{STORE}")
    page.get_by_role("navigation", name="発言者で絞る").get_by_role("link", name="委員").first.click()
    voices = page.locator("ol.talk li.turn.speech")
    assert voices.count() == page.locator("ol.talk li.turn.voice-member").count() > 0
    page.get_by_role("link", name="ほかの案件と並べて比べる").click()
    page.get_by_role("link", name="加える").first.click()
    table = page.get_by_role("table")
    expect(table.locator("thead th[scope=col]")).to_have_count(2)
    expect(table).to_contain_text("委員の質問")
    assert len(parse_qs(urlsplit(page.url).query)["item"]) == 2
    page.get_by_role("link", name="外す").first.click()
    expect(table.locator("thead th[scope=col]")).to_have_count(1)


def test_hits_are_chosen_to_be_compared(page: Page) -> None:
    page.goto("/search?q=コンビニ")
    chosen = page.locator("li.hit")
    titles = [chosen.nth(at).locator("h2").inner_text() for at in (0, 2)]
    for at in (0, 2):
        chosen.nth(at).get_by_role("checkbox").check()
    page.get_by_role("button", name="並べて比べる").click()
    assert page.locator("table thead .title").all_inner_texts() == titles


def test_an_official_checks_a_draft_before_filing(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="諮問前チェック").first.click()
    page.locator("textarea").fill(
        "住民票の写し等をコンビニエンスストアで交付するため、市の電子計算機を外の計算機と結合する。"
    )
    page.get_by_role("button", name="調べる").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("類似諮問")
    expect(page.get_by_role("main")).to_contain_text("コンビニ")
    assert "コンビニエンスストア" not in page.url, "what is not published yet stands in no address"


def test_a_dashboard_finds_its_data(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="このサイト").first.get_by_role("link", name="API").click()
    answer = page.request.get(page.get_by_role("link", name="openapi.json").get_attribute("href") or "")
    assert "/api/v1/items" in answer.json()["paths"]
    page.goto("/search?topic=convenience_store")
    total = int(page.locator("h1 .total").inner_text().removesuffix("件"))
    taken = page.request.get(page.get_by_role("link", name="CSV").get_attribute("href") or "")
    assert "attachment" in taken.headers["content-disposition"]
    rows = list(csv.DictReader(taken.text().removeprefix("\ufeff").splitlines()))
    assert len({row["id"] for row in rows}) == total
    hits = json.loads(page.request.get("/api/v1/items?topic=convenience_store&limit=100").text())
    assert {hit["id"] for hit in hits["hits"]} == {row["id"] for row in rows}


def press_to(page: Page, wanted: Callable[[str], bool]) -> str:
    """Tab until what has the focus is wanted, by its name; whatever has it on the way shows so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const at = document.activeElement, style = getComputedStyle(at);
            return [at.innerText || at.id, style.outlineStyle, parseFloat(style.outlineWidth)] }"""
        )
        assert at[1] != "none", f"{at[0]} has the focus and does not show it"
        assert at[2] >= 2
        if wanted(at[0]):
            return str(at[0])
    pytest.fail("the focus never came there")


def test_without_a_mouse(page: Page) -> None:
    page.goto("/")
    assert press_to(page, lambda name: True) == "本文へ移動"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    press_to(page, lambda name: name == "q")
    page.keyboard.type("コンビニ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    press_to(page, lambda name: "承認" in name and "除く" not in name)
    page.keyboard.press("Enter")
    page.wait_for_url("**outcome=**")
    title = page.locator("li.hit h2 a").first.inner_text()
    press_to(page, lambda name: name == title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/**")
    press_to(page, lambda name: name == "発言を見る")
    page.keyboard.press("Enter")
    assert "#u" in page.url
    press_to(page, lambda name: name.startswith("引用"))


@pytest.mark.parametrize(
    ("path", "across", "says", "leaves_out"),
    [
        (
            f"/items/{STORE}?q=証明書",
            False,
            ["付帯意見付き承認", "話し合い", "閲覧日"],
            ["印を付ける", "案件の一覧", "BibTeX"],
        ),
        ("/meetings/982016-2022-05-24", False, ["出席者", "案件と結論"], ["すべての発言", "案件の一覧"]),
        (
            f"/compare?item={STORE}&item={CONTINUED}",
            True,
            ["委員の質問", "付帯意見"],
            ["案件を加える", "外す", "発言を見る"],
        ),
        (f"/check?item={STORE}", False, ["類似諮問の審議状況", "近い順", "委員の質問"], ["案件の一覧", "別の案で"]),
        ("/stats", False, ["諮問"], ["案件の一覧"]),
        ("/search?q=コンビニ", False, ["検索結果", "承認"], ["絞り込む", "案件の一覧"]),
    ],
)
def test_on_paper(page: Page, path: str, across: bool, says: list[str], leaves_out: list[str]) -> None:
    page.goto(path)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, format="A4"))
    width, height = document[0].get_size()
    assert (width > height) == across
    told = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    assert [words for words in says if words not in told] == []
    assert [words for words in leaves_out if words in told] == []
    assert 1 <= len(document) <= 12
    assert len("".join(document[0].get_textpage().get_text_range().split())) > 200, "the first sheet is not left empty"


def test_a_citation_is_copied_at_a_click_where_scripts_run(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/items/{STORE}")
    turn = page.locator("ol.talk li.turn.speech").nth(1)
    turn.hover()
    turn.locator(".cite-this").click()
    expect(turn.get_by_role("status")).to_have_text("写しました")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("）")
    assert f"/items/{STORE}#{turn.get_attribute('id')}" in copied
    assert "?" not in page.url
    page.get_by_role("button", name="引用を写す").click()
    expect(page.locator(".cite").get_by_role("status")).to_have_text("写しました")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text().strip()
    context.close()
