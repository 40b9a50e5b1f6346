"""The style sheets: contrast of all pairs of colours that text is set in (WCAG 2.2 AA: 4.5), one table of colours,
nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.web

SHEETS = {
    path.name: path.read_text(encoding="utf-8") for path in (Path(app.web.__file__).parent / "static").glob("*.css")
}
TOKENS, RULES = SHEETS["style.css"].split("}", 1)
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", TOKENS))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "faint", "link", "accent", "visited") for ground in ("paper", "ground")),
        ("link", "chip"), ("faint", "chip"), ("ink", "chip"),
        ("accent-ink", "accent"), ("ink", "bar"), ("ink", "bar-2"),
        ("ink", "mark"), ("ink", "evidence"), ("faint", "mark"), ("faint", "evidence"),
        ("doubt", "doubt-ground"), ("ink", "doubt-ground"), ("doubt", "paper"), ("doubt", "ground"),
        ("approved", "approved-ground"), ("conditions", "conditions-ground"),
        ("rejected", "rejected-ground"), ("continued", "continued-ground"),
    ],
)  # fmt: skip
def test_contrast(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_what_can_be_pressed_is_seen(ground: str) -> None:
    assert contrast("edge", ground) >= 3  # WCAG 1.4.11


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", SHEETS)
def test_no_colour_escapes_the_table(name: str) -> None:
    rules = RULES if name == "style.css" else SHEETS[name]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL))


@pytest.mark.parametrize("name", SHEETS)
def test_every_token_is_known(name: str) -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    assert set(re.findall(r"var\(--([a-z0-9-]+)", SHEETS[name])) <= known


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_from_elsewhere(name: str) -> None:
    assert "url(" not in SHEETS[name]
    assert "@import" not in SHEETS[name]
