"""How the API says no: every reason in both languages, and for what data decides the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shuzha.enclave.door import GateFault, Sealed
from shuzha.kernel.canonical import canonical
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL
from shuzha.site import faults
from shuzha.site.api.reading import not_json
from shuzha.site.wellformed import Malformed

_MISSING = Text("缺少该字段。", "The field is missing."), Text("请补充该字段。", "Add it.")
_EXTRA = (
    Text("没有这个字段。", "There is no such field."),
    Text("请删除，或核对字段名。", "Remove it, or check its name."),
)
_WRONG = (
    Text("该字段的类型或取值不对。", "The field has the wrong type or value."),
    Text("请按 /api/docs 所列的类型填写。", "Use the type that /api/docs gives."),
)
_KINDS = {"missing": _MISSING, "extra_forbidden": _EXTRA}


def attach(api: NinjaAPI) -> None:
    """Gives the API its answers to everything that goes wrong."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: faults.refused,
        Sealed: _sealed,
        GateFault: _gate_fault,
        Malformed: faults.malformed,
        RawPostDataException: _form,
        DataError: _unstorable,
        ValidationError: _invalid,
        AuthenticationError: _unknown_asker,
        HttpError: _other,
        Http404: faults.not_found,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _sealed(request: HttpRequest, refusal: Sealed) -> HttpResponse:
    """403 with the one fixed text: no reason, no field, no number, nothing that differs from one time to the next."""
    body = canonical({"sealed": True, "text": refusal.text.as_json()})
    return HttpResponse(body, status=403, content_type="application/json")


def _gate_fault(request: HttpRequest, fault: GateFault) -> HttpResponse:
    remedy = Text("没有放行任何数据，请稍后重试。", "Nothing was released; try again later.")
    return _answer(503, Text("闸口故障", "Gate fault"), [Deny("gate-fault", fault.text, GENERAL, remedy)])


def _form(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
    """A form's body was already read as a form when it is found not to be JSON."""
    return faults.malformed(request, not_json())


def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    return faults.malformed(request, Malformed.unstorable())


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(400, Text("请求格式有误", "Malformed request"), [_denial(one) for one in error.errors])


def _denial(error: dict[str, Any]) -> Deny:
    reason, remedy = _KINDS.get(error["type"], _WRONG)
    place = [str(part) for part in error["loc"]]
    # the name of the argument that takes the body says nothing to the sender
    field = ".".join(place[2:] if place[:1] == ["body"] and len(place) > 2 else place[-1:])
    return Deny("request-malformed", reason, GENERAL, remedy, field[:80])


def _unknown_asker(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    denial = Deny(
        "request-unknown-asker",
        Text("没有有效的访问令牌或登录会话。", "There is no valid token or session."),
        GENERAL,
        Text(
            "请在请求头中写明 Authorization: Bearer sz_…；令牌在 /tokens/ 签发。",
            "Send the header Authorization: Bearer sz_…; tokens are made at /tokens/.",
        ),
    )
    answer = _answer(401, Text("未登录", "Not signed in"), [denial])
    answer["WWW-Authenticate"] = 'Bearer realm="shuzha"'
    return answer


def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Malformed):
        return faults.malformed(request, error.__cause__)
    if error.status_code == 400:
        return faults.bad_request(request, error)
    return faults.forbidden(request, error)


def _answer(status: int, title: Text, denials: list[Deny]) -> HttpResponse:
    body = {"title": title.as_json(), "denials": [denial.as_json() for denial in denials]}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
