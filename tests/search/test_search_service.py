"""The service over an engine: totals, facets, pages, items, meetings."""

from __future__ import annotations

import pytest

from app.errors import CursorExpiredError, NotFoundError
from app.search.eras import make_date_label, make_fiscal_year_label
from app.search.service import SearchService
from tests.support.invented import CASES, CITIES, VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine


def make_service(cases: tuple[Case, ...] = CASES) -> SearchService:
    return SearchService(make_engine(cases), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())


HIT_KEYS = [
    "id", "title", "municipality", "code", "prefecture", "council", "date", "fiscal_year", "kind", "topics", "outcome",
    "needs_review", "snippets", "score", "url", "document_url", "page",
    "removed_at", "legal_regime", "more_in_meeting", "legal_regime_label",
]  # fmt: skip


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        (
            {},
            [
                "982016-2023-05-09-i1",
                "982016-2023-05-09-i2",
                "992020-2019-02-05-i1",
                "992011-2018-07-10-i1",
                "992011-2018-07-10-i2",
            ],
        ),
        ({"q": ["クラウド"]}, ["992011-2018-07-10-i1", "992020-2019-02-05-i1"]),
        ({"q": ["クラウド"], "sort": ["-date"]}, ["992020-2019-02-05-i1", "992011-2018-07-10-i1"]),
        ({"q": ["マイナンバー"]}, ["992011-2018-07-10-i2"]),
        ({"topic": ["クラウド"], "outcome": ["不承認"]}, ["992020-2019-02-05-i1"]),
        ({"year": ["2018"], "city": ["風待市"], "topic": ["委託"]}, ["992011-2018-07-10-i1"]),
        ({"q": ["年度:H30 クラウド"]}, ["992011-2018-07-10-i1", "992020-2019-02-05-i1"]),
        ({"q": ["年:令和元年〜2年 OR 年:平成31年"]}, ["992020-2019-02-05-i1"]),
        (
            {"year": ["平成30年度"], "calendar_year": ["H30"], "city": ["992011"], "q": ["クラウド"]},
            ["992011-2018-07-10-i1"],
        ),
        ({"q": ["無い言葉"]}, []),
        ({"q": ["市:風待市 クラウド"]}, ["992011-2018-07-10-i1"]),
        ({"q": ["-市:992011 クラウド"]}, ["992020-2019-02-05-i1"]),
        ({"q": ["議題:クラウド -議題:図書館"]}, ["992020-2019-02-05-i1"]),
        ({"q": ["主題:クラウド 結論:不承認"]}, ["992020-2019-02-05-i1"]),
        ({"q": ["種別:報告 OR 年度:2019"]}, ["982016-2023-05-09-i2"]),
        ({"q": ["クラウド NEAR/2 置き"]}, ["992011-2018-07-10-i1"]),
        ({"q": ["クラウド NEAR/0 置き"]}, []),
        ({"q": ['"ラウド化"']}, ["992011-2018-07-10-i1"]),
        ({"q": ['議題:"ド化"']}, ["992011-2018-07-10-i1"]),
        ({"q": ['答申:"ド化"']}, []),
        ({"q": ['発言者:"長" "意見を付けて"']}, ["992011-2018-07-10-i2"]),
        ({"q": ["クラ*"], "sort": ["-date"]}, ["992020-2019-02-05-i1", "992011-2018-07-10-i1"]),
        ({"q": ["発言者:会長 不承認 OR 発言者:会長 番号"]}, ["992020-2019-02-05-i1", "992011-2018-07-10-i2"]),
        ({"q": ["発言者:会長 議題:不承認 OR 発言者:会長 番号"]}, ["992011-2018-07-10-i2"]),
    ],
)
def test_hits(params: dict[str, list[str]], ids: list[str]) -> None:
    answer = make_service().search_items(params)
    assert [hit["id"] for hit in answer["hits"]] == ids
    assert answer["total"] == len(ids)
    assert answer["next"] is None


