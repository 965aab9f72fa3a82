"""Makes the enclave's small world known to pytest."""

from enclave_fixtures import a_world, isolation, pool  # noqa: F401
