"""Makes the pictures and the table of pages in `docs` again: `scripts/screenshots [DATA]`, after `make run`."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import CONTINUED, NARROW, PAGES, STORE, WIDE
from tests.browser.site import serve_site
from tests.browser.visit import Visitor, find_browser

DOCS = Path(__file__).parents[2] / "docs"
HEIGHT = 1400  # as much of a wide page as a README bears
COLOURS = 128  # text and flat colours, of which chips are a small part: a palette keeps a picture under 300 kB
README = {"results.png": "/search?q=クラウド 委託", "item.png": f"/items/{STORE}?q=証明書"}
# wide, narrow and on paper, side by side
SHEETS = {
    "home": "/",
    "search": "/search?q=クラウド 委託",
    "item": f"/items/{STORE}?q=証明書",
    "compare": f"/compare?item={STORE}&item=972029-2019-12-10-i1&item={CONTINUED}",
    "check": f"/check?item={STORE}",
    "stats": "/stats",
    "sources": "/sources",
}
_SCALE = 0.6  # of the screen's pixels: headings and the shape of the page can be read
_MARKED = re.compile(r"(<!-- measured -->\n).*?(\n<!-- end -->)", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, default=Path("data/samples"), help="what `make run` has made")
    data: Path = parser.parse_args().data
    found = find_browser()
    if found is None or not (data / "index").is_dir():
        print(f"Chromium (apt-get install chromium fonts-noto-cjk) and {data} (make run) are needed", file=sys.stderr)
        return 1
    with serve_site(data) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found)
        for name, path in README.items():
            _write(_shoot(browser, site.address + path, WIDE), name)
        for name, path in SHEETS.items():
            _write(_make_sheet(browser, site.address + path), f"page-{name}.png")
        with Visitor(browser, site.address) as visitor:
            _write_table(DOCS / "pages.md", visitor)
        browser.close()
    return 0


def _shoot(browser: Browser, address: str, width: int) -> Image.Image:
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.goto(address)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return taken


def _print(browser: Browser, address: str) -> Image.Image:
    """The first sheet of paper."""
    page = browser.new_page()
    page.goto(address)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, format="A4"))
    page.close()
    return document[0].render(scale=1.5).to_pil().convert("RGB")


def _make_sheet(browser: Browser, address: str) -> Image.Image:
    taken = [_shoot(browser, address, WIDE), _shoot(browser, address, NARROW)]
    pictures = [
        one.resize((round(one.width * _SCALE), round(one.height * _SCALE)), Image.Resampling.LANCZOS) for one in taken
    ]
    paper = _print(browser, address)
    paper.thumbnail((2000, pictures[0].height), Image.Resampling.LANCZOS)
    return _join([*pictures, paper])


def _scale(size: tuple[int, int]) -> tuple[int, int]:
    return round(size[0] * _SCALE), round(size[1] * _SCALE)


def _join(pictures: Iterable[Image.Image]) -> Image.Image:
    framed = list(pictures)
    gap = 12
    width, height = sum(one.width + gap for one in framed) + gap, max(one.height for one in framed) + 2 * gap
    sheet = Image.new("RGB", (width, height), "#c9cfcd")
    left = gap
    for one in framed:
        sheet.paste(one, (left, gap))
        left += one.width + gap
    return sheet


def _write(picture: Image.Image, name: str) -> None:
    target = DOCS / "images" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)
    print(f"{target.relative_to(DOCS.parent)}  {target.stat().st_size // 1000} kB")


def _write_table(target: Path, visitor: Visitor) -> None:
    head = ["page", "kB", "requests", "axe wide", "axe narrow", "shift", "wider than 320 px"]
    rows = [f"| {' | '.join(head)} |", f"| --- | {' | '.join(['---:'] * (len(head) - 1))} |"]
    for path in PAGES:
        wide, narrow = visitor.visit(path, WIDE), visitor.visit(path, NARROW)
        cells = [
            f"`{path}`",
            f"{wide.bytes / 1000:.1f}",
            str(len(wide.requests)),
            str(len(wide.violations)),
            str(len(narrow.violations)),
            f"{max(wide.shifts, narrow.shifts):.3g}",
            f"{max(narrow.wider, 0)}",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    text = target.read_text(encoding="utf-8")
    table = "\n".join(rows)
    target.write_text(_MARKED.sub(lambda marks: marks[1] + table + marks[2], text), encoding="utf-8")
    print(f"{target.relative_to(DOCS.parent)}  {len(PAGES)} pages")


if __name__ == "__main__":
    sys.exit(main())
