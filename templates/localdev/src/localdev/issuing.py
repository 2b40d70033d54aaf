"""Has the local issuer run while some command needs it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator

from localdev import guard, ports, tokens
from localdev.errors import LocalError
from localdev.keys import signing_key
from localdev.leases import Leases, try_lock
from localdev.processes import fetch, wait_until
from localdev.workspace import Workspace


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
        self.lock_path = self.folder / "alive"

    def settle(self) -> None:
        """Move to the next free port when another program has taken ours."""
        if not self.answers() and not self._lives():
            ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)

    def start(self) -> None:
        """Start the issuer unless it runs."""
        with self.lock_path.open("a") as lock:
            # Somebody who only asks whether it lives holds the lock for a moment, too.
            wait_until(lambda: try_lock(lock) or self.answers(), 60)
            if try_lock(lock):
                self._launch(lock.fileno())
                return
        self.wait()

    def _launch(self, lock: int) -> None:
        """Start the issuer, which inherits the lock: it ends with the issuer, however that ends."""
        port = ports.claim(self.workspace, "OIDC_PORT", tokens.DEFAULT_PORT)
        command = [
            *(sys.executable, "-m", "uvicorn", "localdev.issuer:create_app", "--factory"),
            *("--host", ports.HOST, "--port", str(port), "--no-access-log"),
        ]
        self.pid_path.unlink(missing_ok=True)
        pid = guard.detach(command, self.workspace.root, self.folder / "issuer.log", [lock])
        self.pid_path.write_text(str(pid), encoding="utf-8")
        guard.start(self.workspace, "issuer")

    def wait(self) -> None:
        """Wait until the issuer answers."""
        if not wait_until(lambda: self.answers() or not self._lives(), 60) or not self.answers():
            raise LocalError(f"the local issuer does not start; see {self.folder / 'issuer.log'}")

    def stop(self) -> None:
        """Stop the issuer that this checkout started."""
        pid = self._pid()
        # While the lock is held the recorded number is the issuer's; afterwards it may be another program's.
        if pid is not None and self._lives():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
                wait_until(lambda: not self._lives(), 10)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        self.pid_path.unlink(missing_ok=True)

    def _pid(self) -> int | None:
        try:
            return int(self.pid_path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def _lives(self) -> bool:
        """Tell whether an issuer of this checkout lives, answering or not yet: it holds the lock."""
        with self.lock_path.open("a") as lock:
            return not try_lock(lock)

    def answers(self) -> bool:
        """Tell whether this checkout's issuer, and not another program, answers at its URL."""
        body = fetch(f"{tokens.issuer_url(self.workspace)}/jwks")
        try:
            keys = json.loads(body or b"{}")["keys"]
            return any(key["kid"] == signing_key(self.workspace).kid for key in keys)
        except (ValueError, KeyError, TypeError):
            return False
