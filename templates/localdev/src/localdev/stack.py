"""Everything at once for the tests of what stands beside the services: built, on databases of the tests' own."""

from __future__ import annotations

import dataclasses
import os
import subprocess
from contextlib import ExitStack

from localdev import issuing, ports, postgres, processes, services, tokens
from localdev.errors import LocalError
from localdev.workspace import Service, Workspace


def with_stack(workspace: Workspace, command: list[str]) -> int:
    """Run a command while the services and what `make build` made beside them run; its exit code is ours.

    The command finds each service in SERVICE_URL_<NAME>, each other process in URL_<NAME>, the issuer in OIDC_ISSUER
    and the settings that a process was started with in its own environment, so that it can start another one. The
    databases are empty, and deleted afterwards.
    """
    if not command:
        raise LocalError("with-stack needs a command", 2)
    with processes.interruptible(), ExitStack() as stack:
        stack.enter_context(issuing.running(workspace))
        server = stack.enter_context(postgres.running(workspace))
        tested = [_tested(service) for service in workspace.services]
        for service in tested:
            stack.enter_context(_database(server, service.database))
            services.migrate(workspace, service, server, told=False)
        group = stack.enter_context(processes.group())
        addresses: dict[str, int] = {}
        for service in tested:
            port = ports.next_free(service.port + 100, addresses.values())
            addresses[service.name] = port
            services.start(group, workspace, service, server, port, reload=False)
        environment = dict(os.environ)
        taken = set(addresses.values())
        for process in workspace.processes:
            if not services.can_run(workspace, process):
                raise LocalError(f"{process.name}: {process.needs} is not there; see make setup")
            own = dataclasses.replace(process, database=_name(process.database))
            if own.database:
                stack.enter_context(_database(server, own.database))
                postgres.ensure_database(server, own.database)
            port = ports.next_free(process.port + 100, taken)
            taken.add(port)
            environment |= services.process_environment(workspace, own, server, port, addresses)
            environment[f"URL_{process.key}"] = f"http://{ports.HOST}:{port}"
            services.start_process(group, workspace, own, server, port, addresses, built=True)
        group.wait_ready()
        issuing.wait(workspace)
        environment["TEST_DATABASE_URL"] = server.url(server.maintenance)
        environment["TEST_USERS"] = ",".join(user.name for user in tokens.users(workspace))
        return _run(command, environment)


def _tested(service: Service) -> Service:
    return dataclasses.replace(service, database=_name(service.database))


def _name(database: str) -> str:
    """The name of the test's own database, within PostgreSQL's 63 bytes."""
    return f"{database[:54]}_{os.getpid() % 100000:05}" if database else ""


def _database(server: postgres.Server, database: str) -> ExitStack:
    """Have the database deleted at the end."""
    stack = ExitStack()
    stack.callback(postgres.drop_database, server, database)
    return stack


def _run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
