"""Has the local issuer run while some command needs it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx2

from localdev import ports, tokens
from localdev.errors import LocalError
from localdev.keys import signing_key
from localdev.leases import Leases
from localdev.processes import wait_until
from localdev.workspace import Workspace

_DETACHED: list[subprocess.Popen[bytes]] = []
"""Issuers that this process started; another command may be the one that stops them."""


@contextlib.contextmanager
def running(workspace: Workspace) -> Iterator[str]:
    """Have an issuer for the length of the block: yields its URL.

    An issuer of the user's own, or one that answers already, is left alone.
    """
    if tokens.is_external(workspace):
        yield tokens.issuer_url(workspace)
        return
    local = LocalIssuer(workspace)
    with local.leases.lease(local.start, local.stop):
        yield tokens.issuer_url(workspace)


def settle_port(workspace: Workspace) -> None:
    """Have a port in `.env` that the issuer has or can have, so that a token made now holds when services start."""
    if not tokens.is_external(workspace):
        LocalIssuer(workspace).settle()


class LocalIssuer:
    """The issuer process of this checkout."""

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is started yet."""
        self.workspace = workspace
        self.folder = workspace.local / "issuer"
        self.leases = Leases(self.folder / "leases")
        self.pid_path = self.folder / "pid"

    def settle(self) -> None:
        """Move to the next free port when another program has taken ours."""
        if not self.answers():
            ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)

    def start(self) -> None:
        """Start the issuer unless it answers."""
        if self.answers():
            return
        port = ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)
        command = [sys.executable, "-m", "uvicorn", "localdev.issuer:create_app", "--factory",
                   "--host", ports.HOST, "--port", str(port), "--no-access-log"]  # fmt: skip
        with (self.folder / "issuer.log").open("w") as log:
            process = subprocess.Popen(
                command,
                cwd=self.workspace.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _DETACHED.append(process)
        self.pid_path.write_text(str(process.pid), encoding="utf-8")
        if (
            not wait_until(lambda: self.answers() or process.poll() is not None, 30)
            or not self.answers()
        ):
            raise LocalError(f"the local issuer does not start; see {self.folder / 'issuer.log'}")

    def stop(self) -> None:
        """Stop the issuer that this checkout started."""
        with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
            pid = int(self.pid_path.read_text(encoding="utf-8"))
            if self.answers():
                os.kill(pid, signal.SIGTERM)
                wait_until(lambda: not _exists(pid), 10)
        self.pid_path.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Tell whether this checkout's issuer, and not another program, answers at its URL."""
        url = tokens.issuer_url(self.workspace)
        try:
            with httpx2.Client(timeout=2, trust_env=False) as client:
                keys = client.get(f"{url}/jwks").json()["keys"]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return False
        return any(key.get("kid") == signing_key(self.workspace).kid for key in keys)


def _exists(pid: int) -> bool:
    """Tell whether a process lives; collects it when it was a child of this one."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
