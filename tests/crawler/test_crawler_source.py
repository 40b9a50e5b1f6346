from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import SourceError
from crawler.source import load_sources, make_check_digit

GOOD = """
municipality = "渚沢市"
code = "98201"
prefecture = "北浜県"
council = "渚沢市個人情報保護審議会"
start = ["https://www.city.nagisawa.example/shingikai/"]
"""


def test_defaults(tmp_path: Path) -> None:
    (tmp_path / "nagisawa.toml").write_text(GOOD, encoding="utf-8")
    (source,) = load_sources(tmp_path)
    assert (source.name, source.code, source.hosts) == ("nagisawa", "982016", ("www.city.nagisawa.example",))
    assert (source.local, source.delay, source.cadence, source.max_depth) == (False, 1.0, "weekly", 3)


@pytest.mark.parametrize(
    ("code", "digit"),
    [("01100", "2"), ("13101", "6"), ("27100", "4"), ("47201", "8"), ("01202", "5"), ("00001", "9")],
)
def test_check_digit(code: str, digit: str) -> None:
    assert make_check_digit(code) == digit


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "98201"', 'code = "982017"', "code: 982017 has a wrong check digit (expected 982016)"),
        ('code = "98201"', 'code = "9820"', "code: expected 5 or 6 digits"),
        ('code = "98201"', "code = 98201", "code: expected str"),
        ('prefecture = "北浜県"', "", "prefecture: is missing"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\ncolour = "red"', "colour: unknown key"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\ndelay = -1', "delay: must not be negative"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\nmax_depth = true', "max_depth: expected int"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\ncadence = "hourly"', "cadence: 'hourly'"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\ncadence = "0 3 1 * 2"', "cannot both be given"),
        ('prefecture = "北浜県"', 'prefecture = "北浜県"\nlocal = true', "start: a local source is on loopback"),
        ("https://www.city.nagisawa.example/shingikai/", "http://127.0.0.1/", "say local = true"),
        ("https://www.city.nagisawa.example/", "https://www.city.nagisawa.example:8443/", "may name a port"),
        ("https://www.city.nagisawa.example/", "ftp://www.city.nagisawa.example/", "not an http(s) URL"),
        ("start = [", "start = ", "not a TOML file"),
    ],
)
def test_refused_by_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    (tmp_path / "bad.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    assert str(caught.value).startswith("bad.toml: ")
    assert message in str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        load_sources(tmp_path / "absent")
