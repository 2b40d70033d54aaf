"""A shared process lives exactly as long as somebody holds a lease."""

import contextlib
import subprocess
import sys
from pathlib import Path

from localdev.leases import Leases


def test_the_first_starts_and_the_last_stops(tmp_path: Path) -> None:
    calls: list[str] = []
    leases = Leases(tmp_path)
    with leases.lease(lambda: calls.append("start"), lambda: calls.append("stop")):
        with leases.lease(lambda: calls.append("again"), lambda: calls.append("early")):
            assert calls == ["start", "again"]
        assert calls == ["start", "again"]
    assert calls == ["start", "again", "stop"]
    assert not leases.held()


def test_the_dead_hold_nothing(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from localdev.leases import Leases\n"
        "with Leases(Path(sys.argv[1])).lease(lambda: None, lambda: None):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    leases = Leases(tmp_path)
    assert len(list(tmp_path.glob("*.lease"))) == 1
    assert not leases.held()
    assert not list(tmp_path.glob("*.lease"))


def test_holders_are_counted(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with contextlib.ExitStack() as stack:
        for number in range(3):
            assert leases.holders() == number
            stack.enter_context(leases.lease(lambda: None, lambda: None))
    assert leases.holders() == 0


def test_a_new_lease_is_never_taken_for_a_dead_one(tmp_path: Path) -> None:
    counting = (
        "import sys, time; from pathlib import Path; from localdev.leases import Leases\n"
        "leases = Leases(Path(sys.argv[1]))\n"
        "with leases.exclusive():\n"
        "    print('counting', flush=True)\n"
        "    until = time.monotonic() + 1\n"
        "    while time.monotonic() < until and not list(leases.folder.glob('*.lease')):\n"
        "        time.sleep(0.01)\n"
        "    leases.held()\n"
    )
    leases = Leases(tmp_path)
    command = [sys.executable, "-c", counting, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with leases.lease(lambda: None, lambda: None):
            assert len(list(tmp_path.glob("*.lease"))) == 1
            with leases.exclusive():
                assert leases.holders() == 1
