"""Totals, hits, facets, orders and pages against brute force, on items that nobody changes."""

from __future__ import annotations

import itertools
import random

import pytest

from app.engine.base import (
    MAX_EXPANSIONS,
    And,
    Beginning,
    Engine,
    EngineRequest,
    EngineResult,
    MatchAll,
    Near,
    Not,
    OneOf,
    Or,
    Phrase,
    Sort,
    SortKey,
)
from app.errors import ExpansionLimitError, UsageError

from .brute_force import ALL_FIELDS, CITIES, FIELD_NAMES, OUTCOMES, TOPICS, Item, count_facet, find, make_clause

FACETS = ("city", "topic", "outcome", "year")
SELECTIONS = {"city": CITIES[1:], "topic": TOPICS[:2], "outcome": OUTCOMES[:1]}
# every subset of three selected facets
SUBSETS = [
    tuple(itertools.compress(SELECTIONS, chosen)) for chosen in itertools.product((False, True), repeat=len(SELECTIONS))
]


def word(*tokens: str) -> Phrase:
    return Phrase(tokens, ALL_FIELDS)


def collect(engine: Engine, request: EngineRequest) -> list[EngineResult]:
    """All pages of a request."""
    pages = [engine.search(request)]
    while pages[-1].more:
        pages.append(
            engine.search(
                EngineRequest(
                    query=request.query,
                    filters=request.filters,
                    sort=request.sort,
                    limit=request.limit,
                    after=pages[-1].hits[-1].key,
                    generation=pages[-1].generation,
                )
            )
        )
    return pages


CLAUSES = {
    "all": MatchAll(),
    "word": word("諮問"),
    "phrase": word("個人", "情報"),
    "three": word("個人", "情報", "委託"),
    "repeated": word("契約", "契約"),
    "absent": word("無い言葉"),
    "phrase with an absent word": word("個人", "無い言葉"),
    "one field": Phrase(("承認",), (("decision", 1.0),)),
    "without score": Phrase(("承認",), (("decision", 0.0),)),
    "and": And((word("諮問"), word("承認"))),
    "and of nothing": And(()),
    "or": Or((word("諮問"), word("課長", "番号"))),
    "or of nothing": Or(()),
    "and perhaps": And((word("諮問"), Or((MatchAll(), word("承認"), word("課長", "番号"))))),
    "only perhaps": And((Or((MatchAll(), word("承認"))),)),
    "perhaps and not": And((Or((word("承認"), MatchAll())), Not(word("課長")))),
    "and not": And((word("諮問"), Not(word("承認")))),
    "only not": And((Not(word("承認")),)),
    "not phrase": And((MatchAll(), Not(word("個人", "情報")), Not(word("w/x")))),
    "not nothing": And((word("諮問"), Not(Or(())))),
    "beginning": Beginning(("個",), FIELD_NAMES),
    "beginning of two": Beginning(("個人", "情"), ("title", "talk")),
    "beginning with signs": Beginning(("w/",), FIELD_NAMES),
    "beginning with any sign": And(
        (word("個人"), Not(Beginning(("(a|b)[^c]{2}~&#-\\^$+?<>@!%=;:,/`'_。、",), FIELD_NAMES)))
    ),
    "beginning of nothing": Beginning(("w.",), FIELD_NAMES),
    "beside": Near((("個人",),), (("番号",),), 0, FIELD_NAMES),
    "near": Near((("個人", "情報"), ("契約",)), (("番号",),), 2, FIELD_NAMES),
    "near itself": Near((("諮問",),), (("諮問",),), 1, ("talk",)),
    "as far as can be": Near((("個人",),), (("番号",),), 20, ("talk",)),
    "one of": OneOf("city", CITIES[1:3]),
    "one of none": OneOf("city", ()),
    "not near": And((word("個人"), Not(Near((("個人",),), (("番号",),), 3, FIELD_NAMES)))),
    "nested": And((Or((word("契約"), word("条件"))), Or((word("個人"), And((word("情報"), Not(word("番号")))))))),
}


