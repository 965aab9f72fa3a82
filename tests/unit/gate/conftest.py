"""Makes the whole gate known to pytest."""

from gate_world import world  # noqa: F401
