"""What a browser finds on a page: what it cost, what moved, what axe finds, how its text runs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

# JIS X 8341-3:2016 AA is WCAG 2.0 A and AA; 2.2 has both in it. Best practices go beyond.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_AGAIN = 3  # visits to a page on which something has moved
_WATCH = """
window.shifts = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts += one.value })
    .observe({type: 'layout-shift', buffered: true});
"""
# Text in which nothing turns the writing round must run from left to right, and pieces of text that follow one another
# on a line must stand in their order, whatever one of them says. Within a passage of minutes (words of it are marked)
# the writing is the document's own.
_TURNED = """() => {
    const turned = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const block = node => {
        for (let at = node.parentElement; ; at = at.parentElement)
            if (getComputedStyle(at).display !== 'inline') return at;
    };
    let before = null;
    for (let node; node = walker.nextNode();) {
        if (!node.data.trim() || node.parentElement.closest('.said, .snippet')) continue;
        range.selectNodeContents(node);
        const rects = [...range.getClientRects()].filter(rect => rect.width > 1);
        const here = {block: block(node), rect: rects.length === 1 ? rects[0] : null};
        if (before && here.rect && before.rect && before.block === here.block
            && Math.abs(here.rect.bottom - before.rect.bottom) < 4 && here.rect.left < before.rect.left)
            turned.push(`before what it follows: ${node.data.trim().slice(0, 40)}`);
        before = here;
        const found = /[^\\s]{2}/.exec(node.data.slice(0, 200));
        if (!found || /[\\u202a-\\u202e\\u2066-\\u2069\\u200f]/.test(node.data)) continue;
        const at = [0, 1].map(step => {
            range.setStart(node, found.index + step); range.setEnd(node, found.index + step + 1);
            return range.getBoundingClientRect();
        });
        if (at[0].top === at[1].top && at[0].left > at[1].left)
            turned.push(`turned round: ${node.data.trim().slice(0, 40)}`);
    }
    return turned;
}"""
# A small target is in nobody's way where another link of the page leads to the same (WCAG 2.5.8, Equivalent).
_EQUIVALENT = """href =>
    [...document.querySelectorAll('a')].filter(link => link.getAttribute('href') === href).length > 1"""


@dataclass(frozen=True)
class Visit:
    """`bytes`: transferred, headers and all, without a cache. `wider`: pixels by which the page is wider than the
    window. `turned`: texts that run from right to left though nothing in them says so. `errors`: what the console said
    and what was thrown, refusals of the policy among them."""

    status: int
    headers: dict[str, str]
    requests: tuple[str, ...]
    bytes: int
    shifts: float
    wider: int
    violations: tuple[str, ...]
    turned: tuple[str, ...]
    harmed: Any
    errors: tuple[str, ...]
    cookies: tuple[str, ...]


@dataclass
class _Seen:
    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def take(self, request: Request) -> None:
        self.requests.append(request)


class Visitor:
    """Visits pages of one site, in a context that keeps nothing from one to the next; axe looks at what is judged."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._axe = Axe()
        self.visit = cache(self._visit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.visit.cache_clear()

    def _visit(self, path: str, width: int, judged: bool = True) -> Visit:
        context = self._browser.new_context(viewport={"width": width, "height": 800}, locale="ja-JP")
        context.add_init_script(_WATCH)
        page = context.new_page()
        seen = _Seen()
        page.on("request", seen.take)
        page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("dialog", lambda dialog: (seen.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        answer = page.goto(self._address + path, wait_until="load")
        assert answer is not None
        visit = Visit(
            status=answer.status,
            headers=answer.all_headers(),
            requests=tuple(request.url for request in seen.requests),
            bytes=sum(_weigh(request) for request in seen.requests),
            shifts=page.evaluate("window.shifts") and min(self._watch(path, width) for _ in range(_AGAIN)),
            wider=page.evaluate("document.documentElement.scrollWidth") - width,
            violations=self._run_axe(page) if judged else (),
            turned=tuple(page.evaluate(_TURNED)),
            harmed=page.evaluate("window.harmed ?? null"),
            errors=tuple(seen.errors),
            cookies=tuple(cookie["name"] for cookie in context.cookies()),
        )
        context.close()
        return visit

    def _watch(self, path: str, width: int) -> float:
        """How much moves in a visit of its own. A browser that is kept waiting by other programs paints a header of
        which it has read one half; a page that moves by itself does so each time."""
        context = self._browser.new_context(viewport={"width": width, "height": 800}, locale="ja-JP")
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto(self._address + path, wait_until="load")
        shifts = float(page.evaluate("window.shifts"))
        context.close()
        return shifts

    def _run_axe(self, page: Page) -> tuple[str, ...]:
        found = self._axe.run(page, options={"resultTypes": ["violations"], **RULES}).response["violations"]
        return tuple(
            f"{one['id']}: {node['html'][:150]}"
            for one in found
            for node in one["nodes"]
            if one["id"] != "target-size" or not page.evaluate(_EQUIVALENT, _read_target(page, node))
        )


def find_browser() -> str | None:
    """The system's Chromium or what is built of it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _read_target(page: Page, node: dict[str, Any]) -> str | None:
    return page.locator(node["target"][0]).get_attribute("href")


def _weigh(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
