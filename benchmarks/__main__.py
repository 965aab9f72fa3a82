"""`python -m benchmarks [NAME …]`: runs each benchmark in a process of its own, one after another.

A benchmark is a module of this package that can be run (`python -m benchmarks.NAME`) and prints its own ratios. A
process each, so that no benchmark inherits another's warm caches or memory.
"""

from __future__ import annotations

import os
import pkgutil
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
STATED = ("duckdb", "sqlglot", "pyarrow", "django", "psycopg", "cryptography")


def names() -> list[str]:
    """Every benchmark, in alphabetical order."""
    found = [module.name for module in pkgutil.iter_modules([str(HERE)])]
    return sorted(name for name in found if not name.startswith("_") and runnable(name))


def runnable(name: str) -> bool:
    return '__name__ == "__main__"' in (HERE / f"{name}.py").read_text()


def machine() -> str:
    """What the figures below were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in STATED)
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; {packages}"


def main(wanted: list[str]) -> int:
    """Runs the benchmarks asked for, or all; the exit code is 0 when every one finished."""
    known = names()
    unknown = set(wanted) - set(known)
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    print(machine())
    failed = [name for name in wanted or known if not ran(name)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def ran(name: str) -> bool:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False)
    print(f"   ({time.monotonic() - began:.1f} s)", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
