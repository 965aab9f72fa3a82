"""Reading one zone whole, for its board: agreement, grants with what halts them, personnel, uses, and what is due."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from shuzha.archive.cases.due import Chip
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.catalogue.models import Column
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.parties.models import Account, Person
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.offices.zones import queries, queries_use
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.offices.zones.queries import Sight
from shuzha.offices.zones.queries_use import Tally, Use
from shuzha.procedure.decide import open_steps
from shuzha.procedure.words import Case
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.call import KINDS
from shuzha.regulations.beijing_2023.procedures.conditions import CLAUSES
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF
from shuzha.regulations.beijing_2023.procedures.grades import FORMS
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.local_rules import INSTRUMENT as LOCAL

_MOVED_LAST = 50
_ENDS = Text("使用终止", "Use ended")
GROUNDS: dict[str, tuple[Text, Text, tuple[Citation, ...]]] = {
    Halt.Ground.CUTOFF: (
        Text("技术切断", "Technical cut-off"),
        Text(
            "依第二十八条，因记录在案的风险以技术手段即时停止使用。协议本身不受影响；恢复使用须由市大数据主管部门作出决定。",
            "Article 28: on a recorded risk, use is stopped at once by technical means. The agreement itself stands; "
            "use resumes only by decision of the big data authority.",
        ),
        (INSTRUMENT.article(28), LOCAL.article(6)),
    ),
    Halt.Ground.SUSPENSION: (
        Text("协议暂停", "Agreement suspended"),
        Text(
            "依第十四条，两部门联合上报并经市政府同意，协议暂停，协议项下全部数据使用随之停止；恢复须再经市政府决定。",
            "Article 14: on joint report and with the government's consent the agreement is suspended, and with it every "
            "use under it; it resumes only by the government's decision.",
        ),
        (INSTRUMENT.article(14), INSTRUMENT.article(28)),
    ),
    Halt.Ground.TERMINATION: (
        _ENDS,
        Text(
            "协议终止、到期或本项授权结束，数据使用不再恢复；再次使用须重新申请授权。",
            "The agreement or this grant has ended. Use does not resume; it takes a new grant.",
        ),
        (INSTRUMENT.article(14), INSTRUMENT.article(27)),
    ),
}


@dataclass(frozen=True, slots=True)
class HaltView:
    """One thing that halts a grant, with what it means in law, and the gate's own word that use has stopped."""

    halt: Halt
    title: Text
    consequence: Text
    cites: tuple[Citation, ...]
    stopped: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class GrantView:
    """A grant on the board."""

    grant: Grant
    live: bool
    expired: bool
    last_day: date
    columns: list[Column]
    highest: int
    forms: list[Text]
    persons: list[str]
    halts: list[HaltView]
    tally: Tally
    uses: list[Use]


@dataclass(frozen=True, slots=True)
class Board:
    """A zone as one account may see it at one moment; `token` changes with anything the board shows."""

    zone: Zone
    kind: Text
    sight: Sight
    standing: Text
    tone: str
    clauses: list[dict[str, Any]]
    scope: list[Text]
    grants: list[GrantView]
    live_grants: int
    personnel: list[dict[str, Any]]
    uses: Tally
    chart: dict[str, Any] | None
    deadlines: list[Chip]
    cutoff_url: str
    token: str

    @property
    def sees_reasons(self) -> bool:
        return self.sight is Sight.SUPERVISOR


def board(zone: Zone, account: Account | None, at: datetime) -> Board:
    """The zone's board for this account."""
    seen = queries.sight(zone, account)
    grants = list(queries.grants_of(zone, account).prefetch_related("columns__resource", "persons", "halts__case"))
    tallies = queries_use.tallies(grants)
    own = account is not None and account.organisation_id == zone.operator_id
    views = [_grant_view(grant, tallies.get(grant.stream, Tally()), seen, own, at) for grant in grants]
    whole = seen is not Sight.PUBLIC and zone.agreement is not None
    return Board(
        zone=zone,
        kind=KINDS[zone.kind],
        sight=seen,
        standing=queries.agreement_standing(zone)[0],
        tone=queries.agreement_standing(zone)[1],
        clauses=_clauses(zone) if whole else [],
        scope=_scope(zone) if whole else [],
        grants=views,
        live_grants=Grant.objects.filter(queries.live(at), agreement_id=zone.agreement_id).count(),
        personnel=_personnel(zone) if seen is Sight.SUPERVISOR or own else [],
        uses=_sum(list(tallies.values())),
        chart=queries_use.uses_chart([grant.stream for grant in grants]),
        deadlines=queries.deadline_chips([zone], at).get(zone.pk, []),
        cutoff_url=_cutoff_url(account, views, seen),
        token=token(zone, account, at),
    )


