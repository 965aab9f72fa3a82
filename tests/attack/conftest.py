"""The attack suite plays in the enclave tests' small world."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "enclave"))

from enclave_fixtures import a_world, isolation, pool  # noqa: F401
