"""What an ingest reads again, what it leaves alone, and what it deletes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import EngineError
from app.text.ocr import OCR_COMMAND
from tests.ingest.archived import CAMERA, CLOUD, LIBRARY, World, as_docx, as_html, as_text, write_minutes

MAY, AUGUST = "982016-2019-05-10", "982016-2019-08-02"
A, B, C = "http://city.example/a.txt", "http://city.example/b.txt", "http://other.example/c.txt"
pytestmark = pytest.mark.slow  # documents are read several times
SCAN = Path(__file__).parents[2] / "samples" / "assets" / "minamocho-2018-10-23.pdf"


@pytest.fixture
def filled(world: World) -> World:
    """Two meetings of one council, one of another; nothing was read yet."""
    world.publish(A, as_text(write_minutes()))
    world.publish(B, as_text(write_minutes("令和元年8月2日", [LIBRARY], session="第2回")))
    council = "風待町個人情報保護審議会"
    world.publish(
        C,
        as_text(write_minutes("令和2年2月3日", council=council)),
        source="kazamachi",
        municipality="風待町",
        code="983021",
        council=council,
    )
    return world


def test_second_run_reads_nothing_and_says_the_same(filled: World) -> None:
    first = filled.ingest()
    assert (first.meetings, first.items, first.renditions, first.read) == (3, 5, 3, 3)
    assert (first.not_minutes, first.failed) == ((), ())
    generation, contents = filled.generation(), filled.contents()
    assert filled.ingest() == replace(first, read=0)
    assert (filled.told, filled.generation(), filled.contents()) == ([], generation, contents)


def test_replaced_document_is_the_only_source_read_and_keeps_its_ids(filled: World) -> None:
    first = filled.ingest()
    before = filled.contents()
    new = filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))
    assert filled.ingest() == replace(first, read=3)
    assert {source for source, _ in filled.told} == {"nagisawa"}
    after = filled.contents()
    assert [i["id"] for i in after["items"]] == [i["id"] for i in before["items"]]
    assert [m for m in after["meetings"] if m["id"] != MAY] == [m for m in before["meetings"] if m["id"] != MAY]
    meeting = filled.get("meetings", MAY)
    assert [(r["sha256"] == new, r["current"]) for r in meeting["renditions"]] == [(True, True), (False, False)]
    texts = "".join(u["text"] for u in meeting["utterances"])
    assert "いかがでしょうか。" in texts
    assert "よろしいでしょうか。" not in texts


def test_rebuild_makes_a_new_generation_of_equal_content(filled: World) -> None:
    filled.ingest()
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))
    updated = filled.ingest()
    generation, contents = filled.generation(), filled.contents()
    assert filled.ingest(rebuild=True) == replace(updated, read=4)
    assert filled.generation() != generation
    assert filled.contents() == contents


def test_item_that_a_new_reading_no_longer_has_is_deleted(filled: World) -> None:
    filled.ingest()
    assert {f"{MAY}-i1", f"{MAY}-i2", f"{MAY}-x"} <= set(filled.ids("items"))
    filled.publish(A, as_text(write_minutes(cases=[CLOUD])))
    report = filled.ingest()
    assert (report.meetings, report.items) == (3, 4)
    assert f"{MAY}-i1" not in filled.ids("items")
    assert filled.get("items", f"{MAY}-i2")["title"] == CLOUD.title
    filled.publish(A, as_text(write_minutes(cases=[LIBRARY, CLOUD, CAMERA])))
    filled.ingest()
    meeting = filled.get("meetings", MAY)
    assert [(i["id"].rpartition("-")[2], i["title"]) for i in meeting["items"]] == [
        ("i3", LIBRARY.title),
        ("i2", CLOUD.title),
        ("i1", CAMERA.title),
    ]


def test_withdrawn_document_stays_as_an_old_version(filled: World) -> None:
    filled.ingest()
    filled.withdraw(A)
    report = filled.ingest()
    assert (report.meetings, report.renditions) == (3, 2)
    assert [r["current"] for r in filled.get("meetings", MAY)["renditions"]] == [False]


def test_bad_documents_among_good_ones(filled: World) -> None:
    filled.publish("http://city.example/broken.docx", b"PK\x03\x04 broken", media_type="docx")
    filled.publish("http://city.example/none.txt", b" \n ")
    filled.publish("http://city.example/bytes.txt", bytes(range(128, 256)) * 9)
    filled.publish("http://city.example/notice.txt", "会議の開催について\n5月10日に開きます。".encode())
    filled.publish("http://city.example/gone.docx", b"PK\x03\x04 gone", media_type="docx")
    filled.withdraw("http://city.example/gone.docx")
    report = filled.ingest()
    assert (report.meetings, report.items, report.renditions, report.read) == (3, 5, 3, 8)
    assert {p.url.rpartition("/")[2] for p in report.failed} == {"broken.docx", "none.txt", "bytes.txt"}
    assert [p.url.rpartition("/")[2] for p in report.not_minutes] == ["notice.txt"]
    assert all(p.reason and p.source == "nagisawa" for p in (*report.failed, *report.not_minutes))
    assert filled.ingest() == replace(report, read=0), "what failed is remembered"


def test_what_is_no_minutes_is_not_asked_again_until_the_reader_or_the_source_changes(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = "http://city.example/notice.txt"
    filled.publish(notice, "会議の開催について\n5月10日に開きます。".encode())
    first = filled.ingest()
    filled.publish(B, as_text(write_minutes("令和元年8月2日", [LIBRARY, CAMERA], session="第2回")))  # a new version
    again = filled.ingest()
    assert again.read == 3, "A, and both versions of B"
    assert again.not_minutes == first.not_minutes
    assert [p.url for p in again.not_minutes] == [notice]
    monkeypatch.setattr("app.ingest.READER_VERSION", "invented")
    assert filled.ingest().read == 5
    filled.publish(A, as_text(write_minutes()), municipality="渚沢町")
    assert filled.ingest().read == 4, "all of this source: what it is told to be decides, too"


def test_year_with_nothing_but_an_unread_document_leaves_the_coverage_when_it_is_read(world: World) -> None:
    url = "http://city.example/30.txt"
    world.publish(url, b"", link_text="平成30年7月3日 会議録")
    report = world.ingest()
    assert (report.meetings, len(report.failed)) == (0, 1)
    assert world.ids("coverage") == ["nagisawa-2018"]
    entry = world.get("coverage", "nagisawa-2018")
    assert (entry["state"], [u["url"] for u in entry["unread"]]) == ("not_collected", [url])
    world.publish(url, as_text(write_minutes()))
    world.ingest()
    assert world.ids("coverage") == ["nagisawa-2019"]
    assert world.get("coverage", "nagisawa-2019")["unread"] == []


def test_unread_scan_is_listed_with_what_to_do(world: World) -> None:
    world.publish("http://city.example/scan.pdf", SCAN.read_bytes(), media_type="pdf")
    (failed,) = world.ingest().failed
    assert "未読取" in failed.reason
    assert OCR_COMMAND in failed.reason
    (entry,) = world.contents()["coverage"]
    assert [(u["scan"], u["url"]) for u in entry["unread"]] == [(True, failed.url)]


def test_other_version_of_the_reader_reads_everything_again(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = filled.ingest()
    contents, generation = filled.contents(), filled.generation()
    monkeypatch.setattr("app.ingest.READER_VERSION", "invented")
    assert filled.ingest() == first
    assert filled.generation() != generation
    assert filled.contents() == contents
    assert filled.ingest().read == 0


def test_source_that_says_something_else_of_itself_is_read_again(filled: World) -> None:
    filled.ingest()
    body = as_text(write_minutes("令和元年8月2日", [LIBRARY], session="第2回"))
    filled.publish(B, body, municipality="渚沢町")
    report = filled.ingest()
    assert (report.read, {s for s, _ in filled.told}) == (2, {"nagisawa"})
    assert filled.get("meetings", MAY)["municipality"] == "渚沢町"
    assert filled.ingest().read == 0


@pytest.mark.parametrize("harm", ["deleted", "an older copy", "damaged"])
def test_index_that_is_not_the_one_last_written_is_made_anew(filled: World, tmp_path: Path, harm: str) -> None:
    filled.ingest()
    index = filled.folder / "index"
    shutil.copytree(index, tmp_path / "copy")
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))
    updated = filled.ingest()
    contents = filled.contents()
    if harm == "damaged":
        largest = max((p for p in index.glob("generations/*/items/*") if p.is_file()), key=lambda p: p.stat().st_size)
        for path in index.glob(f"generations/{filled.generation()}/items/*"):
            if path.suffix == largest.suffix:
                path.unlink()  # not cut short in place: one of tantivy's threads may have it mapped (SIGBUS)
                path.write_bytes(b"")
    else:
        shutil.rmtree(index)
        if harm == "an older copy":
            shutil.copytree(tmp_path / "copy", index)
    assert filled.ingest() == replace(updated, read=4)
    assert filled.contents() == contents


def test_stopped_in_the_middle_keeps_nothing_and_the_next_run_does_it(filled: World) -> None:
    filled.ingest()
    contents, generation = filled.contents(), filled.generation()
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))

    def stop(source: str, done: int, total: int) -> None:
        if done == 2:
            raise InterruptedError(source)

    with pytest.raises(InterruptedError):
        filled.ingest(progress=stop)
    assert (filled.contents(), filled.generation()) == (contents, generation)
    assert filled.ingest().read == 3
    assert filled.contents() != contents


def test_second_ingest_at_the_same_time_is_refused(filled: World) -> None:
    filled.ingest()
    filled.publish(A, as_text(write_minutes(said="いかがでしょうか。")))
    with filled.engine() as engine, engine.update(), pytest.raises(EngineError, match="another process"):
        filled.ingest()
    assert filled.ingest().read == 3


def test_forms_of_one_meeting_are_its_renditions(world: World) -> None:
    minutes = write_minutes()
    world.publish("http://city.example/a.txt", as_text(minutes))
    world.publish("http://city.example/a.html", as_html(minutes), media_type="html")
    world.publish(
        "http://city.example/a.docx", as_docx(minutes.replace("午後３時３０分", "午後４時")), media_type="docx"
    )
    world.publish("http://city.example/b.txt", as_text(write_minutes(session="第2回")), link_text="同じ日の二つ目")
    report = world.ingest()
    assert (report.meetings, report.items, report.renditions) == (2, 4, 4)
    first, second = world.contents()["meetings"]
    assert (first["id"], first["session"], len(first["renditions"])) == (MAY, "第1回", 3)
    assert (second["id"], second["session"], len(second["renditions"])) == (f"{MAY}-m2", "第2回", 1)
    (disagreement,) = first["disagreements"]
    assert disagreement["field"] == "end"
    assert {v["value"] for v in disagreement["values"]} == {"15:30", "16:00"}
    assert second["disagreements"] == []


def test_documents_without_a_date_are_told_apart_and_dated_by_their_links(world: World) -> None:
    def undated(said: str) -> bytes:
        return as_text(write_minutes("未定", said=said))

    world.publish("http://city.example/1.txt", undated("一つ目。"))
    world.publish("http://city.example/2.txt", undated("二つ目。"))
    world.publish("http://city.example/2-again.txt", undated("二つ目。"))
    world.publish("http://city.example/3.txt", undated("三つ目。"), link_text="令和元年8月2日 会議録")
    report = world.ingest()
    assert (report.meetings, report.items) == (3, 6)
    assert world.ids() == [AUGUST, "982016-undated", "982016-undated-m2"]
    assert "date" in world.get("meetings", AUGUST)["needs_review"]
    assert [len(world.get("meetings", i)["renditions"]) for i in world.ids()] == [1, 1, 2]
    contents = world.contents()
    world.ingest(rebuild=True)
    assert world.contents() == contents
