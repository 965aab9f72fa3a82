"""The registry's pages: the register, the certificate as one would frame it, and the registrations on their way."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.paging import Pages
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.offices.registry import queries
from shuzha.offices.registry.addresses import address_of, qr_code
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.queries_history import history
from shuzha.offices.registry.queries_reports import outstanding
from shuzha.offices.registry.sheet.keeping import root_certificate, sheet
from shuzha.offices.registry.status import list_and_place, public_list

_PER_PAGE = 25
_HOME = {"title": Text("产品登记", "Registry"), "url": "/registry/"}


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The public register, searched by number, product or owner, with what is in publicity beside it."""
    words, standing = request.GET.get("q", "").strip(), request.GET.get("standing", "")
    page = Pages(queries.register(words, standing), _PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": page,
        "words": words,
        "standing": standing,
        "query": kept.urlencode(),
        "publicity": queries.in_publicity(_today()),
        "standings": [
            {"value": "", "label": Text("全部", "All")},
            {"value": "in-force", "label": Text("有效", "In force")},
            {"value": "superseded", "label": Text("已换发", "Superseded")},
            {"value": "cancelled", "label": Text("已注销", "Cancelled")},
        ],
        "crumbs": [{"title": _HOME["title"]}],
    }
    return render(request, "registry/register.html", context)


@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The registrations on their way that one may follow, each with what runs until when."""
    actor, today = request.user.actor, _today()  # type: ignore[union-attr]
    context = {
        "rows": queries.in_progress(actor, today),
        "reports": outstanding(actor, today),
        "crumbs": [_HOME, {"title": Text("在办登记", "Registrations in progress")}],
    }
    return render(request, "registry/progress.html", context)


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate, fit to be printed and framed, with the way to check it offline. Cites: hainan-2023/17."""
    found = _found(number)
    return render(
        request,
        "registry/certificate.html",
        {
            "certificate": found,
            "subject": found.credential["credentialSubject"],
            "issuer": found.credential["issuer"],
            "registrar": _registrar(found.case),
            "form": queries.form_of(found),
            "index": queries.logged_at(found),
            "log_key": queries.log_key(),
            "issuer_key": queries.issuer_key(found),
            "status": list_and_place(found.status_index),
            "digest": found.event.data["credential_sha256"] if found.event else "",
            "history": history(found),
            "crumbs": [_HOME, {"title": Text(found.number, found.number)}],
        },
    )


@require_safe
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code that leads to the certificate's page, as an SVG image."""
    found = _found(number)
    return HttpResponse(qr_code(address_of(found, request)), content_type="image/svg+xml")


@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a file for the offline verifier. Raises: Refused while the log has not published it."""
    found = _found(number)
    answer = JsonResponse(queries.certificate_file(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.certificate.json"'
    return answer


@require_safe
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a sealed PDF to print and frame. Raises: Refused while the log has not published it."""
    found = _found(number)
    answer = HttpResponse(sheet(found, address_of(found, request)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    """The signed list of which certificates are no longer in force. Standard: W3C Bitstring Status List."""
    try:
        return HttpResponse(public_list(number), content_type="application/vc; charset=utf-8")
    except LookupError:
        raise Http404 from None


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The root that vouches for the seal on every PDF. Raises: Refused where there is no seal."""
    answer = HttpResponse(root_certificate(), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="shuzha-root.pem"'
    return answer


def _found(number: str) -> Certificate:
    found = queries.certificate(number)
    if found is None:
        raise Http404
    return found


def _registrar(case: CaseRecord) -> Organisation:
    return Organisation.objects.get(id=case.parties["registrar"])


def _today() -> date:
    return city_clock().now().astimezone(CHINA).date()
