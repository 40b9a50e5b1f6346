"""The sources: they parse, are enough, and as varied as they should be; malformed ones are refused."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from samples.build import HERE
from samples.model import City, Council, Minutes, Speech
from samples.source_format import KINDS, OUTCOMES, TOPICS, SourceError, parse_city, parse_minutes, parse_sources
from tests.samples.published import squeeze

SOURCES = sorted((HERE / "sources").glob("*/*.txt"))
CITY = City("tsukigase", "月ヶ瀬市", "981010", "北浜県", "月ヶ瀬市個人情報保護審議会", "table-plain")
HEAD = """session: 第1回
date: 2019-06-04
time: 9:30-11:05
place: 月ヶ瀬市役所
public: 公開
observers:
members: 雨宮 進（会長、座長）、鈴原 みつ
absent:
staff: 総務課 折口課長
---
"""
BODY = """@opening
会長: 始めます。
@item 諮問 | 台帳の委託について | 市民課 | 委託 | 承認
evidence: 認めます。
会長: 伺います。
  続けて、もう一つ。
（休憩）
委員: 認めます。
@closing
会長: 終わります。
"""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_source_parses(path: Path) -> None:
    minutes = parse_minutes(path, parse_city(path.parent / "city.toml"))
    assert minutes.items
    assert minutes.members
    assert any(isinstance(passage, Speech) for passage in minutes.passages())


def test_there_are_enough(councils: tuple[Council, ...], meetings: tuple[Minutes, ...]) -> None:
    assert len(councils) == 9
    assert len({council.city.layout for council in councils}) == 9
    assert len(meetings) >= 40
    assert len({minutes.fiscal_year for minutes in meetings}) >= 10
    assert sum(len(minutes.items) for minutes in meetings) >= 120


def test_all_of_the_vocabulary_occurs(meetings: tuple[Minutes, ...]) -> None:
    items = [item for minutes in meetings for item in minutes.items]
    assert {item.outcome for item in items} == set(OUTCOMES)
    assert {topic for item in items for topic in item.topics} == set(TOPICS)
    assert {item.kind for item in items} == set(KINDS)


def test_decided_differently_in_two_cities(meetings: tuple[Minutes, ...]) -> None:
    outcomes = {
        (minutes.city.slug, item.outcome)
        for minutes in meetings
        for item in minutes.items
        if "コンビニ交付" in item.topics and item.kind == "諮問"
    }
    assert {"不承認", "承認"} <= {outcome for _, outcome in outcomes}
    assert len({city for city, _ in outcomes}) >= 2


def _make_sentences(minutes: Minutes) -> set[str]:
    text = squeeze("。".join(passage.text for passage in minutes.passages()))
    return {sentence for sentence in text.split("。") if len(sentence) >= 8}


def test_no_two_documents_share_a_tenth_of_their_sentences(meetings: tuple[Minutes, ...]) -> None:
    sentences = {minutes.id: _make_sentences(minutes) for minutes in meetings}
    shared = {
        (one, other): len(sentences[one] & sentences[other]) / min(len(sentences[one]), len(sentences[other]))
        for one, other in combinations(sentences, 2)
    }
    assert {pair: share for pair, share in shared.items() if share > 0.1} == {}


def test_no_sentence_goes_round(meetings: tuple[Minutes, ...]) -> None:
    counts = Counter(sentence for minutes in meetings for sentence in _make_sentences(minutes))
    assert [sentence for sentence, count in counts.items() if count > 6] == []


@pytest.mark.parametrize("path", sorted((HERE / "sources").glob("*/city.toml")), ids=lambda path: path.parent.name)
def test_code_has_its_check_digit(path: Path) -> None:
    # 全国地方公共団体コード: weights 6 to 2, modulus 11, the last digit of 11 - remainder
    code = parse_city(path).code
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], range(6, 1, -1), strict=True))
    assert int(code[5]) == (11 - total % 11) % 10


def test_source_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "2019-06-04.txt"
    path.write_text(HEAD + BODY, encoding="utf-8")
    minutes = parse_minutes(path, CITY)
    assert (minutes.start, minutes.end, minutes.fiscal_year, minutes.observers) == ("09:30", "11:05", 2019, None)
    assert [(person.name, person.role) for person in minutes.members] == [
        ("雨宮 進", "会長、座長"),
        ("鈴原 みつ", None),
    ]
    [item] = minutes.items
    assert item.topics == ("委託",)
    assert [getattr(passage, "speaker", "") for passage in item.passages] == ["会長", "", "委員"]
    assert item.passages[0].text == "伺います。続けて、もう一つ。"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("session: 第1回\n", "", 9, "no 'session'"),
        ("time: 9:30", "time: 930", 3, "not a time"),
        ("public: 公開", "public: たぶん", 5, "たぶん"),
        ("observers:", "observers: 三", 6, "not a number"),
        ("date: 2019-06-04", "date: 2019-06-05", 2, "differ"),
        ("---\n", "", 10, "not a line of the head"),
        ("| 委託 |", "| 外注 |", 13, "外注"),
        ("| 承認", "| 可決", 13, "可決"),
        ("| 市民課 |", "|", 13, "5 fields"),
        ("evidence: 認めます。", "evidence: 見送ります。", 13, "not in the item's discussion"),
        ("evidence: 認めます。\n", "", 13, "has its evidence"),
        ("| 承認", "| 付帯意見付き承認", 13, "has conditions"),
        ("evidence: 認めます。\n", "evidence: 認めます。\ntogether: 4\n", 13, "no other item"),
        ("  続けて", " 続けて", 16, "neither speech nor"),
        ("（休憩）", "@decide", 17, "'@decide' without"),
        ("@closing", "@end", 10, "one @closing"),
    ],
)
def test_malformed_source_is_refused(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert (HEAD + BODY).count(old) >= 1
    path = tmp_path / "2019-06-04.txt"
    path.write_text((HEAD + BODY).replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=words) as raised:
        parse_minutes(path, CITY)
    assert (raised.value.path, raised.value.line) == (path, line)


def test_malformed_city_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tsukigase").mkdir()
    (tmp_path / "tsukigase" / "city.toml").write_text('municipality = "月ヶ瀬市"\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"city\.toml"):
        parse_sources(tmp_path)
