"""Checks locks against a folder of OSV advisories. usage: python -m localdev.advisories FOLDER ECOSYSTEM LOCK….

The folder holds advisories as JSON files, or as the zip archives that OSV publishes, one for each ecosystem.
Exit codes: 0 nothing known, 1 something found or nothing audited, 75 the folder says nothing about the ecosystem.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

SKIPPED = 75
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)

Order = Callable[[str], Any]


@dataclass(frozen=True)
class Finding:
    """An advisory that a locked package falls under."""

    package: str
    version: str
    advisory: str
    summary: str
    fixed: str

    def __str__(self) -> str:
        """One line for people."""
        mended = f"; fixed in {self.fixed}" if self.fixed else "; no fixed version known"
        return f"{self.package} {self.version}: {self.advisory} {self.summary}{mended}"


def python_lock(text: str) -> dict[tuple[str, str], None]:
    """Packages of a requirements file, as (normalised name, version)."""
    return {(_normal(name), version): None for name, version in _PINNED.findall(text)}


def node_lock(text: str) -> dict[tuple[str, str], None]:
    """Packages of a package-lock.json, as (name, version)."""
    found: dict[tuple[str, str], None] = {}
    for path, entry in json.loads(text).get("packages", {}).items():
        if path and "version" in entry:
            found[
                (
                    str(entry.get("name") or path.rpartition("node_modules/")[2]),
                    str(entry["version"]),
                )
            ] = None
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def python_order(version: str) -> Any:
    """Sort key of a Python version; what is no version sorts first."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0")


def node_order(version: str) -> Any:
    """Sort key of a semantic version."""
    core, _, pre = version.partition("+")[0].partition("-")
    numbers = tuple(int(part) if part.isdigit() else 0 for part in core.split("."))
    parts = (
        tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split("."))
        if pre
        else ()
    )
    return numbers, not pre, parts


def advisories(folder: Path, ecosystem: str) -> dict[str, list[dict[str, Any]]]:
    """Advisories of the ecosystem, by package name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for text in _texts(folder):
        advisory = json.loads(text)
        if not isinstance(advisory, dict) or advisory.get("withdrawn"):
            continue
        for name in _packages(advisory, ecosystem):
            found.setdefault(name, []).append(advisory)
    return found


def _texts(folder: Path) -> Iterator[bytes]:
    """Every JSON file of the folder and of the archives in it."""
    for path in sorted(folder.rglob("*.json")):
        yield path.read_bytes()
    for path in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield archive.read(name)


def _packages(advisory: dict[str, Any], ecosystem: str) -> set[str]:
    affected = [entry.get("package", {}) for entry in advisory.get("affected", [])]
    names = {
        package.get("name", "") for package in affected if package.get("ecosystem") == ecosystem
    }
    return {_normal(name) if ecosystem == "PyPI" else name for name in names}


def audit(
    packages: dict[tuple[str, str], None], known: dict[str, list[dict[str, Any]]], ecosystem: str
) -> Iterator[Finding]:
    """Every advisory that some package falls under."""
    order = python_order if ecosystem == "PyPI" else node_order
    for name, version in packages:
        for advisory in known.get(name, []):
            for affected in advisory["affected"]:
                package = affected.get("package", {})
                same = (
                    _normal(package.get("name", "")) == name
                    if ecosystem == "PyPI"
                    else package.get("name") == name
                )
                if (
                    same
                    and package.get("ecosystem") == ecosystem
                    and _affects(affected, version, order)
                ):
                    yield Finding(
                        name, version, advisory["id"], advisory.get("summary", ""), _fixed(affected)
                    )
                    break


def _affects(affected: dict[str, Any], version: str, order: Order) -> bool:
    if version in affected.get("versions", []):
        return True
    ranges = [
        entry
        for entry in affected.get("ranges", [])
        if entry.get("type") in ("ECOSYSTEM", "SEMVER")
    ]
    return any(_inside(entry.get("events", []), version, order) for entry in ranges)


def _inside(events: list[dict[str, str]], version: str, order: Order) -> bool:
    """OSV's own algorithm: walk the events in order and remember the last that applies."""
    inside = False
    at = order(version)
    for event in sorted(
        events,
        key=lambda event: (next(iter(event.values())) != "0", order(next(iter(event.values())))),
    ):
        (kind, limit), *_ = event.items()
        if kind == "introduced" and (limit == "0" or order(limit) <= at):
            inside = True
        elif (kind == "fixed" and order(limit) <= at) or (
            kind == "last_affected" and order(limit) < at
        ):
            inside = False
    return inside


def _fixed(affected: dict[str, Any]) -> str:
    fixed = [
        event["fixed"]
        for entry in affected.get("ranges", [])
        for event in entry.get("events", [])
        if "fixed" in event
    ]
    return ", ".join(fixed)


def main(arguments: list[str]) -> int:
    """Audit every lock that is named."""
    folder, ecosystem, locks = Path(arguments[0]), arguments[1], arguments[2:]
    if not folder.is_dir():
        print(f"ADVISORY_DB={folder} is not a folder", file=sys.stderr)
        return 1
    known = advisories(folder, ecosystem)
    if not known:
        print(f"skipped: {folder} has no advisories about {ecosystem} packages", file=sys.stderr)
        return SKIPPED
    clean = [_audit_lock(Path(lock), known, ecosystem) for lock in locks]
    return 0 if clean and all(clean) else 1


def _audit_lock(lock: Path, known: dict[str, list[dict[str, Any]]], ecosystem: str) -> bool:
    """Print what is found; a lock without a package was not audited, and is not clean."""
    packages = (python_lock if ecosystem == "PyPI" else node_lock)(lock.read_text(encoding="utf-8"))
    findings = list(audit(packages, known, ecosystem))
    for finding in findings:
        print(finding)
    print(
        f"{lock}: {len(packages)} packages audited against advisories about {len(known)}, {len(findings)} found"
    )
    return bool(packages) and not findings


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
