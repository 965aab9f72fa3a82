"""Django's description of the database, made from the connection string of the role this process runs as."""

from __future__ import annotations

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from shuzha.site.services.home import Home
from shuzha.site.services.roles import DATABASE, role_name


def django_database(home: Home, role: str) -> dict[str, Any]:
    """The `DATABASES` entry for `role`: from its file if readable, else the given URL, else where one would be."""
    file = home.dsn_file("web" if role == "worker" else role)
    if os.access(file, os.R_OK):
        return database_entry(file.read_text())
    return database_entry(os.environ.get("SHUZHA_DATABASE_URL") or _expected(home, role))


def database_entry(dsn: str) -> dict[str, Any]:
    """A `DATABASES` entry for one connection string (URL or keywords)."""
    parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value is not None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", DATABASE),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def _expected(home: Home, role: str) -> str:
    return f"host={home.run} user={role_name(role)} dbname={DATABASE}".replace("\\", "\\\\")