@pytest.mark.parametrize("name", CLAUSES)
def test_clauses(filled: Engine, items: list[Item], name: str) -> None:
    request = EngineRequest(CLAUSES[name], limit=1000)
    result = filled.search(request)
    expected = {item["id"] for item in find(items, request)}
    assert {hit.id for hit in result.hits} == expected
    assert result.total == len(expected)


def test_clauses_are_told_apart(items: list[Item]) -> None:
    """The items are such that the table above can fail: few clauses find the same."""
    found = {name: frozenset(i["id"] for i in find(items, EngineRequest(c))) for name, c in CLAUSES.items()}
    assert len(set(found.values())) >= 13
    assert sum(0 < len(ids) < len(items) for ids in found.values()) >= 11


@pytest.mark.parametrize("seed", range(60))
def test_any_request(filled: Engine, items: list[Item], seed: int) -> None:
    source = random.Random(seed)
    request = EngineRequest(
        query=make_clause(source),
        filters={name: SELECTIONS[name] for name in source.choice(SUBSETS)},
        fixed=source.choice(({}, {"topic": ("online", "camera")}, {"scope": ("item",), "city": CITIES[:2]})),
        facets=FACETS,
        sort=source.choice(tuple(Sort)),
        limit=1000,
    )
    result = filled.search(request)
    expected = {item["id"] for item in find(items, request)}
    assert {hit.id for hit in result.hits} == expected
    assert (result.total, result.more) == (len(expected), False)
    assert result.facets == {facet: count_facet(items, request, facet) for facet in FACETS}


@pytest.mark.parametrize("selected", SUBSETS, ids="+".join)
@pytest.mark.parametrize("query", [MatchAll(), word("諮問")], ids=["all", "word"])
def test_multi_select_facets(
    filled: Engine, items: list[Item], query: MatchAll | Phrase, selected: tuple[str, ...]
) -> None:
    filters = {name: SELECTIONS[name] for name in selected}
    request = EngineRequest(query, filters=filters, facets=("outcome", "city", "topic", "outcome"), limit=0)
    result = filled.search(request)
    assert result.facets == {name: count_facet(items, request, name) for name in ("outcome", "city", "topic")}
    assert result.total == len(find(items, request))


def test_no_values_restrict_nothing(filled: Engine, items: list[Item]) -> None:
    request = EngineRequest(filters={"city": (), "topic": ("cloud",)}, fixed={"outcome": ()}, facets=("city",), limit=0)
    result = filled.search(request)
    assert result.total == len(find(items, request)) < len(items)
    assert result.facets["city"] == count_facet(items, request, "city")


def test_a_value_that_no_item_has(filled: Engine) -> None:
    result = filled.search(EngineRequest(filters={"city": ("ない市",)}, facets=("city", "topic")))
    assert (result.total, result.hits, result.facets["topic"]) == (0, (), ())
    assert len(result.facets["city"]) == len(CITIES)


@pytest.mark.parametrize("name", ["all", "word", "phrase", "or", "nested", "without score", "only not"])
def test_relevance_order(filled: Engine, name: str) -> None:
    hits = filled.search(EngineRequest(CLAUSES[name], limit=1000)).hits
    assert [hit.id for hit in hits] == [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))]
    assert [hit.key for hit in hits] == [SortKey(hit.score, hit.id) for hit in hits]
    if name in ("all", "without score", "only not"):
        assert {hit.score for hit in hits} == {0.0}
    else:
        assert min(hit.score for hit in hits) > 0.0
        assert len({hit.score for hit in hits}) > 3


