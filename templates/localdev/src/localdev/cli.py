"""Arguments of `python -m localdev`; the Makefile is its only caller."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from localdev import commands
from localdev.errors import LocalError
from localdev.processes import Stopped
from localdev.workspace import Workspace

INTERRUPTED = 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="localdev", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="one service in the foreground")
    run.add_argument("--service", default="")
    run.add_argument("--port", default="")
    run.add_argument("--mock", default="")
    token = actions.add_parser("token", help="print a credential")
    for option in ("--role", "--scheme", "--service"):
        token.add_argument(option, default="")
    openapi = actions.add_parser("openapi", help="print a service's document")
    openapi.add_argument("--service", default="")
    with_postgres = actions.add_parser("with-postgres", help="run a command with TEST_DATABASE_URL")
    with_postgres.add_argument("command", nargs=argparse.REMAINDER)
    with_stack = actions.add_parser("with-stack", help="run a command while everything runs")
    with_stack.add_argument("command", nargs=argparse.REMAINDER)
    reset = actions.add_parser("reset", help="the databases made anew")
    reset.add_argument("--confirm", default="")
    backup = actions.add_parser("backup", help="a dump of every database")
    backup.add_argument("--into", default="")
    restore = actions.add_parser("restore", help="the databases of a backup")
    restore.add_argument("--from", default="", dest="source")
    restore.add_argument("--confirm", default="")
    for name in ("code-level", "dev", "migrate", "rehearse-restore", "seed"):
        actions.add_parser(name)
    return parser


def _dispatch(arguments: argparse.Namespace) -> int:
    workspace = Workspace.find()
    match arguments.action:
        case "run":
            mock = arguments.mock.lower() not in ("", "0", "false", "no")
            return commands.run(workspace, arguments.service, arguments.port, mock)
        case "token":
            return commands.token(workspace, arguments.role, arguments.scheme, arguments.service)
        case "openapi":
            return commands.openapi(workspace, arguments.service)
        case "with-postgres":
            return commands.with_postgres(workspace, arguments.command)
        case "with-stack":
            # Imported here: only tests need it.
            from localdev import stack

            return stack.with_stack(workspace, arguments.command)
        case "migrate":
            return commands.migrate(workspace)
        case "reset":
            return commands.reset(workspace, arguments.confirm)
        case "backup" | "restore" | "rehearse-restore":
            return _recover(workspace, arguments)
        case "seed":
            # Imported here: it brings along what only tests and seeding need.
            from localdev import seeding

            return seeding.seed(workspace)
        case "code-level":
            from localdev import codelevel

            return codelevel.write(workspace)
        case _:
            return commands.dev(workspace)


def _recover(workspace: Workspace, arguments: argparse.Namespace) -> int:
    # Imported here: nothing else needs it.
    from localdev import recovery

    match arguments.action:
        case "backup":
            return recovery.backup(workspace, arguments.into)
        case "restore":
            return recovery.restore(workspace, arguments.source, arguments.confirm)
        case _:
            return recovery.rehearse(workspace)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (2 wrong arguments, 1 it went wrong)."""
    action = ""
    try:
        arguments = _parser().parse_args(argv)
        action = arguments.action
        return _dispatch(arguments)
    except LocalError as error:
        print(f"localdev: {error}", file=sys.stderr)
        return error.code
    except Stopped:
        # Stopping is how `run` and `dev` end; anything else was not finished.
        return 0 if action in ("run", "dev") else INTERRUPTED
