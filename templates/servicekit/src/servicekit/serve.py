"""Runs a service: `python -m servicekit.serve catalog.main:create_app`."""

import asyncio
import sys
from collections.abc import Sequence
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.importer import import_from_string

from servicekit.limits import PatientProtocol
from servicekit.settings import Settings
from servicekit.startup import Misconfigured

log = structlog.stdlib.get_logger(__name__)
_LEAVING_SECONDS = 25.0
"""To drain and to finish: below Kubernetes' default of 30 seconds from SIGTERM to SIGKILL."""
LONGEST_HEAD = 2 * 1024 * 1024
"""Bytes of a request line with its headers: a filter by a long text fits, percent-encoded."""


class DrainingServer(uvicorn.Server):
    """A server that says that it is leaving before it leaves.

    After a signal it reports "not ready" for `drain_seconds` while it still answers, so that
    nothing is sent to it any more when it stops. A second signal stops it at once.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI, drain_seconds: float) -> None:
        """Serve `app` as `config` says."""
        super().__init__(config)
        self._app = app
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start to drain, or stop."""
        if self._app.state.draining or self._drain_seconds == 0:
            super().handle_exit(sig, frame)
            return
        self._app.state.draining = True
        loop = asyncio.get_running_loop()
        loop.call_later(self._drain_seconds, super().handle_exit, sig, frame)


def graceful_seconds(drain_seconds: float) -> int:
    """How long requests may finish once the server has drained; at least a second.

    Both together fit into Kubernetes' 30 seconds as long as `drain_seconds` is at most 28; a
    longer drain needs a longer `terminationGracePeriodSeconds`.
    """
    return max(int(_LEAVING_SECONDS - drain_seconds), 1)


def protocol_of(settings: Settings) -> type[PatientProtocol]:
    """How a service of these settings speaks on a socket."""

    class Protocol(PatientProtocol):
        most_connections = settings.limit_connections

    return Protocol


def main(arguments: Sequence[str]) -> int:
    """Serve the application factory named by the only argument, until a signal comes."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m servicekit.serve MODULE:FACTORY\n")
        return 2
    settings = Settings()
    try:
        app: FastAPI = import_from_string(arguments[0])()
    except Misconfigured as error:
        log.error("service.misconfigured", problems=error.problems)
        return 1
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=protocol_of(settings),
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=graceful_seconds(settings.drain_seconds),
    )
    DrainingServer(config, app, settings.drain_seconds).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
