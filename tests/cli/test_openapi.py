"""The OpenAPI documents are written and compared without a server."""

from pathlib import Path

import pytest

from mock_server.cli import main


def test_a_document_that_was_just_written_is_fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "export", "nimbus", "--to", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"wrote {tmp_path / 'nimbus.yaml'}\n"

    assert main(["openapi", "export", "--check", "--to", str(tmp_path), "nimbus"]) == 0
    assert capsys.readouterr().out == ""


def test_a_stale_document_is_named_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nimbus.yaml").write_text("openapi: old\n")

    assert main(["openapi", "export", "--check", "nimbus", "--to", str(tmp_path)]) == 1

    stale, remedy = capsys.readouterr().out.splitlines()
    assert stale.startswith(str(tmp_path / "nimbus.yaml"))
    assert remedy == "run: mock-server openapi export"


def test_an_unknown_document_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "export", "nimbos"]) == 2

    assert capsys.readouterr().err.startswith("mock-server: there is no OpenAPI document 'nimbos'; there are: nimbus")


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")

    assert main(["openapi", "export", "nimbus", "--to", str(file)]) == 2

    assert capsys.readouterr().err.startswith(f"mock-server: cannot use {file}: ")
