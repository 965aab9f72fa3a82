"""The palette can be read: every ink on each ground it is used on, by day and by night (WCAG 2.2, 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

import shuzha.site.ui

STATIC = Path(shuzha.site.ui.__file__).parent / "static" / "ui"
TOKENS = (STATIC / "css" / "tokens.css").read_text()
WASHES = ("water", "cinnabar", "amber", "moss", "indigo")
GROUNDS = ("paper", "surface", "sunk")
TEXT = [(ink, ground) for ink in ("ink", "ink-soft", *WASHES) for ground in GROUNDS]
TEXT += [(wash, f"{wash}-wash") for wash in WASHES] + [("ink", f"{wash}-wash") for wash in WASHES]
TEXT += [("on-water", "water"), ("on-water", "water-strong"), ("on-cinnabar", "cinnabar"), ("ink-soft", "water-wash")]
TEXT += [(ink, ground) for ink in ("on-deep", "on-deep-soft") for ground in ("deep", "deep-soft")]
EDGES = [(edge, ground) for edge in ("line-strong", "seal") for ground in ("paper", "surface")]


def colour(name: str, time: str) -> str:
    declared = re.search(rf"--{name}: ([^;]+);", TOKENS)
    assert declared, name
    switched = re.search(rf"--{time}, (#[0-9a-f]+)", declared[1])
    return switched[1] if switched else declared[1]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str, time: str) -> float:
    low, high = sorted(luminance(colour(name, time)) for name in (ink, ground))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, time: str) -> None:
    assert contrast(ink, ground, time) >= 4.5


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), EDGES)
def test_edges_of_inputs_and_seals_can_be_seen(ink: str, ground: str, time: str) -> None:
    assert contrast(ink, ground, time) >= 3


def test_every_colour_named_in_a_style_sheet_is_a_token() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text()))
        assert used <= set(re.findall(r"--([a-z0-9-]+):", TOKENS)), sheet.name


def test_nothing_is_fetched_from_elsewhere() -> None:
    for sheet in [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]:
        assert not re.search(r"https?://|@import|url\(", sheet.read_text()), sheet.name


@pytest.mark.parametrize("name", ["htmx", "echarts"])
def test_borrowed_scripts_stand_beside_their_licences(name: str) -> None:
    folder = STATIC / "vendor" / name
    assert (folder / "LICENSE").stat().st_size > 500
    assert list(folder.glob("*.min.js"))
