"""The few file operations the log is made of, in one place: "durable" has one meaning, and tests can pull the plug.

Contract: what `replace`, `append` and `sync` have returned from MUST survive the death of the process and of the
machine; `write` MUST never let a reader see half a file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


class Disk:
    """Files on a local file system. The underscored methods are the primitive steps, one system call each."""

    def write(self, path: Path, data: bytes) -> None:
        """Puts a whole file in place in one step; durable only after `sync`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._put(path, data, durable=False)

    def replace(self, path: Path, data: bytes) -> None:
        """Puts a whole file in place in one step, durably."""
        self._put(path, data, durable=True)
        self._sync(path.parent)

    def append(self, descriptor: int, data: bytes) -> None:
        """Adds `data` to an open file, durably."""
        view = memoryview(data)
        while view:
            view = view[self._write(descriptor, view) :]
        self._datasync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)
        self._datasync(descriptor)

    def sync(self, paths: Iterable[Path], within: Path) -> None:
        """Makes files written earlier durable, with every directory between them and `within`."""
        directories = {within}
        for path in paths:
            self._sync(path)
            directories.update(parent for parent in path.parents if within in parent.parents)
        for directory in sorted(directories, reverse=True):
            self._sync(directory)

    def remove(self, directory: Path) -> None:
        """Removes a directory of files, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            for path in directory.iterdir():
                self._unlink(path)
            directory.rmdir()

    def _put(self, path: Path, data: bytes, *, durable: bool) -> None:
        draft = path.with_name(path.name + ".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[self._write(descriptor, view) :]
            if durable:
                self._datasync(descriptor)
        finally:
            os.close(descriptor)
        self._rename(draft, path)

    def _write(self, descriptor: int, data: memoryview) -> int:
        return os.write(descriptor, data)

    def _datasync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def _sync(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._datasync(descriptor)
        finally:
            os.close(descriptor)

    def _rename(self, draft: Path, path: Path) -> None:
        os.replace(draft, path)

    def _unlink(self, path: Path) -> None:
        path.unlink(missing_ok=True)
