"""`make seed`: a handful of rows, created through the services' own operations."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

import httpx2

from localdev import credentials, issuing, ports, postgres, processes, services
from localdev.samples import NoSampleError, Sampler
from localdev.workspace import SeedStep, Service, Workspace

ROWS = 5


def seed(workspace: Workspace) -> int:
    """Create rows in every service; every row that could not be made is named.

    Returns 1 when there was such a row, or when there was nothing to create at all.
    """
    made = missing = 0
    with processes.interruptible(), ExitStack() as stack:
        server = stack.enter_context(postgres.running(workspace))
        stack.enter_context(issuing.running(workspace))
        issuing.wait(workspace)
        for service in workspace.services:
            services.migrate(workspace, service, server)
            with processes.group() as group:
                port = ports.next_free(service.port)
                services.start(group, workspace, service, server, port, reload=False)
                group.wait_ready()
                rows = _fill(workspace, service, port)
            made += sum(row is not None for row in rows)
            missing += sum(row is None for row in rows)
    if missing:
        print(f"seed: {missing} of {made + missing} rows were not created", file=sys.stderr)
    elif not made:
        print("seed: no service has a collection that rows can be created in", file=sys.stderr)
    return 1 if missing or not made else 0


def _fill(workspace: Workspace, service: Service, port: int) -> list[dict[str, Any] | None]:
    """Create the rows of one service; None stands for one that could not be made."""
    document = service.document()
    created: dict[str, list[str]] = {}
    tried: list[dict[str, Any] | None] = []
    with httpx2.Client(base_url=services.url(service, port), timeout=30, trust_env=False) as client:
        client.headers.update(credentials.headers(workspace, service))
        for step in service.seed:
            rows = [_create(client, document, step, index, created) for index in range(ROWS)]
            ids = [str(row["id"]) for row in rows if row is not None and "id" in row]
            created[step.path] = ids
            tried.extend(rows)
            print(
                f"{service.name}: {sum(row is not None for row in rows)} rows in {step.path}",
                file=sys.stderr,
            )
    return tried


def _create(
    client: httpx2.Client,
    document: dict[str, Any],
    step: SeedStep,
    index: int,
    created: dict[str, list[str]],
) -> dict[str, Any] | None:
    operation = document["paths"][step.path]["post"]
    schema = (
        operation.get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema", {})
    )
    try:
        body = Sampler(document, index).value(schema)
    except NoSampleError as error:
        print(f"  {step.path}: {error}", file=sys.stderr)
        return None
    for wire, target in step.references.items():
        _refer(body, wire, created.get(target, []), index)
    answer = client.post(step.path, json=body)
    if answer.is_success:
        made = answer.json()
        return made if isinstance(made, dict) else {}
    print(f"  {step.path}: {answer.status_code} {answer.text[:300]}", file=sys.stderr)
    return None


def _refer(body: dict[str, Any], wire: str, ids: list[str], index: int) -> None:
    """Point a reference at rows that exist; without any, an optional one stays empty."""
    many = isinstance(body.get(wire), list)
    if many:
        body[wire] = ids[:2]
    elif ids:
        body[wire] = ids[index % len(ids)]
    else:
        body.pop(wire, None)
