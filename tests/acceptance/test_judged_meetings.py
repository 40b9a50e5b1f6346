"""What is known of the judged real meetings (benchmarks/relevance/real.toml) is what a careful reader found in them."""

from __future__ import annotations

import tomllib
from typing import Any

from benchmarks.judged_items import REAL


def test_judged_meetings_have_the_items_of_the_gold(gold: dict[str, Any]) -> None:
    meetings = {f"{one['code']}-{one['date']}": [item["kind"] for item in one["items"]] for one in gold.values()}
    assert tomllib.loads(REAL.read_text(encoding="utf-8")) == meetings
