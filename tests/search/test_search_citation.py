"""Citations: what each form says, and that nothing in a title, a name or an address can end a field early."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from app.errors import UsageError
from app.search.citation import CitationFormat, build_citation, make_bibtex, make_citation, make_key, make_ris
from app.search.hits import make_item
from app.search.results import ItemOut
from tests.support.invented import CASES, make_source

TODAY = date(2026, 11, 21)
NASTY = 'A{B}C\\ 50%_#1 ~$^& "q" 改\n行\x00 }'


def item(**changed: Any) -> ItemOut:
    return make_item({**make_source(CASES[0]), **changed}, "https://search.example")


def cite(form: CitationFormat, **changed: Any) -> str:
    found = item(**changed)
    return make_citation(build_citation(found, found.url, TODAY), form)


def parse_bibtex(entry: str) -> tuple[str, dict[str, str]]:
    """As BibTeX reads it: a field ends with the brace that closes it, escaped or not."""
    head = re.match(r"@misc\{([^,\s{}]+),\n", entry)
    assert head is not None, entry
    at, fields = head.end(), {}
    while entry[at] != "}":
        name = re.compile(r"\s*([a-z]+)\s*= \{").match(entry, at)
        assert name is not None, entry[at:]
        end, depth = name.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[end], 0)
            end += 1
        fields[name.group(1)] = entry[name.end() : end - 1]
        assert entry[end : end + 2] == ",\n", entry[end:]
        at = end + 2
    assert entry[at:] == "}"
    return head.group(1), fields


def test_a_line_to_paste() -> None:
    said = make_source(CASES[0])["utterances"]
    pages = [{**one, "page": page} for one, page in zip(said, (2, 3, None), strict=True)]
    assert cite(CitationFormat.TEXT, utterances=pages) == (
        "風待市、『風待市個人情報保護審議会 第5回 会議録』、2018年7月10日、"
        "「諮問第1号 図書館システムのクラウド化について」、2〜3ページ、https://city.example/992011-2018-07-10.pdf "
        "（案件のページ https://search.example/items/992011-2018-07-10-i1 、閲覧日 2026年11月21日）"
    )


@pytest.mark.parametrize(
    ("changed", "said", "unsaid"),
    [
        ({}, "、2ページ、", "〜"),
        ({"utterances": [], "page": None}, "」、https", "ページ、"),
        ({"utterances": [], "page": 7}, "、7ページ、", "〜"),
        ({"date": None}, "日付不明", "年7月"),
        ({"council": None}, "『審議会 第5回 会議録』", "None"),
        ({"session": None, "number": None}, "審議会 会議録』", "None"),
        ({"needs_review": ["date"]}, "開催日は要確認", "削除"),
        ({"removed_at": "2024-05-01T16:00:00+00:00"}, "2024年5月2日までに削除", "要確認"),  # the day in Japan
    ],
)
def test_what_is_not_known_is_not_said(changed: dict[str, Any], said: str, unsaid: str) -> None:
    text = cite(CitationFormat.TEXT, **changed)
    assert said in text
    assert unsaid not in text.partition("（案件のページ")[0]


def test_bibtex() -> None:
    key, fields = parse_bibtex(cite(CitationFormat.BIBTEX))
    assert key == "shingikai-992011-2018-07-10-i1"
    assert fields == {
        "author": "{風待市}",
        "title": "{諮問第1号 図書館システムのクラウド化について}",
        "howpublished": "風待市個人情報保護審議会 第5回 会議録",
        "date": "2018-07-10",
        "year": "2018",
        "pages": "2",
        "url": "https://city.example/992011-2018-07-10.pdf",
        "urldate": "2026-11-21",
        "note": r"案件のページ: \url{https://search.example/items/992011-2018-07-10-i1}",
        "langid": "japanese",
    }


def test_where_it_is_served_may_not_be_known() -> None:
    citation = build_citation(item(), "", TODAY)
    assert "案件のページ" not in "".join(make_citation(citation, form) for form in CitationFormat)


@pytest.mark.parametrize("field", ["title", "council", "session", "municipality", "number"])
def test_bibtex_of_anything(field: str) -> None:
    _, fields = parse_bibtex(cite(CitationFormat.BIBTEX, **{field: NASTY}))
    assert len(fields) == 10
    assert r"A\textbraceleft{}B\textbraceright{}C\textbackslash{} 50\%\_\#1 \textasciitilde{}\$" in "".join(
        fields.values()
    )
    assert "\n" not in "".join(fields.values())


def test_an_address_ends_no_field() -> None:
    _, fields = parse_bibtex(cite(CitationFormat.BIBTEX, document_url="https://city.example/a b{c}}.pdf?x=%E3&y=\\#p"))
    assert fields["url"] == "https://city.example/a%20b%7Bc%7D%7D.pdf?x=%E3&y=%5C#p"


def test_ris_has_a_field_on_each_line() -> None:
    lines = cite(CitationFormat.RIS, title=NASTY, removed_at="2024-05-01T00:00:00+00:00").splitlines()
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - GOVDOC", "ER  - ")
    assert {"DA  - 2018/07/10", "Y2  - 2026/11/21", "SP  - 2", "EP  - 2"} <= set(lines)


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("992011-undated-m2-i10", "shingikai-992011-undated-m2-i10"),
        ("a,b}c 市", "shingikai-a_b_c__"),
    ],
)
def test_keys(identifier: str, key: str) -> None:
    assert make_key(identifier) == key


def test_the_key_does_not_depend_on_what_was_read() -> None:
    one = build_citation(item(), "https://a.example/1", TODAY)
    other = build_citation(item(title="別の読み", date=None), "https://b.example/2", date(2030, 1, 1))
    assert make_bibtex(one).splitlines()[0] == make_bibtex(other).splitlines()[0]
    assert make_ris(one).splitlines()[1] == make_ris(other).splitlines()[1]


def test_a_passage_is_cited_with_its_speaker_page_and_place() -> None:
    said = make_source(CASES[0])["utterances"]
    found = item(utterances=[{**one, "page": page} for one, page in zip(said, (2, 3, None), strict=True)])
    second, last = said[1]["anchor"], said[2]["anchor"]
    text = make_citation(build_citation(found, found.url, TODAY, second), CitationFormat.TEXT)
    assert "」、3ページ、担当課の発言、" in text
    assert f"（案件のページ {found.url}#{second} 、" in text
    assert build_citation(found, found.url, TODAY, last).pages is None, "a passage without a page has none"
    _, fields = parse_bibtex(make_bibtex(build_citation(found, found.url, TODAY, second)))
    assert fields["pages"] == "3"
    keys = {make_key(build_citation(found, found.url, TODAY, anchor).id) for anchor in (None, second, last)}
    assert len(keys) == 3
    with pytest.raises(UsageError, match="u999"):
        build_citation(found, found.url, TODAY, "u999")
