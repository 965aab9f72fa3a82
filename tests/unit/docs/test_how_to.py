"""What a how-to tells the reader to run, runs."""

from __future__ import annotations

import re
from pathlib import Path

from shuzha.enclave.intake.refusals import DEFAULT_LIMITS

HOW_TO = Path(__file__).parents[3] / "docs/how-to"


def blocks(name: str) -> list[str]:
    text = (HOW_TO / name).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_procedure_of_the_how_to_decides_as_it_says() -> None:
    found = blocks("write-a-procedure.md")
    assert len(found) == 2
    world: dict[str, object] = {}
    for block in found:
        exec(compile(block, "write-a-procedure.md", "exec"), world)


def test_the_limits_of_intake_are_those_the_gate_keeps() -> None:
    text = (HOW_TO / "bring-your-own-data.md").read_text(encoding="utf-8")
    limits = DEFAULT_LIMITS
    assert f"{limits.file_bytes >> 30} GiB, {limits.rows // 10**6} million rows, {limits.columns} columns" in text
    assert f"{limits.expanded_bytes >> 30} GiB expanded" in text
    assert f"{limits.sheet_file_bytes >> 20} MiB, {limits.sheet_cells // 10**6} million cells" in text


def test_the_roles_of_the_database_are_named() -> None:
    from shuzha.site.services.roles import ROLES, role_name

    text = (HOW_TO / "use-your-own-postgresql.md").read_text(encoding="utf-8")
    assert all(f"`{role_name(role)}`" in text for role in ROLES)


def test_the_notice_of_the_how_to_is_one_that_can_be_loaded(tmp_path: Path) -> None:
    from shuzha.kernel.notices import keep_notice, known_calendar, read_notice

    text = (HOW_TO / "keep-the-law-current.md").read_text(encoding="utf-8")
    [notice] = re.findall(r"^```toml\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "2027.toml").write_text(notice, encoding="utf-8")
    keep_notice(tmp_path, read_notice(tmp_path / "2027.toml"))
    assert known_calendar(tmp_path).horizon.year == 2027
