"""Runs one ASGI server as a child of a `localdev` command and ends when that command ends, however it ends.

`python -m localdev.serve FD MODULE:FACTORY PORT [RELOAD_DIR…]`: FD is the reading end of a pipe whose other end the
parent holds; nothing is ever written to it, and its end means that the parent is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

import uvicorn

from localdev.ports import HOST

GRACE_SECONDS = 10
# Bytes of a request line with its headers, as in servicekit.serve: a filter by a long text fits.
LONGEST_HEAD = 2 * 1024 * 1024


def _watch(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Serve until a signal comes or the parent is gone."""
    descriptor, target, port, *reload_dirs = arguments
    threading.Thread(target=_watch, args=(int(descriptor),), daemon=True).start()
    uvicorn.run(
        target,
        factory=True,
        host=HOST,
        port=int(port),
        log_config=None,
        access_log=False,
        http="h11",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        reload=bool(reload_dirs),
        reload_dirs=reload_dirs or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
