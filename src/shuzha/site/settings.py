"""Django's settings, read from the environment and the installation's home directory.

Importing them touches nothing: no file is written and no server is needed, so that tools can load them anywhere.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from shuzha.site.apps import SHUZHA_APPS
from shuzha.site.services.databases import django_database
from shuzha.site.services.home import Home
from shuzha.site.services.mail import mail_settings

HOME = Home.from_environment()
SHUZHA_HOME = HOME.root
SHUZHA_ROLE = os.environ.get("SHUZHA_ROLE", "web")
SHUZHA_DEMO = os.environ.get("SHUZHA_DEMO") == "1"
SHUZHA_GATE_SOCKET = HOME.run / "gate.sock"
SHUZHA_GATE_PEERS = tuple(int(uid) for uid in os.environ.get("SHUZHA_GATE_PEERS", str(os.geteuid())).split(","))
SITE = Path(__file__).parent
SHUZHA_PERSONS_KEY = HOME.keys("web") / "persons.key"
SHUZHA_REGISTRY_KEY = HOME.keys("web") / "registry.key"
SHUZHA_SEAL = HOME.keys("web") / "seal.pem"


def _secret_key() -> str:
    """The installation's key; a process that may not read it (a tool, a test) gets one for itself."""
    given = os.environ.get("SHUZHA_SECRET_KEY")
    kept = HOME.keys("web") / "secret"
    if given:
        return given
    return kept.read_text() if os.access(kept, os.R_OK) else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SHUZHA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "procrastinate.contrib.django",
    *SHUZHA_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuzha.site.middleware.ContentSecurityPolicy",
    "shuzha.site.middleware.ChosenLanguage",
    "shuzha.site.middleware.WellFormedRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuzha.site.middleware.KeptPrivate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shuzha.site.middleware.ExplainedRefusals",
]

ROOT_URLCONF = "shuzha.site.urls"
WSGI_APPLICATION = "shuzha.site.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shuzha.site.context.page",
            ],
        },
    }
]

DATABASES = {"default": django_database(HOME, SHUZHA_ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if "shuzha.archive.parties" in SHUZHA_APPS:
    AUTH_USER_MODEL = "parties.Account"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **extra}
    for name, extra in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/enter/"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
# The owner collects the files under names that carry their digest; whoever finds them collected serves them so.
COLLECTED = SHUZHA_ROLE == "owner" or (HOME.static / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
# The demonstration is served as plain HTTP on the loopback address, where a browser would drop secure cookies.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not SHUZHA_DEMO
SECURE_HSTS_SECONDS = 0 if SHUZHA_DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not SHUZHA_DEMO
# Only a proxy on this machine can reach the web process, so that what it says about TLS can be believed.
SECURE_PROXY_SSL_HEADER = None if SHUZHA_DEMO else ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Reminders by e-mail are off until a sender is named; links in them begin with the installation's public address.
SHUZHA_MAIL_FROM = os.environ.get("SHUZHA_MAIL_FROM", "")
SHUZHA_ADDRESS = os.environ.get("SHUZHA_ADDRESS", "").rstrip("/")
globals().update(mail_settings(os.environ.get("SHUZHA_SMTP", "")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
