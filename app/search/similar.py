"""The closest referrals of other cities to an item or a draft: asks the engine for candidates, then compares them.

The engine finds what shares rare words; `closeness` orders it by where the words stand, topics and departments. A
referral that several meetings discussed is one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.analyze.spans import unpack_spans
from app.engine.base import And, Clause, Engine, EngineRequest, Not, OneOf, Or, Phrase
from app.model import LegalRegime
from app.search.closeness import (
    DECISION,
    FIELDS,
    QUESTION,
    TALK,
    TITLE,
    Closeness,
    Draft,
    Profile,
    Term,
    choose_terms,
    compare,
    find_department_kind,
    load_closeness_weights,
    make_draft,
    make_rarity,
)
from app.search.ports import Analyzer, Vocabulary
from app.search.ports import Draft as DraftText
from app.search.questions import find_questions
from app.search.regimes import tell_regime
from app.search.similar_results import (
    AskedOut,
    QuestionOut,
    SharedWordsOut,
    SimilarOut,
    SimilarReferralOut,
    StageOut,
    TopicOut,
    WeighedWordsOut,
    WhyOut,
)

DEFAULT_SIMILAR = 10
MAX_SIMILAR = 30
# How many terms' frequencies are asked for: each is a question to the engine of about a millisecond at first, and none
# after that. On the judged half `tune` 200 gave nothing more.
_LOOKUPS = 100
_TERMS = 40  # terms compared; with 25 and with 100 nDCG was lower by 0.01
_CANDIDATES = 100  # compared in full: ten times what is shown
_REMEMBERED = 50_000  # terms; minutes of a thousand cities have about as many words
_LONGEST_LIFE = 10  # meetings: no referral in the samples or the real minutes took more than three
_SHOWN_WORDS = 8
_TOLD_WORDS = 12

_REFERRALS = {"scope": ("item",), "kind": ("referral",)}
# The engine's own fields; questions are a part of the talk.
_SEARCHED = (("title", 3.0), ("decision", 1.0), ("talk", 1.0))
_COUNTED = tuple((name, 0.0) for name, _ in _SEARCHED)

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its tokens and where they stand in it, start and end by turns."""

    text: str
    forms: Sequence[str]
    spans: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Frequencies:
    """Of one generation of the index. `terms` (by term and the city that is left out) grows as terms are asked for."""

    generation: str | None
    items: int
    topics: Mapping[str, float]
    terms: dict[tuple[Term, str | None], int]


