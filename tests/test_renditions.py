"""Forms of one meeting: which belong together, which is best, where they disagree, whose pages are given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.model import AgendaItem, Evidence, Label, Meeting, Municipality, Rendition, Role, Utterance
from app.renditions import Reading, group_readings, merge_readings

PDF, DOCX, HTML = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
)
SAID = (
    "それでは、駅前防犯カメラの設置について、担当課から説明をお願いいたします。",
    "資料のとおりでございます。映像は七日間で消し、庁舎の外へは出しません。よろしくお願いします。",
    "駅前防犯カメラの設置については、原案のとおり承認することといたします。",
)
DECIDED = "原案のとおり承認する"


def make_reading(
    name: str = "a",
    media_type: str = HTML,
    *,
    said: tuple[str, ...] = SAID,
    pages: tuple[int, ...] | None = None,
    discussed: bool = True,
    current: bool = True,
    first_seen: str = "2024-01-01",
    text_sha256: str = "",
    title: str = "駅前防犯カメラの設置について",
    outcome: str = "承認",
    **header: Any,
) -> Reading:
    """A reading of the document http://city.example/<name>; `pages`: of each passage."""
    utterances = tuple(
        Utterance(f"u{n}", Role.SPEECH, "会長", text, pages[n - 1] if pages else None, (1,))
        for n, text in enumerate(said, start=1)
    )
    last = utterances[-1]
    start = max(last.text.find(DECIDED), 0)
    evidence = (Evidence(DECIDED, last.page, last.anchor, start, start + len(DECIDED)),)
    item = AgendaItem(
        ordinal=1,
        number=None,
        title=title,
        kind=Label("referral", "諮問", evidence),
        outcome=Label("approved", outcome, evidence),
        title_evidence=evidence,
        topics=(Label("surveillance_camera", "防犯カメラ", evidence),),
        utterances=tuple(u.anchor for u in utterances) if discussed else (),
    )
    meeting = Meeting(
        municipality=Municipality("982016", "渚沢市", "北浜県"),
        council="渚沢市個人情報保護審議会",
        session="第1回",
        date="2019-05-10",
        fiscal_year=2019,
        start="14:00",
        end="15:30",
        place="市役所 大会議室",
        public="公開",
        observers=1,
        record=None,
        members=(),
        absent=(),
        items=(item,),
        utterances=utterances,
        evidence={"date": evidence},
    )
    url = f"http://city.example/{name}"
    return Reading(
        Rendition(
            sha256=f"sha-{name}-{first_seen}",
            url=url,
            media_type=media_type,
            first_seen=first_seen,
            last_seen="2024-06-01",
            current=current,
            pages=max(pages) if pages else None,
            text_sha256=text_sha256,
        ),
        replace(meeting, **header),
    )


def names(groups: tuple[tuple[Reading, ...], ...]) -> list[list[str]]:
    return [[r.rendition.url.rpartition("/")[2] for r in group] for group in groups]


ONE, TWO = [["a", "b"]], [["a"], ["b"]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({}, {}, ONE, id="the same header"),
        pytest.param({"session": "第1回"}, {"session": "令和元年度第1回"}, ONE, id="session with its year"),
        pytest.param({"session": None}, {}, ONE, id="one does not name its session"),
        pytest.param({"council": None}, {}, ONE, id="one does not name its council"),
        pytest.param({"council": "個人情報保護審議会"}, {}, ONE, id="council without its city"),
        pytest.param({}, {"session": "第2回"}, TWO, id="two sessions a day"),
        pytest.param({"session": "第1回"}, {"session": "第11回"}, TWO, id="11 is not 1"),
        pytest.param({}, {"council": "渚沢市情報公開審査会"}, TWO, id="two councils a day"),
        pytest.param({}, {"date": "2019-05-11"}, TWO, id="two days"),
        pytest.param({"date": None}, {"date": None}, TWO, id="nobody knows the days"),
        pytest.param({"date": None}, {}, TWO, id="one has no date"),
        pytest.param(
            {"date": None, "text_sha256": "t"}, {"date": None, "text_sha256": "t"}, ONE, id="no date, the same text"
        ),
        pytest.param(
            {"date": None, "text_sha256": "t"}, {"date": None, "text_sha256": "s"}, TWO, id="no date, other text"
        ),
    ],
)
def test_which_readings_are_one_meeting(
    first: dict[str, Any], second: dict[str, Any], expected: list[list[str]]
) -> None:
    readings = [make_reading("a", **first), make_reading("b", **second)]
    assert sorted(sorted(group) for group in names(group_readings(readings))) == expected