def test_the_shape_of_an_answer() -> None:
    answer = make_service().search_items({"q": ["クラウド"]}, "https://search.example")
    names = ["total", "hits", "facets", "facet_sizes", "next", "ended", "filters", "nothing", "expansions", "close"]
    assert list(answer) == names
    hit = answer["hits"][0]
    assert list(hit) == HIT_KEYS
    assert hit["url"] == "https://search.example/items/992011-2018-07-10-i1"
    assert hit["outcome"]["evidence"][0]["quote"] == "原案のとおり承認します。"
    assert hit["snippets"][0]["html"] == "貸出の記録を<mark>クラウド</mark>に置きます。"
    assert list(hit["snippets"][0]) == ["anchor", "speaker", "mark", "page", "text", "highlights", "html"]


def counts(facet: list[dict[str, object]]) -> list[tuple[object, object, object]]:
    return [(entry["value"], entry["count"], entry["selected"]) for entry in facet]


def test_facets_ignore_their_own_selection_and_honour_the_others() -> None:
    facets = make_service().search_items({"topic": ["cloud"], "outcome": ["rejected"]})["facets"]
    assert counts(facets["topic"]) == [
        ("cloud", 1, True),
        ("my_number", 0, False),
        ("convenience_store", 0, False),
        ("outsourcing", 0, False),
    ]
    assert counts(facets["outcome"])[:2] == [("approved", 1, False), ("rejected", 1, True)]
    assert len(facets["outcome"]) == len(VOCABULARY.outcomes)
    assert counts(facets["city"]) == [("992020", 1, False)]


def test_years_are_counted_through_newest_first_and_a_selected_one_stays() -> None:
    facets = make_service().search_items({"year": ["2001"]})["facets"]
    without = [(str(year), 0, False) for year in (2022, 2021, 2020, 2019)]
    assert counts(facets["year"]) == [("2023", 2, False), *without, ("2018", 3, False), ("2001", 0, True)]


def test_the_fifty_most_frequent_cities_and_those_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [f"{index:05}0" for index in range(60)]
    for code in codes:
        monkeypatch.setitem(CITIES, code, (f"第{code}市", "数県"))
    service = make_service(tuple(Case(code, "2020-06-01", "件名") for code in codes))
    facet = service.search_items({"city": [codes[58], codes[3]]})["facets"]["city"]
    assert len(facet) == 51
    label = f"第{codes[58]}市"
    assert facet[-1] == {"value": codes[58], "label": label, "count": 1, "selected": True, "excluded": False}
    assert [entry["value"] for entry in facet if entry["selected"]] == [codes[3], codes[58]]


@pytest.mark.parametrize("params", [{}, {"q": ["について"]}, {"q": ["について"], "sort": ["date"]}])
def test_pages_together_are_the_whole(params: dict[str, list[str]]) -> None:
    service = make_service()
    whole = [hit["id"] for hit in service.search_items(params)["hits"]]
    pages: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = service.search_items({**params, "limit": ["2"], "cursor": [cursor]})
        assert answer["total"] == len(whole)
        pages += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next"]
    assert pages == whole


def test_a_cursor_of_a_generation_that_is_gone() -> None:
    engine = make_engine()
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    cursor = service.search_items({"limit": ["1"]})["next"]
    engine.number += 1
    with pytest.raises(CursorExpiredError):
        service.search_items({"limit": ["1"], "cursor": [cursor]})


def test_names_of_cities_follow_the_index() -> None:
    engine = make_engine(CASES[:1])
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    assert service.fetch_cities().label("992020") == "992020"
    fuller = make_engine(CASES)
    with engine.update() as writer:
        for kind, documents in fuller.store.items():
            for document in documents.values():
                writer.put(kind, document)
    assert service.fetch_cities().label("982016") == "月影市（山辺県）"


def test_text_outside_all_items_counts_as_no_item() -> None:
    service = make_service()
    assert service.search_items({"q": ["次回"]})["total"] == 0
    assert service.fetch_item("982016-2023-05-09-i0").scope == "outside"


