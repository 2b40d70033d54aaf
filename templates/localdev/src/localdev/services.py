"""Starting services: their environment, their database, their address."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from localdev import credentials, dotenv, migrations, ports, postgres, tokens
from localdev.errors import LocalError
from localdev.processes import Child, Group, call
from localdev.workspace import Process, Service, Workspace


def environment(
    workspace: Workspace, service: Service, server: postgres.Server | None, port: int
) -> dict[str, str]:
    """What a service reads: `.env`, this process's environment, and what the local machine dictates."""
    issuer = tokens.issuer_url(workspace)
    values = {
        **dotenv.read(workspace.env_path),
        **os.environ,
        "ENVIRONMENT": "local",
        "HOST": ports.HOST,
        "PORT": str(port),
        "OIDC_ISSUER": issuer,
        "OIDC_AUDIENCE": tokens.audience(workspace),
        "AUTH_CREDENTIALS": json.dumps(credentials.service_credentials(workspace, service)),
    }
    if not tokens.is_external(workspace):
        values["OIDC_JWKS_URL"] = f"{issuer}/jwks"
    values["MOCK"] = "1" if server is None else ""
    # An answer that breaks the contract fails where it is written; examples of a document may.
    values["STRICT"] = values.get("STRICT") or ("" if server is None else "1")
    for name in ("DATABASE_URL", "DATABASE_URL_DIRECT"):
        values[name] = server.service_url(service) if server else ""
    return {key: value for key, value in values.items() if value}


def migrate(workspace: Workspace, service: Service, server: postgres.Server) -> None:
    """Bring the service's database to the newest schema."""
    postgres.ensure_database(server, service)
    # For people and their database tools; nothing here reads it.
    key = f"DATABASE_URL_{service.key}"
    if workspace.setting(key) != server.service_url(service):
        dotenv.update(workspace.env_path, {key: server.service_url(service)})
    if (service.folder / "alembic.ini").exists() and postgres.revisions(server, service) != [
        migrations.head(service)
    ]:
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        call(
            command,
            environment(workspace, service, server, service.port),
            service.folder,
            f"migration of {service.name}",
        )


def choose_port(workspace: Workspace, service: Service, wanted: str, taken: set[int]) -> int:
    """The port that was asked for, or the service's own, or the next free one."""
    if not wanted:
        return ports.claim(workspace, f"PORT_{service.key}", service.port, taken)
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise LocalError(f"PORT={wanted} is not a port", 2)
    if not ports.is_free(int(wanted)):
        raise LocalError(f"port {wanted} is taken", 1)
    return int(wanted)


def start_process(
    group: Group, workspace: Workspace, process: Process, port: int, addresses: dict[str, int]
) -> Child:
    """Start another process of `make dev`; `addresses` are the ports of the services, by name."""
    values = {**dotenv.read(workspace.env_path), **os.environ, "PORT": str(port)}
    values["OIDC_ISSUER"] = tokens.issuer_url(workspace)
    values["OIDC_AUDIENCE"] = tokens.audience(workspace)
    for service in workspace.services:
        values[f"SERVICE_URL_{service.key}"] = url(service, addresses[service.name])
    return group.command(
        process.name,
        process.command,
        f"http://{ports.HOST}:{port}{process.ready}" if process.ready else "",
        {key: value for key, value in values.items() if value},
        workspace.root / process.folder,
    )


def url(service: Service, port: int) -> str:
    """Where the service's operations are."""
    return f"http://{ports.HOST}:{port}{service.base_path}"


def start(
    group: Group,
    workspace: Workspace,
    service: Service,
    server: postgres.Server | None,
    port: int,
    *,
    reload: bool,
) -> Child:
    """Start the service as a child."""
    watched = (
        [service.folder / "src", *(path for path in workspace.root.glob("libs/*/src"))]
        if reload
        else []
    )
    return group.serve(
        name=service.name,
        target=f"{service.package}.main:create_app",
        port=port,
        health=f"http://{ports.HOST}:{port}/health/ready",
        environment=environment(workspace, service, server, port),
        reload=[Path(path) for path in watched],
    )
