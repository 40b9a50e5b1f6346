"""What `sources add` makes of a page's words: municipality, cadence, the file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from app.cli.proposing import (
    choose_municipality,
    make_source_toml,
    propose_cadence,
    propose_municipality,
    set_verified,
)
from app.errors import UsageError
from app.vocabulary.municipalities import MunicipalityTable, load_municipalities
from crawler.source import parse_source

COUNCIL = "個人情報保護審議会"


@pytest.fixture(scope="module")
def table() -> MunicipalityTable:
    return load_municipalities()


@pytest.mark.parametrize(
    ("council", "texts", "codes", "read"),
    [
        # the council's own name comes first, whatever else the page names
        (f"大津市{COUNCIL}", ["草津市、草津市、草津市へのリンク"], ["252018"], "大津市"),
        # else what stands most often: 大津市 has no 津市 in it
        (COUNCIL, [f"{COUNCIL}｜大津市", "大津市役所", "四日市市と津市の例"], ["252018"], "大津市"),
        (COUNCIL, ["東村山市ホームページ", "村山市"], ["132136", "062081"], "東村山市、村山市"),
        # one name, several municipalities: the prefecture tells, if it stands there
        (f"府中市{COUNCIL}", ["〒183 東京都府中市"], ["132063"], "府中市"),
        (f"府中市{COUNCIL}", ["府中市役所"], ["132063", "342084"], "府中市"),
        (f"府中市{COUNCIL}", ["東京都と広島県"], ["132063", "342084"], "府中市"),
        # nowhere in the table
        (f"渚沢市{COUNCIL}", ["大津市の例"], [], "渚沢市"),
        (COUNCIL, ["くらしの情報"], [], ""),
    ],
)
def test_municipality(table: MunicipalityTable, council: str, texts: list[str], codes: list[str], read: str) -> None:
    found, name = propose_municipality(texts, council, table)
    assert (sorted(m.code for m in found), sorted(name.split("、"))) == (sorted(codes), sorted(read.split("、")))


@pytest.mark.parametrize(
    ("found", "read", "options", "expected"),
    [
        (["252018"], "大津市", {}, "252018 大津市 滋賀県"),
        (["252018"], "大津市", {"code": "132063"}, "132063 府中市 東京都"),
        (["132063", "342084"], "府中市", {"code": "34208"}, "342084 府中市 広島県"),
        ([], "", {"name": "滋賀県大津市"}, "252018 大津市 滋賀県"),
        ([], "渚沢市", {"code": "98201", "prefecture": "北浜県", "local": True}, "982016 渚沢市 北浜県"),
        (["132063", "342084"], "府中市", {}, "--code: .*東京都府中市.*広島県府中市"),
        ([], "渚沢市", {}, "--code: 渚沢市 is no municipality"),
        ([], "", {}, "--code: the page does not say"),
        ([], "渚沢市", {"code": "98201", "prefecture": "北浜県"}, "--code: no municipality has the code"),
        ([], "渚沢市", {"code": "98201", "local": True}, "--prefecture: .*give --prefecture"),
        ([], "", {"code": "98201", "prefecture": "北浜県", "local": True}, "--municipality: .*give --municipality"),
        ([], "", {"code": "982017", "local": True}, "code: .*check digit"),
        ([], "", {"name": "府中市"}, "municipality: .*several"),
    ],
)
def test_options(table: MunicipalityTable, found: list[str], read: str, options: dict[str, str], expected: str) -> None:
    known = [m for code in found if (m := table.by_code(code)) is not None]
    given = {"name": None, "code": None, "prefecture": None, "local": False} | options
    if ":" not in expected:
        chosen = choose_municipality(known, read, table, **given)  # type: ignore[arg-type]
        assert f"{chosen.code} {chosen.name} {chosen.prefecture}" == expected
        return
    parameter, _, words = expected.partition(": ")
    with pytest.raises(UsageError, match=words) as caught:
        choose_municipality(known, read, table, **given)  # type: ignore[arg-type]
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("texts", "cadence"),
    [
        ([], "weekly"),
        (["会議録（PDF：120KB）", "第3回"], "weekly"),
        (["令和5年4月12日", "令和5年8月2日", "令和6年1月10日"], "weekly"),
        (["平成20年4月1日", "平成20年5月1日", "平成20年6月1日", "令和6年1月10日"], "monthly"),
        (["令和5年2月1日", "令和5年2月1日 会議録", "2023年2月1日", "令和6年1月10日"], "monthly"),
    ],
)
def test_cadence(texts: list[str], cadence: str) -> None:
    assert propose_cadence(texts) == cadence


SOURCE = {
    "municipality": "大津市",
    "code": "252018",
    "prefecture": "滋賀県",
    "council": f'大津市"{COUNCIL}"',
    "start": ["https://www.city.otsu.example/shingikai/?a=1"],
}


def test_the_file_is_read_as_it_was_meant() -> None:
    source = parse_source(
        {**SOURCE, "hosts": ["old.city.otsu.example"], "cadence": "every 10 days"}, "otsu", "otsu.toml"
    )
    text = make_source_toml(
        source, found_at="https://www.example.org/list", verified=date(2026, 4, 1), proposed=date(2026, 4, 1)
    )
    assert parse_source(tomllib.loads(text), "otsu", "otsu.toml") == replace(
        source,
        hosts=("www.city.otsu.example", "old.city.otsu.example"),
        found_at="https://www.example.org/list",
        verified="2026-04-01",
    )
    never = make_source_toml(source, found_at="", verified=None, proposed=date(2026, 4, 1))
    assert 'verified = "never"\n' in never


WRITTEN = """\
# 大津市: the page moved in 2024

municipality = "大津市"   # since 1898
start = [
    "https://www.city.otsu.example/",  # the list
]
verified = "never"   # nobody yet
"""


def test_verified_is_set_and_nothing_else_is_touched() -> None:
    assert set_verified(WRITTEN, date(2026, 4, 1)) == WRITTEN.replace('"never"', "2026-04-01")
    without = WRITTEN.replace('verified = "never"   # nobody yet\n', "")
    assert set_verified(without, date(2026, 4, 1)) == without + "verified = 2026-04-01\n"