class SimilarFinder:
    """Keeps nothing but how many items have a term, anew for each generation of the index."""

    def __init__(self, engine: Engine, analyzer: Analyzer, vocabulary: Vocabulary) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._weights = load_closeness_weights()
        self._known: _Frequencies | None = None

    def find_for_item(self, source: Source, limit: int = DEFAULT_SIMILAR, base_url: str = "") -> SimilarOut:
        """A stored item → the closest referrals of other cities."""
        texts = [self._analyze(source["title"]), *(_unpack(one) for one in source["utterances"])]
        department = (source.get("department") or {}).get("text")
        asked = AskedOut(
            id=source["id"],
            title=source["title"],
            code=source["code"],
            department=department,
            topics=self._name_topics(topic["code"] for topic in source["topics"]),
            words=(),
            characters=None,
            compared_characters=None,
        )
        return self._find(self._make_profile(source), texts, asked, limit, base_url)

    def find_for_draft(
        self, draft: DraftText, code: str | None = None, limit: int = DEFAULT_SIMILAR, base_url: str = ""
    ) -> SimilarOut:
        """A draft of the city `code` (None: whose is not known, and no city is left out)."""
        texts = [self._analyze(line) for line in draft.text.splitlines() if line.strip()]
        title = [self._analyze(draft.title)] if draft.title else []
        profile = Profile(
            {TITLE: tuple(text.forms for text in title), TALK: tuple(text.forms for text in texts)},
            frozenset(draft.topics),
            find_department_kind(draft.department, self._weights),
        )
        asked = AskedOut(
            id=None,
            title=draft.title,
            code=code,
            department=draft.department,
            topics=self._name_topics(draft.topics),
            words=(),
            characters=draft.characters,
            compared_characters=len(draft.text),
        )
        return self._find(profile, [*title, *texts], asked, limit, base_url)

    def _find(self, profile: Profile, texts: Sequence[_Text], asked: AskedOut, limit: int, base_url: str) -> SimilarOut:
        frequencies = self._fetch_frequencies()
        strength = choose_terms(profile, _LOOKUPS, self._weights)
        rarity = {term: make_rarity(self._count(term, asked.code, frequencies), frequencies.items) for term in strength}
        draft = make_draft(profile, strength, rarity, _TERMS, self._weights)
        total, sources = self._fetch_candidates(draft, asked.code)
        compared = [
            (compare(draft, self._make_profile(one), frequencies.topics, self._weights), one) for one in sources
        ]
        compared.sort(key=lambda pair: (-pair[0].score, pair[1]["id"]))
        written = _find_written(texts, draft.weights)
        hits: list[SimilarReferralOut] = []
        seen: set[str] = set()
        for closeness, source in compared:
            if len(hits) == limit or closeness.score < self._weights.floor:
                break
            if source["id"] not in seen:
                stages = self._fetch_stages(source)
                seen |= {stage["id"] for stage in stages}
                hits.append(self._make_hit(closeness, source, stages, written, base_url))
        told = _join_words(draft.weights)
        words = tuple(
            WeighedWordsOut(text=_write(term, written), weight=round(weight, 4))
            for term, weight in list(told.items())[:_TOLD_WORDS]
        )
        return SimilarOut(asked=asked.model_copy(update={"words": words}), referrals=total, hits=tuple(hits))

    def _fetch_frequencies(self) -> _Frequencies:
        generation = self._engine.generation()
        known = self._known
        if known is not None and known.generation == generation and len(known.terms) < _REMEMBERED:
            return known
        found = self._engine.search(EngineRequest(fixed={"scope": ("item",)}, facets=("topic",), limit=0))
        topics = {code: make_rarity(count, found.total) for code, count in found.facets["topic"]}
        fresh = _Frequencies(found.generation, found.total, topics, {})
        self._known = fresh  # one assignment: threads may both count, neither sees half
        return fresh

    def _count(self, term: Term, code: str | None, frequencies: _Frequencies) -> int:
        """How many items of other cities than `code` have a term: what only the asked city says (its name, to begin
        with) finds nothing, and would take the place of what does."""
        count = frequencies.terms.get((term, code))
        if count is None:
            asked = And((Phrase(term, _COUNTED), *_leave_out(code)))
            count = self._engine.search(EngineRequest(asked, fixed={"scope": ("item",)}, limit=0)).total
            frequencies.terms[term, code] = count
        return count

    def _fetch_candidates(self, draft: Draft, code: str | None) -> tuple[int, list[Source]]:
        """→ how many referrals there are, and those with the rarest words of the draft."""
        others = _leave_out(code)
        total = self._engine.search(EngineRequest(And(others), fixed=_REFERRALS, limit=0)).total
        words = Or(tuple(Phrase(term, _SEARCHED) for term in draft.weights))
        found = self._engine.search(EngineRequest(And((words, *others)), fixed=_REFERRALS, limit=_CANDIDATES))
        return total, [hit.source for hit in found.hits]

    def _fetch_stages(self, source: Source) -> list[Source]:
        """The items of a referral's life, in order."""
        stages = [source]
        while len(stages) < _LONGEST_LIFE and (before := self._get(stages[0].get("continued_from"))):
            stages.insert(0, before)
        end = self._get(source.get("decided_in"))
        after: list[Source] = []
        while end is not None and end["id"] != source["id"] and len(after) < _LONGEST_LIFE:
            after.insert(0, end)
            end = self._get(end.get("continued_from"))
        return [*stages, *after]

    def _get(self, item_id: str | None) -> Source | None:
        return self._engine.get("items", item_id) if item_id else None

    def _make_profile(self, source: Source) -> Profile:
        asked = {question.anchor for question in find_questions(source["utterances"])}
        said = [(one["anchor"] in asked, one["tokens"].split(" ")) for one in source["utterances"]]
        conditions = source.get("conditions") or {}
        decision = [entry["quote"] for entry in source["outcome"]["evidence"]] + [conditions.get("text") or ""]
        return Profile(
            {
                TITLE: (self._analyze(source["title"]).forms,),
                DECISION: tuple(self._analyze(text).forms for text in decision if text),
                QUESTION: tuple(tokens for is_question, tokens in said if is_question),
                TALK: tuple(tokens for is_question, tokens in said if not is_question),
            },
            frozenset(topic["code"] for topic in source["topics"]),
            find_department_kind((source.get("department") or {}).get("text"), self._weights),
        )

    def _analyze(self, text: str) -> _Text:
        tokens = self._analyzer.analyze(text).tokens
        return _Text(
            text, [token.form for token in tokens], [at for token in tokens for at in (token.start, token.end)]
        )

    def _name_topics(self, codes: Iterable[str]) -> tuple[TopicOut, ...]:
        found = (self._vocabulary.topic(code) for code in codes)
        return tuple(TopicOut(code=entry.code, label=entry.label) for entry in found if entry is not None)

    def _make_hit(
        self,
        closeness: Closeness,
        source: Source,
        stages: Sequence[Source],
        written: Mapping[Term, str],
        base_url: str,
    ) -> SimilarReferralOut:
        end = stages[-1]
        regime = source.get("legal_regime")
        return SimilarReferralOut.model_validate(
            {
                **{name: source.get(name) for name in _OF_CLOSEST},
                "url": _make_url(base_url, source["id"]),
                "score": round(closeness.score, 4),
                "decided_id": end["id"],
                "decided_url": _make_url(base_url, end["id"]),
                **{name: end.get(name) for name in _OF_END},
                "department": source.get("department") or end.get("department"),
                "questions": [one for stage in stages for one in _make_questions(stage, base_url)],
                "stages": [_make_stage(stage, base_url) for stage in stages],
                "legal_regime_label": LegalRegime(regime).label if regime else None,
                "legal_regime_meaning": tell_regime(regime),
                "why": self._make_why(closeness, written),
            }
        )

    def _make_why(self, closeness: Closeness, written: Mapping[Term, str]) -> WhyOut:
        return WhyOut(
            words=round(closeness.words, 4),
            topics=round(closeness.topics, 4),
            department=round(closeness.department, 4),
            shared_words=_join_shared(closeness, written)[:_SHOWN_WORDS],
            shared_topics=self._name_topics(closeness.shared_topics),
            same_kind_of_department=closeness.same_department,
        )


