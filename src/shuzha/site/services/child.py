"""One supervised process: started as its own user, without a network where it needs none, restarted when it dies."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import time
from functools import cache
from typing import Any

from shuzha.site.services.accounts import Account, service_account
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import Service

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Child:
    """A service's process across its restarts."""

    def __init__(self, service: Service, home: Home, environment: dict[str, str]) -> None:
        self.service = service
        self.home = home
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._pause = FIRST_PAUSE
        self._started = 0.0
        self._not_before = 0.0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def log_file(self) -> str:
        return str(self.home.logs / f"{self.service.name}.log")

    def start(self) -> None:
        """Starts the process; what it prints goes to its log file."""
        account = service_account(self.service.name)
        command, arguments = confined(self.service, account)
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self.environment | {"SHUZHA_ROLE": self.service.name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home.root,
                start_new_session=True,
                umask=self.service.umask,
                preexec_fn=_die_with_parent,
                **arguments,
            )
        self._started = time.monotonic()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> str:
        """Restarts a process that has died, later each time it does not last; returns a line to print, or ""."""
        now = time.monotonic()
        if self.alive():
            if now - self._started > STEADY_SECONDS:
                self._pause = FIRST_PAUSE
            return ""
        if not self._not_before:
            self._not_before = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            code = self.process.returncode if self.process else None
            return f"!! {self.service.title.zh} {self.service.title.en}: exit {code}; 见 see {self.log_file}"
        if now >= self._not_before:
            self._not_before = 0.0
            self.restarts += 1
            self.start()
            return f"↻ {self.service.title.zh} {self.service.title.en}"
        return ""

    def stop(self, patience: float = 10.0) -> None:
        """Asks the process and what it started to end, and ends them if they do not."""
        if self.process is None:
            return
        for order, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
            if self.process.poll() is not None:
                break
            _signal_group(self.process.pid, order)
            try:
                self.process.wait(wait)
            except subprocess.TimeoutExpired:
                continue
        _signal_group(self.process.pid, signal.SIGKILL)


def confined(service: Service, account: Account) -> tuple[list[str], dict[str, Any]]:
    """The command that starts `service` as `account`, in a network namespace of its own if it needs no network."""
    if service.networked or not network_can_be_taken(account.separate):
        return list(service.command), account.popen()
    if account.separate:
        drop = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups", "--pdeathsig=TERM"]
        return ["unshare", "--net", *drop, *service.command], {}
    return ["unshare", *_own_namespace(), *service.command], {}


@cache
def network_can_be_taken(separate: bool) -> bool:
    """Whether this machine lets us start a process that has no network at all."""
    if not shutil.which("unshare") or (separate and not shutil.which("setpriv")):
        return False
    probe = ["unshare", "--net"] if separate else ["unshare", *_own_namespace()]
    return subprocess.run([*probe, "true"], capture_output=True, check=False).returncode == 0


def _own_namespace() -> list[str]:
    return ["--net"] if os.geteuid() == 0 else ["--user", "--map-current-user", "--net"]


def _die_with_parent() -> None:
    """A killed supervisor leaves no gate behind that nobody could stop."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(pid: int, order: signal.Signals) -> None:
    try:
        os.killpg(pid, order)
    except (ProcessLookupError, PermissionError):
        return
