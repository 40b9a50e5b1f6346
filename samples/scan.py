"""Makes the scan among the samples (`python -m samples.scan`): printed, laid askew on the glass, one bit a pixel.

It needs a Japanese font (found by fontconfig), so its result is kept in `assets/` and only copied by `build`. The PDF's
subject is the SHA-256 of the source it was made from, so that a stale scan is noticed.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from samples.layouts import summary
from samples.source_format import parse_city, parse_minutes

SCANNED = "minamocho-2018-10-23"
ASSETS = Path(__file__).parent / "assets"
SOURCE = Path(__file__).parent / "sources" / "minamocho" / "2018-10-23.txt"
_FACE = "SampleScan"
_DPI = 200  # what town halls' copiers are set to; OCR needs no more
_DARK = 150  # of 255: below it a pixel is ink
_SPECKS_A_PAGE = 60
_DAY = (2018, 12, 4, 10, 0, 0, 1, 338, 0)


def make_source_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _find_font() -> str:
    listed = subprocess.run(["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=True).stdout
    for line in sorted(listed.splitlines()):
        file = line.strip().rstrip(":").strip()
        if not file.endswith(".ttf"):
            continue
        try:
            pdfmetrics.registerFont(TTFont(_FACE, file))
        except TTFError:
            continue  # outlines of the other kind; another font may do
        return file
    raise FileNotFoundError("no Japanese TrueType font: apt-get install fonts-ipaexfont")


def _make_page(page: pypdfium2.PdfPage, chance: random.Random) -> Image.Image:
    picture: Image.Image = page.render(scale=_DPI / 72).to_pil().convert("L")
    picture = picture.rotate(chance.uniform(-0.9, 0.9), resample=Image.Resampling.BICUBIC, fillcolor=255)
    for _ in range(_SPECKS_A_PAGE):
        x, y, size = chance.randrange(picture.width), chance.randrange(picture.height), chance.choice((1, 1, 2, 3))
        picture.paste(0, (x, y, x + size, y + size))
    return picture.point([0 if value < _DARK else 255 for value in range(256)]).convert("1")


def make_scan() -> Path:
    """Writes the asset anew and returns its path."""
    _find_font()
    minutes = parse_minutes(SOURCE, parse_city(SOURCE.parent / "city.toml"))
    chance = random.Random(SCANNED)
    document = pypdfium2.PdfDocument(summary.make_pdf(minutes, (_FACE, _FACE)))
    first, *others = [_make_page(page, chance) for page in document]
    target = ASSETS / f"{SCANNED}.pdf"
    target.parent.mkdir(exist_ok=True)
    day = time.struct_time(_DAY)
    first.save(
        target, save_all=True, append_images=others, resolution=_DPI, producer="copier", creationDate=day, modDate=day,
        subject=make_source_hash(SOURCE),
    )  # fmt: skip
    return target


if __name__ == "__main__":
    path = make_scan()
    sys.stdout.write(f"{path} ({path.stat().st_size // 1024} KB)\n")
