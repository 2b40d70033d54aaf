"""A small repository for the tests of localdev."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localdev.workspace import Workspace

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "security": [{"bearer": ["editor"]}],
    "paths": {
        "/notes": {
            "post": {
                "security": [{"login": ["notes:write"]}],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Note"}}
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Note": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string", "maxLength": 40},
                    "price": {"type": "string", "pattern": "^[0-9]+$"},
                },
            }
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "login": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": "/token", "scopes": {"notes:read": "read"}}
                },
            },
            "key": {"$ref": "#/components/securitySchemes/realKey"},
            "realKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "password": {"type": "http", "scheme": "basic"},
            "tls": {"type": "mutualTLS"},
        },
    },
}

SERVICE = """
name = "notes"
package = "localdev_notes"
database = "localdev_notes"
port = 8101
base_path = "/api"

[[seed]]
path = "/notes"
references = {}
"""

APPLICATION = '''
"""A service that remembers nothing."""

import json

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    status = 201 if scope["method"] == "POST" else 200
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps({"id": "1"}).encode()})


def create_app():
    return app
'''


PROCESS = {
    "name": "web",
    "command": [],
    "port": 3100,
    "ready": "",
    "folder": ".",
    "database": "",
    "migrate": [],
    "needs": "",
    "callback": "",
    "built": [],
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A repository with one service, and settings of its own."""
    for name in (
        "DATABASE_SERVER_URL",
        "DATABASE_PORT",
        "DATABASE_PASSWORD",
        "OIDC_ISSUER",
        "OIDC_PORT",
        "OIDC_AUDIENCE",
    ):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tools/localdev").mkdir(parents=True)
    (tmp_path / "tools/localdev/project.toml").write_text(
        'name = "trial"\nroles = ["viewer", "editor", "everyone"]\n'
    )
    source = tmp_path / "services/notes/src/localdev_notes"
    source.mkdir(parents=True)
    (tmp_path / "services/notes/service.toml").write_text(SERVICE)
    (source / "openapi.json").write_text(json.dumps(DOCUMENT))
    (source / "__init__.py").write_text("")
    (source / "main.py").write_text(APPLICATION)
    (tmp_path / ".env").write_text("OIDC_PORT=8970\nDATABASE_PORT=5470\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "services/notes/src"))
    monkeypatch.chdir(tmp_path)
    yield Workspace(tmp_path)
    home = tmp_path / ".local/postgres/home"
    if home.exists():
        shutil.rmtree(home.read_text().strip(), ignore_errors=True)


@pytest.fixture
def add_process(workspace: Workspace) -> Callable[..., None]:
    """Give the repository another process of `make dev`."""

    def add(**changes: object) -> None:
        folder = workspace.root / "tools/localdev/processes"
        folder.mkdir(exist_ok=True)
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**PROCESS, **changes}.items()]
        (folder / "web.toml").write_text("\n".join(lines) + "\n")

    return add
