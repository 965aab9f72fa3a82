"""What every request passes: a content security policy, its language, a check of its form, and explained refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from shuzha.kernel.decision import Refused
from shuzha.site import faults
from shuzha.site.wellformed import Malformed, check

Next = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurityPolicy:
    """Tells browsers to run and load nothing that this platform does not serve itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response


class KeptPrivate:
    """Has no browser or proxy keep what a signed-in person was shown."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ChosenLanguage:
    """Chinese, unless the reader has chosen English with the switch; the browser's own preference decides nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class WellFormedRequests:
    """Answers 400, with the field and the remedy, what is no well-formed request, before any other code reads it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            check(request)
        except Malformed as fault:
            return faults.malformed(request, fault)
        return self.get_response(request)


class ExplainedRefusals:
    """Turns what a view refuses into a page, or JSON for the API, that names every reason at once."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return faults.refused(request, exception)
        if isinstance(exception, DataError):
            return faults.malformed(request, Malformed.unstorable())
        return None
