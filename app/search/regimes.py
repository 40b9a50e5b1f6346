"""What the law in force means for a referral as a precedent, in a sentence for people.

Until 2023-03-31 each municipality had an ordinance, under which most uses of residents' data beyond their purpose
went to the council; since then the Act on the Protection of Personal Information applies (令和3年法律第37号), whose
Article 129 lets an ordinance provide for a council's opinion where 専門的な知見に基づく意見を聴くことが特に必要である.
"""

from __future__ import annotations

from app.model import LegalRegime

_MEANINGS = {
    LegalRegime.ORDINANCE: "市区町村の個人情報保護条例のもとでの案件です。"
    "2023年4月1日からは個人情報保護法が直接適用され、審議会に諮問できる事項が限られた（第129条）ため、"
    "結論はそのまま先例にはなりません。"
    "付けられた条件や委員の質問は、安全管理措置（第66条）などを考える参考になります。",
    LegalRegime.NATIONAL_ACT: "個人情報保護法（2023年4月1日から市区町村に直接適用）のもとでの案件です。"
    "諮問できるのは、専門的な知見に基づく意見を聴くことが特に必要な場合に限られます（第129条）。",
}


def tell_regime(code: str | None) -> str | None:
    """A regime's code → what it means; None for an item without a date."""
    return _MEANINGS[LegalRegime(code)] if code else None
