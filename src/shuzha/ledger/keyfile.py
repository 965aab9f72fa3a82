"""A signing key in a file of its own, made on first use, which nobody but its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from shuzha.kernel.suites import Ed25519Signer, Sm2Signer, generate, signer_from


def signer_in(path: Path, algorithm: str) -> Ed25519Signer | Sm2Signer:
    """The key of `algorithm` in `path`; a new one where there is no file yet.

    Raises: ValueError when the file holds no such key; OSError when it may not be read or made.
    """
    if path.exists():
        return signer_from(algorithm, path.read_bytes())
    signer = generate(algorithm)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(signer.secret_bytes())
        out.flush()
        os.fsync(out.fileno())
    return signer
