"""Runs any command as a child of a `localdev` command and ends it when that command ends, however it ends.

`python -m localdev.supervise FD COMMAND…`: FD is the reading end of a pipe whose other end the parent holds; nothing
is ever written to it, and its end means that the parent is gone. The command and everything that it starts is a
process group of its own, so that nothing of it is left behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE_SECONDS = 10


def _watch(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def main(arguments: list[str]) -> int:
    """Run the command until it ends, a signal comes or the parent is gone; its exit code is ours."""
    descriptor, *command = arguments
    try:
        child = subprocess.Popen(command, start_new_session=True)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def stop(number: int, frame: FrameType | None) -> None:
        _signal(child.pid, signal.SIGTERM)
        timer = threading.Timer(GRACE_SECONDS, _signal, (child.pid, signal.SIGKILL))
        timer.daemon = True
        timer.start()

    # Ctrl-C reaches the parent too, which then ends this process politely.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=_watch, args=(int(descriptor),), daemon=True).start()
    code = child.wait()
    # Whatever the command started and left behind.
    _signal(child.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
