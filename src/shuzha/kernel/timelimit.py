"""The time limit that a refusal carries: until when what is missing can still be made good, or that no limit is set.

Whoever is refused asks three things: why, what to do, and by when. The third is answered even where the law is silent,
because silence reads as "too late".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One sentence on the time there is; with the last day (a day in China) and its articles where there is one.

    A `provisional` last day lies beyond the published holidays and is computed anew when they are announced.
    """

    words: Text
    last_day: date | None = None
    cites: tuple[Citation, ...] = ()
    provisional: bool = False

    @classmethod
    def dated(cls, words: Text, last_day: date, cites: tuple[Citation, ...], provisional: bool) -> TimeLimit:
        """A limit with a last day, which takes the place of `{day}` in `words` and says itself when it is provisional."""
        told = words.format(day=last_day.isoformat())
        if provisional:
            told = Text(f"{told.zh}（暂定）", f"{told.en} (provisional)")
        return cls(told, last_day, cites, provisional)

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.words.as_json(),
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "provisional": self.provisional,
            "cites": [str(c) for c in self.cites],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TimeLimit:
        """Raises: KeyError or ValueError for what `as_json` cannot have written."""
        return cls(
            Text.from_json(value["text"]),
            date.fromisoformat(value["last_day"]) if value["last_day"] else None,
            tuple(Citation.parse(c) for c in value["cites"]),
            value["provisional"],
        )


def opens(day: object, *cites: Citation) -> TimeLimit:
    """What may be done from that day on (an ISO date, the day included); no limit for what is no day."""
    first = _day(day)
    if first is None:
        return NO_LIMIT
    return TimeLimit(Text(f"自 {first} 起可以办理（含当日）", f"Possible from {first}, that day included"), cites=cites)


def opens_after(day: object, *cites: Citation) -> TimeLimit:
    """What may be done from the day after that day on."""
    last = _day(day)
    return opens(last + timedelta(1) if last else "", *cites)


def ends(day: object, today: date, *cites: Citation) -> TimeLimit:
    """What could be done up to that day (an ISO date, the day included), as it stands today; no limit for what is no day."""
    last = _day(day)
    if last is None:
        return NO_LIMIT
    words = Text("{day} 截止（含当日）", "Until {day}, that day included")
    over = Text("已于 {day} 截止（含当日）", "It ended with {day}")
    return TimeLimit.dated(words if today <= last else over, last, cites, provisional=False)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


NO_LIMIT = TimeLimit(Text("规定未就此另设期限", "No separate time limit is set for this"))
