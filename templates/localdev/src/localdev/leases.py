"""Shared processes: started by the first command that needs them, stopped by the last one that leaves.

A lease is a file that its holder keeps locked. The lock ends with the holder however it dies, so nothing has to be
counted and nothing can be counted wrong.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO


class Leases:
    """The leases on one shared process, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made when it is missing."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the lock under which the process is started, stopped and counted."""
        with (self.folder / "lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def holders(self) -> int:
        """Count the leases; forgets those of the dead. Call it under `exclusive`."""
        alive = 0
        for path in self.folder.glob("*.lease"):
            with path.open("r+") as stream:
                if try_lock(stream):
                    path.unlink(missing_ok=True)
                else:
                    alive += 1
        return alive

    def held(self) -> bool:
        """Tell whether anybody holds a lease. Call it under `exclusive`."""
        return self.holders() > 0

    @contextlib.contextmanager
    def lease(self, start: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
        """Have the process for the length of the block.

        `start` is called under the lock and does nothing when the process runs; `stop` is called by the last one.
        """
        path = self.folder / f"{os.getpid()}-{uuid.uuid4().hex}.lease"
        with contextlib.ExitStack() as stack:
            try:
                with self.exclusive():
                    # Made under the lock: another process that counts takes a file without a lock for a dead one's.
                    stream = stack.enter_context(path.open("w"))
                    fcntl.flock(stream, fcntl.LOCK_EX)
                    start()
                yield
            finally:
                with self.exclusive():
                    path.unlink(missing_ok=True)
                    if not self.held():
                        stop()

    def guard(self, stop: Callable[[], None]) -> None:
        """Wait until nobody holds a lease, then call `stop`: for holders that are killed and cannot do it."""
        while True:
            with self.exclusive():
                if not self.held():
                    stop()
                    return
                holder = next(self.folder.glob("*.lease"))
            with contextlib.suppress(FileNotFoundError), holder.open("r+") as stream:
                fcntl.flock(stream, fcntl.LOCK_SH)


def try_lock(stream: IO[str]) -> bool:
    """Lock a file unless another holder has it; tells whether it is ours now."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
