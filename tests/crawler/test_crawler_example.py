from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from loopback_site import make_source

from crawler.errors import SourceError
from crawler.example import compare_example, find_example, load_example, write_example

URL = "http://127.0.0.1:9/list.html"
PAGE = (
    "<title>渚沢市個人情報保護審議会</title><h1>渚沢市個人情報保護審議会</h1><ul><li><a href=1.pdf>第1回会議録</a>"
    "<li><a href=s.pdf>第1回次第</a><li><a href=toshi.pdf>都市計画審議会会議録</a></ul>"
).encode("cp932")
SOURCE = make_source("http://127.0.0.1:9/")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_example(tmp_path / "examples" / "nagisawa", SOURCE, URL, PAGE, "text/html; charset=Shift_JIS")
    found = find_example(tmp_path, "nagisawa")
    assert found is not None
    return found


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "golden.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_written_is_read_the_same(folder: Path) -> None:
    example = load_example(folder)
    assert (example.body, example.reviewed, example.url) == (PAGE, "", URL)
    assert {name: {url.rsplit("/", 1)[1] for url in urls} for name, urls in example.golden.items()} == {
        "take": {"1.pdf"},
        "leave": {"s.pdf", "toshi.pdf"},
        "either": set(),
    }
    assert compare_example(example, SOURCE) == ()
    moved = replace(SOURCE, start=("http://127.0.0.1:10/",), hosts=("127.0.0.1:10",))
    assert compare_example(example, moved) == (), "wherever the source is now"


@pytest.mark.parametrize(
    ("council", "old", "new", "told"),
    [
        ("渚沢市都市計画審議会", "", "", ["1.pdf is passed over", "toshi.pdf is taken"]),
        ("", "1.pdf", "9.pdf", ["1.pdf is in none of the lists", "9.pdf is no link of the page"]),
        ("", 'leave = [\n  "http://127.0.0.1:9/s.pdf",', "leave = [", ["s.pdf is in none of the lists"]),
    ],
)
def test_what_is_read_otherwise(folder: Path, council: str, old: str, new: str, told: list[str]) -> None:
    if old:
        edit(folder, old, new)
    source = replace(SOURCE, council=council or SOURCE.council)
    assert [line.rsplit("/", 1)[1] for line in compare_example(load_example(folder), source)] == told


@pytest.mark.parametrize(("old", "new", "told"), [("take", "taken", "take: is missing"), ("= [", "= (", "not a TOML")])
def test_a_golden_file_that_is_wrong(folder: Path, old: str, new: str, told: str) -> None:
    path = folder / "golden.toml"
    head, _, rest = path.read_text(encoding="utf-8").partition("reviewed")
    path.write_text(f"{head}reviewed{rest.replace(old, new)}", encoding="utf-8")
    with pytest.raises(SourceError, match=told):
        load_example(folder)


def test_a_missing_one(tmp_path: Path, folder: Path) -> None:
    assert find_example(tmp_path, "nobody") is None
    (folder / "page.html").unlink()
    with pytest.raises(SourceError, match=r"page\.html: cannot be read"):
        load_example(folder)
