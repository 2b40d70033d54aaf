"""Starting services and the processes beside them: their environment, their database, their address."""

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
        values[name] = server.owner_url(service.database) if server else ""
    return {key: value for key, value in values.items() if value}


def migrate(
    workspace: Workspace, service: Service, server: postgres.Server, *, told: bool = True
) -> None:
    """Bring the service's database to the newest schema; `told`: keep its URL in `.env`."""
    postgres.ensure_database(server, service.database)
    if told:
        _tell(workspace, service, server)
    if (service.folder / "alembic.ini").exists() and postgres.revisions(
        server, service.database
    ) != [migrations.head(service)]:
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        call(
            command,
            environment(workspace, service, server, service.port),
            service.folder,
            f"migration of {service.name}",
        )


def _tell(workspace: Workspace, owner: Service | Process, server: postgres.Server) -> None:
    """Keep the database's URL in `.env` for people and their database tools; nothing here reads it."""
    key, url = f"DATABASE_URL_{owner.key}", server.owner_url(owner.database)
    if workspace.setting(key) != url:
        dotenv.update(workspace.env_path, {key: url})


def choose_port(workspace: Workspace, service: Service, wanted: str, taken: set[int]) -> int:
    """The port that was asked for, or the service's own, or the next free one."""
    if not wanted:
        return ports.claim(workspace, f"PORT_{service.key}", service.port, taken)
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise LocalError(f"PORT={wanted} is not a port", 2)
    if not ports.is_free(int(wanted)):
        raise LocalError(f"port {wanted} is taken", 1)
    return int(wanted)


def can_run(workspace: Workspace, process: Process) -> bool:
    """Tell whether `make setup` could install what the process needs."""
    return not process.needs or (workspace.root / process.needs).exists()


def process_environment(
    workspace: Workspace,
    process: Process,
    server: postgres.Server,
    port: int,
    addresses: dict[str, int],
) -> dict[str, str]:
    """What another process of `make dev` reads; `addresses` are the ports of the services, by name."""
    own = f"http://{ports.HOST}:{port}"
    values = {
        "PUBLIC_URL": own,
        **{key: value for key, value in dotenv.read(workspace.env_path).items() if value},
        **os.environ,
        "ENVIRONMENT": "local",
        "HOST": ports.HOST,
        "PORT": str(port),
        "OIDC_ISSUER": tokens.issuer_url(workspace),
        "OIDC_AUDIENCE": tokens.audience(workspace),
    }
    for service in workspace.services:
        values[f"SERVICE_URL_{service.key}"] = url(service, addresses[service.name])
        accepted = credentials.service_credentials(workspace, service)
        values[f"AUTH_CREDENTIALS_{service.key}"] = json.dumps(accepted)
    database = server.owner_url(process.database) if process.database else ""
    for name in ("DATABASE_URL", "DATABASE_URL_DIRECT"):
        values[name] = database
    return {key: value for key, value in values.items() if value}


def migrate_process(workspace: Workspace, process: Process, server: postgres.Server) -> bool:
    """Bring a process's database to the newest schema; tells whether it has one and can do so."""
    if not process.database or not can_run(workspace, process):
        return False
    postgres.ensure_database(server, process.database)
    _tell(workspace, process, server)
    defaults = {service.name: service.port for service in workspace.services}
    environment = process_environment(workspace, process, server, process.port, defaults)
    folder = workspace.root / process.folder
    call(list(process.migrate), environment, folder, f"migration of {process.name}")
    return True


def start_process(
    group: Group,
    workspace: Workspace,
    process: Process,
    server: postgres.Server,
    port: int,
    addresses: dict[str, int],
    *,
    built: bool = False,
) -> Child:
    """Start another process of `make dev`, or what `make build` made of it."""
    return group.command(
        process.name,
        process.built if built else process.command,
        f"http://{ports.HOST}:{port}{process.ready}" if process.ready else "",
        process_environment(workspace, process, server, port, addresses),
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
