"""A list of days as a calendar that any calendar program subscribes to. Standard: RFC 5545, RFC 7986."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LINE = 75


@dataclass(frozen=True, slots=True)
class Day:
    """One whole day on which something falls due. `key` stays the same for as long as it is the same thing."""

    key: str
    day: date
    summary: str
    description: str
    url: str
    tentative: bool = False


def calendar(name: str, days: Iterable[Day], at: datetime) -> bytes:
    """The calendar as a file, drawn up at `at`: lines of at most 75 octets that end in CR LF. Standard: RFC 5545, 3.1."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Shuzha//Deadlines//ZH",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for one in days for line in _event(one, at)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(one: Day, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(one.key)}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_text(one.summary)}"
    yield f"DESCRIPTION:{_text(one.description)}"
    yield f"URL:{one.url}"
    yield f"STATUS:{'TENTATIVE' if one.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Standard: RFC 5545, 3.3.11; what is no character of a text there is left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    for char in "\\;,":
        value = value.replace(char, "\\" + char)
    value = "".join(char for char in value if (char >= " " and char != "\x7f") or char in "\n\t")
    return value.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces that never cut a character in two."""
    pieces, piece = list[bytes](), b""
    for char in line:
        encoded = char.encode()
        if len(piece) + len(encoded) > _LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
