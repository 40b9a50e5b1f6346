"""The pages of items and meetings: decision, who said what, doubts, disagreements, versions, corrections."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.support.invented import Case, make_source
from tests.support.pages import make_client, parse, text_of


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


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
