"""Each page in a browser, wide and narrow: accessibility, budget, width, policy; and minutes that mean harm."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.datastructures import DefaultPlaceholder
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from tests.browser.pages import NARROW, OTHERWISE_NARROW, PAGES, WIDE
from tests.browser.site import Site
from tests.browser.visit import Visit

HOSTILE = [
    "/hostile/",
    "/hostile/search?q=クラウド",
    *(f"/hostile/items/992011-2020-06-01-i{ordinal}?q=クラウド" for ordinal in (1, 2, 3, 4, 5)),
    "/hostile/meetings/992011-2020-06-01",
    "/hostile/compare?item=992011-2020-06-01-i1&item=992011-2020-06-01-i2&item=992011-2020-06-01-i3",
    "/hostile/sources",
]
BUDGET = 100_000  # bytes that a page may cost, headers and style sheets and all
REQUESTS = 6  # the page, two style sheets, two scripts, the icon

Look = Callable[..., Visit]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_in_anybodys_way(visit: Look, path: str) -> None:
    assert visit(path, WIDE).violations == ()


@pytest.mark.parametrize("path", OTHERWISE_NARROW)
def test_nothing_stands_in_anybodys_way_in_a_narrow_window(visit: Look, path: str) -> None:
    assert visit(path, NARROW).violations == ()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_and_stands_still(visit: Look, site: Site, path: str) -> None:
    seen = visit(path, WIDE)
    assert seen.status == PAGES[path]
    assert seen.bytes <= BUDGET
    assert len(seen.requests) <= REQUESTS
    assert [url for url in seen.requests if not url.startswith(site.address)] == []
    assert seen.shifts == 0
    assert seen.cookies == ()


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_is_strict_and_kept(visit: Look, path: str) -> None:
    seen = visit(path, WIDE)
    policy = seen.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert seen.headers["x-content-type-options"] == "nosniff"
    # a page that is an error says so in the console, and nothing else
    assert [said for said in seen.errors if "server responded with a status of 4" not in said] == []


@pytest.mark.parametrize("path", [*PAGES, *HOSTILE])
def test_a_narrow_window_is_never_scrolled_sideways(visit: Look, path: str) -> None:
    assert visit(path, NARROW, path in OTHERWISE_NARROW).wider <= 0


@pytest.mark.parametrize("path", HOSTILE)
def test_minutes_that_mean_harm_stay_text(visit: Look, site: Site, path: str) -> None:
    seen = visit(path, NARROW, False)
    assert seen.status == 200
    assert seen.harmed is None
    assert seen.errors == ()
    assert seen.turned == ()
    assert [url for url in seen.requests if not url.startswith(site.address)] == []
    assert len(seen.requests) <= REQUESTS


def test_every_kind_of_page_is_looked_at(site: Site) -> None:
    """A page that is added comes into the table above."""
    included = [route.original_router for route in site.application.routes if hasattr(route, "original_router")]
    patterns = {
        route.path: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path))
        for router in included
        for route in router.routes
        if isinstance(route, APIRoute) and issubclass(_get_class(route), HTMLResponse) and "GET" in route.methods
    }
    paths = [path.partition("?")[0] for path in PAGES]
    missing = [path for path, pattern in patterns.items() if not any(pattern.fullmatch(one) for one in paths)]
    assert missing == [], "a page of this kind is to be added to PAGES"
    assert len(patterns) > 10


def _get_class(route: APIRoute) -> type:
    given = route.response_class
    return given.value if isinstance(given, DefaultPlaceholder) else given
