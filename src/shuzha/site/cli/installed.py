"""Commands that ask the archive: they speak to a running installation, mostly in its web's database role, and by its clock."""

from __future__ import annotations

import os

from shuzha.kernel.text import Text
from shuzha.site.cli.demo import BEGUN
from shuzha.site.services import postgres
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.supervisor import environment


def enter(place: Home, role: str = "web") -> None:
    """Makes this process one of the installation's, so that its archive can be read and written.

    Raises: ServiceFault when the installation does not run.
    """
    if not (os.environ.get("SHUZHA_DATABASE_URL") or postgres.is_running(place.root)):
        raise ServiceFault(
            Text("平台未在运行。", "The platform does not run."),
            Text("请先执行 shuzha up，再执行本命令。", "Run `shuzha up` first, then this command."),
        )
    os.environ.update(environment(place, demo=(place.root / BEGUN).exists()) | {"SHUZHA_ROLE": role})
    import django

    django.setup()
