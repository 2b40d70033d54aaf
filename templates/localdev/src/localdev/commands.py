"""The commands behind the Makefile's targets."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

from localdev import credentials, issuing, ports, postgres, processes, services, tokens
from localdev.errors import LocalError
from localdev.workspace import Process, Service, Workspace


def run(workspace: Workspace, name: str, port: str = "", mock: bool = False) -> int:
    """`make run`: one service in the foreground."""
    service = workspace.service(name)
    with processes.interruptible(), ExitStack() as stack:
        stack.enter_context(issuing.running(workspace))
        server = None
        if not mock:
            server = stack.enter_context(postgres.running(workspace))
            services.migrate(workspace, service, server)
        group = stack.enter_context(processes.group())
        chosen = services.choose_port(workspace, service, port, set())
        services.start(group, workspace, service, server, chosen, reload=False)
        group.wait_ready()
        issuing.wait(workspace)
        print(f"READY {services.url(service, chosen)}", flush=True)
        group.wait()
    return 0


def dev(workspace: Workspace) -> int:
    """`make dev`: everything, reloaded when its source changes."""
    with processes.interruptible(), ExitStack() as stack:
        issuer = stack.enter_context(issuing.running(workspace))
        server = stack.enter_context(postgres.running(workspace))
        for service in workspace.services:
            services.migrate(workspace, service, server)
        for process in workspace.processes:
            services.migrate_process(workspace, process, server)
        group = stack.enter_context(processes.group())
        taken: dict[str, int] = {}
        lines = []
        for service in workspace.services:
            port = services.choose_port(workspace, service, "", set(taken.values()))
            taken[service.name] = port
            services.start(group, workspace, service, server, port, reload=True)
            lines.append(f"  {service.name:<24} {services.url(service, port)}")
        used = set(taken.values())
        for process in workspace.processes:
            if not services.can_run(workspace, process):
                lines.append(
                    f"  {process.name:<24} skipped: {process.needs} is not there; see make setup"
                )
                continue
            port = ports.claim(workspace, f"PORT_{process.key}", process.port, used)
            used.add(port)
            services.start_process(group, workspace, process, server, port, taken)
            lines.append(f"  {process.name:<24} http://{ports.HOST}:{port}")
        group.wait_ready()
        issuing.wait(workspace)
        print(
            "\n".join(
                [
                    "",
                    "Everything answers. Ctrl-C stops it.",
                    *lines,
                    *_people(workspace, issuer),
                    "",
                ]
            ),
            flush=True,
        )
        group.wait()
    return 0


def _people(workspace: Workspace, issuer: str) -> list[str]:
    if tokens.is_external(workspace):
        return [f"  {'issuer':<24} {issuer}"]
    listed = [f"  {user.name:<24} {', '.join(user.roles)}" for user in tokens.users(workspace)]
    return [
        f"  {'issuer':<24} {issuer}",
        "Test users (no passwords; `make token ROLE=…` prints a token):",
        *listed,
    ]


def token(workspace: Workspace, role: str, scheme: str, service: str) -> int:
    """`make token`: the bare credential."""
    issuing.settle_port(workspace)
    print(credentials.make(workspace, role, scheme, service))
    return 0


def openapi(workspace: Workspace, name: str) -> int:
    """`make openapi`: the document that the service serves."""
    service = workspace.service(name)
    command = [sys.executable, "-m", "servicekit.openapi", service.package]
    return subprocess.run(command, cwd=workspace.root, check=False).returncode


def migrate(workspace: Workspace) -> int:
    """`make migrate`: every database at its newest schema."""
    with processes.interruptible(), postgres.running(workspace) as server:
        _migrate(workspace, server)
    return 0


def _migrate(workspace: Workspace, server: postgres.Server) -> None:
    for service in workspace.services:
        services.migrate(workspace, service, server)
        _at_newest(service)
    for process in workspace.processes:
        if services.migrate_process(workspace, process, server):
            _at_newest(process)


def _at_newest(owner: Service | Process) -> None:
    print(f"{owner.name}: database {owner.database} is at the newest schema", file=sys.stderr)


def reset(workspace: Workspace, named: str = "") -> int:
    """`make reset`: the databases deleted and made anew, while nobody uses them.

    On a server that is not the embedded one, `named` has to name them, separated by commas.

    Raises:
        LocalError: they are not confirmed, or another command uses the server.
    """
    with processes.interruptible(), postgres.alone(workspace) as server:
        confirm(server, workspace.databases, named, "reset")
        for database in workspace.databases:
            postgres.drop_database(server, database)
        _migrate(workspace, server)
    return 0


def confirm(server: postgres.Server, databases: list[str], named: str, target: str) -> None:
    """Delete nothing on another server than the embedded one unless every database was named."""
    given = {name.strip() for name in named.split(",") if name.strip()}
    wanted = set(databases)
    if not server.embedded and given != wanted:
        listed = ",".join(sorted(wanted))
        raise LocalError(
            f"DATABASE_SERVER_URL names another server than the embedded one, {server.host}:{server.port}; "
            f"to delete everything in its databases, say so: make {target} CONFIRM={listed}",
            2,
        )


def with_postgres(workspace: Workspace, command: list[str]) -> int:
    """Run a command that finds a server in TEST_DATABASE_URL; its exit code is ours."""
    if not command:
        raise LocalError("with-postgres needs a command", 2)
    with processes.interruptible(), postgres.running(workspace) as server:
        environment = {**os.environ, "TEST_DATABASE_URL": server.url(server.maintenance)}
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
