"""`/workbench/`: where an analyst asks questions of granted data and reads what was released, or why nothing was."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shuzha.archive.clock import city_clock
from shuzha.archive.grants.models import Grant
from shuzha.archive.parties.models import Account
from shuzha.commons import gate_door
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.offices.zones import outcomes, queries_desk, queries_use
from shuzha.offices.zones.outcomes import Outcome
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.offices.zones.queries_board import last_day
from shuzha.regulations.local_rules import GENERAL

SQL_LIMIT = 100_000
CHART_ROWS, CHART_SERIES = 60, 4
# series so much smaller than the largest get an axis of their own, on the right
SCALES_APART = 20
_EMPTY = Deny(
    "query-empty",
    Text("没有填写查询语句，或语句超过 10 万字", "There is no query, or it is longer than 100,000 characters"),
    GENERAL,
    Text("请写一条 SELECT，例如从左侧示例开始", "Write one SELECT; the examples are a way to begin"),
    "sql",
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workbench(request: HttpRequest) -> HttpResponse:
    """The query page; a POST runs one query under one of the analyst's own grants."""
    account = request.user
    assert isinstance(account, Account)
    grants = queries_desk.own_grants(account, city_clock().now())
    grant = _chosen(grants, request.POST.get("grant") or request.GET.get("grant", ""))
    context: dict[str, Any] = {"grants": grants, "grant": grant, "crumbs": [{"title": Text("数据工作台", "Workbench")}]}
    status = 200
    if grant is not None:
        context |= _desk(request, account, grant)
    if request.method == "POST" and grant is not None:
        began = time.monotonic()
        outcome = _run(account, grant, request.POST)
        context |= {
            "outcome": outcome,
            "seconds": time.monotonic() - began,
            "chart": None if context["by_row"] else chart_of(outcome),
        }
        context["history"] = _history(account, grant)
        if request.headers.get("HX-Request"):
            return render(request, "zones/_result.html", context, status=outcome.status)
        status = outcome.status
    return render(request, "zones/workbench.html", context, status=status)


def _run(account: Account, grant: Grant, asked: QueryDict) -> Outcome:
    purpose, sql = asked.get("purpose", ""), asked.get("sql", "")
    form = "rows" if asked.get("form") == "rows" else "statistics"
    if not 0 < len(sql.strip()) <= SQL_LIMIT:
        return Outcome("refused", denials=(_EMPTY,))
    stated = purpose if purpose in PURPOSES else "unstated"
    return outcomes.outcome_of(
        lambda: gate_door.client().query(
            grant_id=str(grant.id), actor=str(account.person_id), purpose=stated, sql=sql, face="workbench", form=form
        )
    )


def _desk(request: HttpRequest, account: Account, grant: Grant) -> dict[str, Any]:
    tables = queries_desk.tables_of(grant)
    examples = queries_desk.examples_for(tables)
    return {
        "tables": tables,
        "types": _types(account, grant),
        "examples": examples,
        "halts": queries_desk.halts_of(grant),
        "history": _history(account, grant),
        "last_day": last_day(grant),
        "purposes": [{"value": code, "label": title} for code, title in PURPOSES.items()],
        "purpose": request.POST.get("purpose") or grant.purpose,
        "by_row": request.POST.get("form") == "rows",
        "sql": request.POST.get("sql", "") or (examples[0].sql if examples else ""),
        "fault_remedy": outcomes.FAULT_REMEDY,
    }


def _types(account: Account, grant: Grant) -> dict[str, str]:
    """The type of each "table.column" as the gate gives it; empty while the gate does not answer."""
    found = outcomes.schema_of(str(grant.id), str(account.person_id))
    return {f"{table['name']}.{column['name']}": column["type"] for table in found for column in table["columns"]}


def _history(account: Account, grant: Grant) -> list[queries_use.Use]:
    return queries_use.latest_uses([grant.stream], why=False, person=str(account.person_id), limit=20)


def _chosen(grants: list[Grant], wanted: str) -> Grant | None:
    """The grant asked for, if it is one's own; without asking, the first. A grant of others' is not there."""
    if not wanted:
        return grants[0] if grants else None
    try:
        key = uuid.UUID(wanted)
    except ValueError:
        raise Http404 from None
    for grant in grants:
        if grant.id == key:
            return grant
    raise Http404


def chart_of(outcome: Outcome) -> dict[str, Any] | None:
    """The released table as a chart, its first column along the axis; None where that would say nothing."""
    columns, rows = outcome.columns, outcome.rows
    values = [n for n, column in enumerate(columns) if n and column["numeric"]][:CHART_SERIES]
    if not values or not 1 < len(rows) <= CHART_ROWS:
        return None
    series = [[_float(row[n]) for row in rows] for n in values]
    small = [_peak(one) * SCALES_APART < max(map(_peak, series)) for one in series]
    return {
        "xAxis": {"type": "category", "data": ["—" if row[0] is None else str(row[0]) for row in rows]},
        "yAxis": [{"type": "value"}, {"type": "value"}][: 1 + any(small)],
        "legend": {},
        "series": [
            {"name": columns[n]["title"], "type": "bar", "barMaxWidth": 36, "data": one, "yAxisIndex": int(right)}
            for n, one, right in zip(values, series, small, strict=True)
        ],
    }


def _peak(values: list[float | None]) -> float:
    return max((abs(value) for value in values if value is not None), default=0.0)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
