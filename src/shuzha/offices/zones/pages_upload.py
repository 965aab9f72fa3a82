"""`/catalogue/<name>/upload/` and `/grades/`: a department brings a file, sealed in its own browser, and confirms each column."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuzha.archive.catalogue.models import Resource
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.commons import gate_door
from shuzha.enclave.door import GateFault
from shuzha.enclave.intake.classes import CLASSES
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones import intake, outcomes, queries_catalogue
from shuzha.offices.zones.pages_catalogue import CATALOGUE, resource_named
from shuzha.regulations.local_rules import GENERAL

_BROKEN = Deny(
    "upload-malformed",
    Text("上传请求的格式有误。", "The upload request is malformed."),
    GENERAL,
    Text("请刷新页面后重新上传。", "Reload the page and upload again."),
    "file",
)


@require_safe
@login_required
def upload(request: HttpRequest, name: str) -> HttpResponse:
    """The upload page, with the gate's public key for the browser to seal to."""
    resource, account = _mine(request, name)
    try:
        sealing, fault = gate_door.client().hello()["sealing"], None
    except GateFault as error:
        sealing, fault = None, error.text
    context = {
        "resource": resource,
        "sealing": sealing,
        "fault": fault,
        "fault_remedy": outcomes.FAULT_REMEDY,
        "open": "profile" in queries_catalogue.steps_for(resource, account),
        "crumbs": _crumbs(resource, Text("上传文件", "Upload")),
    }
    return render(request, "zones/upload.html", context, status=503 if fault else 200)


@require_POST
@login_required
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Opens an upload; JSON in: filename, key_id, ephemeral, salt; JSON out: staging."""
    resource, account = _mine(request, name)
    asked = _json_object(request)
    if asked is None or not all(isinstance(asked.get(key), str) for key in ("filename", *intake.SEALING_FIELDS)):
        return _refused((_BROKEN,), 400)

    def opened() -> dict[str, Any]:
        staging = intake.begin_upload(
            resource=resource, filename=asked["filename"], sealing=asked, by=account.actor, at=city_clock().now()
        )
        request.session[_kept(resource)] = staging
        return {"staging": staging}

    return _answered(opened)


@require_POST
@login_required
def chunk(request: HttpRequest, name: str, staging: str, index: int) -> HttpResponse:
    """Relays one sealed chunk; `?final=1` marks the last. JSON out: plain bytes received."""
    resource, account = _mine(request, name, staging)
    return _answered(
        lambda: {
            "received": intake.relay_chunk(
                resource=resource,
                staging=staging,
                index=index,
                sealed=request.body,
                final=request.GET.get("final") == "1",
                by=account.actor,
                at=city_clock().now(),
            )
        }
    )


@require_POST
@login_required
def finish(request: HttpRequest, name: str, staging: str) -> HttpResponse:
    """Has the finished upload profiled; JSON out: the page on which its columns are confirmed."""
    resource, account = _mine(request, name, staging)

    def profiled() -> dict[str, Any]:
        intake.profile_upload(resource=resource, staging=staging, by=account.actor, at=city_clock().now())
        return {"next": f"/catalogue/{resource.name}/grades/"}

    return _answered(profiled)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grades(request: HttpRequest, name: str) -> HttpResponse:
    """The form on which a person confirms class, grade and treatment of every column, and the unit column."""
    resource, account = _mine(request, name)
    denials: tuple[Deny, ...] = ()
    fault = None
    if request.method == "POST":
        try:
            intake.seal_as_confirmed(
                resource=resource,
                decisions=_decisions(resource, request.POST),
                unit_column=request.POST.get("unit_column", ""),
                by=account.actor,
                at=city_clock().now(),
            )
        except Refused as refusal:
            denials = refusal.denials
        except GateFault as error:
            fault = error.text
        else:
            messages.success(request, _SEALED.in_(get_language() or "zh-hans"))
            return redirect("zones:resource", name=name)
    context = {
        "resource": resource,
        "rows": [_row(view, request.POST, denials) for view in queries_catalogue.columns_of(resource)],
        "unit_column": request.POST.get("unit_column") or queries_catalogue.suggested_unit(resource),
        "unit_denials": [denial for denial in denials if denial.field == "unit_column"],
        "denials": denials,
        "fault": fault,
        "classes": CLASSES.values(),
        "treatments": queries_catalogue.TREATMENTS.items(),
        "open": "seal" in queries_catalogue.steps_for(resource, account),
        "crumbs": _crumbs(resource, Text("确认分级", "Confirm grades")),
    }
    return render(request, "zones/grades.html", context, status=422 if denials else 503 if fault else 200)


_SEALED = Text("各列已确认并加密入库。", "Every column is confirmed and sealed in the vault.")


def _decisions(resource: Resource, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the form says of each column that was ticked as checked; a column not ticked stays undecided."""
    return {
        column.name: {
            key: form.get(f"{key}-{column.position}", "")[:2000] for key in ("class", "grade", "treatment", "reason")
        }
        for column in resource.columns.all()
        if form.get(f"checked-{column.position}")
    }


def _row(view: queries_catalogue.ColumnView, form: Mapping[str, str], denials: Iterable[Deny]) -> dict[str, Any]:
    """A column as the form shows it: what was typed, else what was confirmed before, else what the gate suggests."""
    column, at = view.column, view.column.position
    return {
        "view": view,
        "column": column,
        "class": form.get(f"class-{at}") or column.confirmed_class or column.suggested_class,
        "grade": form.get(f"grade-{at}") or str(column.grade or column.suggested_grade),
        "treatment": form.get(f"treatment-{at}") or column.treatment or column.suggested_treatment,
        "reason": form.get(f"reason-{at}", column.lowered_because),
        "checked": bool(form.get(f"checked-{at}")) if form else column.grade is not None,
        "denials": [denial for denial in denials if denial.field in (column.name, f"columns.{column.name}")],
    }


def _mine(request: HttpRequest, name: str, staging: str = "") -> tuple[Resource, Account]:
    """The resource, if the signed-in account's department provides it; and its upload, if it was begun in this session."""
    resource = resource_named(name)
    account = request.user
    if not isinstance(account, Account) or resource.publisher_id != account.organisation_id:
        raise Http404
    if staging and request.session.get(_kept(resource)) != staging:
        raise Http404
    return resource, account


def _kept(resource: Resource) -> str:
    return f"upload-{resource.id}"


def _crumbs(resource: Resource, here: Text) -> list[dict[str, Any]]:
    return [CATALOGUE, {"title": resource.title, "url": f"/catalogue/{resource.name}/"}, {"title": here}]


def _json_object(request: HttpRequest) -> dict[str, Any] | None:
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _answered(act: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        return JsonResponse(act())
    except Refused as refusal:
        return _refused(refusal.denials, 422)
    except GateFault as fault:
        return _refused((Deny("gate-fault", fault.text, GENERAL, outcomes.FAULT_REMEDY),), 503)


def _refused(denials: Iterable[Deny], status: int) -> JsonResponse:
    language = get_language() or "zh-hans"
    told = [
        {
            "code": d.code,
            "field": d.field,
            "reason": d.reason.in_(language),
            "remedy": d.remedy.in_(language),
            "limit": d.limit.words.in_(language),
        }
        for d in denials
    ]
    return JsonResponse({"denials": told}, status=status)
