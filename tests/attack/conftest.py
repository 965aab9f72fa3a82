"""The attack suite plays in the enclave tests' small world, and on the gate tests' whole gate."""

from __future__ import annotations

import sys
from pathlib import Path

for _part in ("enclave", "gate"):
    sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / _part))

from enclave_fixtures import a_world, isolation, pool  # noqa: E402, F401
from gate_world import world  # noqa: E402, F401
