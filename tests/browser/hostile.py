"""Minutes that were written to do harm: markup, signs that turn the writing round, names without end."""

from __future__ import annotations

from fastapi import FastAPI

from app.main import create_app
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine, make_utterance

# each says what it is as text, and would set window.harmed or change the page if it became anything else
MARKUP = (
    "<script>window.harmed=1</script>"
    "<img src=x onerror=window.harmed=2>"
    "</title></textarea></style><svg onload=window.harmed=3>"
    "<a href='javascript:window.harmed=4'>押す</a>"
    "<form action='https://elsewhere.example'><button>送る</button></form>"
    '" onmouseover="window.harmed=5" \' autofocus onfocus=window.harmed=6 {{ 7*7 }} {% raw %} ${7*7} &lt;b&gt;'
)
TURNED = "\u202e右から左へ裏返す"  # an override that nobody ends
NESTED = "\u2069\u202e右から左へ\u2067裏返す"  # the end of what was never begun, an override, an isolate within
LONG = "長" * 10_000
UNBROKEN = "w" * 3_000
URL = "javascript:window.harmed=7//"


def make_hostile_app() -> FastAPI:
    return create_app(
        make_engine(list(_iterate_cases())), ToyAnalyzer(), VOCABULARY, expander=ToyExpander(), contact=MARKUP
    )


def _iterate_cases() -> list[Case]:
    kinds = (MARKUP, TURNED, NESTED, LONG, UNBROKEN)
    return [_make_case(text, ordinal) for ordinal, text in enumerate(kinds, start=1)]


def _make_case(text: str, ordinal: int) -> Case:
    """An item that says `text` wherever an item can say anything; long names are long enough in a few places."""
    said = text[:1_000]
    spoken = [
        make_utterance(f"u{ordinal}1", f"{said}クラウド", speaker=text),
        make_utterance(f"u{ordinal}2", f"クラウド{said}", speaker=None, role="narration"),
    ]
    spoken[1]["mark"] = text[:20]
    evidence = {"quote": said, "page": 1, "utterance": f"u{ordinal}1", "start": 0, "end": len(said)}
    correction = {"field": "title", "read": said, "value": said, "quote": said, "who": said, "when": "2024-06-01"}
    extra = {
        "number": text,
        "session": said,
        "council": text,
        "utterances": spoken,
        "outcome": {"code": "approved", "label": "承認", "evidence": [evidence]},
        "topics": [{"code": "cloud", "label": text, "evidence": [evidence]}],
        "conditions": {"text": said, "evidence": [evidence]},
        "department": {"text": text, "evidence": [evidence]},
        "corrections": [{**correction, "note": said}],
        "document_url": URL if ordinal == 1 else f"https://city.example/{'long' * 400}.pdf",
    }
    return Case("992011", "2020-06-01", text, ordinal=ordinal, needs_review=("outcome",), extra=extra)
