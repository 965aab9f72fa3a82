"""Reading uses of data: what was released and refused under a grant, and when use was stopped and how fast.

A use's private reason leaves this module only for who may read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Sum

from shuzha.archive.cases.models import EventCount, EventRecord
from shuzha.archive.evidence.queries import places_of
from shuzha.archive.grants.models import Grant
from shuzha.archive.parties.models import Person
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

RELEASED, REFUSED, SEALED, STOPPED = "use-released", "use-refused", "use-sealed", "use-stopped"
JUDGED = (RELEASED, REFUSED, SEALED)
Span = EventCount.Span
OUTCOMES = {
    RELEASED: (Text("已放行", "Released"), "good"),
    REFUSED: (Text("已拒绝", "Refused"), "danger"),
    SEALED: (Text("不予放行", "Not released"), "warning"),
}
FACES = {
    "workbench": Text("查询页", "Query page"),
    "client": Text("Python 客户端", "Python client"),
    "trial": Text("接口试用", "Interface trial"),
    "market": Text("市场调用", "Market call"),
    "api": Text("接口", "API"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One judged use. `why` is the private reason, and None for everyone who may not read it."""

    at: datetime
    person: str
    title: Text
    tone: str
    sealed: bool
    face: Text
    sql: str
    interface: str
    denials: tuple[Deny, ...]
    why: Text | None
    smallest_cell: int | None
    repeated: bool
    index: int | None
    proof_url: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often use was released, refused for its text, and not released for what the data held."""

    released: int = 0
    refused: int = 0
    sealed: int = 0
    last: datetime | None = None


def tallies(grants: Iterable[Grant]) -> dict[str, Tally]:
    """The tally of each grant, by its stream."""
    counts = EventCount.objects.filter(span=Span.ALL, stream__in=[grant.stream for grant in grants])
    uses: dict[str, Counter[str]] = {}
    last: dict[str, datetime] = {}
    for count in counts:
        uses.setdefault(count.stream, Counter())[count.type] = count.events
        last[count.stream] = max(count.last, last.get(count.stream, count.last))
    return {s: Tally(c[RELEASED], c[REFUSED], c[SEALED], last[s]) for s, c in uses.items()}


def latest_uses(streams: Sequence[str], *, why: bool, sql: bool = True, person: str = "", limit: int = 12) -> list[Use]:
    """The latest uses on these streams, newest first; `why` opens the private reasons, `person` keeps one person's own."""
    rows = EventRecord.objects.filter(stream__in=streams, type__in=JUDGED).order_by("-at", "-id")
    if person:
        rows = rows.filter(person=person)
    events = list(rows[:limit])
    names = _names(events)
    places = places_of(events)
    return [_use(event, names, places.get(event.id), why=why, sql=sql) for event in events]


def _use(event: EventRecord, names: Mapping[str, str], index: int | None, *, why: bool, sql: bool) -> Use:
    data = event.data
    title, tone = OUTCOMES[event.type]
    face = str(data.get("face", ""))
    return Use(
        event.at,
        names.get(event.person, ""),
        title,
        tone,
        event.type == SEALED,
        FACES.get(face, Text(face, face)),
        str(data.get("sql", "")) if sql else "",
        str(data.get("interface", "")),
        distinct(Deny.from_json(one) for one in data.get("denials", [])) if sql else (),
        Text.from_json(data["private_reason"]) if why and data.get("private_reason") else None,
        data.get("smallest_cell") if why and event.type == SEALED else None,
        bool(data.get("repeated")),
        index,
        f"/evidence/events/{event.id}/",
    )


def distinct(denials: Iterable[Deny]) -> tuple[Deny, ...]:
    """The denials without those that only repeat an earlier one's words about another place."""
    return tuple({(denial.code, denial.reason): denial for denial in denials}.values())


def _names(events: Iterable[EventRecord]) -> dict[str, str]:
    ids = {event.person for event in events if len(event.person) == 36}
    return {str(person.id): person.name for person in Person.objects.filter(id__in=ids)}


def uses_chart(streams: Sequence[str]) -> dict[str, Any] | None:
    """Releases and refusals over time as ECharts takes it, by hour on one or two days and by day beyond; None without uses."""
    counts = EventCount.objects.filter(stream__in=streams)
    ends = counts.filter(span=Span.DAY).aggregate(first=Min("begins"), last=Max("begins"))
    if ends["first"] is None:
        return None
    by_hour = ends["last"] - ends["first"] < timedelta(days=2)
    counted: dict[datetime, Counter[str]] = {}
    rows = counts.filter(span=Span.HOUR if by_hour else Span.DAY).order_by("begins").values_list("begins", "type")
    for begins, type, uses in rows.annotate(n=Sum("events")):
        counted.setdefault(begins, Counter())[type] = uses
    labels = [moment.astimezone(CHINA).strftime("%m-%d %H:00" if by_hour else "%m-%d") for moment in counted]
    return {
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "minInterval": 1},
        "legend": {},
        "series": [
            _bars(Text("放行", "Released"), "--water", [c[RELEASED] for c in counted.values()]),
            _bars(Text("拒绝", "Refused"), "--cinnabar", [c[REFUSED] for c in counted.values()]),
            _bars(
                Text("不予放行", "Not released"),
                "--amber",
                [c[SEALED] for c in counted.values()],
            ),
        ],
    }


def _bars(name: Text, colour: str, values: list[int]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "stack": "uses",
        "barMaxWidth": 36,
        "itemStyle": {"color": colour},
        "data": values,
    }


def stops_of(grants: Iterable[Grant]) -> dict[str, list[EventRecord]]:
    """For each grant's stream, when the gate said that no byte could leave any more, newest first."""
    found: dict[str, list[EventRecord]] = {}
    streams = [grant.stream for grant in grants]
    for event in EventRecord.objects.filter(stream__in=streams, type=STOPPED).order_by("-at", "-id"):
        found.setdefault(event.stream, []).append(event)
    return found
