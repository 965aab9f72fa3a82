"""Notices that an officer loads: kept for good, read by every process, refused when they cannot be one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from shuzha.kernel.calendar import DayKind, china_calendar
from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.notice import Notice, WrongNotice
from shuzha.kernel.notices import as_json, digest, keep_notice, known_calendar, notice_in, read_notice
from shuzha.kernel.text import Text
from shuzha.site.cli import commands

SPRING = Text("春节", "Spring Festival")
# Not the real notice, which nobody knows yet: seven days around 6 February 2027, with two days made up.
NOTICE_2027 = Notice(
    2027,
    Text("《2027年部分节假日安排的通知》（测试用）", "Notice on the holidays of 2027 (made for tests)"),
    {date(2027, 1, 1): Text("元旦", "New Year")} | {date(2027, 2, day): SPRING for day in range(5, 12)},
    {date(2027, 1, 30): SPRING, date(2027, 2, 20): SPRING},
)


def test_a_notice_is_known_from_its_loading_on_and_moves_the_horizon(tmp_path: Path) -> None:
    before = known_calendar(tmp_path)
    assert before is china_calendar()
    assert before.explain(date(2027, 2, 8)).provisional
    keep_notice(tmp_path, NOTICE_2027)
    after = known_calendar(tmp_path)
    assert after.horizon == date(2027, 12, 31)
    assert after.explain(date(2027, 2, 8)).kind is DayKind.HOLIDAY
    assert after.explain(date(2027, 2, 20)).kind is DayKind.MAKE_UP
    assert after.explain(date(2027, 2, 20)).notice == NOTICE_2027.title
    assert known_calendar(tmp_path) is after


@pytest.mark.parametrize(
    ("start", "before", "after"),
    [
        (date(2027, 1, 28), date(2027, 2, 4), date(2027, 2, 3)),
        (date(2027, 1, 29), date(2027, 2, 5), date(2027, 2, 4)),
        (date(2027, 2, 1), date(2027, 2, 8), date(2027, 2, 15)),
        (date(2027, 2, 4), date(2027, 2, 11), date(2027, 2, 18)),
        (date(2027, 2, 12), date(2027, 2, 19), date(2027, 2, 19)),
        (date(2027, 2, 15), date(2027, 2, 22), date(2027, 2, 20)),
    ],
)
def test_five_working_days_across_spring_festival_2027_move_as_the_notice_says(
    tmp_path: Path, start: date, before: date, after: date
) -> None:
    first = due(start, 5, unit=Unit.WORKING, calendar=known_calendar(tmp_path))
    keep_notice(tmp_path, NOTICE_2027)
    second = due(start, 5, unit=Unit.WORKING, calendar=known_calendar(tmp_path))
    assert (first.last_day, first.provisional) == (before, True)
    assert (second.last_day, second.provisional) == (after, False)


def test_the_same_notice_loaded_again_is_kept_once_and_an_amendment_overrides_it(tmp_path: Path) -> None:
    keep_notice(tmp_path, NOTICE_2027)
    keep_notice(tmp_path, NOTICE_2027)
    assert len(list((tmp_path / "calendar").iterdir())) == 1
    amendment = Notice(2027, Text("调整", "Adjustment"), {date(2027, 2, 12): SPRING})
    keep_notice(tmp_path, amendment)
    assert known_calendar(tmp_path).explain(date(2027, 2, 12)).notice == amendment.title
    assert known_calendar(tmp_path).explain(date(2027, 2, 8)).notice == NOTICE_2027.title


def test_a_notice_that_contradicts_the_calendar_is_refused_and_not_kept(tmp_path: Path) -> None:
    wrong = Notice(2027, Text("错", "Wrong"), {}, {date(2027, 3, 1): SPRING})
    with pytest.raises(ValueError, match="2027-03-01"):
        keep_notice(tmp_path, wrong)
    assert not (tmp_path / "calendar").exists()


def test_a_notice_is_read_from_json_and_from_toml_alike(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(as_json(NOTICE_2027)), encoding="utf-8")
    lines = [
        "year = 2027",
        'title = { zh = "《2027年部分节假日安排的通知》（测试用）", en = "Notice on the holidays of 2027 (made for tests)" }',
    ]
    for table in ("holidays", "makeups"):
        lines.append(f"[{table}]")
        lines += [f'{day} = {{ zh = "{n["zh"]}", en = "{n["en"]}" }}' for day, n in as_json(NOTICE_2027)[table].items()]
    (tmp_path / "a.toml").write_text("\n".join(lines), encoding="utf-8")
    assert read_notice(tmp_path / "a.json") == read_notice(tmp_path / "a.toml") == NOTICE_2027
    assert digest(read_notice(tmp_path / "a.toml")) == digest(NOTICE_2027)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("n.json", b"\xff\xfe"),
        ("n.json", b"{"),
        ("n.json", b"[]"),
        ("n.json", b"{}"),
        ("n.json", b'{"year": 2027, "title": "x"}'),
        (
            "n.json",
            b'{"year": 2027, "title": {"zh": "x", "en": "x"}, "holidays": {"2027-13-01": {"zh": "x", "en": "x"}}}',
        ),
        (
            "n.json",
            b'{"year": 2027, "title": {"zh": "x", "en": "x"}, "holidays": {"2029-01-01": {"zh": "x", "en": "x"}}}',
        ),
        ("n.toml", b"year ="),
        ("n.txt", b"2027"),
    ],
)
def test_what_is_no_notice_is_refused_in_one_message(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"\w"):
        read_notice(tmp_path / name)
    answer = CliRunner().invoke(commands, ["calendar", "load", str(tmp_path / name), "--home", str(tmp_path / "home")])
    assert answer.exit_code == 1
    assert "Error" in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ('year = 2027\ntitle = { zh = "通知", en = "Notice" }\n[holidays]\n2027-13-01 = { zh = "元旦", en = "New Year" }', [4]),
        ('year = 2027\ntitle = { zh = "通知", en = "Notice" }\n[holidays]\n2027-01-01 = {', [4]),
        ('{\n"year": 2027,\n"year": 2028}', [2]),
        ('{\n"year": 2027,\n', [3]),
        ('title = 1\nyears = 2\n[makeups]\n2027-01-02 = "x"', [2, 1, 4, 0]),
        ("a = " + "[" * 9000, [0]),
        ('{"a":' * 9000, [0]),
        (b"\xff\xfe", [0]),
        ("year = 2027\n" + "#" * 70000, [0]),
    ],
)  # fmt: skip
def test_everything_wrong_is_named_at_once_with_its_line_and_what_to_write(
    written: str | bytes, lines: list[int]
) -> None:
    with pytest.raises(WrongNotice) as wrong:
        notice_in(written)
    faults = wrong.value.faults
    assert sorted(one.line for one in faults) == sorted(lines)
    for one in faults:
        assert all((one.reason.zh, one.reason.en, one.remedy.zh, one.remedy.en))
        assert (f"第 {one.line} 行" in one.told.zh) is bool(one.line)


def test_a_contradiction_of_the_calendar_names_every_day_and_its_line(tmp_path: Path) -> None:
    written = (
        'year = 2027\ntitle = { zh = "通知", en = "Notice" }\n[makeups]\n'
        '2027-03-01 = { zh = "春节", en = "Spring" }\n2027-03-02 = { zh = "春节", en = "Spring" }\n'
    )
    with pytest.raises(WrongNotice) as wrong:
        keep_notice(tmp_path, notice_in(written))
    assert [one.line for one in wrong.value.placed_in(written).faults] == [4, 5]


def test_due_counts_by_the_notice_once_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "n.json").write_text(json.dumps(as_json(NOTICE_2027)), encoding="utf-8")
    home = ["--home", str(tmp_path / "home")]
    asked = ["due", "2027-02-01", "5", "--unit", "working", *home]
    assert "2027-02-08 星期一 Monday（暂定 / provisional）" in CliRunner().invoke(commands, asked).output
    loaded = CliRunner().invoke(commands, ["calendar", "load", str(tmp_path / "n.json"), *home])
    assert loaded.exit_code == 0, loaded.output
    told = CliRunner().invoke(commands, asked).output
    assert "2027-02-15 星期一 Monday\n" in told
    assert NOTICE_2027.title.zh in told


def test_loading_into_an_installation_that_does_not_run_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "n.json").write_text(json.dumps(as_json(NOTICE_2027)), encoding="utf-8")
    (tmp_path / "home/keys").mkdir(parents=True)
    answer = CliRunner().invoke(
        commands, ["calendar", "load", str(tmp_path / "n.json"), "--home", str(tmp_path / "home")]
    )
    assert "shuzha up" in str(answer.exception)
    assert not (tmp_path / "home/calendar").exists()


def test_a_notice_settles_its_year_from_the_first_day_or_from_the_december_before() -> None:
    eve = Text("元旦", "New Year")
    assert Notice(2027, NOTICE_2027.title).first_day == date(2027, 1, 1)
    assert NOTICE_2027.first_day == date(2027, 1, 1)
    assert Notice(2027, NOTICE_2027.title, {date(2026, 12, 31): eve}).first_day == date(2026, 12, 31)
