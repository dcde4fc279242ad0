"""A person reads at the terminal how an HL7 message would be taken."""

from pathlib import Path

import pytest

from mock_server.cli import main
from tests.vendors.cloudrx.messages import RDE


def test_a_usable_message_is_read_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order.hl7"
    path.write_text(RDE, newline="")

    assert main(["hl7", "explain", str(path)]) == 0

    told = capsys.readouterr().out
    assert told.startswith("RDE^O11, version 2.4, message MSG00001\n")
    assert "Usable: under the default switches an order of 1 item" in told


def test_an_unusable_message_is_refused_by_segment_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order.hl7"
    path.write_text(RDE.replace("Sample^Testina^^^Mrs", ""), newline="")

    assert main(["hl7", "explain", str(path)]) == 1

    told = capsys.readouterr().out
    assert "\nPID-5: " in told
    assert told.endswith("Unusable: under the default switches the call would be refused and nothing created.\n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hl7", "explain", str(tmp_path / "none.hl7")]) == 2
    assert str(tmp_path / "none.hl7") in capsys.readouterr().out