_OF_CLOSEST = (
    "id", "title", "number", "municipality", "code", "prefecture", "council", "date", "fiscal_year", "topics",
    "legal_regime",
)  # fmt: skip
_OF_END = ("outcome", "conditions", "needs_review", "document_url", "document_media_type", "page", "removed_at", "ocr")


def _leave_out(code: str | None) -> tuple[Clause, ...]:
    return (Not(OneOf("city", (code,))),) if code else ()


def _unpack(utterance: Mapping[str, Any]) -> _Text:
    forms = utterance["tokens"].split(" ") if utterance["tokens"] else []
    return _Text(utterance["text"], forms, unpack_spans(utterance["spans"]))


def _find_written(texts: Iterable[_Text], terms: Iterable[Term]) -> dict[Term, str]:
    """Each term as it is written where it first stands."""
    wanted = set(terms)
    written: dict[Term, str] = {}
    for text in texts:
        for at, form in enumerate(text.forms):
            for term in ((form,), tuple(text.forms[at : at + 2])):
                if term in wanted and term not in written:
                    written[term] = text.text[text.spans[2 * at] : text.spans[2 * (at + len(term)) - 1]]
    return written


def _join_words(weights: Mapping[Term, float]) -> dict[Term, float]:
    """Terms for people, the weightiest first: a word that stands in a pair is told with it, not again by itself."""
    joined = dict(weights)
    pairs = [term for term in weights if len(term) > 1]
    for term in weights:
        home = next((pair for pair in pairs if len(term) == 1 and term[0] in pair), None)
        if home is not None:
            joined[home] += joined.pop(term)
    return {term: joined[term] for term in sorted(joined, key=lambda term: (-joined[term], term))}


def _join_shared(closeness: Closeness, written: Mapping[Term, str]) -> tuple[SharedWordsOut, ...]:
    places = {one.term: set(one.fields) for one in closeness.shared}
    for one in closeness.shared:
        for pair in places:
            if len(pair) > 1 and len(one.term) == 1 and one.term[0] in pair:
                places[pair] |= places[one.term]
    return tuple(
        SharedWordsOut(
            text=_write(term, written),
            weight=round(weight, 4),
            fields=tuple(name for name in FIELDS if name in places[term]),
        )
        for term, weight in _join_words({one.term: one.weight for one in closeness.shared}).items()
    )


def _write(term: Term, written: Mapping[Term, str]) -> str:
    """As the asked text has it, in one line."""
    return " ".join(written[term].split())


def _make_questions(source: Source, base_url: str) -> list[QuestionOut]:
    url = _make_url(base_url, source["id"])
    return [
        QuestionOut(
            item_id=source["id"],
            anchor=one.anchor,
            speaker=one.speaker,
            mark=one.mark,
            page=one.page,
            text=one.text,
            start=one.start,
            end=one.end,
            url=f"{url}#{one.anchor}",
        )
        for one in find_questions(source["utterances"])
    ]


def _make_stage(source: Source, base_url: str) -> StageOut:
    told = {name: source.get(name) for name in ("id", "title", "date", "session", "outcome")}
    return StageOut.model_validate({**told, "url": _make_url(base_url, source["id"])})


def _make_url(base_url: str, item_id: str) -> str:
    return f"{base_url}/items/{quote(item_id, safe='')}"
