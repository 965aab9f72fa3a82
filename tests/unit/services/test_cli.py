"""The command line: answers in two languages, and a wrong input is one clear line and never a traceback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from shuzha.site.cli import commands, main
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.supervisor import require_free


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(commands, list(arguments))
    return result.exit_code, result.output


def test_a_deadline_across_the_national_holiday_shows_every_day_that_moved_it() -> None:
    code, output = run("due", "2026-09-25", "7", "--unit", "working")
    assert code == 0
    assert output.startswith("2026-10-12")
    assert "国庆节调休上班" in output


def test_a_month_ends_on_the_corresponding_day_and_rolls_off_the_national_holiday() -> None:
    code, output = run("due", "2026-09-01", "1", "--unit", "months")
    assert (code, output[:10]) == (0, "2026-10-08")
    assert run("due", "2024-02-29", "1", "--unit", "years")[1].startswith("2025-02-28")


def test_the_worked_cases_of_a_procedure_are_told_with_their_days_and_articles() -> None:
    code, output = run("law", "cases", "zones.handover")
    assert code == 0
    assert "2026-03-16" in output
    assert "beijing-2023/7" in output
    assert "zones.handover" in run("law", "cases")[1]
    code, output = run("law", "cases", "zones.nothing")
    assert (code, "Traceback" in output) == (2, False)


def test_a_deadline_as_json_can_be_read_by_programs() -> None:
    _, output = run("due", "2026-03-02", "3", "--unit", "working", "--first-day", "counted", "--json")
    assert json.loads(output)["last_day"] == "2026-03-04"


@pytest.mark.parametrize(
    "arguments",
    [
        ("due", "2026-02-30", "3", "--unit", "working"),
        ("due", "2026-03-02", "0", "--unit", "working"),
        ("due", "2026-03-02", "3", "--unit", "fortnight"),
        ("due", "1890-01-01", "3", "--unit", "working"),
        ("due", "9999-12-30", "30", "--unit", "calendar"),
        ("due", "9999-12-30", "1", "--unit", "months"),
        ("law", "show", "beijing-2023/999"),
        ("law", "show", "no such thing"),
        ("serve", "--port", "99999"),
    ],
)
def test_a_wrong_argument_is_named_and_exits_with_2(arguments: tuple[str, ...]) -> None:
    code, output = run(*arguments)
    assert code == 2
    assert "Invalid value" in output
    assert "Traceback" not in output


def test_an_article_is_shown_with_what_the_platform_does_about_it() -> None:
    code, output = run("law", "show", "beijing-2023/14")
    assert code == 0
    assert "第十四条" in output
    assert "enforced" in output


def test_coverage_counts_every_instrument() -> None:
    code, output = run("law", "coverage", "--json")
    assert code == 0
    assert json.loads(output)["beijing-2023"]["counts"]["enforced"] > 0


def test_status_of_a_home_where_nothing_runs_says_so_and_exits_with_1(tmp_path: Path) -> None:
    code, output = run("status", "--home", str(tmp_path))
    assert code == 1
    assert "does not run" in output


def test_down_where_nothing_runs_is_no_error(tmp_path: Path) -> None:
    assert run("down", "--home", str(tmp_path))[0] == 0


def test_a_fault_at_start_is_one_message_with_a_remedy_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHUZHA_DATABASE_URL", "postgresql://someone@127.0.0.1:1/shuzha?connect_timeout=2")
    monkeypatch.setattr("sys.argv", ["shuzha", "serve", "--home", str(tmp_path), "--port", "8999"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "无法连接数据库" in said
    assert "Check SHUZHA_DATABASE_URL" in said


def test_a_port_that_is_taken_is_said_before_anything_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServiceFault, match="--port"):
            require_free(taken.getsockname()[1])


def test_a_private_umask_of_the_callers_does_not_shut_the_services_out(tmp_path: Path) -> None:
    program = "import os, sys; os.umask(0o077); sys.argv = ['shuzha', 'status', '--home', sys.argv[1]]\n"
    program += "from shuzha.site.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(oct(os.umask(0)))"
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0o22"
