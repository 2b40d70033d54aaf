"""Ports on the loopback address: the recorded one, or the next free one."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Collection

from localdev import dotenv
from localdev.errors import LocalError
from localdev.workspace import Workspace

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int, timeout: float = 0.5) -> bool:
    """Tell whether something accepts connections on the port."""
    try:
        socket.create_connection((HOST, port), timeout).close()
    except OSError:
        return False
    return True


def next_free(first: int, taken: Collection[int] = ()) -> int:
    """The first free port from `first` upwards that is not in `taken`."""
    for port in range(first, min(first + 1000, 65536)):
        if port not in taken and is_free(port):
            return port
    raise LocalError(f"no free port from {first} upwards")


def recorded(workspace: Workspace, key: str, default: int) -> int:
    """The port that `.env` holds under `key`, or the default."""
    value = workspace.setting(key, str(default))
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise LocalError(f"{key}={value} in .env is not a port", 2)
    return int(value)


def claim(workspace: Workspace, key: str, default: int, taken: Collection[int] = ()) -> int:
    """A port to listen on: the recorded one when it is free, else the next free one, which is then recorded."""
    wanted = recorded(workspace, key, default)
    port = next_free(wanted, taken)
    if workspace.setting(key) != str(port):
        dotenv.update(workspace.env_path, {key: str(port)})
    return port
