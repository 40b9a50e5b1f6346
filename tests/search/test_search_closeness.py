"""How close two referrals are: which terms count, how rarity and field weigh, what topics and departments add."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.search.closeness import (
    Profile,
    Term,
    choose_terms,
    compare,
    count_terms,
    find_department_kind,
    load_closeness_weights,
    make_draft,
    make_rarity,
)

WEIGHTS = load_closeness_weights()
RARE = 5.0


@pytest.mark.parametrize(
    ("tokens", "terms"),
    [
        ("防犯 カメラ", ["防犯", "カメラ", "防犯 カメラ"]),
        ("住民 票 の 写し", ["住民", "住民 票", "写し"]),  # grammar parts neighbours; 票 tells nothing by itself
        ("市 課", []),
        ("ai を 使う", ["ai", "使う"]),
        ("a 委員 14 日", []),
        ("為る 事 有る", []),
    ],
)
def test_terms(tokens: str, terms: list[str]) -> None:
    assert sorted(" ".join(term) for term in count_terms([tokens.split()], WEIGHTS.ignored)) == sorted(terms)


def test_no_term_runs_from_one_string_into_the_next() -> None:
    assert ("防犯", "カメラ") not in count_terms([["防犯"], ["カメラ"]], WEIGHTS.ignored)


def make_profile(title: str, talk: str = "", topics: str = "", department: str | None = None) -> Profile:
    return Profile({"title": (title.split(),), "talk": (talk.split(),)}, frozenset(topics.split()), department)


def score(mine: Profile, theirs: Profile, rarity: dict[Term, float] | None = None) -> float:
    strength = choose_terms(mine, 100, WEIGHTS)
    draft = make_draft(mine, strength, dict.fromkeys(strength, RARE) | (rarity or {}), 40, WEIGHTS)
    return compare(draft, theirs, {"cloud": 2.0, "camera": 4.0}, WEIGHTS).score


ASKED = make_profile("図書館 の 防犯 カメラ", "画像 を 保存 する", "camera", "education")
CLOSER = [
    ("a word in the title", make_profile("防犯 カメラ"), make_profile("街灯", "防犯 カメラ")),
    ("said", make_profile("街灯", "画像 を 保存"), make_profile("街灯", "電球 を 交換")),
    ("said often", make_profile("街灯", "画像 画像 画像"), make_profile("街灯", "画像 街灯 電球")),
    ("in a short talk", make_profile("街灯", "画像"), make_profile("街灯", "画像 " + "電球 " * 2000)),
    ("neighbours", make_profile("防犯 カメラ"), make_profile("カメラ の 防犯")),
    ("topic", make_profile("街灯", topics="camera"), make_profile("街灯", topics="cloud")),
    ("only that topic", make_profile("街灯", topics="camera"), make_profile("街灯", topics="camera cloud")),
    ("department", make_profile("街灯", department="education"), make_profile("街灯", department="tax")),
    ("words before topic", make_profile("防犯 カメラ"), make_profile("街灯", topics="camera")),
]  # fmt: skip


@pytest.mark.parametrize(("closer", "farther"), [case[1:] for case in CLOSER], ids=[case[0] for case in CLOSER])
def test_closer(closer: Profile, farther: Profile) -> None:
    assert score(ASKED, closer) > score(ASKED, farther)


def test_the_parts_add_up_and_are_named() -> None:
    strength = choose_terms(ASKED, 100, WEIGHTS)
    draft = make_draft(ASKED, strength, dict.fromkeys(strength, RARE), 40, WEIGHTS)
    found = compare(draft, replace(ASKED, department="education"), {"camera": 4.0}, WEIGHTS)
    assert found.score == pytest.approx(found.words + found.topics + found.department)
    assert found.words == pytest.approx(sum(one.weight for one in found.shared))
    assert found.shared[0].fields == ("title",)
    assert found.shared_topics == ("camera",)
    assert found.topics == WEIGHTS.topic
    assert found.department == WEIGHTS.department


def test_nothing_in_common() -> None:
    assert score(ASKED, make_profile("街灯", "電球", "cloud", "works")) == 0
    assert score(make_profile(""), ASKED) == 0


def test_a_rare_word_counts_more() -> None:
    mine = make_profile("画像 提供")
    rarity = {("画像",): make_rarity(2, 100), ("提供",): make_rarity(90, 100), ("画像", "提供"): 0.0}
    assert score(mine, make_profile("画像"), rarity) > score(mine, make_profile("提供"), rarity)
    assert make_rarity(0, 100) == 0  # a word of the draft alone finds nothing


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市民課", "residents"), ("納税課", "tax"), ("デジタル推進室", "information"), ("学務課", "education"),
        ("こども家庭課", "children"), ("秘書課", None), (None, None),
    ],
)  # fmt: skip
def test_kinds_of_departments(name: str | None, kind: str | None) -> None:
    assert find_department_kind(name, WEIGHTS) == kind
