"""`.env` is made once, completed later, and never overwritten."""

from pathlib import Path

import pytest

from localdev import dotenv


def test_values_may_stand_in_quotes() -> None:
    text = "A=1\nexport B='two words'\nC=\"x=y\"\n# D=4\nE=\nnonsense\n"
    assert dotenv.parse(text) == {"A": "1", "B": "two words", "C": "x=y", "E": ""}


def test_a_missing_file_has_no_settings(tmp_path: Path) -> None:
    assert dotenv.read(tmp_path / ".env") == {}


def test_update_keeps_every_other_line(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# words\nA=1\n\nB=2\n")
    dotenv.update(path, {"B": '{"k":"v w"}', "C": "it's"})
    assert path.read_text() == '# words\nA=1\n\nB=\'{"k":"v w"}\'\nC="it\'s"\n'
    assert dotenv.read(path) == {"A": "1", "B": '{"k":"v w"}', "C": "it's"}


def test_update_with_nothing_writes_nothing(tmp_path: Path) -> None:
    dotenv.update(tmp_path / ".env", {})
    assert not (tmp_path / ".env").exists()


def test_secrets_are_made_for_the_example(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("# why\nS=<generated>\nT=<generated>\nP=1\n")
    assert dotenv.create(tmp_path / ".env.example", tmp_path / ".env") == ["P", "S", "T"]
    made = dotenv.read(tmp_path / ".env")
    assert made["P"] == "1"
    assert len(made["S"]) >= 32
    assert made["S"] != made["T"]


def test_an_existing_file_only_gains_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("S=<generated>\nP=1\nQ=2\n")
    (tmp_path / ".env").write_text("S=mine\nP=\n")
    assert dotenv.create(tmp_path / ".env.example", tmp_path / ".env") == ["Q"]
    assert (tmp_path / ".env").read_text() == "S=mine\nP=\nQ=2\n"
    assert dotenv.create(tmp_path / ".env.example", tmp_path / ".env") == []


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("S=<generated>\n")
    dotenv.create(tmp_path / ".env.example", tmp_path / ".env")
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_scripts_ask_for_values_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("export A='two words' \nB=1\n")
    monkeypatch.chdir(tmp_path)
    assert dotenv.main(["A", "C", "B"]) == 0
    assert capsys.readouterr().out == "two words\n\n1\n"
