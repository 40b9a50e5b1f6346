"""The lines of a facet: what each state says and leads to, and that labels stay text."""

from __future__ import annotations

import pytest
from lxml import html

from app.search.results import FacetValueOut
from app.search.service import SearchService
from app.web.facet_lines import make_facet_lines
from app.web.links import SearchLinks
from tests.support.invented import CASES, VOCABULARY, ToyAnalyzer, make_engine


def make_line(most: int = 8, label: str = "月影市", **state: object) -> html.HtmlElement:
    service = SearchService(make_engine(CASES), ToyAnalyzer(), VOCABULARY)
    links = SearchLinks(service.parse({"city": ["992011"]}), None)
    entry = FacetValueOut.model_validate({"value": "992020", "label": label, "count": 4, "selected": False, **state})
    return html.fromstring(f"<ul>{make_facet_lines('city', [entry], most, links)}</ul>")


def tell(line: html.HtmlElement) -> str:
    return " ".join(line.text_content().split())


@pytest.mark.parametrize(
    ("state", "says", "leads_to"),
    [
        ({}, "☐ 月影市 4件除く：月影市", ["city=992011&city=992020", "city=992011&-city=992020"]),
        ({"selected": True}, "☑ 月影市（選択中。外す） 4件", ["city=992011&city=992020"]),
        ({"excluded": True, "count": 0}, "☒ 月影市（除外中。戻す）", ["city=992011&-city=992020"]),
        ({"count": 0}, "☐ 月影市 0件", []),
        ({"count": 1234}, "☐ 月影市 1,234件除く：月影市", ["city=992011&city=992020", "city=992011&-city=992020"]),
    ],
)
def test_states(state: dict[str, object], says: str, leads_to: list[str]) -> None:
    line = make_line(**state)
    assert tell(line) == says
    assert line.xpath("//a/@href") == [f"/search?{query}" for query in leads_to]
    assert line.xpath("//a[@aria-current]") == (line.xpath("//a") if "選択中" in says or "除外中" in says else [])


@pytest.mark.parametrize(("most", "widths"), [(8, ["50.0%"]), (0, [])])
def test_bars(most: int, widths: list[str]) -> None:
    assert make_line(most).xpath("//rect/@width") == widths


@pytest.mark.parametrize("label", ["<script>1</script>", '" onclick="1', "{toggle}", "\u202e右から左へ"])
def test_labels_stay_text(label: str) -> None:
    line = make_line(label=label)
    assert label in line.xpath("//span[@class='name']")[0].text_content()
    assert not line.xpath("//script | //@onclick")
    assert len(line.xpath("//a")) == 2
