"""The style sheet: contrast of all pairs of colours that text is set in (WCAG 2.2 AA: 4.5), nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.web

SHEET = (Path(app.web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SHEET))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "faint", "link", "accent", "visited") for ground in ("paper", "ground")),
        ("link", "chip"), ("faint", "chip"), ("ink", "chip"),
        ("accent-ink", "accent"),
        ("ink", "mark"), ("ink", "evidence"), ("faint", "mark"), ("faint", "evidence"),
        ("doubt", "doubt-ground"), ("ink", "doubt-ground"), ("doubt", "paper"), ("doubt", "ground"),
        ("approved", "approved-ground"), ("conditions", "conditions-ground"),
        ("rejected", "rejected-ground"), ("continued", "continued-ground"),
    ],
)  # fmt: skip
def test_contrast(ink: str, ground: str) -> None:
    light, dark = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_no_colour_escapes_the_table() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", SHEET.split("}", 1)[1])


def test_nothing_from_elsewhere() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