def token(zone: Zone, account: Account | None, at: datetime) -> str:
    """A short digest of everything that makes the board look as it does now."""
    today, grants = at.astimezone(CHINA).date(), queries.grants_of(zone, account)
    used = sorted(queries_use.tallies(grants).items())
    stopped = [(stream, len(stops)) for stream, stops in sorted(queries_use.stops_of(grants).items())]
    halts = list(Halt.objects.filter(grant__in=grants).order_by("id").values_list("id", "lifted_at"))
    cases = [(key, version) for own in _cases_of(zone) for key, version in own.values_list("id", "version")]
    return hashlib.sha256(
        repr((today, sorted(grant.stream for grant in grants), used, stopped, halts, cases)).encode()
    ).hexdigest()[:16]


def _cases_of(zone: Zone) -> tuple[QuerySet[CaseRecord], QuerySet[CaseRecord]]:
    """The zone's own cases, and those that moved last of all under its agreement: whatever changed is among them."""
    own = CaseRecord.objects.filter(id__in=[pk for pk in (zone.call_id, zone.agreement_id) if pk]).order_by("id")
    under = CaseRecord.objects.filter(facts__agreement=str(zone.agreement_id or "-"))
    return own, under.order_by("-moved_at", "id")[:_MOVED_LAST]


def _grant_view(grant: Grant, tally: Tally, seen: Sight, own: bool, at: datetime) -> GrantView:
    columns = sorted(grant.columns.all(), key=lambda column: (column.resource.name, column.position))
    stops = queries_use.stops_of([grant]).get(grant.stream, [])
    standing = [h for h in grant.halts.all() if h.lifted_at is None]
    names_shown = seen is Sight.SUPERVISOR or own
    return GrantView(
        grant=grant,
        live=grant.starts <= at < grant.expires and not standing,
        expired=at >= grant.expires,
        last_day=last_day(grant),
        columns=columns,
        highest=max((column.grade or 1 for column in columns), default=1),
        forms=[FORMS.get(form, Text(form, form)) for form in grant.forms],
        persons=[person.name for person in grant.persons.all()] if names_shown else [],
        halts=[_halt_view(halt, stops) for halt in sorted(standing, key=lambda one: one.at)],
        tally=tally,
        uses=queries_use.latest_uses([grant.stream], why=seen is Sight.SUPERVISOR, sql=names_shown, limit=8),
    )


def last_day(grant: Grant) -> date:
    """The last day on which the grant may be used; it ends as that day does."""
    return (grant.expires - timedelta(microseconds=1)).astimezone(CHINA).date()


def _halt_view(halt: Halt, stops: list[EventRecord]) -> HaltView:
    title, consequence, cites = GROUNDS[halt.ground]
    since = [event.data for event in stops if event.at >= halt.at]
    return HaltView(halt, title, consequence, cites, since[-1] if since else None)


def _clauses(zone: Zone) -> list[dict[str, Any]]:
    assert zone.agreement is not None
    given = zone.agreement.facts.get("clauses") or {}
    return [{"label": item.title, "value": str(given.get(item.code, ""))} for item in CLAUSES.items]


def _scope(zone: Zone) -> list[Text]:
    assert zone.agreement is not None
    return [PURPOSES.get(code, Text(code, code)) for code in zone.agreement.facts.get("scope") or []]


def _personnel(zone: Zone) -> list[dict[str, Any]]:
    cases = list(
        CaseRecord.objects.filter(procedure=PERSONNEL.id, facts__agreement=str(zone.agreement_id)).order_by("opened_at")
    )
    names = {str(p.id): p.name for p in Person.objects.filter(id__in=[case.facts["person"] for case in cases])}
    tones = {"registered": "good", "filed": "warning", "declined": "danger", "removed": "danger"}
    return [
        {
            "case": case,
            "name": names.get(case.facts["person"], ""),
            "post": case.facts.get("post", ""),
            "status": PERSONNEL.state(case.status).title,
            "tone": tones[case.status],
        }
        for case in cases
    ]


def _sum(tallies: list[Tally]) -> Tally:
    last = [tally.last for tally in tallies if tally.last]
    return Tally(
        sum(t.released for t in tallies),
        sum(t.refused for t in tallies),
        sum(t.sealed for t in tallies),
        max(last) if last else None,
    )


def _cutoff_url(account: Account | None, grants: list[GrantView], seen: Sight) -> str:
    live = [str(view.grant.id) for view in grants if view.live]
    if account is None or seen is not Sight.SUPERVISOR or not live:
        return ""
    if not open_steps(CUTOFF, Case(CUTOFF.id), account.actor):
        return ""
    return "/start/zones.cutoff/cut/?" + urlencode([("grants", one) for one in live])
