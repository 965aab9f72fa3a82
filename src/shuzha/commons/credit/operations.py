"""Writing the record: which rules count here, what an event adds, and making all of it again from the events."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import MISSED, observes
from shuzha.archive.cases.replay import observe_again
from shuzha.commons.credit.models import Fact
from shuzha.kernel.clock import CHINA
from shuzha.procedure.credit import CreditRule
from shuzha.regulations.local_rules.procedures.credit import REVIEW

_rules: dict[str, CreditRule] = {}


def count(rules: Iterable[CreditRule]) -> None:
    """Lets these rules count from now on: every event that one of them names is looked at as it happens.

    Raises: ValueError when another rule has the name already.
    """
    for rule in rules:
        if _rules.setdefault(rule.name, rule) is not rule:
            raise ValueError(f"two credit rules are called {rule.name!r}")
        _observe(rule)


def all_rules() -> tuple[CreditRule, ...]:
    """The rules that count here."""
    return tuple(_rules.values())


def recount() -> tuple[str, ...]:
    """Makes every fact again from the events, with what reviews decided of it, while whoever adds one waits; those that had been missing, wrong or too
    many, each by its rule and identifier.

    Sources come before reviews, each review in the order in which it was opened: only one runs on a fact at a time.
    """
    sources = {rule.procedure.id for rule in _rules.values()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE credit_fact IN EXCLUSIVE MODE")
        before = _as_stored()
        Fact.objects.all().delete()
        for procedures in (sources, {REVIEW.id}):
            for case in CaseRecord.objects.filter(procedure__in=procedures).order_by("opened_at", "pk").iterator():
                observe_again(case)
        after = _as_stored()
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return tuple(sorted(f"{(after.get(key) or before[key])['rule']} {key}" for key in differing))


def _as_stored() -> dict[uuid.UUID, dict[str, Any]]:
    return {row["id"]: dict(row) for row in Fact.objects.values()}


def _observe(rule: CreditRule) -> None:
    def keep(case: CaseRecord, event: EventRecord) -> None:
        if event.type == MISSED and event.data.get("duty") not in rule.missed:
            return
        party = rule.party(case.facts, case.parties)
        if party and rule.holds(case.facts):
            _write(rule, party, case, event)

    observes(rule.procedure, *rule.events, *([MISSED] if rule.missed else []))(keep)


def _write(rule: CreditRule, party: str, case: CaseRecord, event: EventRecord) -> None:
    first = event.at.astimezone(CHINA).date()
    Fact.objects.get_or_create(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"credit/{event.pk}/{rule.name}"),
        defaults={
            "organisation_id": uuid.UUID(party),
            "case_id": case.pk,
            "event": event,
            "rule": rule.name,
            "title_zh": rule.title.zh,
            "title_en": rule.title.en,
            "good": rule.good,
            "cites": [str(cite) for cite in rule.cites],
            "counts_from": first,
            "counts_until": rule.term.until(first),
        },
    )
