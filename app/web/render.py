"""Templates → pages, with what the templates need beyond plain values: dates, safe links, marked text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.search.eras import make_date_label, make_fiscal_year_label, make_plain_date_label
from app.search.regimes import tell_regime
from app.search.results import EvidenceOut
from app.search.snippets import Span, make_marked_html, merge_spans
from app.web.bidi import isolate, isolate_value, keep_as_typed
from app.web.facet_lines import make_facet_lines
from app.web.names import (
    get_media_type,
    make_doubt,
    make_field_name,
    make_media_name,
    make_seen_day,
    make_seen_label,
    make_told,
)
from app.web.versions import mark_changes

_PDF = "application/pdf"


def make_safe_url(url: str, page: int | None = None, media_type: str | None = None) -> str | None:
    """A document's address for a link, at its page if it is a PDF; None unless it is http or https."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return parts._replace(fragment=f"page={page}").geturl() if page and media_type == _PDF else url


_EVIDENCE = Markup('<mark class="evidence">{}</mark>')
_BOTH = Markup('<mark class="evidence found">{}</mark>')


def make_marked_text(text: str, found: Iterable[Span] = (), evidence: Iterable[Span] = ()) -> Markup:
    """A passage → safe HTML: words of the search in <mark>, evidence in <mark class="evidence">, and what is both in
    <mark class="evidence found">, without nesting."""
    words = merge_spans(found)
    pieces: list[str] = []
    at = 0
    for start, end in merge_spans(evidence):
        pieces.append(_mark_part(text, at, start, words))
        at = start
        for begin, stop in _cut(words, start, end):
            pieces += _wrap(_EVIDENCE, text[at:begin]), _wrap(_BOTH, text[begin:stop])
            at = stop
        pieces.append(_wrap(_EVIDENCE, text[at:end]))
        at = end
    pieces.append(_mark_part(text, at, len(text), words))
    return Markup(isolate("".join(pieces)))


def _wrap(mark: Markup, text: str) -> str:
    return str(mark.format(text)) if text else ""


def _cut(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """What of some spans lies between two places."""
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]


def _mark_part(text: str, start: int, end: int, found: Iterable[Span]) -> str:
    return make_marked_html(text[start:end], [(a - start, b - start) for a, b in _cut(found, start, end)])


def group_evidence(evidence: Iterable[EvidenceOut]) -> dict[str, list[Span]]:
    """Evidence → anchor → spans."""
    spans: dict[str, list[Span]] = {}
    for entry in evidence:
        spans.setdefault(entry.utterance, []).append((entry.start, entry.end))
    return spans


def choose_evidence(evidence: Iterable[EvidenceOut]) -> tuple[EvidenceOut, ...]:
    """What is quoted of a label's evidence: nothing twice, so not what stands within other words that are quoted."""
    listed = tuple(dict.fromkeys(evidence))

    def is_within(one: EvidenceOut, other: EvidenceOut) -> bool:
        return one != other and one.utterance == other.utterance and other.start <= one.start and one.end <= other.end

    return tuple(one for one in listed if not any(is_within(one, other) for other in listed))


def make_paragraphs(marked: Markup) -> Markup:
    """Lines of a speech, marked → the same with room between them: long speeches are read by their paragraphs."""
    return Markup(str(marked).replace("\n", '<span class="break"> </span>'))


def make_environment() -> Environment:
    """Every value is escaped; a name that a template does not get is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=isolate_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["facet_lines"] = make_facet_lines
    environment.filters |= {
        "date_label": make_date_label,
        "fiscal_year": make_fiscal_year_label,
        "plain_date": make_plain_date_label,
        "safe_url": make_safe_url,
        "media_name": make_media_name,
        "field_name": make_field_name,
        "doubt": make_doubt,
        "seen": make_seen_label,
        "seen_day": make_seen_day,
        "told": make_told,
        "media_type": get_media_type,
        "thousands": lambda number: f"{number:,}",
        "marked": make_marked_text,
        "paragraphs": make_paragraphs,
        "quoted": choose_evidence,
        "regime": tell_regime,
        "changes": mark_changes,
        "made_here": lambda text: Markup(isolate(text)),  # for HTML that app.search escaped itself
        "as_typed": keep_as_typed,
    }
    return environment


def render(
    environment: Environment, template: str, context: Mapping[str, Any], *, root: str, status: int = 200
) -> HTMLResponse:
    """A page. `root` is the path under which the application is mounted, "" at the top."""
    return HTMLResponse(environment.get_template(template).render(root=root, **context), status_code=status)
