"""Has the local issuer run while some command needs it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from localdev import guard, ports, tokens
from localdev.errors import LocalError
from localdev.keys import signing_key
from localdev.leases import Leases
from localdev.processes import fetch, wait_until
from localdev.workspace import Workspace

_STARTED: set[int] = set()
"""Issuers that this process started; another command may be the one that stops them."""


@contextlib.contextmanager
def running(workspace: Workspace) -> Iterator[str]:
    """Have an issuer for the length of the block: yields its URL.

    It may still be starting; `wait` waits for it. An issuer of the user's own is left alone.
    """
    if tokens.is_external(workspace):
        yield tokens.issuer_url(workspace)
        return
    local = LocalIssuer(workspace)
    with local.leases.lease(local.start, local.stop):
        yield tokens.issuer_url(workspace)


def wait(workspace: Workspace) -> None:
    """Wait until the issuer answers."""
    if not tokens.is_external(workspace):
        LocalIssuer(workspace).wait()


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
        if not self.answers() and not self._starting():
            ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)

    def start(self) -> None:
        """Start the issuer unless it runs."""
        if self._starting():
            self.wait()
        if self.answers():
            return
        port = ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)
        command = [
            *(sys.executable, "-m", "uvicorn", "localdev.issuer:create_app", "--factory"),
            *("--host", ports.HOST, "--port", str(port), "--no-access-log"),
        ]
        pid = guard.detach(command, self.workspace.root, self.folder / "issuer.log")
        _STARTED.add(pid)
        self.pid_path.write_text(str(pid), encoding="utf-8")
        guard.start(self.workspace, "issuer")

    def wait(self) -> None:
        """Wait until the issuer answers."""
        if not wait_until(lambda: self.answers() or not self._starting(), 60) or not self.answers():
            raise LocalError(f"the local issuer does not start; see {self.folder / 'issuer.log'}")

    def stop(self) -> None:
        """Stop the issuer that this checkout started."""
        pid = self._pid()
        if pid is not None and (_is_ours(pid) or self.answers()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
                wait_until(lambda: not _exists(pid), 10)
        self.pid_path.unlink(missing_ok=True)

    def _pid(self) -> int | None:
        try:
            return int(self.pid_path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def _starting(self) -> bool:
        """Tell whether the recorded process lives, answering or not yet."""
        pid = self._pid()
        return pid is not None and _exists(pid) and (_is_ours(pid) or self.answers())

    def answers(self) -> bool:
        """Tell whether this checkout's issuer, and not another program, answers at its URL."""
        body = fetch(f"{tokens.issuer_url(self.workspace)}/jwks")
        try:
            keys = json.loads(body or b"{}")["keys"]
            return any(key["kid"] == signing_key(self.workspace).kid for key in keys)
        except (ValueError, KeyError, TypeError):
            return False


def _is_ours(pid: int) -> bool:
    """Tell whether a process is an issuer, as far as its command line tells; numbers are used again."""
    if pid in _STARTED:
        return True
    try:
        return b"localdev.issuer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _exists(pid: int) -> bool:
    """Tell whether a process lives; collects it when it was a child of this one."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
