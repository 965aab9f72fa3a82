"""Who can open which directory: prepared once, before any service starts, so that each finds only its own keys.

Nothing here makes a data key or the log's signing key: the gate and the sequencer make theirs, in the directory only they
can open. The web's four secrets sign its sessions, wrap the keys of persons' names, sign certificates and seal their
sheets; none opens a data row. The local witnesses' keys are made here, because the policy names them before they run.
"""

from __future__ import annotations

import secrets

from shuzha.site.services import authority, witnesses
from shuzha.site.services.accounts import current, service_account
from shuzha.site.services.home import Home
from shuzha.site.services.secret_files import write_secret


def prepare(home: Home) -> None:
    """Makes every service's key directory, the vault and the log, each owned by the service that works in it."""
    for role in ("owner", "web", "gate", "sequencer"):
        folder = home.keys(role)
        folder.mkdir(mode=0o700, exist_ok=True)
        account = current() if role == "owner" else service_account(role)
        account.own_tree(folder)
        folder.chmod(0o700)
    places = (
        ("vault", "gate", 0o700),
        ("log", "sequencer", 0o755),
        ("documents", "web", 0o700),
        ("calendar", "web", 0o755),
        ("sheets", "web", 0o700),
    )
    for name, service, mode in places:
        folder = home.root / name
        folder.mkdir(mode=mode, exist_ok=True)
        service_account(service).own_tree(folder)
        folder.chmod(mode)
    made: tuple[tuple[str, str | bytes], ...] = (
        ("secret", secrets.token_urlsafe(48)),
        ("persons.key", secrets.token_bytes(32)),
        ("registry.key", secrets.token_bytes(32)),
    )
    for name, value in made:
        file = home.keys("web") / name
        if not file.exists():
            write_secret(file, value, service_account("web"))
    authority.ensure_seal(home, service_account("web"))
    witnesses.prepare(home)