def test_what_scores(filled: Engine) -> None:
    """Filters and MatchAll add nothing, a boost multiplies, fields and clauses add up."""
    plain = {hit.id: hit.score for hit in filled.search(EngineRequest(word("諮問"), limit=1000)).hits}
    silent = And((MatchAll(), word("諮問"), Phrase(("承認",), (("talk", 0.0),))))
    perhaps = And((Phrase(("承認",), (("talk", 0.0),)), Or((MatchAll(), word("諮問")))))
    filtered = EngineRequest(silent, filters={"topic": TOPICS[:2]}, fixed={"city": CITIES}, limit=1000)
    hits = filled.search(filtered).hits
    assert hits
    assert all(hit.score == pytest.approx(plain[hit.id], rel=1e-5) for hit in hits)
    ordered = filled.search(EngineRequest(perhaps, limit=1000)).hits
    assert {hit.id for hit in ordered} - set(plain)
    assert all(hit.score == pytest.approx(plain.get(hit.id, 0.0), rel=1e-5) for hit in ordered)
    parts = [
        {hit.id: hit.score for hit in filled.search(EngineRequest(Phrase(("諮問",), ((name, 1.0),)), limit=1000)).hits}
        for name, _ in ALL_FIELDS
    ]
    for identity, score in plain.items():
        boosted = (boost * part.get(identity, 0.0) for part, (_, boost) in zip(parts, ALL_FIELDS, strict=True))
        assert score == pytest.approx(sum(boosted), rel=1e-5)


def test_a_value_scores_its_weight(filled: Engine, items: list[Item]) -> None:
    """However many of the values an item has, beside what its words score; here so much that it outdoes all words."""
    named = OneOf("topic", TOPICS[:2], 100.0)
    hits = filled.search(EngineRequest(Or((word("諮問"), named)), limit=1000)).hits
    words = {hit.id: hit.score for hit in filled.search(EngineRequest(word("諮問"), limit=1000)).hits}
    having = {item["id"] for item in items if set(item["topic"]) & set(TOPICS[:2])}
    [unit] = {hit.score for hit in filled.search(EngineRequest(named, limit=1000)).hits}
    assert 0 < len(having & set(words)) < min(len(having), len(words))
    assert max(words.values()) < unit
    for hit in hits:
        assert hit.score == pytest.approx(unit * (hit.id in having) + words.get(hit.id, 0.0), rel=1e-5)
    assert {hit.id for hit in hits[: len(having)]} == having


def test_a_light_value_lies_between_words(engine: Engine) -> None:
    """On every engine between the same two: seven times the word scores 0.80, once 0.58."""
    texts = {"a-once": "諮問 審議", "b-none": "審議 審議", "c-often": "諮問 諮問 諮問 諮問 諮問 諮問 諮問"}
    with engine.rebuild() as writer:
        for identity, text in texts.items():
            writer.put("items", {"id": identity, "talk": text, "topic": ["cloud"] if identity == "b-none" else []})
    words = Phrase(("諮問",), (("talk", 1.0),))
    for weight, ids in ((0.5, "cab"), (0.7, "cba"), (0.9, "bca")):
        query = Or((words, OneOf("topic", ("cloud",), weight)))
        assert [hit.id[0] for hit in engine.search(EngineRequest(query)).hits] == list(ids)


def test_more_of_a_word_scores_more(engine: Engine) -> None:
    """BM25: more occurrences before fewer, short before long, rare before frequent."""
    texts = {"a-long": "審議 " * 30 + "諮問", "b-once": "諮問 審議", "c-twice": "諮問 諮問", "d-rare": "番号 審議"}
    with engine.rebuild() as writer:
        for identity, text in texts.items():
            writer.put("items", {"id": identity, "talk": text.strip()})
    query = Or((Phrase(("諮問",), (("talk", 1.0),)), Phrase(("番号",), (("talk", 1.0),))))
    assert [hit.id for hit in engine.search(EngineRequest(query)).hits] == ["d-rare", "c-twice", "b-once", "a-long"]


@pytest.mark.parametrize("sort", [Sort.DATE_DESC, Sort.DATE_ASC])
def test_date_orders(filled: Engine, items: list[Item], sort: Sort) -> None:
    dated = sorted((item for item in items if item["date"]), key=lambda item: item["id"])
    dated.sort(key=lambda item: item["date"], reverse=sort is Sort.DATE_DESC)
    undated = sorted(item["id"] for item in items if not item["date"])
    hits = filled.search(EngineRequest(sort=sort, limit=1000)).hits
    assert [hit.id for hit in hits] == [*(item["id"] for item in dated), *undated]
    assert undated
    assert [hit.key for hit in hits] == [SortKey(hit.source["date"] or "", hit.id) for hit in hits]
    assert {hit.score for hit in hits} == {0.0}