def test_groups_do_not_depend_on_the_order() -> None:
    readings = [
        make_reading("none", session=None, first_seen="2020"),
        make_reading("first", session="第1回"),
        make_reading("second", session="第2回"),
    ]
    assert [set(group) for group in names(group_readings(readings))] == [{"none", "first"}, {"second"}]
    swapped = names(group_readings([readings[1], readings[2], readings[0]]))
    assert [set(group) for group in swapped] == [{"none", "first"}, {"second"}]


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        pytest.param({"current": False, "pages": (1, 1, 2)}, {"discussed": False}, id="replaced"),
        pytest.param({"discussed": False, "pages": (1, 1, 2)}, {}, id="nothing is discussed"),
        pytest.param({"needs_review": ("date", "place", "end")}, {}, id="doubts"),
        pytest.param({"start": None, "end": None}, {}, id="knows less"),
        pytest.param({}, {"pages": (1, 1, 2)}, id="no pages"),
        pytest.param({"first_seen": "2023"}, {"first_seen": "2024"}, id="older"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_best_reading_comes_first(worse: dict[str, Any], better: dict[str, Any], swapped: bool) -> None:
    readings = [make_reading("worse", **worse), make_reading("better", **better)]
    assert names(group_readings(reversed(readings) if swapped else readings)) == [["better", "worse"]]


def test_pdf_docx_and_html_are_one_meeting_with_the_pages_of_the_pdf() -> None:
    broken = (SAID[0], SAID[1][:30], SAID[1][30:], SAID[2])  # a page end cuts a passage of the PDF
    (group,) = group_readings(
        [
            make_reading("a.pdf", PDF, said=broken, pages=(1, 1, 2, 3), discussed=False),
            make_reading("a.docx", DOCX, needs_review=("end",)),
            make_reading("a.html", HTML),
        ]
    )
    meeting, renditions, url, disagreements = merge_readings(group)
    assert [r.url.rpartition("/")[2] for r in renditions] == ["a.html", "a.docx", "a.pdf"]
    assert url == "http://city.example/a.pdf", "whoever follows a page number must come to the PDF"
    assert [(u.text, u.page) for u in meeting.utterances] == [(SAID[0], 1), (SAID[1], 1), (SAID[2], 3)]
    (item,) = meeting.items
    places = [*item.kind.evidence, *item.outcome.evidence, *item.topics[0].evidence, *item.title_evidence]
    assert {e.page for e in (*places, *meeting.evidence["date"])} == {3}
    assert disagreements == ()


def test_pdf_that_says_something_else_gives_no_pages() -> None:
    other = tuple(f"{n}番目の、まったく別の発言でございます。皆様お疲れさまでした。" for n in range(3))
    html, pdf = make_reading("a.html"), make_reading("a.pdf", PDF, said=other, pages=(1, 2, 3), discussed=False)
    meeting, _, url, _ = merge_readings((html, pdf))
    assert url == "http://city.example/a.html"
    assert {u.page for u in meeting.utterances} == {None}


def test_replaced_pdf_gives_no_pages_to_a_current_page() -> None:
    pdf = make_reading("a.pdf", PDF, pages=(1, 1, 2), current=False)
    meeting, _, url, _ = merge_readings((make_reading("a.html"), pdf))
    assert url == "http://city.example/a.html"
    assert {u.page for u in meeting.utterances} == {None}


def test_replaced_versions_are_kept_and_do_not_disagree() -> None:
    old = make_reading("a", current=False, end="16:00", first_seen="2023")
    new = make_reading("a", first_seen="2024")
    (group,) = group_readings([old, make_reading("b", first_seen="2022"), new])
    meeting, renditions, _, disagreements = merge_readings(group)
    assert [(r.first_seen, r.current) for r in renditions] == [("2024", True), ("2022", True), ("2023", False)]
    assert (meeting.end, disagreements) == ("15:30", ())


@pytest.mark.parametrize(
    ("field", "change", "values"),
    [
        ("end", {"end": "16:00"}, ["15:30", "16:00"]),
        ("observers", {"observers": 2}, [1, 2]),
        ("place", {"place": "第二庁舎"}, ["市役所 大会議室", "第二庁舎"]),
        ("items", {"title": "市道の監視カメラについて"}, ["駅前防犯カメラの設置について", "市道の監視カメラについて"]),
        ("outcomes", {"outcome": "継続審議"}, ["承認", "継続審議"]),
        (None, {"end": None}, []),
        (None, {"place": "市役所　大会議室"}, []),
    ],
)
def test_disagreements_name_the_field_both_values_and_both_documents(
    field: str | None, change: dict[str, Any], values: list[Any]
) -> None:
    (group,) = group_readings([make_reading("a"), make_reading("b", **change)])
    _, _, _, found = merge_readings(group)
    assert [d["field"] for d in found] == ([field] if field else [])
    for disagreement in found:
        by_url = {v["url"]: v["value"] for v in disagreement["values"]}
        assert [by_url["http://city.example/a"], by_url["http://city.example/b"]] == values
