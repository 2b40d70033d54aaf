"""Locks against OSV advisories."""

import json
import zipfile
from pathlib import Path

import pytest

from localdev import advisories

LOCK = "fast-api==1.4.0 \\\n    --hash=sha256:00\nother[x]==2.0 ; python_version > '3'\n"
NODE_LOCK = {
    "packages": {
        "": {"name": "root"},
        "node_modules/a": {"version": "1.2.3"},
        "node_modules/a/node_modules/@b/c": {"version": "2.0.0-rc.1"},
    }
}


def write(
    folder: Path, name: str, ecosystem: str, events: list[dict[str, str]], **more: object
) -> None:
    affected = [
        {
            "package": {"name": name, "ecosystem": ecosystem},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }
    ]
    advisory = {
        "id": f"OSV-{len(list(folder.iterdir()))}",
        "summary": "bad",
        "affected": affected,
        **more,
    }
    (folder / f"{advisory['id']}.json").write_text(json.dumps(advisory))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / "osv"
    folder.mkdir()
    (tmp_path / "lock.txt").write_text(LOCK)
    (tmp_path / "package-lock.json").write_text(json.dumps(NODE_LOCK))
    return folder


def scan(database: Path, ecosystem: str, lock: str) -> int:
    return advisories.main([str(database), ecosystem, str(database.parent / lock)])


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([{"introduced": "0"}, {"fixed": "1.4.1"}], 1),
        ([{"introduced": "0"}, {"fixed": "1.4"}], 0),
        ([{"introduced": "1.4.1"}], 0),
        ([{"introduced": "1.0"}, {"last_affected": "1.4.0"}], 1),
        ([{"introduced": "1.0"}, {"fixed": "1.1"}, {"introduced": "1.3"}, {"fixed": "1.5"}], 1),
    ],
)
def test_ranges_decide(database: Path, events: list[dict[str, str]], code: int) -> None:
    write(database, "Fast.API", "PyPI", events)
    assert scan(database, "PyPI", "lock.txt") == code


def test_a_finding_is_named_with_its_cure(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(database, "fast-api", "PyPI", [{"introduced": "0"}, {"fixed": "9"}])
    scan(database, "PyPI", "lock.txt")
    assert "fast-api 1.4.0: OSV-0 bad; fixed in 9" in capsys.readouterr().out


def test_listed_versions_and_withdrawn_advisories(database: Path) -> None:
    package = {"package": {"name": "other", "ecosystem": "PyPI"}, "versions": ["2.0"]}
    write(database, "other", "PyPI", [], affected=[package], withdrawn="2026-01-01T00:00:00Z")
    write(database, "zzz", "PyPI", [])
    assert scan(database, "PyPI", "lock.txt") == 0
    write(database, "other", "PyPI", [], affected=[package])
    assert scan(database, "PyPI", "lock.txt") == 1


def test_node_versions_are_compared_as_semver(database: Path) -> None:
    write(database, "@b/c", "npm", [{"introduced": "2.0.0"}])
    assert scan(database, "npm", "package-lock.json") == 0
    write(database, "@b/c", "npm", [{"introduced": "2.0.0-beta.2"}, {"fixed": "2.0.0"}])
    assert scan(database, "npm", "package-lock.json") == 1


def test_silence_about_an_ecosystem_is_no_pass(database: Path) -> None:
    assert scan(database, "npm", "package-lock.json") == advisories.SKIPPED


def test_an_empty_scan_is_no_pass(database: Path) -> None:
    write(database, "x", "PyPI", [])
    (database.parent / "lock.txt").write_text("")
    assert scan(database, "PyPI", "lock.txt") == 1
    assert advisories.main([str(database / "missing"), "PyPI", "lock"]) == 1


def test_archives_are_read_and_every_lock_counts(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(database, "other", "PyPI", [{"introduced": "0"}])
    (advisory,) = database.iterdir()
    with zipfile.ZipFile(database / "all.zip", "w") as archive:
        archive.writestr("OSV-1.json", advisory.read_text())
        archive.writestr("notes.txt", "no advisory")
    advisory.unlink()
    clean = database.parent / "clean.txt"
    clean.write_text("fine==1.0\n")
    lock = database.parent / "lock.txt"
    assert advisories.main([str(database), "PyPI", str(clean)]) == 0
    assert advisories.main([str(database), "PyPI", str(lock), str(clean)]) == 1
    assert capsys.readouterr().out.count("packages audited") == 3
    assert advisories.main([str(database), "PyPI"]) == 1


def test_odd_versions_do_not_stop_it() -> None:
    assert advisories.python_order("not a version") < advisories.python_order("0.1")
    assert advisories.node_order("1.0.0-a") < advisories.node_order("1.0.0+build")
