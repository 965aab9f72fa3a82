"""Processes that kill themselves at the n-th thing they do: a database statement, a commit, a step of a file operation."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection
from test_log_survives import DyingDisk


class Fuse:
    """Burns down by one with every step; at its end the process is dead, without any chance to tidy up."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def burn(self, half: Callable[[], object] = lambda: None) -> None:
        self._left -= 1
        if self._left == 0:
            half()
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.burn()
        return execute(*arguments)


class FusedDisk(DyingDisk):
    def __init__(self, fuse: Fuse) -> None:
        self._fuse = fuse

    def _step(self, half: Callable[[], object] = lambda: None) -> None:
        self._fuse.burn(half)


def dies_in(act: Callable[[Fuse], object], steps: int) -> bool:
    """Whether a process that does `act` dies before its end when it is killed at its n-th step."""
    connection.close()
    child = os.fork()
    if child == 0:
        _live(act, Fuse(steps))
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _live(act: Callable[[Fuse], object], fuse: Fuse) -> None:
    try:
        commit = connection._commit

        def fused_commit() -> None:
            fuse.burn()
            commit()
            fuse.burn()

        connection._commit = fused_commit
        with connection.execute_wrapper(fuse.statement):
            act(fuse)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
