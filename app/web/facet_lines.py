"""The lines of a facet as HTML: each value with its count and a bar, to be selected or left out.

Made here and not in a template: a page of results has some 130 of them, which as a macro took half of its time.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from app.search.results import FacetValueOut
from app.web.bidi import isolate
from app.web.links import SearchLinks

_TICK = '<span class="tick" aria-hidden="true">{}</span>'
_SELECTED = (
    f'<li><a class="facet on" href="{{toggle}}" rel="nofollow" aria-current="true">{_TICK.format("☑")} '
    '<span class="name">{label}<span class="hidden">（選択中。外す）</span></span> {count}{bar}</a></li>\n'
)
_LEFT_OUT = (
    f'<li><a class="facet out" href="{{exclude}}" rel="nofollow" aria-current="true">{_TICK.format("☒")} '
    '<span class="name"><s>{label}</s><span class="hidden">（除外中。戻す）</span></span></a></li>\n'
)
_OFFERED = (
    f'<li><a class="facet" href="{{toggle}}" rel="nofollow">{_TICK.format("☐")} '
    '<span class="name">{label}</span> {count}{bar}</a>'
    '<a class="not" href="{exclude}" rel="nofollow">除く<span class="hidden">：{label}</span></a></li>\n'
)
_NONE = f'<li><span class="facet none">{_TICK.format("☐")} <span class="name">{{label}}</span> {{count}}</span></li>\n'
_COUNT = '<span class="n">{:,}<span class="hidden">件</span></span>'
_BAR = '<svg class="bar" width="100%" height="3" aria-hidden="true"><rect width="{:.1f}%" height="3"/></svg>'


def make_facet_lines(name: str, entries: Iterable[FacetValueOut], most: int, links: SearchLinks) -> Markup:
    """`most` is the count that fills a bar; 0 makes none."""
    return Markup("".join(_make_line(name, entry, most, links) for entry in entries))


def _make_line(name: str, entry: FacetValueOut, most: int, links: SearchLinks) -> str:
    label = escape(isolate(entry.label))
    count = _COUNT.format(entry.count)
    if not (entry.selected or entry.excluded or entry.count):
        return _NONE.format(label=label, count=count)
    if entry.excluded and not entry.selected:
        return _LEFT_OUT.format(label=label, exclude=escape(links.exclude(name, entry.value)))
    return (_SELECTED if entry.selected else _OFFERED).format(
        label=label,
        count=count,
        bar=_BAR.format(100 * entry.count / most) if most else "",
        toggle=escape(links.toggle(name, entry.value)),
        exclude="" if entry.selected else escape(links.exclude(name, entry.value)),
    )
