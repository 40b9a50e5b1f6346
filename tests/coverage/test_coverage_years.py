"""What is known of each fiscal year: every state, what leads to it, and what must not."""

from __future__ import annotations

import pytest

from app.coverage.build import build_coverage, load_unread
from app.coverage.values import Collected, Listed, Passed, Year
from app.coverage.years import compute_years
from crawler.findings import Notice, NoticeKind

TODAY = "2024-06-01"
PAGE = "https://city.example/kojin.html"


def held(date: str | None, session: str | None = None, year: int | None = None) -> Collected:
    return Collected(f"992011-{date}", date, session, year, None, 2)


def said(kind: NoticeKind, text: str, *headings: str) -> Notice:
    return Notice(kind, PAGE, text, headings)


def years(*facts: Collected | Notice | Passed, as_of: str | None = TODAY) -> dict[int | None, Year]:
    """The facts, in any order → the years by number; a document with a `reason` of 4xx was not fetched."""
    passed = [fact for fact in facts if isinstance(fact, Passed)]
    listed = Listed(
        tuple(fact for fact in facts if isinstance(fact, Notice)),
        tuple(fact for fact in passed if fact.reason.startswith("HTTP")),
        as_of,
    )
    unread = [fact for fact in passed if not fact.reason.startswith("HTTP")]
    council = compute_years([fact for fact in facts if isinstance(fact, Collected)], unread, listed)
    return {year.year: year for year in council.years}


A, B = held("2018-05-10", "第70回"), held("2021-05-10", "第71回")
NONE = said("none_held", "令和元年度は開催はありませんでした。")
PENDING = said("unpublished", "第72回 令和4年5月10日 準備中")


@pytest.mark.parametrize(
    ("why", "facts", "expected"),
    [
        ("nobody says anything of the years between", [A, B], "2018 collected 2019 unknown 2020 unknown"),
        ("the city says that there was none", [A, B, NONE], "2018 collected 2019 none_held 2020 unknown"),
        ("the year in the heading", [A, said("none_held", "開催なし", "令和2年度")], "2018 collected 2020 none_held"),
        (
            "two years in one breath",
            [said("none_held", "平成28・29年度は開催なし")],
            "2016 none_held 2017 none_held 2018 unknown",
        ),
        (
            "years from and to",
            [said("none_held", "平成28年度から平成30年度まで開催はありませんでした")],
            "2016 none_held 2017 none_held 2018 none_held 2019 unknown",
        ),
        ("no year at all", [A, said("none_held", "開催なし", "会議録")], "2018 collected 2019 unknown"),
        ("a calendar year is not a fiscal year", [A, said("none_held", "令和元年 開催なし")], "2019 unknown"),
        (
            "two calendar years hold a fiscal year",
            [A, said("none_held", "開催なし", "令和元年"), said("none_held", "開催なし", "令和2年")],
            "2018 collected 2019 none_held 2020 unknown",
        ),
        ("the year is not over", [said("none_held", "令和6年度 開催なし")], "2024 unknown"),
        ("in preparation", [A, PENDING], "2018 collected 2022 unpublished 2023 unknown"),
        ("just listed", [A, said("listed", "令和4年8月3日 第2回")], "2022 unpublished"),
        ("the date under the heading of its year", [said("unpublished", "8月3日 作成中", "令和4年度")],
         "2022 unpublished"),
        ("still to come", [A, said("listed", "令和6年8月3日 第2回")], "2018 collected 2024 unknown"),
        ("called off", [A, said("cancelled", "令和2年3月3日 第71回 中止")], "2018 collected 2019 unknown"),
        ("a dead link", [A, Passed("x", "u", "HTTP 404", "第71回", date="2020-02-01")], "2019 not_collected"),
        ("a broken document", [A, Passed("x", "u", "broken", "会議録", date="2020-02-01")], "2019 not_collected"),
        ("a number left out within a year", [A, held("2019-05-01", "第72回"), held("2019-09-01", "第74回")],
         "2018 collected 2019 collected"),
        ("a whole year's numbers left out", [held("2018-05-10", "平成30年度第1回"), said("listed", "令和元年度第2回")],
         "2019 unpublished"),
        ("called off, but there was one before it", [A, said("cancelled", "令和元年度第2回 中止")],
         "2018 collected 2019 not_collected"),
        ("the city's word against its numbers", [A, NONE, said("cancelled", "令和元年度第2回 中止")], "2019 unknown"),
        ("a misread year makes no range", [A, held("1925-05-10")], "1925 collected 1926 absent 2018 collected"),
        ("nothing", [], "2018 absent"),
    ],
)  # fmt: skip
def test_states(why: str, facts: list[Collected | Notice | Passed], expected: str) -> None:
    found = years(*facts)
    words = expected.split()
    for year, state in zip(words[::2], words[1::2], strict=True):
        known = found.get(int(year))
        assert (known.state.value if known else "absent") == state, f"{why}: {year}"


