"""Asking the platform: one session with one token, over the standard library's HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pyarrow as pa

from shuzha_client.refusals import PlatformFault, Refused, Sealed, shown_in_notebooks
from shuzha_client.result import Result

_ARROW = "application/vnd.apache.arrow.stream"
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_AGENT = "shuzha-client/0.1.0"


class Session:
    """Asks one platform with one token. `connect` makes it."""

    def __init__(self, url: str, token: str, *, language: str = "zh", timeout: float = 120.0) -> None:
        self._url, self._token, self._language, self._timeout = url.rstrip("/"), token, language, timeout
        # a redirect would carry the token to wherever it leads, so none is followed
        self._opener = urllib.request.build_opener(_NoRedirects)

    def me(self) -> dict[str, Any]:
        """The account, organisation and standings the token stands for, and the platform's time."""
        found: dict[str, Any] = json.loads(self._ask("GET", "/api/me"))
        return found

    def grants(self) -> list[dict[str, Any]]:
        """The grants under which you may process data."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "/api/grants"))
        return found

    def schema(self, grant: str) -> list[dict[str, Any]]:
        """The tables and columns that a grant gives. Raises: Refused."""
        query = urlencode({"grant": str(grant)})
        found: list[dict[str, Any]] = json.loads(self._ask("GET", f"/api/schema?{query}"))
        return found

    def query(self, sql: str, *, grant: str, purpose: str, form: str = "statistics") -> Result:
        """What was released for a query under a grant, for its purpose: statistics, or with `form="rows"` rows of grade 1
        under pseudonyms of your own.

        Raises: Refused with every reason; Sealed where the data decided; PlatformFault when nothing was answered.
        """
        return self._table("/api/query", {"grant": str(grant), "purpose": purpose, "sql": sql, "form": form})

    def call(self, interface: str, /, *, order: str, idempotency_key: str = "", **parameters: Any) -> Result:
        """What was released for one metered call of a bought interface; a retry under the same key is counted once.

        Raises: Refused, for calls that are used up too; Sealed and PlatformFault, and then nothing was counted.
        """
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        path = f"/api/interfaces/{quote(interface, safe='')}/call"
        return self._table(path, {"order": str(order), "parameters": parameters}, headers)

    def start(self, procedure: str, step: str, data: Mapping[str, Any], *, idempotency_key: str = "") -> dict[str, Any]:
        """Opens a case with its first step. Raises: Refused with everything unmet."""
        return self._act(f"/api/procedures/{quote(procedure, safe='')}/{quote(step, safe='')}", data, idempotency_key)

    def act(
        self, case: str, step: str, data: Mapping[str, Any] | None = None, *, idempotency_key: str = ""
    ) -> dict[str, Any]:
        """Takes a step in a case. Raises: Refused with everything unmet."""
        return self._act(f"/api/cases/{quote(str(case), safe='')}/{quote(step, safe='')}", data or {}, idempotency_key)

    def _act(self, path: str, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._ask("POST", path, dict(data), {"Idempotency-Key": key} if key else {}))
        return found

    def _table(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Result:
        raw = self._ask("POST", path, body, {"Accept": _ARROW, **(headers or {})})
        try:
            return Result(pa.ipc.open_stream(raw).read_all())
        except pa.ArrowInvalid as error:
            raise PlatformFault(f"the platform's answer is not a table: {error}") from None

    def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        sent = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        request = urllib.request.Request(self._url + path, data=sent, method=method)  # noqa: S310 - see `connect`
        own = {"Authorization": f"Bearer {self._token}", "User-Agent": _AGENT, "Content-Type": "application/json"}
        for name, value in (own | dict(headers or {})).items():
            request.add_header(name, value)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                raw: bytes = answer.read()
                return raw
        except urllib.error.HTTPError as error:
            raise self._refusal(error.code, error.read()) from None
        except (OSError, ValueError) as error:
            raise PlatformFault(f"the platform at {self._url} cannot be reached: {error}") from None

    def _refusal(self, status: int, raw: bytes) -> Exception:
        try:
            said = json.loads(raw)
            if said.get("sealed") is True:
                return Sealed(said["text"], language=self._language)
            if status >= 500:
                return PlatformFault(said["denials"][0]["reason"]["en" if self._language.startswith("en") else "zh"])
            if said["denials"]:
                return Refused(said["denials"], language=self._language, status=status)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            pass
        return PlatformFault(f"the platform answered {status}, and no reason that can be read")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def connect(url: str, token: str, *, language: str = "zh", timeout: float = 120.0, insecure: bool = False) -> Session:
    """A session with the platform at `url`; refusals read in `language` (zh, en). `timeout` is in seconds.

    Raises: ValueError for an address that is not HTTP, or that would carry the token in the clear to another machine.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not the address of a platform: {url!r}")
    if parts.scheme == "http" and parts.hostname not in _HERE and not insecure:
        raise ValueError("over plain HTTP everyone on the way can read the token: use https, or say insecure=True")
    if not token.isascii() or any(c.isspace() for c in token) or not token:
        raise ValueError("the token is malformed: copy it whole, without spaces")
    shown_in_notebooks((Refused, Sealed))
    return Session(url, token, language=language, timeout=timeout)
