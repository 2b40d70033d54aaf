"""A pytest plugin that notes (application, method, path, status) of every answer of an ASGI application.

Loaded with ``-p specwright_recorder`` by the verification harness; it changes nothing of what is tested.
"""

import json
import os
from typing import Any

from starlette.applications import Starlette


def pytest_configure() -> None:
    """Wrap the one method that every request of every application goes through."""
    original = Starlette.__call__
    record = os.environ["SPECWRIGHT_RECORD"]

    async def recording(self: Any, scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen = [getattr(self, "title", ""), scope["method"], scope["path"], message["status"]]
                with open(record, "a", encoding="utf-8") as lines:
                    lines.write(json.dumps(seen) + "\n")
            await send(message)

        await original(self, scope, receive, noting if scope["type"] == "http" else send)

    Starlette.__call__ = recording  # type: ignore[method-assign]
