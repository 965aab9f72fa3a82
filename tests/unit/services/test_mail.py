"""How one address becomes Django's settings for e-mail."""

from __future__ import annotations

import pytest

from shuzha.site.services.mail import mail_settings


def test_without_an_address_messages_go_to_the_console() -> None:
    assert mail_settings("") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


def test_passwords_leave_this_machine_under_tls_only() -> None:
    submitted = mail_settings("smtp://user:p%40ss@mail.example")
    assert (submitted["EMAIL_PORT"], submitted["EMAIL_USE_TLS"], submitted["EMAIL_USE_SSL"]) == (587, True, False)
    assert submitted["EMAIL_HOST_PASSWORD"] == "p@ss"
    direct = mail_settings("smtps://mail.example")
    assert (direct["EMAIL_PORT"], direct["EMAIL_USE_TLS"], direct["EMAIL_USE_SSL"]) == (465, False, True)
    assert not mail_settings("smtp://127.0.0.1:25")["EMAIL_USE_TLS"]


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp:///x"])
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SHUZHA_SMTP"):
        mail_settings(url)
