"""How a failed request is answered: a page for people, JSON for the API, in the user's language, with the remedy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL
from shuzha.site.wellformed import Malformed

NOT_FOUND = Text("没有这个页面，或您无权查看。", "There is no such page, or you may not see it.")
TRY_NAVIGATION = Text("请核对网址，或从导航重新进入。", "Check the address, or start again from the navigation.")

FAULT = Text("平台故障", "Platform fault")
NOT_DONE = Text("平台出错，本次操作没有完成。", "The platform failed and the action was not completed.")
TELL_OPERATORS = Text(
    "请稍后重试；仍然出错的，请告知运行维护人员。", "Try again later; if it fails again, tell the operators."
)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """422: the request was understood and a rule says no; every unmet rule is listed."""
    return _answer(request, 422, Text("未予办理", "Refused"), refusal.denials)


def malformed(request: HttpRequest, fault: Malformed) -> HttpResponse:
    """400: the request itself is not well formed."""
    denial = Deny("request-malformed", fault.reason, GENERAL, fault.remedy, fault.field)
    return _answer(request, 400, Text("请求格式有误", "Malformed request"), (denial,))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what Django itself found wrong: too many fields, a broken multipart body, an unknown host."""
    reason = Text("请求格式有误，服务器无法理解。", "The request is not well formed.")
    remedy = Text("请核对提交的字段与文件后重试。", "Check the fields and files sent, then try again.")
    return _one(request, 400, Text("请求格式有误", "Malformed request"), "request-malformed", reason, remedy)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = Text("您的身份无权办理此事。", "Your role may not do this.")
    remedy = Text("请以具备权限的身份进入，或联系主管部门。", "Enter with a role that may, or ask the supervisor.")
    return _one(request, 403, Text("无权访问", "Not allowed"), "request-forbidden", reason, remedy)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _one(request, 404, Text("未找到", "Not found"), "request-not-found", NOT_FOUND, TRY_NAVIGATION)


def broken(request: HttpRequest) -> HttpResponse:
    """500: told without asking the session or the database, since either may be what failed."""
    if request.path.startswith("/api/"):
        return _json(500, FAULT, (Deny("platform-fault", NOT_DONE, GENERAL, TELL_OPERATORS),))
    return HttpResponse(render_to_string("500.html"), status=500)


def _one(request: HttpRequest, status: int, title: Text, code: str, reason: Text, remedy: Text) -> HttpResponse:
    return _answer(request, status, title, (Deny(code, reason, GENERAL, remedy),))


def _answer(request: HttpRequest, status: int, title: Text, denials: tuple[Deny, ...]) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _json(status, title, denials)
    return render(request, "site/fault.html", {"title": title, "denials": denials}, status=status)


def _json(status: int, title: Text, denials: tuple[Deny, ...]) -> JsonResponse:
    body = {"title": title.as_json(), "denials": [denial.as_json() for denial in denials]}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
