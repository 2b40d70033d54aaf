"""A service of two operations that talk to the database in plain SQL."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import text
from starlette.responses import Response

from servicekit import audit
from servicekit.app import build_app
from servicekit.audit import Write
from servicekit.contract import Contract
from servicekit.entities import Key
from servicekit.operations import Operations
from servicekit.problems import Conflict
from servicekit.replies import Reply, answer
from servicekit.requests import OperationRequest, receive
from servicekit.security import authorise
from servicekit.service import Service
from servicekit.settings import Settings

_NOTE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
_JSON = {"application/json": {"schema": _NOTE}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1.0.0"},
    "paths": {
        "/notes": {
            "post": {
                "operationId": "writeNote",
                "security": [{"bearer": ["editor"]}],
                "requestBody": {"required": True, "content": _JSON},
                "responses": {"201": {"description": "Written.", "content": _JSON}},
            },
            "get": {
                "operationId": "countNotes",
                "responses": {
                    "200": {
                        "description": "How many there are.",
                        "content": {"application/json": {"schema": {"type": "integer"}}},
                    }
                },
            },
        }
    },
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
}


class WriteNote(OperationRequest):
    operation_id: ClassVar[str] = "writeNote"
    body: dict[str, Any]


class CountNotes(OperationRequest):
    operation_id: ClassVar[str] = "countNotes"


class Notes(Operations):
    async def write(self, request: WriteNote) -> Reply[dict[str, Any]]:
        written = request.body["text"]
        connection = await self.call.session.connection()
        await connection.execute(text("INSERT INTO notes (text) VALUES (:text)"), {"text": written})
        noted = Write(action="create", entity="Note", id=str(self.call.caller.subject))
        audit.record(self.call.session, noted)
        if written == "conflict":
            raise Conflict("There is such a note.")
        return Reply(request.body)

    async def count(self, _request: CountNotes) -> int:
        connection = await self.call.session.connection()
        result = await connection.execute(text("SELECT count(*) FROM notes"))
        return int(result.scalar_one())


router = APIRouter(dependencies=[Depends(authorise)])
Handlers = Annotated[Notes, Depends(Notes)]


@router.post("/notes", operation_id="writeNote")
async def write_note(
    request: Annotated[WriteNote, Depends(receive(WriteNote))], handlers: Handlers
) -> Response:
    return await answer("writeNote", handlers.write(request))


@router.get("/notes", operation_id="countNotes")
async def count_notes(
    request: Annotated[CountNotes, Depends(receive(CountNotes))], handlers: Handlers
) -> Response:
    return await answer("countNotes", handlers.count(request))


def create_app(settings: Settings) -> FastAPI:
    service = Service(
        name="notes",
        title="Notes",
        description="Notes.",
        package="notes",
        version="1.0.0",
        owner="team",
        domain="office",
        constraints={"notes_text_key": Key("Note", ("text",))},
    )
    return build_app(service, routers=[router], settings=settings, contract=Contract(DOCUMENT))


_ENV = """
import sqlalchemy as sa
from servicekit.entities.migrations import run_migrations
run_migrations(sa.MetaData())
"""
_REVISION = """
from alembic import op
revision = "0001"
down_revision = None
def upgrade():
    op.execute("CREATE TABLE notes (id serial PRIMARY KEY, text text NOT NULL,"
               " UNIQUE (text) DEFERRABLE INITIALLY DEFERRED)")
def downgrade():
    op.execute("DROP TABLE notes")
"""


def write_migrations(folder: Path) -> None:
    """Puts into a folder what Alembic needs."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (folder / "migrations" / "env.py").write_text(_ENV)
    (versions / "0001_notes.py").write_text(_REVISION)