def test_order_by_id(filled: Engine, items: list[Item]) -> None:
    hits = filled.search(EngineRequest(word("諮問"), sort=Sort.ID, limit=1000)).hits
    assert [hit.id for hit in hits] == sorted(item["id"] for item in find(items, EngineRequest(word("諮問"))))
    assert {(hit.key.value, hit.score) for hit in hits} == {("", 0.0)}


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(
    ("name", "limit"),
    [("word", 1), ("word", 7), ("word", 100), ("all", 7), ("all", 100), ("all", 239), ("all", 240), ("all", 1000)],
)
def test_pages(filled: Engine, sort: Sort, limit: int, name: str) -> None:
    request = EngineRequest(CLAUSES[name], filters={"outcome": OUTCOMES}, sort=sort, limit=limit)
    whole = filled.search(EngineRequest(request.query, sort=sort, limit=1000)).hits
    pages = collect(filled, request)
    assert [hit for page in pages for hit in page.hits] == list(whole)
    assert {page.total for page in pages} == {len(whole)}
    assert [len(page.hits) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1].hits


def test_ties_beyond_any_slack(engine: Engine) -> None:
    """Hundreds of equal hits, put in an order that is not theirs, come by id, page by page."""
    ids = [f"t{number:04}" for number in range(700)]
    with engine.rebuild() as writer:
        for identity in random.Random(3).sample(ids, len(ids)):
            writer.put("items", {"id": identity, "title": "諮問 承認", "date": "2020-01-01"})
    for sort, query in itertools.product(Sort, (word("諮問"), MatchAll())):
        pages = collect(engine, EngineRequest(query, sort=sort, limit=50))
        assert [hit.id for page in pages for hit in page.hits] == ids


def test_limit_nothing(filled: Engine, items: list[Item]) -> None:
    result = filled.search(EngineRequest(limit=0, facets=("city",)))
    assert (result.total, result.hits, result.more) == (len(items), (), False)
    assert sum(count for _, count in result.facets["city"]) == len(items)


@pytest.mark.parametrize(
    ("request_", "parameter"),
    [
        (EngineRequest(limit=-1), "limit"),
        (EngineRequest(limit=1001), "limit"),
        (EngineRequest(limit=10**9), "limit"),
        (EngineRequest(filters={"colour": ("red",)}), "colour"),
        (EngineRequest(fixed={"colour": ("red",)}), "colour"),
        (EngineRequest(filters={"talk": ("諮問",)}), "talk"),
        (EngineRequest(facets=("colour",)), "colour"),
        (EngineRequest(facets=("talk",)), "talk"),
        (EngineRequest(Phrase(("諮問",), (("colour", 1.0),))), "colour"),
        (EngineRequest(Phrase(("諮問",), (("city", 1.0),))), "city"),
        (EngineRequest(Phrase(("諮問",), (("talk", -1.0),))), "talk"),
        (EngineRequest(Phrase((), (("talk", 1.0),))), "query"),
        (EngineRequest(Phrase(("諮問",), ())), "query"),
        (EngineRequest(Beginning((), ("talk",))), "query"),
        (EngineRequest(Beginning(("諮",), ("city",))), "city"),
        (EngineRequest(Near((("諮問",),), (), 1, ("talk",))), "query"),
        (EngineRequest(Near((("諮問",),), (("個人",),), 21, ("talk",))), "query"),
        (EngineRequest(Near((("諮問",),), (("個人",),), 1, ("city",))), "city"),
        (EngineRequest(OneOf("talk", ("諮問",))), "talk"),
        (EngineRequest(OneOf("city", ("x",), -1.0)), "city"),
        (EngineRequest(Not(MatchAll())), "query"),
        (EngineRequest(Or((MatchAll(), Not(MatchAll())))), "query"),
        (EngineRequest(after=SortKey("2020-01-01", "x")), "cursor"),
        (EngineRequest(sort=Sort.DATE_ASC, after=SortKey(1.5, "x")), "cursor"),
        (EngineRequest(sort=Sort.DATE_DESC, after=SortKey("yesterday", "x")), "cursor"),
        (EngineRequest(sort=Sort.ID, after=SortKey("2020-01-01", "x")), "cursor"),
        (EngineRequest(sort=Sort.ID, after=SortKey(1.5, "x")), "cursor"),
    ],
)
def test_wrong_requests(filled: Engine, request_: EngineRequest, parameter: str) -> None:
    with pytest.raises(UsageError) as caught:
        filled.search(request_)
    assert caught.value.parameter == parameter


