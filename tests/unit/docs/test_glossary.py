"""The glossary knows every procedure by its identifier, and every refusal has a code of one style."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import shuzha
from shuzha.procedure.requirements import Checklist, Condition
from shuzha.procedure.words import Procedure
from shuzha.regulations.procedures import all_procedures

GLOSSARY = (Path(__file__).parents[3] / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REFUSING = {"Deny", "deny", "denial", "refusal"}


@pytest.mark.parametrize("procedure", all_procedures(), ids=lambda procedure: procedure.id)
def test_every_procedure_has_its_row_in_the_glossary(procedure: Procedure) -> None:
    rows = [line for line in GLOSSARY.splitlines() if f"| `{procedure.id}` |" in line]
    assert rows, f"{procedure.id} has no row in docs/GLOSSARY.md"
    assert not any(row.endswith("| – |") for row in rows), "its row names no article"


def test_every_refusal_of_a_procedure_has_a_code_in_words_joined_by_hyphens() -> None:
    for procedure in all_procedures():
        for step in procedure.steps:
            for need in step.needs:
                codes = [need.code] if isinstance(need, Condition) else []
                codes += [item.code for item in need.items] if isinstance(need, Checklist) else []
                assert all(CODE.fullmatch(code) for code in codes), (procedure.id, step.name, codes)


def test_every_other_refusal_too() -> None:
    wrong = [(path.name, code) for path, code in _written_codes() if not CODE.fullmatch(code)]
    assert wrong == []


def _written_codes() -> Iterator[tuple[Path, str]]:
    """Each code that the source writes down where it refuses: the first text among a refusing call's first two words."""
    for path in sorted(Path(shuzha.__path__[0]).rglob("*.py")):
        calls = (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))
        for call in calls:
            if getattr(call.func, "id", getattr(call.func, "attr", "")) in REFUSING:
                texts = (a.value for a in call.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str))
                yield from ((path, text) for text in list(texts)[:1])
