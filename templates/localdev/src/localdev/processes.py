"""Child processes in the foreground: started, awaited, and stopped on every way out."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from localdev.errors import LocalError

STOP_SECONDS = 20
READY_SECONDS = 120


class Stopped(BaseException):
    """Ctrl-C or a termination signal arrived; unwinds through every clean-up."""


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Turn the first stop signal into `Stopped`; clean-up then runs undisturbed by further ones."""

    def handler(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {
        each: signal.signal(each, handler)
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


@dataclass
class Child:
    """One running process and the health address that tells when it is ready."""

    name: str
    process: subprocess.Popen[bytes]
    health: str
    pipe: int = -1

    def check(self) -> None:
        """Raise when the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise LocalError(f"{self.name} ended with exit code {code}", code if code > 0 else 1)


@dataclass
class Group:
    """The children of one command."""

    children: list[Child] = field(default_factory=list)

    def serve(
        self,
        name: str,
        target: str,
        port: int,
        health: str,
        environment: Mapping[str, str],
        reload: Sequence[Path] = (),
    ) -> Child:
        """Start an ASGI application by its factory, `module:function`."""
        reading, writing = os.pipe()
        command = [
            sys.executable,
            "-m",
            "localdev.serve",
            str(reading),
            target,
            str(port),
            *map(str, reload),
        ]
        process = subprocess.Popen(command, env=dict(environment), pass_fds=[reading])
        os.close(reading)
        child = Child(name, process, health, writing)
        self.children.append(child)
        return child

    def command(
        self,
        name: str,
        command: Sequence[str],
        health: str,
        environment: Mapping[str, str],
        cwd: Path,
    ) -> Child:
        """Start any other long-running command, in a process group that ends with this command."""
        reading, writing = os.pipe()
        supervised = [sys.executable, "-m", "localdev.supervise", str(reading), *command]
        process = subprocess.Popen(supervised, env=dict(environment), cwd=cwd, pass_fds=[reading])
        os.close(reading)
        child = Child(name, process, health, writing)
        self.children.append(child)
        return child

    def wait_ready(self) -> None:
        """Wait until every child answers its health address."""
        deadline = time.monotonic() + READY_SECONDS
        for child in self.children:
            while child.health and fetch(child.health) is None:
                child.check()
                if time.monotonic() > deadline:
                    raise LocalError(f"{child.name} does not answer {child.health}")
                time.sleep(0.05)

    def wait(self) -> None:
        """Block until a child ends, which is an error, or a signal stops the command."""
        while True:
            for child in self.children:
                child.check()
            time.sleep(0.2)

    def stop(self) -> None:
        """End every child: politely, then for good."""
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            if child.pipe >= 0:
                os.close(child.pipe)
        self.children.clear()


def fetch(url: str) -> bytes | None:
    """What a local address answers, or None when it does not answer with success."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bytes(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None


@contextlib.contextmanager
def group() -> Iterator[Group]:
    """Children that are stopped when the block ends."""
    running = Group()
    try:
        yield running
    finally:
        running.stop()


def call(command: Sequence[str], environment: Mapping[str, str], cwd: Path, what: str) -> None:
    """Run a command to its end, its output on standard error."""
    result = subprocess.run(
        list(command), env=dict(environment), cwd=cwd, stdout=sys.stderr, check=False
    )
    if result.returncode != 0:
        raise LocalError(f"{what} failed (exit code {result.returncode})")


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll a condition; tell whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True
