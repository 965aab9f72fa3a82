"""Who is asking: a program with a token, or a person's browser with its session; the two have the same rights."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from shuzha.archive.parties.models import Account
from shuzha.archive.parties.operations import account_for_token

_LONGEST_TOKEN = 200


class Token(HttpBearer):
    """`Authorization: Bearer sz_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        return account_for_token(token) if token.startswith("sz_") and len(token) <= _LONGEST_TOKEN else None


class Session(AuthBase):
    """The browser's own session. What changes anything must carry the token against forged requests as well."""

    openapi_type: str = "apiKey"
    openapi_in: str = "cookie"
    openapi_name: str = "sessionid"

    def __call__(self, request: HttpRequest) -> Account | None:
        # a wrong token is not made good by a session that happens to be there
        if "Authorization" in request.headers or not isinstance(request.user, Account):
            return None
        if check_csrf(request):
            raise HttpError(403, "csrf")
        return request.user


def asker(request: HttpRequest) -> Account:
    """The account that this authenticated request acts through."""
    account: Account = request.auth  # type: ignore[attr-defined]
    return account
