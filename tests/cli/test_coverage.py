"""`mock-server coverage`, from files that a server has saved, and what it ends with."""

import json
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.coverage.document import write
from mock_server.coverage.taking import take
from mock_server.registry import VENDORS
from tests.clients import Client

NIMBUS = {"X-API-Key": "nimbus-test-key"}
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def saved(client: Client, tmp_path: Path) -> str:
    """What a run has met that has read one order of Nimbus."""
    client.get("/nimbus/orders/ord_abc123xyz", headers=NIMBUS)
    path = tmp_path / "coverage.json"
    path.write_text(write(take(client.server.sandboxes, VENDORS)))
    return str(path)


def test_the_table_tells_of_the_vendors_that_were_called(saved: str, capsys: Captured) -> None:
    assert main(["coverage", "--from", saved]) == 0

    out = capsys.readouterr().out
    head, row, last = out.splitlines()
    assert head.split()[:3] == ["vendor", "all", "operation"]
    assert row.split()[:4] == ["nimbus", "2.7%", "1/4", "1/31"]
    assert last == "2.7% of what there is to meet (2 of 72), in 1 test; not called: rxscale, cloudrx, caryrx"


def test_several_files_are_merged_and_saved_as_one(saved: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole.json"

    assert main(["coverage", "--from", saved, saved, "--format", "json", "--output", str(whole)]) == 0

    document = json.loads(whole.read_text())
    assert document["sandboxes"] == 1
    assert document["shares"][0]["met"]["nimbus"]["operation"] == {"get_order": 2}


def test_below_a_threshold_it_ends_with_one(saved: str, capsys: Captured) -> None:
    assert main(["coverage", "--from", saved, "--fail-under", "2", "--fail-under", "nimbus.operation=25"]) == 0
    assert main(["coverage", "--from", saved, "--fail-under", "cloudrx=1", "--fail-under", "3"]) == 1

    complaints = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[2] for line in complaints] == [
        " below the threshold: all: 2.7% (2 of 72), below 3%",
        " below the threshold: cloudrx: 0% (0 of 141), below 1%",
    ]


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--from", "no-such-file"], "cannot read no-such-file"),
        (["--from", "pyproject.toml"], "pyproject.toml is no saved coverage"),
        (["--url", "http://127.0.0.1:9"], "no server answers"),
        (["--from", "SAVED", "--vendor", "nimbs"], "did you mean 'nimbus'?"),
        (["--from", "SAVED", "--fail-under", "lots"], "--fail-under: 'lots' is no share"),
        (["--from", "SAVED", "--format", "htm"], "did you mean 'html'?"),
        (["--from", "SAVED", "--output", "no/such/folder"], "cannot write"),
        (["--from", "SAVED", "--reset"], "--reset is for a server"),
    ],
)
def test_where_nothing_can_be_said_it_ends_with_two(flags: list[str], says: str, saved: str, capsys: Captured) -> None:
    assert main(["coverage", *(saved if flag == "SAVED" else flag for flag in flags)]) == 2

    assert says in capsys.readouterr().err


def test_assumptions_are_listed_as_text_and_as_json(saved: str, capsys: Captured) -> None:
    assert main(["coverage", "--from", saved, "--assumptions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["coverage", "--from", saved, "--assumptions", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["assumptions"]

    assert lines[-1] == f"{len(found)} assumptions that the run relies on"
    assert {row for each in found for row in each["rows"]} >= {"NIM-34", "NIM-40"}
    assert all(each["tests"] == ["default"] and each["sandboxes"] == 1 for each in found)


@pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype html>"), ("markdown", "## Behaviour met")])
def test_a_report_is_written_where_it_is_wanted(form: str, begins: str, saved: str, tmp_path: Path, capsys: Captured) -> None:
    report = tmp_path / "report"

    assert main(["coverage", "--from", saved, "--format", form, "--output", str(report)]) == 0

    assert report.read_text().startswith(begins)
    assert capsys.readouterr().out == ""


def test_what_was_missed_is_listed_when_asked_for(saved: str, capsys: Captured) -> None:
    assert main(["coverage", "--from", saved, "--missed"]) == 0

    assert "nimbus  move       order.ship from processing" in capsys.readouterr().out
