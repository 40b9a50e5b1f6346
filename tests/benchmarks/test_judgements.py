"""The judgements are whole: their ids exist, the halves are those that were drawn, and a mistake is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.judged_items import Item, JudgementError, load_items, match_items
from benchmarks.judgements import (
    SETS,
    USERS,
    Query,
    Similar,
    draw_sets,
    keep_known,
    load_queries,
    load_similar,
    main,
)

M, N = "999999-2020-01-07", "888888-2021-02-09"
FEW = {
    f"{meeting}-i{ordinal}": Item(f"{meeting}-i{ordinal}", kind, title)
    for meeting in (M, N)
    for ordinal, kind, title in ((1, "諮問", "窓口の録音"), (2, "報告", "届出"), (3, "諮問", "名簿の提供"))
}
QUERY = f"""
[[query]]
id = "q"
user = "official"
set = "tune"
text = "窓口 録音"
need = "窓口の録音の前例を見たい。"
[query.grades]
3 = ["{M}-i1"]
1 = ["{N}-i1", "{N}-i2"]
"""
SIMILAR = f"""
[[referral]]
id = "{M}-i1"
set = "final"
[referral.grades]
2 = ["{N}-i3"]
"""


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return load_items()


@pytest.fixture(scope="module")
def queries(items: dict[str, Item]) -> tuple[Query, ...]:
    return load_queries(items)


@pytest.fixture(scope="module")
def similar(items: dict[str, Item]) -> tuple[Similar, ...]:
    return load_similar(items)


def test_there_are_enough_and_most_have_three_items_or_more(
    queries: tuple[Query, ...], similar: tuple[Similar, ...]
) -> None:
    assert len(queries) >= 66
    assert len(similar) >= 30
    for judged in (queries, similar):
        assert sum(len(entry.grades) >= 3 for entry in judged) >= 0.8 * len(judged)
    assert {grade for query in queries for grade in query.grades.values()} == {1, 2, 3}
    assert all(query.need.endswith("。") and query.text != query.need for query in queries)


def test_the_halves_are_those_that_were_drawn(queries: tuple[Query, ...], similar: tuple[Similar, ...]) -> None:
    drawn = draw_sets({user: [query.id for query in queries if query.user == user] for user in USERS})
    assert {query.id: query.set for query in queries} == drawn
    assert {entry.id: entry.set for entry in similar} == draw_sets({"referrals": [entry.id for entry in similar]})
    for user in USERS:
        sizes = Counter(query.set for query in queries if query.user == user)
        assert abs(sizes["tune"] - sizes["final"]) <= 1


def test_a_draw_does_not_depend_on_the_order_of_the_file() -> None:
    names = [f"q{number}" for number in range(9)]
    drawn = draw_sets({"a": names, "b": ["x"]})
    assert drawn == draw_sets({"b": ["x"], "a": names[::-1]})
    assert [Counter(drawn[name] for name in names)[which] for which in SETS] == [4, 5]
    assert drawn != draw_sets({"a": names, "b": ["x"]}, seed=2)


def test_every_city_of_the_samples_answers_something(queries: tuple[Query, ...], items: dict[str, Item]) -> None:
    answering = {items[name].code for query in queries for name in query.grades}
    assert answering == {item.code for item in items.values()}


def test_without_the_real_minutes_most_can_still_be_measured(
    queries: tuple[Query, ...], similar: tuple[Similar, ...], items: dict[str, Item]
) -> None:
    invented = {name for name, item in items.items() if item.title is not None}
    kept = keep_known(queries, invented)
    assert 0.9 * len(queries) < len(kept) < len(queries)
    assert all(set(query.grades) <= invented for query in kept)
    near = keep_known(similar, invented)
    assert 0.9 * len(similar) < len(near)
    assert all({entry.id, *entry.grades} <= invented for entry in near)
    assert keep_known(similar, ()) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"{N}-i2", f"{N}-i9", f"q: no such item: {N}-i9"),
        (f"{N}-i2", f"{M}-i1", f"q: graded twice: {M}-i1"),
        ('"official"', '"mayor"', "'mayor' is none of researcher"),
        ('"tune"', '"train"', "'train' is none of tune"),
        ("\n3 =", "\n4 =", "grades are lists"),
        ('need = "窓口の録音の前例を見たい。"\n', "", "q: not just .*need"),
        ('text = "窓口 録音"', 'text = " "', "text is empty"),
        ('id = "q"', 'name = "q"', "without an id"),
        ("[[query]]", "[[queries]]", "tables and nothing else, not queries"),
        (f'3 = ["{M}-i1"]\n1 = ["{N}-i1", "{N}-i2"]\n', "", "nothing is graded"),
        ("[[query]]", "[query", "bad.toml: "),
        (QUERY, QUERY * 2, "twice: q"),
        (QUERY, QUERY + QUERY.replace('"q"', '"r"'), "twice: 窓口 録音"),
    ],
)
def test_a_mistake_in_the_queries_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in QUERY
    path = tmp_path / "bad.toml"
    path.write_text(QUERY, encoding="utf-8")
    assert [query.grades for query in load_queries(FEW, path)] == [{f"{M}-i1": 3, f"{N}-i1": 1, f"{N}-i2": 1}]
    path.write_text(QUERY.replace(old, new), encoding="utf-8")
    with pytest.raises(JudgementError, match=said):
        load_queries(FEW, path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"{N}-i3", f"{M}-i3", f"of the same city: {M}-i3"),
        (f"{N}-i3", f"{N}-i2", f"{N}-i2 is no referral"),
        (f'id = "{M}-i1"', f'id = "{M}-i2"', f"{M}-i2 is no referral"),
        (f'id = "{M}-i1"', 'id = "somewhere"', "somewhere is no referral"),
        (SIMILAR, SIMILAR * 2, f"twice: {M}-i1"),
    ],
)
def test_a_mistake_in_the_referrals_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SIMILAR
    path = tmp_path / "bad.toml"
    path.write_text(SIMILAR, encoding="utf-8")
    assert [entry.grades for entry in load_similar(FEW, path)] == [{f"{N}-i3": 2}]
    path.write_text(SIMILAR.replace(old, new), encoding="utf-8")
    with pytest.raises(JudgementError, match=said):
        load_similar(FEW, path)


@pytest.mark.parametrize(
    ("indexed", "expected"),
    [
        # read as the document has it
        ({"i1": "窓口の録音", "i2": "届出", "i3": "名簿の提供"}, {"i1": "i1", "i2": "i2", "i3": "i3"}),
        # the reader missed the second item, and numbered the third so
        ({"i1": "窓口の録音", "i2": "名簿 の 提供"}, {"i1": "i1", "i2": "i3"}),
        # a letter was recognised wrongly: the id decides
        ({"i1": "窓口の緑音", "i2": "届出", "i3": "名簿の提供"}, {"i1": "i1", "i2": "i2", "i3": "i3"}),
        # one item too many, which nobody judged
        ({"i1": "窓口の録音", "i2": "届出", "i3": "名簿の提供", "i4": "閉会"}, {"i1": "i1", "i2": "i2", "i3": "i3"}),
    ],
)
def test_items_are_known_again_by_title(indexed: dict[str, str], expected: dict[str, str]) -> None:
    found = match_items(FEW, {f"{M}-{name}": title for name, title in indexed.items()})
    assert found == {f"{M}-{name}": f"{M}-{known}" for name, known in expected.items()}


def test_equal_titles_of_one_meeting_are_matched_in_order() -> None:
    twins = {f"{M}-i{n}": Item(f"{M}-i{n}", "諮問", "結合について") for n in (1, 2, 10)}
    assert match_items(twins, dict.fromkeys(twins, "結合について")) == {name: name for name in twins}


def test_real_minutes_are_matched_by_id() -> None:
    real = {f"{M}-i1": Item(f"{M}-i1", "諮問", None)}
    assert match_items(real, {f"{M}-i1": "何かについて", f"{N}-i1": "別の市"}) == {f"{M}-i1": f"{M}-i1"}


def test_a_kind_that_does_not_exist_is_told(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(f'{M} = ["答申"]\n', encoding="utf-8")
    with pytest.raises(JudgementError, match="'答申' is none of 諮問"):
        load_items(tmp_path, tmp_path / "real.toml")


def test_the_table_of_the_page_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], queries: tuple[Query, ...]
) -> None:
    assert main() == 0
    table = capsys.readouterr().out
    assert next(line for line in table.splitlines() if "all queries" in line).split(" | ")[1] == str(len(queries))
    page = Path(__file__).parents[2] / "docs" / "relevance.md"
    assert table in page.read_text(encoding="utf-8")
