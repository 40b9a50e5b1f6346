"""Kinds, outcomes, topics and municipalities: what is public in URLs is there, unique, and found by any name."""

from __future__ import annotations

import re

import pytest

from app.errors import UsageError
from app.model import Municipality
from app.vocabulary.entries import Entry, load_vocabulary
from app.vocabulary.municipalities import complete_code, load_municipalities, make_check_digit

VOCABULARY = load_vocabulary()
TABLE = load_municipalities()

KINDS = {"referral": "諮問", "report": "報告", "election": "選任", "other": "その他"}
OUTCOMES = {
    "approved": "承認",
    "approved_with_conditions": "付帯意見付き承認",
    "rejected": "不承認",
    "continued": "継続審議",
    "reported": "報告",
    "elected": "選任",
    "withdrawn": "取下げ",
    "unknown": "不明",
}
TOPICS = {
    "cloud": "クラウド",
    "my_number": "マイナンバー",
    "convenience_store": "コンビニ交付",
    "online_connection": "オンライン結合",
    "outsourcing": "委託",
    "pia": "特定個人情報保護評価",
    "secondary_use": "目的外利用・外部提供",
    "ordinance": "条例改正",
    "surveillance_camera": "防犯カメラ",
    "welfare_health": "福祉・医療",
    "survey": "調査・アンケート",
    "disclosure": "開示請求・審査請求",
    "e_application": "電子申請",
    "ai": "AI・自動化",
    "incident": "漏えい・事故",
    "registration": "事務の届出",
    "chair": "会長選出",
}
LISTS = [("kinds", KINDS), ("outcomes", OUTCOMES), ("topics", TOPICS)]


@pytest.mark.parametrize(("name", "expected"), LISTS)
def test_all_values_are_there_under_their_public_codes(name: str, expected: dict[str, str]) -> None:
    entries: tuple[Entry, ...] = getattr(VOCABULARY, name)
    assert {entry.code: entry.label for entry in entries} == expected
    assert len(entries) == len(expected), "a code stands twice"
    assert len({entry.label for entry in entries}) == len(expected), "a label stands twice"


@pytest.mark.parametrize("name", [name for name, _ in LISTS])
def test_every_entry_says_why_it_is_there(name: str) -> None:
    assert [entry.code for entry in getattr(VOCABULARY, name) if len(entry.reason) < 10] == []


@pytest.mark.parametrize(("name", "expected"), LISTS)
def test_found_by_code_and_by_label_in_any_width(name: str, expected: dict[str, str]) -> None:
    find = getattr(VOCABULARY, name.removesuffix("s"))
    for code, label in expected.items():
        assert find(code).code == find(label).code == find(f" {label}　").code == code
    assert find("no such value") is None
    assert find("") is None


def test_label_in_full_width_letters() -> None:
    topic = VOCABULARY.topic("ＡＩ・自動化")
    assert topic is not None
    assert topic.code == "ai"


def test_patterns_are_compiled_and_none_matches_everything() -> None:
    patterns = [
        (entry.code, pattern)
        for entry in (*VOCABULARY.topics, *VOCABULARY.outcomes)
        for field in ("title", "words", "context", "excluded", "unless")
        for pattern in getattr(entry, field, ())
    ]
    assert len(patterns) > 50
    assert all(isinstance(pattern, re.Pattern) for _, pattern in patterns)
    assert [(code, p.pattern) for code, p in patterns if p.search("") or p.search("本日はお疲れさまでした")] == []


@pytest.mark.parametrize("topic", [t for t in VOCABULARY.topics if t.code != "chair"], ids=lambda t: t.code)
def test_every_topic_can_be_told_from_words(topic: Entry) -> None:
    assert getattr(topic, "title", ()) or getattr(topic, "words", ())


def test_every_outcome_but_the_unknown_one_can_be_told_from_words() -> None:
    silent = {entry.code for entry in VOCABULARY.outcomes if not entry.words}
    assert silent <= {"unknown", "approved_with_conditions"}


# Municipalities


