"""What this repository is made of: its services, its roles and its local settings."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from localdev import dotenv
from localdev.errors import LocalError

MARKER = Path("tools/localdev/project.toml")


@dataclass(frozen=True)
class SeedStep:
    """A collection that `make seed` fills, with the collections that its references point into, by wire name."""

    path: str
    references: dict[str, str]


@dataclass(frozen=True)
class Service:
    """One service, as `services/<name>/service.toml` describes it."""

    name: str
    package: str
    database: str
    port: int
    base_path: str
    seed: tuple[SeedStep, ...]
    folder: Path

    @property
    def key(self) -> str:
        """The name as part of an environment variable."""
        return _key(self.name)

    @property
    def document_path(self) -> Path:
        """Where the service's OpenAPI document lies."""
        return self.folder / "src" / self.package / "openapi.json"

    def document(self) -> dict[str, Any]:
        """The OpenAPI document that the service serves."""
        loaded = json.loads(self.document_path.read_text(encoding="utf-8"))
        if not isinstance(loaded, dict):
            raise LocalError(f"{self.document_path} holds no OpenAPI document")
        return loaded

    def schemes(self) -> dict[str, dict[str, Any]]:
        """The document's security schemes, local references followed."""
        document = self.document()
        found: dict[str, dict[str, Any]] = {}
        for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
            seen = 0
            while isinstance(scheme, dict) and "$ref" in scheme and seen < 20:
                scheme, seen = _resolve(document, scheme["$ref"]), seen + 1
            if isinstance(scheme, dict):
                found[name] = scheme
        return found


def _key(name: str) -> str:
    return name.upper().replace("-", "_")


def _resolve(document: dict[str, Any], pointer: str) -> Any:
    value: Any = document
    for part in pointer.removeprefix("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        value = value.get(key) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True)
class Process:
    """Another process of `make dev`, as a file in `tools/localdev/processes/` describes it.

    It finds its port in PORT, its own address in PUBLIC_URL, its database in DATABASE_URL and the address of each
    service in SERVICE_URL_<NAME>.
    """

    name: str
    command: tuple[str, ...]
    port: int
    ready: str
    folder: str
    database: str
    """Empty: it has none."""
    migrate: tuple[str, ...]
    """Brings the database to the newest schema."""
    needs: str
    """A path without which the process cannot run: `make setup` could not install it."""
    callback: str
    """Path that the local issuer sends people back to after they signed in. Empty: nobody signs in there."""
    built: tuple[str, ...]
    """Starts what `make build` made, for tests."""

    @property
    def key(self) -> str:
        """The name as part of an environment variable."""
        return _key(self.name)


@dataclass(frozen=True)
class Workspace:
    """The repository on this machine."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """Look for the repository's root from `start` (default: here) upwards."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / MARKER).is_file():
                return cls(folder)
        raise LocalError(f"{here} is not inside this repository (no {MARKER} in it or above it)", 2)

    @property
    def local(self) -> Path:
        """`.local/`: everything that belongs to this checkout and is never committed."""
        folder = self.root / ".local"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def env_path(self) -> Path:
        """`.env`: local settings and secrets."""
        return self.root / ".env"

    @cached_property
    def _project(self) -> dict[str, Any]:
        return tomllib.loads((self.root / MARKER).read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self._project["name"])

    @property
    def roles(self) -> list[str]:
        """Every role that some operation asks for."""
        return [str(role) for role in self._project["roles"]]

    @cached_property
    def services(self) -> list[Service]:
        """The services, by name."""
        found = []
        for path in sorted(self.root.glob("services/*/service.toml")):
            values = tomllib.loads(path.read_text(encoding="utf-8"))
            steps = tuple(SeedStep(**step) for step in values.pop("seed", []))
            found.append(Service(folder=path.parent, seed=steps, **values))
        return found

    @cached_property
    def processes(self) -> list[Process]:
        """What `make dev` runs beside the services, by name."""
        found = []
        for path in sorted(self.root.glob("tools/localdev/processes/*.toml")):
            values = tomllib.loads(path.read_text(encoding="utf-8"))
            values |= {key: tuple(values[key]) for key in ("command", "migrate", "built")}
            found.append(Process(**values))
        return found

    @property
    def databases(self) -> list[str]:
        """The databases of the services and of the other processes."""
        owners: list[Service | Process] = [*self.services, *self.processes]
        return [owner.database for owner in owners if owner.database]

    def service(self, name: str) -> Service:
        """One service by name; a wrong name is answered with the right ones."""
        for service in self.services:
            if service.name == name:
                return service
        known = ", ".join(service.name for service in self.services) or "none"
        wanted = f"there is no service {name!r}" if name else "SERVICE is missing"
        raise LocalError(f"{wanted}; services here: {known}", 2)

    def settings(self) -> dict[str, str]:
        """`.env`, with this process's environment on top. Read afresh: other commands write it too."""
        given = {key: value for key, value in os.environ.items() if value}
        return {**dotenv.read(self.env_path), **given}

    def setting(self, name: str, default: str = "") -> str:
        """One setting; an empty value counts as absent."""
        return self.settings().get(name, "") or default

    def secret(self, name: str) -> str:
        """A secret of this checkout; made on first use."""
        value = self.setting(name)
        if not value:
            value = secrets.token_urlsafe(24)
            dotenv.update(self.env_path, {name: value})
        return value
