"""`/interfaces/`: SQL templates that the gate judged once and that are only ever bound; made here, listed, and tried."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from shuzha.archive.clock import city_clock
from shuzha.archive.grants.models import Grant, Interface
from shuzha.archive.parties.models import Account
from shuzha.commons import gate_door
from shuzha.enclave.door import GateFault
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones import interfaces_form, outcomes, queries_desk
from shuzha.offices.zones.operations.interfaces import create_interface, interface_denials
from shuzha.offices.zones.pages_workbench import SQL_LIMIT, chart_of
from shuzha.regulations.local_rules import GENERAL

INTERFACES = {"title": Text("数据接口", "Data interfaces"), "url": "/interfaces/"}
_NO_GRANT = Deny(
    "interface-grant",
    Text("请选择一项有效且允许接口形式的授权", "Choose a grant that is in force and allows interfaces"),
    GENERAL,
    Text("请从列表中选择", "Choose from the list"),
    "grant",
)
_NO_TEMPLATE = Deny(
    "interface-template",
    Text("没有填写模板，或模板超过 10 万字", "There is no template, or it is longer than 100,000 characters"),
    GENERAL,
    Text("请写一条 SELECT，参数写作 $名称", "Write one SELECT with parameters written $name"),
    "template",
)
_FIELDS = ("grant", "name", "title_zh", "title_en", "template")


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The interfaces that this account may see."""
    account = _account(request)
    at = city_clock().now()
    interfaces = list(queries_desk.interfaces_for(account)[:500])
    may_create = bool(queries_desk.interface_grants(account, at))
    context = {
        "interfaces": [{"interface": one, "live": one.grant.live(at)} for one in interfaces],
        "may_create": may_create,
        "others_may": not may_create and bool(queries_desk.company_interface_grants(account, at)),
        "crumbs": [INTERFACES],
    }
    return render(request, "zones/interfaces.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """The form for a new interface: the gate judges the template, and what it finds fit is registered."""
    account, at = _account(request), city_clock().now()
    grants = queries_desk.interface_grants(account, at)
    denials: tuple[Deny, ...] = ()
    fault = None
    if request.method == "POST":
        try:
            return redirect("zones:interface", name=_created(request, account, grants).name)
        except Refused as refusal:
            denials = refusal.denials
        except GateFault as error:
            fault = error.text
    context = {
        "grants": grants,
        "others_may": not grants and bool(queries_desk.company_interface_grants(account, at)),
        "grant_options": [{"value": str(g.id), "label": _grant_title(g)} for g in grants],
        "tables": [table for grant in grants[:4] for table in queries_desk.tables_of(grant)],
        "typed": {field: request.POST.get(field, "") for field in _FIELDS},
        "rows": list(enumerate(interfaces_form.typed_rows(request.POST))),
        "kinds": interfaces_form.KINDS.items(),
        "denials": denials,
        "fault": fault,
        "fault_remedy": outcomes.FAULT_REMEDY,
        "crumbs": [INTERFACES, {"title": Text("新建接口", "New interface")}],
    }
    return render(request, "zones/interface_new.html", context, status=422 if denials else 503 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One interface; its operator's people can try it."""
    account = _account(request)
    interface = get_object_or_404(queries_desk.interfaces_for(account), name=name)
    may_try = interface.grant.persons.filter(pk=account.person_id).exists()
    context: dict[str, Any] = {
        "interface": interface,
        "halts": queries_desk.halts_of(interface.grant),
        "parameters": [_field(parameter, request) for parameter in interface.parameters],
        "may_try": may_try,
        "fault_remedy": outcomes.FAULT_REMEDY,
        "crumbs": [INTERFACES, {"title": interface.title}],
    }
    if request.method != "POST":
        return render(request, "zones/interface.html", context)
    if not may_try:
        raise Http404
    context |= _tried(request, interface, account)
    template = "zones/_result.html" if request.headers.get("HX-Request") else "zones/interface.html"
    return render(request, template, context, status=context["outcome"].status)


def _created(request: HttpRequest, account: Account, grants: list[Grant]) -> Interface:
    """The interface that the form asks for. Raises: Refused naming everything; GateFault."""
    typed = {field: request.POST.get(field, "") for field in _FIELDS}
    name, title = typed["name"].strip(), Text(typed["title_zh"].strip(), typed["title_en"].strip())
    at, by = city_clock().now(), account.actor
    grant = next((one for one in grants if str(one.id) == typed["grant"]), None)
    denials = list(interface_denials(grant=grant, name=name, title=title, by=by, at=at)) if grant else [_NO_GRANT]
    if not 0 < len(typed["template"].strip()) <= SQL_LIMIT:
        denials.append(_NO_TEMPLATE)
    try:
        parameters = interfaces_form.parameters_from(request.POST)
    except Refused as refusal:
        denials += refusal.denials
    if denials or grant is None:
        raise Refused(denials)
    return create_interface(
        grant=grant,
        name=name,
        title=title,
        template=typed["template"],
        parameters=parameters,
        by=by,
        at=at,
    )


def _tried(request: HttpRequest, interface: Interface, account: Account) -> dict[str, Any]:
    values = interfaces_form.values_from(interface.parameters, request.POST)
    began = time.monotonic()
    outcome = outcomes.outcome_of(
        lambda: gate_door.client().call(
            interface_id=str(interface.id), actor=str(account.person_id), values=values, face="trial"
        )
    )
    return {"outcome": outcome, "seconds": time.monotonic() - began, "chart": chart_of(outcome)}


def _field(parameter: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """A parameter as a form field."""
    name = f"value-{parameter['name']}"
    choices = [{"value": str(choice), "label": str(choice)} for choice in parameter.get("choices") or ()]
    kind = {"num": "number", "date": "date"}.get(parameter["kind"], "text")
    return {
        "name": name,
        "label": Text(f"${parameter['name']}", f"${parameter['name']}"),
        "type": "select" if choices else kind,
        "options": choices,
        "help": queries_desk.shape_of(parameter),
        "value": request.POST.get(name, "") or str(parameter.get("minimum") or ""),
    }


def _grant_title(grant: Grant) -> Text:
    number = grant.case.number
    return Text(f"{grant.purpose_zh}（{number}）", f"{grant.purpose_en} ({number})")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
