"""The page of an item: its life, its speakers, where the words of the search stand, how its labels came about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.search.ports import Copy
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine, make_source, make_utterance
from tests.support.pages import parse, text_of

TALK = Case(
    "992011",
    "2020-06-01",
    "窓口の<記録>",
    extra={
        "utterances": [
            make_utterance("u2", "窓口の記録について", speaker=None, page=1, role="heading"),
            make_utterance("u3", "記録を残します。", speaker="市民課"),
            make_utterance("u4", "誰が見ますか。", speaker="甲委員"),
            make_utterance("u5", "係だけです。", speaker="市民課"),
            make_utterance("u6", "記録は消えますか。", speaker="乙委員", page=2),
            make_utterance("u7", "原案のとおり承認します。", page=2),
        ],
        "outcome": {
            "code": "approved",
            "label": "承認",
            "evidence": [
                {"quote": "原案のとおり承認します。", "page": 2, "utterance": "u7", "start": 0, "end": 12},
            ],
        },
        "topics": [
            {
                "code": "outsourcing",
                "label": "委託",
                "evidence": [{"quote": "開会", "page": 1, "utterance": "u1", "start": 0, "end": 2}],
            }
        ],
    },
)


class NoCopies:
    def fetch(self, sha256: str) -> Copy:
        raise AssertionError("not asked for")


def make_client(*cases: Case, archived: bool = False) -> TestClient:
    copies = NoCopies() if archived else None
    app = create_app(make_engine(cases), ToyAnalyzer(), VOCABULARY, expander=ToyExpander(), copies=copies)
    return TestClient(app)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client(TALK)


def list_rows(page: html.HtmlElement) -> list[str]:
    rows = page.xpath("//ol[contains(@class, 'talk')]/li[not(@class='leaf')]")
    return [row.get("id") or text_of(row) for row in rows]


def test_speakers_are_a_filter_whose_states_are_addresses(client: TestClient) -> None:
    page = parse(client, f"/items/{TALK.id}")
    offered = page.xpath("//nav[contains(@class, 'speakers')]//a")
    assert [text_of(link) for link in offered] == [
        "すべての発言 5",
        "委員の発言だけ 2",
        "会長 1",
        "甲委員 1",
        "乙委員 1",
        "市民課 2",
    ]
    assert [link.get("aria-current") for link in offered] == ["true", *([None] * 5)]
    assert list_rows(page) == ["u2", "u3", "u4", "u5", "u6", "u7"]
    members = parse(client, offered[1].get("href"))
    assert list_rows(members) == ["u2", "ほか1件", "u4", "ほか1件", "u6", "ほか1件"]
    now = members.xpath("//nav[contains(@class, 'speakers')]//a")
    assert [text_of(link) for link in now if link.get("aria-current")] == [
        "委員の発言だけ 2",
        "甲委員 1（選択中。外す）",
        "乙委員 1（選択中。外す）",
    ]
    assert list_rows(parse(client, now[3].get("href"))) == ["u2", "ほか3件", "u6", "ほか1件"]
    gap = members.xpath("//li[@class='gap']/a/@href")[0]
    assert gap == f"/items/{TALK.id}#u3"


def test_what_is_folded_away_is_linked_where_it_can_be_read(client: TestClient) -> None:
    page = parse(client, f"/items/{TALK.id}?speaker=甲委員")
    assert page.xpath("//*[@class='decision']//a[text()='発言を見る']/@href") == [f"/items/{TALK.id}#u7"]
    assert parse(client, f"/items/{TALK.id}").xpath("//*[@class='decision']//a[text()='発言を見る']/@href") == ["#u7"]
    topic = page.xpath("//dl[@class='facts']//a[text()='根拠']/@href")
    assert topic == [f"/meetings/{TALK.meeting_id}#u1"], "evidence outside the item stands on the meeting's page"


def test_a_speaker_who_does_not_speak_is_told(client: TestClient) -> None:
    page = parse(client, f"/items/{TALK.id}?speaker=<b>丙")
    assert "「<b>丙」の発言はありません" in text_of(page)
    assert list_rows(page) == ["u2", "ほか5件"]


def test_from_hit_to_hit(client: TestClient) -> None:
    page = parse(client, f"/items/{TALK.id}?q=記録")
    assert page.xpath("//div[@class='legend']//a/@href") == ["#u2"]
    steps = page.xpath("//p[contains(@class, 'step')]")
    assert [text_of(step).removeprefix("検索した言葉を含む発言 ") for step in steps] == [
        "1/3 次へ",
        "2/3 前へ 次へ",
        "3/3 前へ",
    ]
    assert [step.xpath("./a/@href") for step in steps] == [["#u3"], ["#u2", "#u6"], ["#u3"]]
    fewer = parse(client, f"/items/{TALK.id}?q=記録&speaker=乙委員")
    assert "ほか3件（検索した言葉を含む発言 1件）" in list_rows(fewer)
    assert fewer.xpath("//nav[contains(@class, 'speakers')]//a/@href")[0].endswith("?q=%E8%A8%98%E9%8C%B2#talk")
    nothing = parse(client, f"/items/{TALK.id}?q=無い言葉")
    assert "検索した言葉は、ここに示す発言にはありません" in text_of(nothing)
    assert not nothing.xpath("//p[contains(@class, 'step')]")


def test_how_each_label_came_about(client: TestClient) -> None:
    def tell(page: html.HtmlElement) -> list[list[str]]:
        return [[text_of(cell) for cell in row] for row in page.xpath("//details[@id='grounds']//tbody/tr")]

    assert tell(parse(client, f"/items/{TALK.id}")) == [
        ["種別", "諮問", "会議録に根拠の文がありません"],
        ["結論", "承認", "原案のとおり承認します。 会長 · 発言を見る 文書の2ページ"],
        ["主題", "委託", "開会 発言を見る 文書の1ページ"],
        ["所管課", "図書館", "会議録に根拠の文がありません"],
    ]
    correction = {
        "field": "kind",
        "read": "報告",
        "value": "諮問",
        "quote": "説明",
        "who": "磯部",
        "when": "2024-06-01",
    }
    unknown = {"code": "unknown", "label": "不明", "evidence": []}
    doubtful = Case(
        "992011",
        "2020-06-01",
        "件名",
        needs_review=("outcome", "conditions"),
        extra={"outcome": unknown, "corrections": [correction]},
    )
    assert tell(parse(make_client(doubtful), f"/items/{doubtful.id}")) == [
        ["種別", "諮問 人による訂正", "会議録に根拠の文がありません"],
        ["結論", "不明 要確認", "結論を述べた文が、ないか、一つに決まりません"],
        ["付帯意見", "読み取れません 要確認", "付帯意見を付けたとありますが、その文が見つかりません"],
        ["所管課", "図書館", "会議録に根拠の文がありません"],
    ]


def make_stage(year: int, before: int | None = None, end: int | None = None) -> Case:
    def name(number: int | None) -> str | None:
        return f"992011-{2000 + number}-06-01-i1" if number else None

    extra = {"continued_from": name(before), "decided_in": name(end)}
    return Case("992011", f"{2000 + year}-06-01", f"件名{year}", outcome="continued", extra=extra)


@pytest.mark.parametrize(
    ("stages", "year", "years"),
    [
        ([make_stage(4)], 4, [4]),
        ([make_stage(4, end=8), make_stage(6, 4, 8), make_stage(8, 6)], 4, [4, 6, 8]),
        ([make_stage(4, end=8), make_stage(6, 4, 8), make_stage(8, 6)], 6, [4, 6, 8]),
        ([make_stage(4, end=8), make_stage(6, 4, 8), make_stage(8, 6)], 8, [4, 6, 8]),
        ([make_stage(4), make_stage(6, 4)], 6, [4, 6]),
        ([make_stage(4, end=8)], 4, [4]),  # the end is not there
        ([make_stage(6, 4, 8), make_stage(8, 7)], 6, [6, 8]),  # what stands between is not
        ([make_stage(4, 6), make_stage(6, 4)], 4, [4, 6]),  # a circle, which nobody should have stored
    ],
)
def test_a_referrals_life_is_told_from_each_of_its_meetings(stages: list[Case], year: int, years: list[int]) -> None:
    client = make_client(*stages)
    told = parse(client, f"/items/992011-{2000 + year}-06-01-i1").xpath("//section[@class='life']//li")
    expected = years if len(years) > 1 else []
    assert [text_of(stage).split(" ")[-1] for stage in told] == [f"件名{number}" for number in expected]
    here = [text_of(stage.xpath("./b")[0]) for stage in told if stage.get("class") == "here"]
    assert here == ([f"件名{year}"] if expected else [])


def test_a_life_is_followed_over_so_many_meetings_only() -> None:
    client = make_client(*(make_stage(year, year - 1 or None) for year in range(1, 16)))
    told = parse(client, "/items/992011-2015-06-01-i1").xpath("//section[@class='life']//li")
    assert [text_of(stage).split(" ")[-1] for stage in told] == [f"件名{year}" for year in range(4, 16)]


def test_the_archived_copy_is_offered_with_its_day() -> None:
    sha256 = make_source(TALK)["renditions"][0]["sha256"]
    (link,) = parse(make_client(TALK, archived=True), f"/items/{TALK.id}").xpath("//a[starts-with(@href, '/archive/')]")
    assert link.get("href") == f"/archive/{sha256}"
    assert "保存した写し（2024年1月2日に取得）" in text_of(link.getparent())
    assert not parse(make_client(TALK), f"/items/{TALK.id}").xpath("//a[starts-with(@href, '/archive/')]")


def test_what_it_is_worth_as_a_precedent() -> None:
    old, new = Case("992011", "2023-03-31", "旧"), Case("992011", "2023-04-01", "新")
    client = make_client(old, new)

    def tell(case: Case) -> Mapping[str, str]:
        rows = parse(client, f"/items/{case.id}").xpath("//dl[@class='facts']/div")
        return {text_of(row.xpath("./dt")[0]): text_of(row.xpath("./dd")[0]) for row in rows}

    assert tell(old)["先例として"].startswith("条例期：")
    assert "そのまま先例にはなりません" in tell(old)["先例として"]
    assert tell(new)["先例として"].startswith("改正法期：")


def test_a_passage_is_cited_by_address(client: TestClient) -> None:
    page = parse(client, f"/items/{TALK.id}?q=記録&speaker=乙委員")
    (link,) = page.xpath("//li[@id='u6']//a[@class='cite-this']/@href")
    assert link.endswith("&cite=u6#cite")
    cited = parse(client, link)
    (text,) = cited.xpath("//p[@id='citation']")
    assert "乙委員の発言" in text_of(text)
    assert "2ページ" in text_of(text)
    assert f"/items/{TALK.id}#u6" in text_of(text)
    assert list_rows(cited) == list_rows(page)
    api = cited.xpath("//section[@class='cite']//a[text()='文']/@href")[0]
    assert client.get(api).text.strip() == text_of(text)
    assert "1〜2ページ" in text_of(parse(client, f"/items/{TALK.id}").xpath("//p[@id='citation']")[0])
    assert client.get(f"/items/{TALK.id}?cite=u99").status_code == 422


def test_other_examples_are_a_click_away(client: TestClient) -> None:
    links = parse(client, f"/items/{TALK.id}").xpath("//main//a/@href")
    assert f"/check?item={TALK.id}" in links
    assert f"/compare?item={TALK.id}" in links
    report = Case("992011", "2020-06-01", "報告", kind="report")
    told = parse(make_client(report), f"/items/{report.id}").xpath("//main//a/@href")
    assert f"/check?item={report.id}" not in told


def test_neighbours_on_the_agenda() -> None:
    cases = [Case("992011", "2020-06-01", f"件名{n}", ordinal=n) for n in (1, 2, 3)]
    client = make_client(*cases)
    links = [
        [
            (link.get("rel"), text_of(link))
            for link in parse(client, f"/items/{case.id}").xpath("//nav[contains(@class, 'neighbours')]/a")
        ]
        for case in cases
    ]
    assert links == [
        [("next", "次の案件 › 件名2")],
        [("prev", "‹ 前の案件 件名1"), ("next", "次の案件 › 件名3")],
        [("prev", "‹ 前の案件 件名2")],
    ]


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        (f"/items/{TALK.id}", ["decision", "talk", "cite"]),
        (f"/items/{TALK.id}?q=記録", ["decision", "talk", "u2", "cite"]),
        (f"/items/{TALK.id}?q=記録&speaker=乙委員", ["decision", "talk", "u2", "cite"]),
    ],
)
def test_a_long_page_tells_what_is_on_it(path: str, leads_to: list[str]) -> None:
    page = parse(make_client(TALK), path)
    links = [link.removeprefix("#") for link in page.xpath("//nav[@aria-label='このページの内容']/a/@href")]
    assert links == leads_to
    assert set(links) <= set(page.xpath("//@id"))


@pytest.mark.parametrize("query", ["", "?speaker=甲委員"])
def test_a_meetings_page_leads_to_where_each_item_is_talked_about(query: str) -> None:
    page = parse(make_client(TALK), f"/meetings/{TALK.meeting_id}{query}")
    for links in (
        page.xpath("//nav[@aria-labelledby='inside']//a/@href"),
        page.xpath("//ol[contains(@class, 'ruled')]//a[contains(@class, 'where')]/@href"),
    ):
        assert links == ["#at-u2"]
    assert page.xpath("//*[@id='at-u2']//a/@href") == [f"/items/{TALK.id}#u2"]
