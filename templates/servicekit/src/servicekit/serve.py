"""Runs a service: `python -m servicekit.serve catalog.main:create_app`."""

import sys
from collections.abc import Sequence

import uvicorn

from servicekit.settings import Settings

GRACEFUL_SECONDS = 25
"""Below Kubernetes' default of 30 seconds between SIGTERM and SIGKILL."""


def main(arguments: Sequence[str]) -> int:
    """Serve the application factory named by the only argument, until a signal comes."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m servicekit.serve MODULE:FACTORY\n")
        return 2
    settings = Settings()
    uvicorn.run(
        arguments[0],
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
