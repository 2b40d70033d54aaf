"""The issuer's signing key: random for each checkout, kept in `.local/`, never committed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from joserfc.jwk import RSAKey

from localdev.workspace import Workspace


def signing_key(workspace: Workspace) -> RSAKey:
    """The private key; made on first use, the same for every command of the checkout afterwards."""
    path = workspace.local / "issuer" / "key.pem"
    if not path.exists():
        _make(path)
    key = RSAKey.import_key(path.read_bytes(), {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(RSAKey.generate_key(2048).as_pem(private=True))
    # A link is refused when another command was faster; its key is then the one that counts.
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
