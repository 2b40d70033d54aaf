"""What every service promises around its operations: health, tokens, logs, metrics."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from servicekit.contract import Contract
from servicekit.operation import Operation
from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import ResourceCase
from servicekit.testing.suites.maker import Maker
from servicekit.testing.suites.requests import Samples
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory

_WORDLESS = frozenset({"boolean", "integer", "number"})


class _Lines(logging.Handler):
    """Keeps what the service's own handler would print."""

    def __init__(self, formatter: logging.Formatter | None) -> None:
        super().__init__()
        self.formatter = formatter
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Formats and keeps a record."""
        self.texts.append(self.format(record))


@contextmanager
def log_lines() -> Iterator[list[str]]:
    """The lines that the service logs meanwhile."""
    root = logging.getLogger()
    printing = next(handler for handler in root.handlers if isinstance(handler, _stream()))
    lines = _Lines(printing.formatter)
    root.addHandler(lines)
    try:
        yield lines.texts
    finally:
        root.removeHandler(lines)


def _stream() -> type[logging.Handler]:
    return logging.StreamHandler


class PlatformSuite:
    """A service's tests inherit it as it is."""

    @pytest.fixture
    def guarded(self, contract: Contract, values: Values) -> tuple[Operation, str]:
        """An operation that needs a bearer token, and a valid URL for it."""
        schemes = contract.security_schemes
        samples = Samples(contract, values)
        for operation in contract.operations.values():
            names = [name for option in operation.security for name in option]
            bearer = all(schemes[name].get("type") not in ("apiKey", "mutualTLS") for name in names)
            basic = any(schemes[name].get("scheme", "").lower() == "basic" for name in names)
            if names and bearer and not basic and operation.method == "get":
                try:
                    return operation, samples.make(operation, 1).url
                except LookupError:
                    continue
        pytest.skip("no operation of this service takes a bearer token alone")

    async def test_it_is_alive_and_ready(self, client: httpx2.AsyncClient, app: FastAPI) -> None:
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        assert (await client.get("/health/ready")).status_code == 200
        app.state.draining = True
        try:
            assert (await client.get("/health/ready")).status_code == 503
            assert (await client.get("/health/live")).status_code == 200
        finally:
            app.state.draining = False

    async def test_tokens_that_prove_nothing_are_refused(
        self, client: httpx2.AsyncClient, tokens: TokenFactory, guarded: tuple[Operation, str]
    ) -> None:
        operation, url = guarded
        granted = [
            name for option in operation.security for names in option.values() for name in names
        ]
        scope = " ".join(granted)
        now = int(time.time())
        good = tokens.token(*granted, scope=scope)
        header, payload, signature = good.split(".")
        refused = {
            "expired": tokens.token(*granted, scope=scope, exp=now - 3600),
            "not valid yet": tokens.token(*granted, scope=scope, nbf=now + 3600),
            "without an end": tokens.token(*granted, scope=scope, exp=None),
            "another audience": tokens.token(*granted, scope=scope, aud="somebody-else"),
            "another issuer": tokens.token(*granted, scope=scope, iss="https://other.test"),
            "another key": TokenFactory().token(*granted, scope=scope),
            "unsigned": f"eyJhbGciOiJub25lIn0.{payload}.",
            "no signature": f"{header}.{payload}.",
            "changed": f"{header}.{payload[:-4]}AAAA.{signature}",
            "no token": "nonsense",
        }
        for what, token in refused.items():
            response = await client.get(url, headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 401, what
        response = await client.get(url, headers={"Authorization": f"Bearer {good}"})
        assert response.status_code not in (401, 403)
        if granted:
            nobody = tokens.token(scope="")
            response = await client.get(url, headers={"Authorization": f"Bearer {nobody}"})
            assert response.status_code == 403

    async def test_a_request_keeps_its_correlation_id(self, client: httpx2.AsyncClient) -> None:
        with log_lines() as lines:
            named = await client.get("/no/such/path", headers={"X-Request-ID": "abc-123"})
        assert named.headers["x-request-id"] == "abc-123"
        assert named.json()["correlationId"] == "abc-123"
        assert any(json.loads(line).get("correlation_id") == "abc-123" for line in lines)
        trace = "0af7651916cd43dd8448eb211c80319c"
        traced = await client.get(
            "/no/such/path", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        )
        assert traced.headers["x-request-id"] == trace
        forged = await client.get("/no/such/path", headers={"X-Request-ID": 'a"b c'})
        assert forged.headers["x-request-id"] not in ("", 'a"b c')

    async def test_two_requests_are_told_apart(self, client: httpx2.AsyncClient) -> None:
        with log_lines() as lines:
            for _ in range(2):
                await client.get("/no/such/path", headers={"X-Request-ID": "abc-123"})
        found = [json.loads(line) for line in lines]
        assert {event["correlation_id"] for event in found} == {"abc-123"}
        assert len({event["request_id"] for event in found}) == 2

    async def test_log_lines_are_json_without_secrets(
        self, client: httpx2.AsyncClient, tokens: TokenFactory, guarded: tuple[Operation, str]
    ) -> None:
        operation, url = guarded
        token = tokens.token("nobody-has-this-role")
        with log_lines() as lines:
            await client.get(url, headers={"Authorization": f"Bearer {token}"})
            await client.get(url, headers={"Authorization": "Bearer stolen-credential"})
        assert lines
        audit = [event for event in map(json.loads, lines) if event["logger"] == "audit"]
        assert {event["event"] for event in audit} <= {
            "auth.granted",
            "auth.forbidden",
            "auth.refused",
        }
        assert [event["operation"] for event in audit] == [operation.id, operation.id]
        assert not any(token in line or "stolen-credential" in line for line in lines)

    async def test_personal_data_stays_out_of_the_log(
        self, api: Api, make: Maker, cases: tuple[ResourceCase, ...]
    ) -> None:
        for case in cases:
            personal = [item for item in case.writable if item.personal]
            if not personal:
                continue
            body = await make.body(case)
            with log_lines() as lines:
                record = (await api.create(case.path, body)).json()
                await api.create(case.path, body)
                for item in personal:
                    await api.get(case.path, params={item.name: str(body[item.name])})
                    await api.create(case.path, {**body, item.name: {"wrong": body[item.name]}})
                await api.update(f"{case.path}/{record['id']}", body, 1)
            assert lines
            texts = [str(body[item.name]) for item in personal if item.kind not in _WORDLESS]
            assert not any(text in line for line in lines for text in texts if len(text) > 3)

    async def test_every_write_is_in_the_audit_log(
        self, api: Api, make: Maker, cases: tuple[ResourceCase, ...]
    ) -> None:
        for case in cases:
            if not {"create", "update", "delete"} <= case.operations.keys():
                continue
            with log_lines() as lines:
                record = await make.store(case)
                path = f"{case.path}/{record['id']}"
                await api.update(path, await make.change(case), 1)
                await api.delete(path, 1)
                await api.delete(path, 2)
            written = [
                event
                for event in map(json.loads, lines)
                if event["event"] == "data.write" and event["id"] == record["id"]
            ]
            assert [
                (event["action"], event["entity"], event["version"], event["status"])
                for event in written
            ] == [
                ("create", case.entity, 1, 201),
                ("update", case.entity, 2, 200),
                ("delete", case.entity, None, 204),
            ]
            assert [event["operation"] for event in written] == [
                case.operations[verb] for verb in ("create", "update", "delete")
            ]
            assert {(event["subject"], event["outcome"]) for event in written} == {
                ("tester", "committed")
            }

    async def test_requests_are_counted_under_their_route(
        self, client: httpx2.AsyncClient, guarded: tuple[Operation, str]
    ) -> None:
        _, url = guarded
        before = _count(await client.get("/metrics"), 401)
        for path in (url, url, "/no/such/path-4711"):
            await client.get(path)
        after = await client.get("/metrics")
        assert _count(after, 401) == before + 2
        assert "path-4711" not in after.text


def _count(response: Any, status: int) -> float:
    """How many GET requests of known routes were answered with a status."""
    assert response.status_code == 200
    return sum(
        float(line.rpartition(" ")[2])
        for line in response.text.splitlines()
        if line.startswith("http_requests_total{")
        and 'method="GET"' in line
        and f'status="{status}"' in line
        and 'route="/' in line
    )
