"""What every test may rely on: a throw-away PostgreSQL, a clock set by hand, no network, the shared papers."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

REPOSITORY = Path(__file__).parents[1]
REQUIRE_ALL = os.environ.get("SHUZHA_REQUIRE_ALL") == "1"

hypothesis_settings.register_profile("quick", max_examples=50, deadline=None)
hypothesis_settings.register_profile(
    "thorough", max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("thorough" if os.environ.get("CI") else "quick")


def pytest_configure(config: pytest.Config) -> None:
    """Gives the whole run a home directory of its own, so that no test can touch an installation's."""
    from django.conf import settings

    from shuzha.site.services.home import Home

    root = Path(tempfile.mkdtemp(prefix="shuzha-test-"))
    root.chmod(0o755)
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    os.environ["SHUZHA_HOME"] = str(root)
    settings.SHUZHA_HOME = root
    settings.HOME = Home.at(root)
    settings.STATIC_ROOT = root / "static"
    settings.STATIC_ROOT.mkdir()
    settings.SHUZHA_PERSONS_KEY = root / "persons.key"
    settings.SHUZHA_PERSONS_KEY.write_bytes(os.urandom(32))
    settings.SHUZHA_REGISTRY_KEY = root / "registry.key"
    settings.SHUZHA_REGISTRY_KEY.write_bytes(os.urandom(32))
    settings.SHUZHA_GATE_SOCKET = root / "run" / "gate.sock"
    settings.SHUZHA_DEMO = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(scope="session")
def home() -> Path:
    """The run's home directory."""
    return Path(os.environ["SHUZHA_HOME"])


@pytest.fixture(scope="session")
def database_server(home: Path) -> Iterator[Path]:
    """A PostgreSQL of this run's own, started by the first test that needs it; fast, not durable."""
    from shuzha.site.services import postgres

    postgres.ensure_running(home, durable=False)
    yield home
    postgres.stop(home, mode="immediate")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: Path) -> None:
    """Points Django at the run's own server, as a role that may create the test database."""
    from django.conf import settings
    from django.db import connections

    from shuzha.site.services.databases import database_entry
    from shuzha.site.services.home import Home
    from shuzha.site.services.postgres import admin_dsn

    entry = database_entry(admin_dsn(Home.at(database_server)))
    settings.DATABASES["default"].update(entry)
    connections["default"].settings_dict.update(entry)


@pytest.fixture
def clock() -> Any:
    """The model city's first working morning; moved by hand with `advance`."""
    from shuzha.kernel.clock import CHINA, FixedClock

    return FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=CHINA))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of regulations, research and test vectors beside the repository."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        reason = f"!! {folder} is not there: what needs the regulations' texts and test vectors is NOT tested"
        if REQUIRE_ALL:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test reach Unix sockets and this machine's loopback, and nothing beyond it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"a test tried to reach {address} on the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
