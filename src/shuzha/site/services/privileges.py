"""Which database role may do what with which table; PostgreSQL holds everyone to it, whatever the code says.

Read a line as: this role, on the table of this model, may do these things and nothing else. A role may do nothing
with a model that is not named under it, except the web, which works with every table that is not named here.
Nobody but the owner, who only runs migrations, may change or remove an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Model
from psycopg import sql

from shuzha.site.services.roles import role_name

READ = "SELECT"
APPEND = "SELECT, INSERT"
WORK = "SELECT, INSERT, UPDATE, DELETE"

EVERYTHING_ELSE: Mapping[str, str] = {"web": WORK, "gate": "", "sequencer": ""}

PRIVILEGES: Mapping[str, Mapping[str, str]] = {
    "web": {
        "cases.EventRecord": APPEND,
        "cases.Outbox": APPEND,
        "cases.Message": APPEND,
        "documents.DocumentUse": APPEND,
        "evidence.Leaf": READ,
        "evidence.Checkpoint": READ,
        # Uses and calls are counted by the gate alone.
        "cases.EventCount": READ,
        "metering.Delivery": READ,
    },
    "gate": {
        "parties.Organisation": READ,
        "parties.Person": "SELECT (id, real_name_checked_at)",
        "catalogue.Resource": READ,
        "catalogue.Column": READ,
        "grants.Grant": READ,
        "grants.Grant_columns": READ,
        "grants.Grant_persons": READ,
        "grants.Halt": READ,
        "grants.Interface": READ,
        # FOR UPDATE on an order's entitlement, so that two calls cannot both take the last place, needs UPDATE.
        "metering.Entitlement": "SELECT, UPDATE (ended_at)",
        "metering.Delivery": APPEND,
        "cases.EventRecord": APPEND,
        "cases.Outbox": APPEND,
        "cases.EventCount": "SELECT, INSERT, UPDATE (events, last)",
    },
    "sequencer": {
        "cases.EventRecord": READ,
        # SELECT … FOR UPDATE SKIP LOCKED needs UPDATE; a numbered event leaves the outbox.
        "cases.Outbox": "SELECT, UPDATE, DELETE",
        "evidence.Leaf": APPEND,
        "evidence.Checkpoint": APPEND,
    },
}

_PRIVILEGE = re.compile(r"(?P<verb>[A-Z]+)(?:\s*\((?P<columns>[^)]*)\))?")


def apply_privileges(using: str = "default") -> None:
    """Replaces what the roles may do by what this file says, in one transaction. Run as the owner, after migrations."""
    tables = dict(_tables(using))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for role, named in PRIVILEGES.items():
            to = sql.Identifier(role_name(role))
            cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to))
            cursor.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(to))
            for label, table in tables.items():
                for statement in _grants(named.get(label, EVERYTHING_ELSE[role]), table, to):
                    cursor.execute(statement)
            if EVERYTHING_ELSE[role]:
                cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(to))


def unknown_labels() -> set[str]:
    """Labels above that no model of an installed app answers to: misspelt, or renamed since."""
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    named = {label for labels in PRIVILEGES.values() for label in labels}
    return {label for label in named - known if apps.is_installed(f"shuzha.archive.{label.split('.')[0]}")}


def _tables(using: str) -> Iterator[tuple[str, str]]:
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
    models: list[type[Model]] = apps.get_models(include_auto_created=True)
    for model in models:
        if model._meta.db_table in present:
            yield model._meta.label, model._meta.db_table


def _grants(privileges: str, table: str, to: sql.Identifier) -> Iterator[sql.Composed]:
    for match in _PRIVILEGE.finditer(privileges):
        what: sql.Composable = sql.SQL(match["verb"])
        if match["columns"]:
            names = [sql.Identifier(name.strip()) for name in match["columns"].split(",")]
            what = sql.SQL("{} ({})").format(what, sql.SQL(", ").join(names))
        yield sql.SQL("GRANT {} ON TABLE {} TO {}").format(what, sql.Identifier(table), to)
