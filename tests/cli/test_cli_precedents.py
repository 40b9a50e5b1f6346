"""`shingikai similar` and `stats`: what the API answers, and what is told to people and spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.town import Town


def find_referral(town: Town) -> str:
    hits = town.run("search", "クラウド", "--kind", "referral", "--json").json["hits"]
    return str(hits[0]["id"])


def test_similar(town: Town, tmp_path: Path) -> None:
    item = find_referral(town)
    found = town.run("similar", item, "--limit", "2", "--json").json
    assert found["asked"]["id"] == item
    assert all(hit["code"] != item[:6] for hit in found["hits"])
    draft = tmp_path / "案.txt"
    draft.write_text(f"件名：{found['asked']['title']}\n住民の情報をクラウドに置く。\n", encoding="utf-8")
    told = town.run("similar", "--draft", str(draft), "--city", item[:6])
    assert " referrals of other cities are close" in told.out.splitlines()[0]
    assert [hit["id"] in told.out for hit in found["hits"][:1]] == [True]


def test_similar_needs_one_of_two(town: Town) -> None:
    assert town.run("similar").code == 2


def test_stats(town: Town) -> None:
    found = town.run("stats", "--row", "city", "--column", "outcome", "--json").json
    rows = list(csv.DictReader(io.StringIO(town.run("stats", "--row", "city", "--column", "outcome").out)))
    assert sum(int(row["count"]) for row in rows) == found["total"] > 0
    assert {row["row"] for row in rows} == {row["value"] for row in found["rows"]}


def test_explain(town: Town) -> None:
    item = find_referral(town)
    found = town.run("explain", "クラウド -委託", "--item", item).json
    assert found["canonical"] == "クラウド AND NOT 委託"
    assert found["item"]["matches"]
    assert town.run("explain", '"').code == 2


def test_what_belongs_to_no_item_is_searched_too_if_asked(town: Town) -> None:
    totals = [town.run("search", "--scope", scope, "--limit", "1", "--json").json["total"] for scope in ("item", "all")]
    assert totals[0] < totals[1]
