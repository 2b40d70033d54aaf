"""`.env`: local settings and secrets, one `KEY=value` a line. Standard library only: `make setup` runs it first."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

GENERATED = "<generated>"
"""A value of `.env.example` that stands for a random secret."""

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$")
_PLAIN = re.compile(r"^[A-Za-z0-9_@%+=:,./-]*$")


def parse(text: str) -> dict[str, str]:
    """Read settings. A value may stand in single or double quotes; nothing is expanded."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match:
            values[match.group(1)] = _unquote(match.group(2).strip())
    return values


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _quote(value: str) -> str:
    if _PLAIN.match(value):
        return value
    return f"'{value}'" if "'" not in value else f'"{value}"'


def read(path: Path) -> dict[str, str]:
    """Read a file of settings; a missing file has none."""
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def update(path: Path, values: Mapping[str, str]) -> None:
    """Set values in place: other lines keep their bytes, new keys are appended. Safe among parallel commands."""
    if not values:
        return
    with _locked(path):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        left = dict(values)
        for index, line in enumerate(lines):
            match = _LINE.match(line)
            if match and match.group(1) in left:
                lines[index] = f"{match.group(1)}={_quote(left.pop(match.group(1)))}"
        lines.extend(f"{key}={_quote(value)}" for key, value in left.items())
        _replace(path, "\n".join(lines) + "\n")


def create(example: Path, path: Path) -> list[str]:
    """Make `.env` from `.env.example` with fresh secrets; an existing file only gains the keys it lacks.

    Returns the names of the keys that were added.
    """
    with _locked(path):
        present = read(path)
        if not path.exists():
            lines = [_fill(line) for line in example.read_text(encoding="utf-8").splitlines()]
            _replace(path, "\n".join(lines) + "\n")
            return sorted(read(path))
        missing = {key: value for key, value in read(example).items() if key not in present}
        added = [f"{key}={_quote(_secret(value))}" for key, value in missing.items()]
        if added:
            _replace(
                path, path.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(added) + "\n"
            )
        return sorted(missing)


def _fill(line: str) -> str:
    match = _LINE.match(line)
    if match and match.group(2).strip() == GENERATED:
        return f"{match.group(1)}={_secret(GENERATED)}"
    return line


def _secret(value: str) -> str:
    return secrets.token_urlsafe(24) if value == GENERATED else value


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".env.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(temporary).replace(path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = path.parent / ".local" / "env.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def main(names: Sequence[str] = ()) -> int:
    """Create or complete `.env` in the current folder; or print the values that it gives to `names`, one a line."""
    root = Path.cwd()
    if names:
        values = read(root / ".env")
        print("\n".join(values.get(name, "") for name in names))
        return 0
    added = create(root / ".env.example", root / ".env")
    if added:
        print(f".env: added {', '.join(added)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