def test_up_to_the_last_crawl() -> None:
    assert list(years(A)) == list(range(2018, 2025))
    assert list(years(A, as_of="2019-03-31")) == [2018]
    assert list(years(A, as_of=None)) == [2018]


def test_evidence_is_the_citys_words() -> None:
    found = years(A, NONE, PENDING)
    assert found[2019].evidence == ((NONE.text, PAGE),)
    assert found[2022].evidence == ((PENDING.text, PAGE),)
    assert found[2020].evidence == ()


def test_a_none_that_is_contradicted() -> None:
    found = years(A, NONE, held("2019-08-01", "第71回"))[2019]
    assert (found.state.value, found.contradicted, found.evidence) == ("collected", True, ((NONE.text, PAGE),))


@pytest.mark.parametrize(
    ("meeting", "text", "announced"),
    [
        (held("2022-05-10", None), "第72回 令和4年5月10日 準備中", 0),
        (held("2022-05-17", "第72回"), "第72回 準備中", 1),  # no year is told: it may be another's 第72回
        (held("2022-05-17", "令和4年度第2回"), "令和4年度第2回 準備中", 0),
        (held("2022-05-17", "令和4年度第1回"), "令和4年度第2回 準備中", 1),
        (held("2021-05-17", "令和3年度第2回"), "令和4年度第2回 準備中", 1),
    ],
)
def test_an_old_announcement_of_what_was_collected(meeting: Collected, text: str, announced: int) -> None:
    found = years(meeting, said("unpublished", text))
    named = sum(len(year.announced) for year in found.values())
    assert named == (0 if text == "第72回 準備中" else announced)


def test_what_is_announced_or_called_off_is_not_missing() -> None:
    facts = [held("2018-05-10", "第70回"), held("2018-11-10", "第72回")]
    assert [gap.label for gap in years(*facts)[2018].gaps] == ["第71回"]
    for notice in (
        said("unpublished", "第71回 平成30年8月1日 準備中"),
        said("cancelled", "第71回 平成30年8月1日 中止"),
    ):
        assert years(*facts, notice)[2018].gaps == ()
    dead = Passed("x", "u", "HTTP 404", "第71回 会議録", fiscal_year=2018)
    assert years(*facts, dead)[2018].gaps == ()


def test_a_meeting_named_twice_is_one() -> None:
    found = years(said("listed", "令和4年8月3日 第2回"), said("unpublished", "第2回（令和4年8月3日）は準備中"))
    (announced,) = found[2022].announced
    assert (announced.kind, announced.date, announced.label) == ("unpublished", "2022-08-03", "第2回")


HEADER = {"code": "992011", "municipality": "風待市", "prefecture": "海辺県", "council": "風待市審議会"}


def test_stored_documents() -> None:
    broken = Passed("kaze", "https://city.example/b.pdf", "broken", "会議録", False, "2019-05-01")
    documents = build_coverage("kaze", HEADER, [A], [broken], Listed((NONE,), (), "2020-06-01"))
    assert [(d["id"], d["year"], d["state"]) for d in documents] == [
        ("kaze-2018", "2018", "collected"),
        ("kaze-2019", "2019", "not_collected"),
        ("kaze-2020", "2020", "unknown"),
    ]
    assert load_unread("kaze", documents[1]["source"]) == [broken]
    first = documents[0]["source"]
    assert (first["meetings"], first["items"], first["first"], first["state_label"]) == (1, 2, "2018-05-10", "収集済み")


def test_a_source_of_which_nothing_is_known_is_one() -> None:
    (document,) = build_coverage("kaze", HEADER, [], [])
    assert (document["id"], document["state"], document["source"]["meetings"]) == ("kaze-undated", "unknown", 0)
