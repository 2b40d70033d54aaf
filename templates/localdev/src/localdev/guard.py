"""Stops a shared process when everybody who used it is gone, those who were killed included.

`python -m localdev.guard postgres|issuer`: started beside the process, detached, and asleep until then.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from localdev.leases import Leases
from localdev.workspace import Workspace


def start(workspace: Workspace, kind: str) -> None:
    """Start a guard of the shared process `kind`."""
    detach([sys.executable, "-m", "localdev.guard", kind], workspace.root, Path(os.devnull))


def detach(command: list[str], folder: Path, log: Path, inherited: Sequence[int] = ()) -> int:
    """Start a process that may outlive this one and keeps the `inherited` descriptors; returns its number."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=inherited,
        )
    # Nobody waits for it here, and Python need not warn about that.
    process.returncode = 0
    return process.pid


def main(arguments: list[str]) -> int:
    """Guard until nobody is left."""
    (kind,) = arguments
    workspace = Workspace.find()
    Leases(workspace.local / kind / "leases").guard(lambda: _stop(workspace, kind))
    return 0


def _stop(workspace: Workspace, kind: str) -> None:
    # Imported here: a sleeping guard stays small.
    if kind == "postgres":
        from localdev.postgres import Cluster

        Cluster(workspace).stop()
    else:
        from localdev.issuing import LocalIssuer

        LocalIssuer(workspace).stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
