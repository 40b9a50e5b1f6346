"""What is answered about similar referrals: the shapes of the API's JSON, rendered by the page 類似諮問の審議状況."""

from __future__ import annotations

from pydantic import Field

from app.search.results import LabelOut, QuotedOut, Shape


class SharedWordsOut(Shape):
    """Words that both referrals have, as the one that was asked about writes them."""

    text: str
    weight: float = Field(description="the part of the score that they make up")
    fields: tuple[str, ...] = Field(description="where the other one has them: title, decision, question, talk")


class TopicOut(Shape):
    code: str
    label: str


class WhyOut(Shape):
    """Why a referral is close. `words`, `topics` and `department` add up to its score."""

    words: float
    topics: float
    department: float
    shared_words: tuple[SharedWordsOut, ...] = Field(description="the weightiest first")
    shared_topics: tuple[TopicOut, ...]
    same_kind_of_department: bool


class QuestionOut(Shape):
    """A question that a member asked. `text` is exact: utterance.text[start:end]."""

    item_id: str
    anchor: str
    speaker: str | None
    mark: str | None = Field(description="the sign (●, 問) that stands instead of a name; who asked is then unknown")
    page: int | None
    text: str
    start: int
    end: int
    url: str = Field(description="the utterance on the item's page")


class StageOut(Shape):
    """One of the meetings at which a referral was discussed."""

    id: str
    title: str
    date: str | None
    session: str | None
    outcome: LabelOut
    url: str


class SimilarReferralOut(Shape):
    """A referral of another city. `id` is the item that is closest; `stages` are all meetings at which the referral was
    discussed, in order; outcome, conditions and department are those of its end (`decided_id`)."""

    id: str
    url: str
    score: float = Field(description="0 to about 1.2")
    title: str
    number: str | None
    municipality: str
    code: str
    prefecture: str
    council: str | None
    date: str | None
    fiscal_year: int | None
    topics: tuple[LabelOut, ...]
    department: QuotedOut | None
    decided_id: str
    decided_url: str
    outcome: LabelOut
    conditions: QuotedOut | None
    needs_review: tuple[str, ...]
    questions: tuple[QuestionOut, ...]
    stages: tuple[StageOut, ...]
    legal_regime: str | None
    legal_regime_label: str | None
    legal_regime_meaning: str | None
    document_url: str
    document_media_type: str
    page: int | None
    removed_at: str | None
    ocr: bool
    why: WhyOut


class WeighedWordsOut(Shape):
    text: str
    weight: float


class AskedOut(Shape):
    """What others were compared with: an item (`id`), or a draft as it was understood. Nothing of a draft is kept."""

    id: str | None
    title: str | None
    code: str | None = Field(description="the city whose own referrals are left out")
    department: str | None
    topics: tuple[TopicOut, ...]
    words: tuple[WeighedWordsOut, ...] = Field(description="the words that were compared, the weightiest first")
    characters: int | None = Field(description="of a draft")
    compared_characters: int | None = Field(description="of a draft: how many were read, from its beginning")


class SimilarOut(Shape):
    asked: AskedOut
    referrals: int = Field(description="how many referrals of other cities were compared")
    hits: tuple[SimilarReferralOut, ...]
