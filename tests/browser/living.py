"""A demonstration of this run's own: `shuzha demo` in a fresh directory, until it serves; ended as Ctrl-C ends it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shuzha.kernel.clock import CityClock
from shuzha.site.cli.demo import free_port

COMMAND = [sys.executable, "-c", "from shuzha.site.cli import main; main()", "demo"]
PATIENCE_SECONDS = 900.0
_SERVING = re.compile(r"open in a browser: (http://127\.0\.0\.1:\d+)/")


@dataclass(frozen=True, slots=True)
class Living:
    """A demonstration: where it serves, "" when it does not, what it printed until then, and the clock it goes by."""

    url: str
    told: str
    clock: CityClock


@contextmanager
def living(place: Path) -> Iterator[Living]:
    """Plays the story in a fresh directory and serves from it as long as the block lasts."""
    told = place / "told.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUZHA_", "DJANGO_"))}
    command = [*COMMAND, "--home", str(place / "home"), "--port", str(free_port())]
    with told.open("wb") as out:
        process = subprocess.Popen(command, env=kept, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        url, words = _once_it_serves(process, told)
        yield Living(url, words, CityClock(place / "home" / "city-clock.json"))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _once_it_serves(process: subprocess.Popen[bytes], told: Path) -> tuple[str, str]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        ended = process.poll() is not None
        words = told.read_text(errors="replace")
        serving = _SERVING.search(words)
        if serving or ended or time.monotonic() > deadline:
            return (serving[1] if serving else ""), words
        time.sleep(0.5)
