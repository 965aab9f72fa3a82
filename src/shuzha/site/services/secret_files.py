"""Secrets on disk: each in a file that one account can read, written in one step."""

from __future__ import annotations

import os
from pathlib import Path

from shuzha.kernel.text import Text
from shuzha.site.services.accounts import Account
from shuzha.site.services.fault import ServiceFault


def write_secret(path: Path, value: str | bytes, account: Account) -> None:
    """Stores `value` so that only `account` (and root) can read it; no moment exists in which others could."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    account.own(path.parent, 0o700)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(value.encode() if isinstance(value, str) else value)
        file.flush()
        os.fsync(file.fileno())
    account.own(draft, 0o600)
    os.replace(draft, path)


def read_secret(path: Path) -> str:
    """The secret in `path`.

    Raises: ServiceFault when it is missing or belongs to another account.
    """
    try:
        return path.read_text()
    except OSError as error:
        raise ServiceFault(
            Text(f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."),
            Text(
                "请先运行 shuzha up，并以启动平台的用户身份操作。",
                "Run shuzha up first, as the user who runs the platform.",
            ),
        ) from None
