"""`mock-server contract`: what can be said of it without a run; runs are in tests/contract/test_schemathesis.py."""

import tomllib
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from mock_server.cli import contract, main


def test_what_is_written_is_what_schemathesis_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "write", str(tmp_path)]) == 0

    said = capsys.readouterr().out.splitlines()
    configuration = tomllib.loads((tmp_path / "schemathesis.toml").read_text())
    assert said == [f"wrote {path}" for path in (tmp_path / line.removeprefix(f"wrote {tmp_path}/") for line in said)]
    assert (tmp_path / f"{configuration['hooks']}.py").is_file()
    for name in ("nimbus", "rxscale", "cloudrx", "caryrx", "control"):
        assert (tmp_path / "openapi" / f"{name}.yaml").read_bytes().startswith(b"# Generated")


def test_nothing_is_written_over_unless_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "schemathesis.toml"
    mine.write_text("seed = 7\n")

    assert main(["contract", "write", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"mock-server: {mine} is there already; --force writes over it\n"
    assert [path.name for path in tmp_path.iterdir()] == ["schemathesis.toml"]

    assert main(["contract", "write", "--force", str(tmp_path)]) == 0
    assert mine.read_text() != "seed = 7\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nimbos"], "there is no contract 'nimbos' to hold; there are: nimbus"),
        (
            ["control", "--url", "http://127.0.0.1:9"],
            "there is no contract 'control' to hold on a server that others may use; there are: nimbus",
        ),
        (["nimbus", "--url", "nowhere"], "'nowhere' is no address of a server"),
    ],
)
def test_a_run_that_cannot_be_is_refused(words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "run", *words]) == 2

    assert capsys.readouterr().err.startswith(f"mock-server: {complaint}")


def test_without_schemathesis_it_is_said_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find(_: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(contract, "find_spec", find)

    assert main(["contract", "run"]) == 2

    assert "pip install 'pharmacy-mock-server[contract]'" in capsys.readouterr().err
