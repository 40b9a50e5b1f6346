"""A meeting that is told in a sentence instead of keys and values."""

from __future__ import annotations

import pytest

from app.parse.facts import read_facts

TOLD = [
    ("第3回霧沢市個人情報保護審議会は、令和3年7月5日（月）午後2時から、霧沢市役所第1会議室において開催された。",
     ("2021-07-05", "14:00", None, "霧沢市役所第1会議室")),
    ("令和3年7月5日（月）の午前10時から11時35分まで、霧沢市役所議会棟4階の第3委員会室で会議を開きました。",
     ("2021-07-05", "10:00", "11:35", "霧沢市役所議会棟4階の第3委員会室")),
    ("令和3年7月5日、霧沢市民会館で審議会が開かれ、二つの諮問を審議した。", ("2021-07-05", None, None, "霧沢市民会館")),
    ("令和3年7月5日午後2時から午後4時まで霧沢市民会館にて第2回審議会が行われました。",
     ("2021-07-05", "14:00", "16:00", "霧沢市民会館")),
]  # fmt: skip
NOT_TOLD = [
    "令和3年7月5日（月）午後2時から、霧沢市役所第1会議室において審議会を開催します。",  # a notice
    "前回令和3年7月5日午後2時から市役所会議室で開催された会議の会議録を承認した。",
    "令和3年7月5日に答申した条例の改正について、審議会で協議を行った。",
    "条例は令和3年7月5日に施行され、審議会が開かれた。",
    "平成30年4月1日から令和3年7月5日まで、審議会が3回開かれた。",
]


@pytest.mark.parametrize(("sentence", "values"), TOLD)
def test_told(sentence: str, values: tuple[str | None, ...]) -> None:
    facts = read_facts([], ["霧沢市個人情報保護審議会"], None, [sentence])
    assert facts.date is not None
    assert (facts.date.iso, facts.start, facts.end, facts.place) == values


@pytest.mark.parametrize("sentence", NOT_TOLD)
def test_not_told(sentence: str) -> None:
    facts = read_facts([], ["霧沢市個人情報保護審議会"], None, [sentence])
    assert (facts.date, facts.place) == (None, None)


def test_who_came() -> None:
    sentence = (
        "令和3年7月5日（月）午後2時から市役所第1会議室で会議を開きました。出席した委員は、甲野会長、乙山副会長、"
        "丙川委員の3人で、丁田委員は欠席でした。会議は公開し、3人の方が傍聴されました。"
    )
    facts = read_facts([], ["霧沢市個人情報保護審議会"], None, [sentence])
    assert facts.members == ("甲野", "乙山", "丙川")
    assert (facts.absent, facts.public, facts.observers) == (("丁田",), "公開", 3)
