"""Corrections as they are written: a wrong one is refused by file and entry in one line, the others count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.correction_files import LoadedCorrections, load_corrections
from app.vocabulary.entries import load_vocabulary

GOOD = {
    "item": '"982016-2019-05-10-i2"',
    "field": '"outcome"',
    "value": '"継続審議"',
    "quote": '"次回に改めて審議します。"',
    "who": '"磯部"',
    "when": "2024-06-01",
}
VOCABULARY = load_vocabulary()


def write(**changes: str | None) -> str:
    keys = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return "[[correction]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def load(folder: Path, *entries: str) -> LoadedCorrections:
    (folder / "渚沢市.toml").write_text("\n".join(entries), encoding="utf-8")
    return load_corrections(folder, VOCABULARY)


def test_an_entry(tmp_path: Path) -> None:
    (entry,) = load(tmp_path, write(note='"会長に確かめた"')).entries
    assert (entry.target, entry.field, entry.value) == ("982016-2019-05-10-i2", "outcome", "continued")
    assert (entry.quote, entry.who, entry.when, entry.note) == (
        "次回に改めて審議します。",
        "磯部",
        "2024-06-01",
        "会長に確かめた",
    )
    assert entry.where == "渚沢市.toml, correction 1"


MEETING: dict[str, str | None] = {"item": None, "meeting": '"982016-2019-05-10-m2"'}


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"value": '"continued"'}, "continued"),
        ({"field": '"kind"', "value": '"報告"'}, "report"),
        ({"field": '"topics"', "value": '["クラウド", "ＡＩ・自動化", "cloud"]'}, ("cloud", "ai")),
        ({"field": '"topics"', "value": "[]"}, ()),
        ({"field": '"title"', "value": '" 庁舎カメラの運用 "'}, "庁舎カメラの運用"),
        ({"field": '"department"', "value": '""'}, None),
        ({"field": '"conditions"', "value": '""'}, None),
        ({**MEETING, "field": '"date"', "value": "2019-05-11"}, "2019-05-11"),
        ({**MEETING, "field": '"date"', "value": '"2019-05-11"'}, "2019-05-11"),
        ({**MEETING, "field": '"start"', "value": "14:30:00"}, "14:30"),
        ({**MEETING, "field": '"end"', "value": '"09:05"'}, "09:05"),
        ({**MEETING, "field": '"end"', "value": '""'}, None),
        ({**MEETING, "field": '"observers"', "value": "0"}, 0),
        ({**MEETING, "field": '"public"', "value": '"一部非公開"'}, "一部非公開"),
        ({**MEETING, "field": '"council"', "value": '"渚沢市情報公開審査会"'}, "渚沢市情報公開審査会"),
        ({"item": None, "meeting": '"982016-undated"', "field": '"place"', "value": '"別館"'}, "別館"),
        ({"when": '"2024-06-01"'}, "continued"),
    ],
)
def test_values(tmp_path: Path, changes: dict[str, str | None], value: Any) -> None:
    loaded = load(tmp_path, write(**changes))
    assert loaded.refused == ()
    assert [entry.value for entry in loaded.entries] == [value]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"colour": '"red"'}, ["colour", "quote"]),
        ({"quote": None}, ["quote", "missing"]),
        ({"quote": '" "'}, ["quote"]),
        ({"who": '""'}, ["who"]),
        ({"note": "3"}, ["note"]),
        ({"when": '"yesterday"'}, ["when", "yesterday"]),
        ({"when": '"2024-02-30"'}, ["when", "2024-02-30"]),
        ({"when": "2024-06-01T10:00:00"}, ["when"]),
        ({"field": '"date"', "value": "2019-05-10"}, ["date", "outcome"]),
        ({"field": "3"}, ["unknown field"]),
        ({"field": '"needs_review"'}, ["needs_review"]),
        ({**MEETING}, ["outcome", "council"]),
        ({"meeting": '"982016-2019-05-10"'}, ["either"]),
        ({"item": None}, ["either"]),
        ({"item": '"982016-2019-05-10"'}, ["no id of an item"]),
        ({"item": None, "meeting": '"982016-2019-05-10-i1"'}, ["no id of a meeting"]),
        ({"item": "3"}, ["no id"]),
        ({"value": '"可決"'}, ["可決", "承認"]),
        ({"value": '""'}, ["no label"]),
        ({"value": "3"}, ["no label"]),
        ({"field": '"topics"', "value": '"クラウド"'}, ["list"]),
        ({"field": '"topics"', "value": '["クラウド", "雲"]'}, ["雲"]),
        ({"field": '"title"', "value": '""'}, ["value"]),
        ({**MEETING, "field": '"date"', "value": '""'}, ["no date"]),
        ({**MEETING, "field": '"start"', "value": '"25:00"'}, ["25:00"]),
        ({**MEETING, "field": '"observers"', "value": '"三人"'}, ["number"]),
        ({**MEETING, "field": '"observers"', "value": "true"}, ["number"]),
        ({**MEETING, "field": '"public"', "value": '"半公開"'}, ["半公開", "非公開"]),
    ],
)
def test_wrong_entry_is_refused_and_the_next_counts(
    tmp_path: Path, changes: dict[str, str | None], named: list[str]
) -> None:
    loaded = load(tmp_path, write(**changes), write(item='"982016-2019-05-10-i9"'))
    (refused,) = loaded.refused
    assert refused.where == "渚沢市.toml, correction 1"
    assert [word for word in named if word not in refused.reason] == []
    assert "\n" not in refused.reason
    assert [entry.target for entry in loaded.entries] == ["982016-2019-05-10-i9"]


@pytest.mark.parametrize("content", ["value = ", "item = 'x'", "[correction]\nitem = 'x'", "correction = 1"])
def test_wrong_file_is_refused_and_the_next_counts(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.toml").write_text(content, encoding="utf-8")
    loaded = load(tmp_path, write())
    assert [refusal.where for refusal in loaded.refused] == ["a.toml"]
    assert len(loaded.entries) == 1


def test_no_folder_and_other_files_are_no_corrections(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# how", encoding="utf-8")
    assert load_corrections(tmp_path, VOCABULARY) == LoadedCorrections()
    assert load_corrections(tmp_path / "nothing", VOCABULARY) == LoadedCorrections()


def test_of_a_municipality(tmp_path: Path) -> None:
    loaded = load(tmp_path, write(), write(item='"983021-2019-05-10-i1"'))
    assert [entry.target for entry in loaded.of_municipality("983021")] == ["983021-2019-05-10-i1"]


def test_two_that_contradict_each_other_are_both_refused(tmp_path: Path) -> None:
    loaded = load(tmp_path, write(), write(value='"承認"'))
    assert loaded.entries == ()
    assert sorted(refusal.where[-1] for refusal in loaded.refused) == ["1", "2"]
