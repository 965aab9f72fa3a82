"""How e-mail leaves the installation, read from one address: nothing is sent unless both it and a sender are given."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

_BACKENDS = "django.core.mail.backends"


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), or "" for the console.

    Raises: ValueError for any other address.
    """
    if not url:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("SHUZHA_SMTP is written smtp://user:password@host:587 or smtps://user:password@host:465")
    direct = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if direct else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": direct,
        # A mail server on this machine's own loopback offers no TLS; any other is spoken to under TLS only.
        "EMAIL_USE_TLS": not direct and parts.hostname not in ("localhost", "127.0.0.1", "::1"),
        "EMAIL_TIMEOUT": 10,
    }
