"""One browser and one server for all tests of this folder: the system's Chromium, driven by Playwright.

Both are gone when its last test has ended: while Playwright is at work, nobody else can run an event loop.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site import Site, serve_site
from tests.browser.visit import Visit, Visitor, find_browser

_INSTALL = "apt-get install chromium fonts-noto-cjk"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def site(sample_data: Path) -> Iterator[Site]:
    with serve_site(sample_data) as served:
        yield served


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = find_browser()
    if found is None:
        message = f"no Chromium: {_INSTALL}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A wide page without JavaScript: everything works without it."""
    context = browser.new_context(
        base_url=site.address, java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="ja-JP"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visit]]:
    """What a browser finds at an address in a window so wide; each looked at once."""
    with Visitor(browser, site.address) as visitor:
        yield visitor.visit
