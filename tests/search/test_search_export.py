"""Exports: complete, in order, from one generation, safe in a spreadsheet; a broken one says so."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.errors import CursorExpiredError, UsageError
from app.search import export as exports
from app.search.export import Export, open_export, parse_export
from app.search.service import SearchService
from app.search.table import COLUMNS, make_cell, make_line
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine

ORIGIN = "https://search.example"
MANY = [Case("992011", f"20{10 + n % 7}-05-0{1 + n % 3}", f"第{n}の件", ordinal=n) for n in range(1, 38)]

BROKEN = "書き出しは37件のうち15件で途切れました（CursorExpiredError）。初めからやり直してください。"


def make_service(engine: MemoryEngine) -> SearchService:
    return SearchService(engine, ToyAnalyzer(), VOCABULARY)


def export(service: SearchService, **params: str) -> Export:
    asked = parse_export({name: [value] for name, value in params.items()}, service)
    return open_export(service, asked, ORIGIN)


def read_csv(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PAGE", 5)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(("sort", "newest_first"), [("", True), ("-date", True), ("date", False)])
def test_all_hits_once_and_in_order(sort: str, newest_first: bool) -> None:
    service = make_service(make_engine(MANY))
    found = read_csv("".join(export(service, format="csv", sort=sort).chunks))
    lines = [json.loads(line) for line in "".join(export(service, format="jsonl", sort=sort).chunks).splitlines()]
    assert [row["id"] for row in found] == [line["id"] for line in lines[1:-1]]
    assert {row["id"] for row in found} == {case.id for case in MANY}
    assert len(found) == len(MANY)
    dates = [row["date"] for row in found]
    assert dates == sorted(dates, reverse=newest_first)


def test_it_tells_how_to_repeat_it() -> None:
    service = make_service(make_engine())
    text = "".join(export(service, format="jsonl", q="クラウド", city="風待市").chunks)
    first, *items, end = [json.loads(line) for line in text.splitlines()]
    told = first["export"]
    assert told["url"] == (
        f"{ORIGIN}/api/v1/export?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89&city=%E9%A2%A8%E5%BE%85%E5%B8%82&format=jsonl"
    )
    assert told["parameters"] == {"q": ["クラウド"], "city": ["風待市"]}
    assert (told["sort"], told["total"], told["generation"]) == ("-date", len(items), "g1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", told["exported_at"])
    assert end == {"end": {"items": len(items)}}


def test_a_line_is_what_the_item_answers() -> None:
    service = make_service(make_engine())
    lines = "".join(export(service, format="jsonl").chunks).splitlines()
    assert len(lines) == 2 + 5, "what is outside all items is no item"
    for line in lines[1:-1]:
        told = json.loads(line)
        assert told == service.fetch_item(told["id"], ORIGIN).model_dump(mode="json")


def test_a_row() -> None:
    (row,) = [r for r in read_csv("".join(export(make_service(make_engine())).chunks)) if r["id"].endswith("07-10-i2")]
    assert list(row) == [column.name for column in COLUMNS]
    assert (row["topic_codes"], row["topics"]) == ("convenience_store；my_number", "コンビニ交付；マイナンバー")
    assert (row["outcome_code"], row["outcome_quote"]) == ("approved_with_conditions", "意見を付けて承認します。")
    assert (row["conditions"], row["department"], row["legal_regime"]) == ("記録を残すこと。", "図書館", "条例期")
    assert (row["url"], row["ocr"]) == (f"{ORIGIN}/items/{row['id']}", "false")


class Replaced(MemoryEngine):
    """The generation goes away after some questions."""

    left = 3

    def search(self, request: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise CursorExpiredError("gone")
        return super().search(request)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(
    ("form", "last"),
    [
        ("csv", f'"#error","{BROKEN}"'),
        ("jsonl", f'{{"error": "{BROKEN}"}}'),
    ],
)
def test_a_generation_that_goes_away(form: str, last: str) -> None:
    made = make_engine(MANY)
    engine = Replaced(store=made.store, number=made.number)
    found = export(make_service(engine), format=form)
    sent: list[str] = []
    with pytest.raises(CursorExpiredError):
        sent.extend(found.chunks)  # keeps what came before the error
    lines = "".join(sent).splitlines()
    assert lines[-1] == last
    assert '{"end": {' not in "".join(sent)


@pytest.mark.usefixtures("small_pages")
def test_it_keeps_to_one_generation() -> None:
    engine = make_engine(MANY)
    found = export(make_service(engine))
    next(found.chunks), next(found.chunks)
    engine.number += 1  # an ingest
    with pytest.raises(CursorExpiredError):
        list(found.chunks)


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"format": "xlsx"}, "format"),
        ({"limit": "5"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"sort": "relevance"}, "sort"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_refused(params: dict[str, str], parameter: str) -> None:
    with pytest.raises(UsageError) as caught:
        export(make_service(make_engine(CASES[:1])), **params)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝HYPERLINK(1)", "'＝HYPERLINK(1)"),
        ("+81", "'+81"),
        ("-2", "'-2"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        (" \u3000=1", "' \u3000=1"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("a\0b", "ab"),
        ("諮問=1", "諮問=1"),
        ("", ""),
        (None, ""),
        (2018, "2018"),
        ("２－１号", "２－１号"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert make_cell(value) == cell


@pytest.mark.parametrize("value", ['say "yes"', "a,b", "one\r\ntwo", '","=1'])
def test_a_cell_never_becomes_two(value: str) -> None:
    line = make_line([value, "after"])
    assert next(csv.reader(io.StringIO(line, newline=""))) == [value, "after"]


def test_the_columns_are_those_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(\w+)` \| ([^|]+) \|$", text.partition("## Columns")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert rows == [(column.name, column.description) for column in COLUMNS]