def test_phrases_stay_within_a_string_of_a_list(engine: Engine) -> None:
    with engine.rebuild() as writer:
        writer.put("items", {"id": "one", "talk": "個人 情報"})
        writer.put("items", {"id": "two", "talk": ["審議 個人", "情報 審議"]})
    assert [hit.id for hit in engine.search(EngineRequest(word("個人", "情報"))).hits] == ["one"]
    assert engine.search(EngineRequest(And((word("個人"), word("情報"))))).total == 2


def test_words_of_two_strings_are_never_near(engine: Engine) -> None:
    with engine.rebuild() as writer:
        writer.put("items", {"id": "one", "talk": ["個人 審議", "情報"]})
        writer.put("items", {"id": "two", "talk": ["個人 審議 情報", "契約"]})
    near = Near((("個人",),), (("情報",),), 20, ("talk",))
    assert [hit.id for hit in engine.search(EngineRequest(near)).hits] == ["two"]


def test_a_beginning_of_too_many_words(engine: Engine) -> None:
    """Behind another word it is refused; alone it finds them all."""
    words = [f"語{number}" for number in range(MAX_EXPANSIONS + 1)]
    with engine.rebuild() as writer:
        writer.put("items", {"id": "one", "talk": f"個人 {' '.join(words)}"})
    with pytest.raises(ExpansionLimitError) as caught:
        engine.search(EngineRequest(Beginning(("個人", "語"), ("talk",))))
    assert (caught.value.beginning, caught.value.limit) == ("語", MAX_EXPANSIONS)
    assert engine.search(EngineRequest(Beginning(("個人", "語1"), ("talk",)))).total == 0
    assert engine.search(EngineRequest(Beginning(("個人", "語0"), ("talk",)))).total == 1
    assert engine.search(EngineRequest(Beginning(("語",), ("talk",)))).total == 1


NASTY = (
    "a b", "A B", 'a"b', "a\\b", 'a\\"', "*", "x:y", "(", ")", "[q]", "{q}", "IN", "AND", "OR", "NOT", "-n",
    "+n", "~2", "^2", "'", '"', "\\", "", "\n", "\t", "\u3000", "ＡＢ", "ab", "🎉", "あ い", "/r/", "\\n", "<b>",
    "a TO b", "長" * 500,
)  # fmt: skip


def test_values_are_taken_literally(engine: Engine) -> None:
    """In filters and in the selections of other facets, whatever a value looks like in some query language."""
    with engine.rebuild() as writer:
        for number, value in enumerate(NASTY):
            writer.put("items", {"id": f"n{number:02}", "department": value, "city": ["c", "c", value]})
    for number, value in enumerate(NASTY):
        result = engine.search(EngineRequest(filters={"department": (value,)}, facets=("city", "department")))
        assert [hit.id for hit in result.hits] == [f"n{number:02}"]
        assert dict(result.facets["city"]) == {"c": 1, value: 1}
        assert len(result.facets["department"]) == len(NASTY)
    both = engine.search(EngineRequest(filters={"department": NASTY[:7], "city": NASTY[5:]}, facets=("department",)))
    assert both.total == 2
    assert dict(both.facets["department"]) == dict.fromkeys(NASTY[5:], 1)
