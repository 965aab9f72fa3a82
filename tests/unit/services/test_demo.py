"""The demonstration clears only what a demonstration left."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzha.site.cli.demo import BEGUN, PLAYED, make_room
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "var")


def kept(place: Home) -> Path:
    """Something an earlier run left behind."""
    (place.root / "keys" / "web").mkdir(parents=True)
    file = place.root / "keys" / "web" / "secret"
    file.write_text("s")
    return file


def test_an_installation_that_is_no_demonstration_is_never_cleared(place: Home) -> None:
    file = kept(place)
    for fresh in (True, False):
        with pytest.raises(ServiceFault, match="--home"):
            make_room(place, fresh=fresh)
    assert file.exists()


def test_a_story_that_was_played_is_entered_again_and_cleared_only_when_asked(place: Home) -> None:
    make_room(place, fresh=False)
    file = kept(place)
    (place.root / PLAYED).touch()
    make_room(place, fresh=False)
    assert file.exists()
    make_room(place, fresh=True)
    assert not file.exists()
    assert not (place.root / PLAYED).exists()


def test_a_story_that_broke_off_is_begun_anew(place: Home) -> None:
    make_room(place, fresh=False)
    file = kept(place)
    make_room(place, fresh=False)
    assert not file.exists()
    assert (place.root / BEGUN).exists()