def test_an_item_and_its_meeting() -> None:
    service = make_service()
    item = service.fetch_item("992011-2018-07-10-i2", "https://search.example")
    assert item.meeting_url == "https://search.example/meetings/992011-2018-07-10"
    assert item.conditions is not None
    assert item.conditions.text == "記録を残すこと。"
    assert item.legal_regime == "ordinance"
    assert [utterance.anchor for utterance in item.utterances] == ["u21", "u29"]
    meeting = service.fetch_meeting("992011-2018-07-10")
    assert [entry.url for entry in meeting.items] == [
        "/items/992011-2018-07-10-i1",
        "/items/992011-2018-07-10-i2",
    ]
    assert meeting.utterances[1].items == ("992011-2018-07-10-i1",)


@pytest.mark.parametrize("fetch", ["fetch_item", "fetch_meeting"])
def test_unknown_ids(fetch: str) -> None:
    with pytest.raises(NotFoundError, match="no-such"):
        getattr(make_service(), fetch)("no-such")


@pytest.mark.parametrize(
    ("year", "label"),
    [
        ("2018", "2018年度（平成30年度）"),
        ("2019", "2019年度（平成31・令和元年度）"),
        ("2020", "2020年度（令和2年度）"),
        ("1989", "1989年度（平成元年度）"),
        ("1988", "1988年度（昭和63年度）"),
        ("不明", "不明"),
    ],
)
def test_fiscal_years(year: str, label: str) -> None:
    assert make_fiscal_year_label(year) == label


@pytest.mark.parametrize(
    ("date", "label"),
    [
        ("2018-02-02", "2018年2月2日（平成30年）"),
        ("2019-04-30", "2019年4月30日（平成31年）"),
        ("2019-05-01", "2019年5月1日（令和元年）"),
        (None, "日付不明"),
    ],
)
def test_dates(date: str | None, label: str) -> None:
    assert make_date_label(date) == label


@pytest.mark.parametrize(
    ("q", "text", "spans"),
    [
        ("クラウド", "図書館のクラウド化", ((4, 8),)),
        ("マイナンバー", "個人番号とマイナンバー", ((0, 4), (5, 11))),
        ("クラウド", "図書館の更新", ()),
        ("", "図書館のクラウド化", ()),
    ],
)
def test_words_are_found_in_a_title(q: str, text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert make_service().find_in_titles({"a": text}, q) == {"a": spans}


@pytest.mark.parametrize(
    ("expand", "told", "total"),
    [
        ("synonyms", [("個人番号", "synonym"), ("主題:マイナンバー", "value")], 1),
        ("spelling", [], 0),
        ("none", [], 0),
    ],
)
def test_each_expansion_is_listed_and_can_be_forbidden(expand: str, told: list[tuple[str, str]], total: int) -> None:
    answer = make_service().search_items({"q": ["マイナンバー"], "expand": [expand]})
    assert [(one["term"], one["text"], one["kind"]) for one in answer["expansions"]] == [
        ("マイナンバー", text, kind) for text, kind in told
    ]
    assert answer["total"] == total
    again = make_service().search_items({"q": ["マイナンバー OR マイナンバー"], "expand": [expand]})
    assert again["expansions"] == answer["expansions"], "each once"


def test_an_answer_says_which_years_are_meant() -> None:
    answer = make_service().search_items({"year": ["H30"], "calendar_year": ["2018-2019"], "topic": ["クラウド"]})
    assert [(one["name"], one["label"], [value["label"] for value in one["values"]]) for one in answer["filters"]] == [
        ("year", "年度（4月から翌年3月）", ["2018年度（平成30年度）"]),
        ("calendar_year", "暦年（1月から12月）", ["2018年（平成30年）", "2019年（平成31・令和元年）"]),
        ("topic", "主題", ["クラウド"]),
    ]
