"""What callers nobody knows may take: names, requests at once, time, connections."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response
from starlette.types import Message, Scope

from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.limits import PatientProtocol
from servicekit.security import authorise
from servicekit.testing import servers

from .echo import SERVICE, client_of, document, echo_app, operation, settings


def app_with_filters() -> FastAPI:
    names = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in "abc"]
    return echo_app(document({"/at": {"get": operation(parameters=names)}}))


async def ask(app: FastAPI, query: bytes) -> list[Message]:
    """The answer to a query that is longer than clients send."""
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/at",
        "raw_path": b"/at",
        "query_string": query,
        "headers": [],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_many_names_cost_nothing() -> None:
    many = "&".join(f"n{number}=" for number in range(200_000)).encode()
    began = time.perf_counter()
    start, body = await ask(app_with_filters(), many)
    assert time.perf_counter() - began < 0.5
    assert start["status"] == 422
    assert [error["in"] for error in json.loads(body["body"])["errors"]] == ["query"]


async def test_a_thousand_pairs_are_read() -> None:
    pairs = "&".join(["a=1", *("x=" for _ in range(999))])
    async with client_of(app_with_filters()) as client:
        assert (await client.get(f"/at?{pairs}")).json() == {"a": "1"}
        assert (await client.get(f"/at?{pairs}&x=")).status_code == 422


async def test_cookies_are_counted_as_well() -> None:
    async with client_of(app_with_filters()) as client:
        for count, status in ((1_000, 200), (1_001, 422)):
            cookies = "; ".join(f"c{number}=" for number in range(count))
            response = await client.get("/at", headers={"cookie": cookies})
            assert response.status_code == status


async def test_forms_are_counted_as_well() -> None:
    content: dict[str, object] = {"application/x-www-form-urlencoded": {}}
    declared = operation(requestBody={"required": True, "content": content})
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with client_of(echo_app(document({"/at": {"post": declared}}))) as client:
        for count, status in ((1_000, 200), (1_001, 422)):
            text = "&".join(f"n{number}=" for number in range(count))
            response = await client.post("/at", content=text, headers=form)
            assert response.status_code == status


def app_that_waits(opened: asyncio.Event) -> FastAPI:
    contract = Contract(document({"/at": {"get": operation()}}))
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint() -> Response:
        await opened.wait()
        return Response("{}", media_type="application/json")

    router.add_api_route("/at", endpoint, operation_id="echo")
    limited = settings(limit_concurrency=2, mock=False)
    return build_app(SERVICE, routers=[router], settings=limited, contract=contract)


async def test_more_requests_than_can_be_answered_come_again_later() -> None:
    opened = asyncio.Event()
    app = app_that_waits(opened)
    app.state.readiness = None
    async with client_of(app) as client:
        waiting = [asyncio.create_task(client.get("/at")) for _ in range(2)]
        await asyncio.sleep(0.05)
        refused = await client.get("/at")
        healthy = [await client.get(path) for path in ("/health/live", "/health/ready", "/metrics")]
        opened.set()
        answered = await asyncio.gather(*waiting)
        again = await client.get("/at")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["correlationId"] == refused.headers["x-request-id"]
    assert {response.status_code for response in [*healthy, *answered, again]} == {200}


async def test_a_body_that_drips_is_not_waited_for() -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a"
            await asyncio.sleep(0.05)

    declared = operation(requestBody={"required": True, "content": {"*/*": {}}})
    app = echo_app(document({"/at": {"post": declared}}), body_timeout=0.2)
    binary = {"content-type": "application/octet-stream"}
    async with client_of(app) as client:
        response = await client.post("/at", content=drip(), headers=binary)
        assert (await client.post("/at", content=b"a", headers=binary)).status_code == 200
    assert (response.status_code, response.headers["connection"]) == (408, "close")
    assert response.json()["type"] == "urn:problem:request-timeout"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a service of little patience that takes three connections."""
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.3)
    declared = document({"/at": {"post": operation()}})
    with servers.serving(echo_app(declared, mock=True, limit_connections=3)) as url:
        yield int(url.rpartition(":")[2])


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def is_closed(client: socket.socket) -> bool:
    """Whether the other side ends the connection, within the time-out of the socket."""
    try:
        while client.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("head", [b"", b"GET /health/live HTTP/1.1\r\nhost: x\r\n"])
def test_a_head_that_does_not_end_is_not_waited_for(port: int, head: bytes) -> None:
    with closing(connect(port)) as client:
        client.sendall(head)
        began = time.monotonic()
        assert is_closed(client)
        assert time.monotonic() - began < 2


def test_a_body_that_nobody_reads_is_not_waited_for(port: int) -> None:
    with closing(connect(port)) as client:
        client.sendall(b"POST /none HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n")
        assert b"404" in client.recv(65_536)
        client.settimeout(0.1)
        ends = time.monotonic() + 3
        closed = False
        while not closed and time.monotonic() < ends:
            try:
                client.sendall(b"a")
            except OSError:
                closed = True
            else:
                closed = is_closed(client)
        assert closed


def test_a_connection_is_used_again(port: int) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(4):
            response = client.get("/health/live")
            assert response.status_code == 200
            time.sleep(0.15)
        used = response.extensions["network_stream"].get_extra_info("client_addr")
        again = client.get("/health/live").extensions["network_stream"]
        assert again.get_extra_info("client_addr") == used


def test_connections_are_counted(port: int) -> None:
    opened = [connect(port) for _ in range(4)]
    opened[-1].settimeout(0.2)
    assert is_closed(opened[-1])
    for client in opened:
        client.close()
    time.sleep(0.4)
    assert httpx2.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
