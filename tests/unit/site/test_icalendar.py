"""The calendar file, read as RFC 5545 says it is to be read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from shuzha.protocols.icalendar import Day, calendar

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n\t;,\\:"'), max_size=120)


def parsed(file: bytes) -> list[tuple[str, str]]:
    """The file's properties, unfolded and unescaped."""
    assert file.endswith(b"\r\n")
    lines = file.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")
    return [(name, _plain(value)) for name, _, value in (line.decode().partition(":") for line in lines)]


def _plain(value: str) -> str:
    plain, at = "", 0
    while at < len(value):
        step = 2 if value[at] == "\\" else 1
        plain += {"\\n": "\n", "\\N": "\n"}.get(value[at : at + step], value[at + step - 1])
        at += step
    return plain


def of(name: str, file: bytes) -> list[str]:
    return [value for key, value in parsed(file) if key == name]


def day(**changed: object) -> Day:
    given = {"key": "duty-1@x", "day": date(2026, 12, 31), "summary": "s", "description": "d", "url": "http://x/"}
    return Day(**{**given, **changed})  # type: ignore[arg-type]


def test_a_day_begins_on_its_date_and_ends_before_the_next() -> None:
    file = calendar("名", [day(tentative=True)], AT)
    assert of("DTSTART;VALUE=DATE", file) == ["20261231"]
    assert of("DTEND;VALUE=DATE", file) == ["20270101"]
    assert of("DTSTAMP", file) == ["20260302T010000Z"]
    assert of("STATUS", file) == ["TENTATIVE"]
    assert [v for k, v in parsed(file) if k in ("BEGIN", "END")] == ["VCALENDAR", "VEVENT", "VEVENT", "VCALENDAR"]


def test_a_calendar_without_a_day_is_one_too() -> None:
    assert of("BEGIN", calendar("名", [], AT)) == ["VCALENDAR"]


@given(TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(summary: str, description: str) -> None:
    file = calendar("名", [day(summary=summary, description=description)], AT)
    assert of("SUMMARY", file) == [summary]
    assert of("DESCRIPTION", file) == [description]
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_nothing_written_in_a_text_becomes_a_line_of_its_own() -> None:
    file = calendar("名", [day(summary="a\r\nEND:VCALENDAR\rATTACH:http://evil\x00\x1b\x85")], AT)
    assert of("SUMMARY", file) == ["a\nEND:VCALENDAR\nATTACH:http://evil\x85"]
    assert not of("ATTACH", file)
