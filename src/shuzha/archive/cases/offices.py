"""Which offices stand here: each says once, when it starts, what the archive and the pages need to know of it.

Neither names an office, so that a new one is added without touching them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.references import EVERYWHERE, Listed
from shuzha.archive.parties.models import Account
from shuzha.kernel.text import Text

Tone = str
# Whether this account may read what the event says; the last argument is what the stream's name says after its kind.
Reads = Callable[[Account, EventRecord, str], bool]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A step that is taken on a page of the office's own: why, what the way there is called, and where it leads."""

    reason: Text
    way: Text
    address: Callable[[CaseRecord], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the front page shows of an office, counted when asked, with the page that lists what it counts."""

    title: Text
    url: str
    count: Callable[[], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office: who oversees it, and what it keeps.

    Whoever holds one of the standings `overseers` sees its cases, unless another organisation holds that place in one.
    `lists` are what fields may refer to, `notices` its kinds of notice, `happenings` what it writes down beside the
    events of cases, `elsewhere` the steps (procedure, step) that have a page of their own, `streams` who reads what it
    writes down beside cases, by the stream's kind, and `figures` its numbers on the front page.
    """

    name: str
    overseers: frozenset[str]
    lists: Mapping[str, Listed] = field(default_factory=dict)
    notices: Mapping[str, Text] = field(default_factory=dict)
    happenings: Mapping[str, tuple[Text, Tone]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], Elsewhere] = field(default_factory=dict)
    streams: Mapping[str, Reads] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()


_offices: dict[str, Office] = {}


def open_office(office: Office) -> None:
    """Lets the office stand here.

    Raises: ValueError when another one has its name already, or already keeps a list or a kind of notice so called.
    """
    if _offices.get(office.name) is office:
        return
    for one in all_offices():
        twice = (
            {one.name} & {office.name}
            | one.lists.keys() & office.lists.keys()
            | one.notices.keys() & office.notices.keys()
        )
        if twice:
            raise ValueError(f"two offices say what these are: {sorted(twice)}")
    _offices[office.name] = office


def all_offices() -> tuple[Office, ...]:
    """The offices that stand here, in the order in which they started."""
    return tuple(_offices.values())


def list_called(name: str) -> Listed | None:
    """The list of that name; None where nobody keeps one."""
    kept = (EVERYWHERE, *(office.lists for office in all_offices()))
    return next((lists[name] for lists in kept if name in lists), None)


def kind_of_notice(kind: str) -> Text:
    """What the kind of notice is called; one that no office names, as it stands."""
    return next((office.notices[kind] for office in all_offices() if kind in office.notices), Text(kind, kind))


def happening(event: str) -> tuple[Text, Tone] | None:
    """How an office tells of this event outside its cases, with the tone; None where none does."""
    return next((office.happenings[event] for office in all_offices() if event in office.happenings), None)


def elsewhere(procedure: str, step: str) -> Elsewhere | None:
    """The office's own page on which the step is taken; None for a step taken on the page of its case."""
    return next((o.elsewhere[procedure, step] for o in all_offices() if (procedure, step) in o.elsewhere), None)


def reads_stream(kind: str) -> Reads | None:
    """Who may read a stream of that kind; None where no office keeps one."""
    return next((office.streams[kind] for office in all_offices() if kind in office.streams), None)
