"""The security page: each promise names code and a test that exist, and what is weak is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/explanation/security.md"
TEXT = PAGE.read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def promises() -> list[tuple[str, str, str]]:
    rows = [line.strip("| ").split(" | ") for line in section("Each promise, its code and its test").splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3 and "](" in row[1]]


def paths(cell: str) -> list[Path]:
    return [(PAGE.parent / link).resolve() for link in re.findall(r"\]\(([^)]+)\)", cell)]


def test_the_table_is_read() -> None:
    assert len(promises()) > 20


@pytest.mark.parametrize(("promise", "code", "test"), promises(), ids=lambda cell: cell[:50])
def test_a_promise_names_code_and_a_test_that_exist(promise: str, code: str, test: str) -> None:
    assert paths(code)
    for path in paths(code):
        assert path.is_file(), f"{promise}: {path}"
        assert path.is_relative_to(ROOT / "src") or path.is_relative_to(ROOT / "verifier")
    for path in paths(test):
        assert path.is_file(), f"{promise}: {path}"
        assert path.is_relative_to(ROOT / "tests")
        assert re.search(r"^\s*def test_", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert paths(test) or "make demo" in test


def test_every_key_directory_that_is_prepared_is_accounted_for() -> None:
    from shuzha.site.services import keys

    source = Path(keys.__file__).read_text(encoding="utf-8")
    secrets = re.findall(r'\("([a-z.]+)", secrets\.', source)
    assert secrets
    for name in secrets:
        assert f"`keys/web/{name}`" in TEXT


@pytest.mark.parametrize("weakness", ["Not started as root", "No user namespaces", "Demonstration mode"])
def test_what_is_weaker_is_said(weakness: str) -> None:
    assert f"**{weakness}.**" in section("Where it is weaker")


def test_what_a_malicious_web_could_do_is_said() -> None:
    assert "name any registered person to the gate" in section("What an attacker could do")