def test_table_is_whole() -> None:
    assert len(TABLE.rows) == 1741
    assert len({m.code for m, _ in TABLE.rows}) == 1741
    assert len({m.prefecture for m, _ in TABLE.rows}) == 47
    assert len({(m.prefecture, m.name) for m, _ in TABLE.rows}) == 1741
    assert [m for m, _ in TABLE.rows if not m.name.endswith(("市", "区", "町", "村"))] == []


def test_every_check_digit_is_right() -> None:
    assert [m.code for m, _ in TABLE.rows if make_check_digit(m.code[:5]) != m.code[5]] == []
    assert [m.code for m, _ in TABLE.rows if TABLE.by_code(m.code[:5]) != m] == []


def test_codes_begin_with_their_prefecture() -> None:
    pairs = {(m.code[:2], m.prefecture) for m, _ in TABLE.rows}
    assert sorted(number for number, _ in pairs) == [f"{n:02d}" for n in range(1, 48)]


def test_readings_are_hiragana() -> None:
    assert [(m.name, reading) for m, reading in TABLE.rows if not re.fullmatch(r"[ぁ-んー]+", reading)] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [("13206", "132063"), ("132063", "132063"), ("１３２０６", "132063"), (" 132063 ", "132063"), ("01100", "011002")],
)
def test_five_digits_get_their_sixth(code: str, expected: str) -> None:
    assert complete_code(code) == expected


@pytest.mark.parametrize("code", ["132064", "1320", "1320631", "13206a", "", "²³⁴⁵⁶x"])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(UsageError) as caught:
        complete_code(code)
    assert caught.value.parameter == "code"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("東京都府中市", "132063"),
        ("広島県 府中市", "342084"),
        ("13206", "132063"),
        ("132063", "132063"),
        ("さっぽろし", "011002"),
        ("札幌市", "011002"),
        ("北海道伊達市", "012335"),
        ("福島県伊達市", "072133"),
        ("鎌ヶ谷市", "122246"),
        ("神奈川県茅ｹ崎市", "142077"),
        ("大阪府", "270008"),
        ("27000", "270008"),
        ("010006", "010006"),
    ],
)
def test_one_municipality_by_any_of_its_names(name: str, code: str) -> None:
    assert TABLE.one(name).code == code


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("府中市", ["東京都府中市", "132063", "広島県府中市", "342084"]),
        ("伊達市", ["北海道伊達市", "012335", "福島県伊達市", "072133"]),
        ("ふちゅうし", ["東京都府中市", "広島県府中市"]),
    ],
)
def test_ambiguous_name_lists_the_candidates(name: str, candidates: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        TABLE.one(name)
    assert caught.value.parameter == "municipality"
    assert [c for c in candidates if c not in str(caught.value)] == []


def test_every_municipality_is_found_by_prefecture_and_name() -> None:
    names = [f"{m.prefecture}{m.name}" for m, _ in TABLE.rows]
    assert len(set(names)) == len(names)
    by_name: dict[str, int] = {}
    for m, _ in TABLE.rows:
        by_name[m.name] = by_name.get(m.name, 0) + 1
    ambiguous = sorted(name for name, count in by_name.items() if count > 1 and name.endswith("市"))
    assert ambiguous == ["伊達市", "府中市"], "the only cities that share a name"


def test_prefectures_are_found_but_are_no_municipalities() -> None:
    found = [TABLE.by_code(f"{number:02}000") for number in range(1, 48)]
    assert [m.name for m in found if m is not None] == list(dict.fromkeys(m.prefecture for m, _ in TABLE.rows))
    assert TABLE.by_code("480002") is None
    invented = load_municipalities([Municipality("982016", "渚沢市", "北浜県")])
    assert invented.find("北浜県") == ()


@pytest.mark.parametrize("name", ["渚沢市", "府中", ""])
def test_unknown_name(name: str) -> None:
    with pytest.raises(UsageError, match="no municipality"):
        TABLE.one(name)


def test_invented_ones_are_added_and_never_hide_a_real_one() -> None:
    table = load_municipalities(
        [Municipality("982016", "渚沢市", "北浜県"), Municipality("132063", "偽府中市", "東京都")]
    )
    assert table.one("渚沢市").code == "982016"
    assert table.by_code("132063") == Municipality("132063", "府中市", "東京都")
    assert len(table.rows) == 1742
