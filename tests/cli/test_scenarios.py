"""Scenarios are listed, checked and shown without a server."""

import json
from pathlib import Path

import pytest

from mock_server.cli import main

_TWICE = """\
scenario: twice
title: Two mistakes
extends: defalt
seed: many
"""


def test_scenarios_are_listed_with_their_titles(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "list"]) == 0

    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["name", "title"]
    assert any(line.split()[0] == "happy-path" for line in lines)


def test_scenarios_are_listed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "list", "--json"]) == 0

    listed = json.loads(capsys.readouterr().out)["scenarios"]
    assert {"default", "happy-path"} <= {each["name"] for each in listed}


def test_all_shipped_scenarios_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "check"]) == 0

    assert capsys.readouterr().out.endswith("scenarios checked, no mistakes\n")


def test_each_mistake_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(_TWICE)

    assert main(["scenarios", "check", str(path)]) == 2

    first, second, summary = capsys.readouterr().out.splitlines()
    assert first == f"{path}:3:10: there is no scenario 'defalt'; did you mean 'default'?"
    assert second.startswith(f"{path}:4:7: ")
    assert summary == "1 scenario checked, 2 mistakes"


def test_mistakes_are_told_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(_TWICE)

    assert main(["scenarios", "check", "--json", "default", str(path), "nowhere"]) == 2

    told = json.loads(capsys.readouterr().out)
    assert told["checked"] == ["default", str(path), "nowhere"]
    assert [mistake["line"] for mistake in told["mistakes"]] == [3, 4, None]


def test_records_that_claim_one_id_are_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "same-id.yaml"
    path.write_text(
        "scenario: same-id\ntitle: One id twice\nfixtures:\n  nimbus:\n    patients: [{id: pat_test_001}, {id: pat_test_001}]\n"
    )

    assert main(["scenarios", "check", str(path)]) == 2

    mistake, summary = capsys.readouterr().out.splitlines()
    assert mistake.startswith(f"{path}:5:36: ")
    assert summary == "1 scenario checked, 1 mistake"


@pytest.mark.parametrize(
    ("row", "at", "says"),
    [
        ("nimbus: {orders: [{id: ord_1, status: flying}]}", "flying", "found 'flying'"),
        ("nimbus: {refills: [{id: ref_1, status: delivered}]}", "delivered", "found 'delivered'"),
        ("nimbus: {orders: [{id: ord_1, estimatedDeliveryDate: 2026-02-30}]}", "2026-", "no day of the calendar"),
        ("nimbus: {refills: [{id: ref_1, estimatedShipDate: soon}]}", "soon", "no day of the calendar"),
        ("rxscale: {pharmacy_skus: [{uid: a, pharmacy: b, sku: c}]}", "{uid", "there is no rxscale.sku 'c'"),
        ("cloudrx: {orders: [{id: 1, clinicOrderId: a, orderStatus: flying}]}", "flying", "found 'flying'"),
        ("cloudrx: {orders: [{id: 1, clinicOrderId: a, clinicCode: b}]}", "{id", "there is no cloudrx.clinic 'b'"),
        ("cloudrx: {orders: [{id: 1, clinicOrderId: a, createdAt: 2026-02-30T00:00:00Z}]}", "2026-", "no instant"),
    ],
)
def test_a_record_that_cannot_be_there_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, at: str, says: str
) -> None:
    path = tmp_path / "impossible.yaml"
    path.write_text(f"scenario: impossible\ntitle: It cannot be\nfixtures:\n  {row}\n")

    assert main(["scenarios", "check", str(path)]) == 2

    mistake, _ = capsys.readouterr().out.splitlines()
    assert mistake.startswith(f"{path}:4:{len('  ') + row.index(at) + 1}: ")
    assert says in mistake


def test_a_scenario_is_shown_with_all_that_it_extends(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "show", "happy-path", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["extends"] == ["default"]
    assert told["clock"] == {"now": "2026-01-05T09:00:00Z", "mode": "running", "speed": 60.0}
    assert told["fixtures"]["nimbus"]["orders"] == 2
    order = next(each for each in told["timelines"] if each["for"] == "nimbus.order")
    assert order["moves"][1] == {"after": "1d", "jitter": "0s", "either": [{"chance": 1.0, "do": "ship", "with": {}}]}
    assert "nimbus-unknown-patient" in [rule["name"] for rule in told["rules"]]
    assert told["conversation"][0]["step"] == "POST /nimbus/orders"


def test_made_up_records_and_the_conversation_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "show", "rxscale/paging"]) == 0

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["rxscale.order", "250", "10d"] in [line[:3] for line in lines]
    assert ["1", "GET", "/rxscale/v1/external_pharmacy_api/pharmacy_orders/"] in lines


def test_a_dry_run_tells_what_would_happen_to_new_records_and_when(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "show", "happy-path", "--timeline", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    waiting = next(each for each in told["timelines"] if each["name"] == "cloudrx-waiting-for-payment")
    assert waiting["from"] == "Waiting Payment Success"
    assert waiting["steps"][0] == {
        "after": "15m",
        "latest": "15m",
        "at": "2026-01-05T09:15:00Z",
        "do": "pay",
        "with": {},
        "chance": 1.0,
        "from": ["Waiting Payment Success"],
        "to": "Waiting Clinical Check",
    }
    assert "rxscale.payout" in told["still"]


def test_a_dry_run_for_people_shows_branches_and_jitter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "branches.yaml"
    path.write_text(
        "scenario: branches\ntitle: Some are cancelled\ntimelines:\n  - for: nimbus.order\n    moves:\n"
        "      - {after: 1h, jitter: 30m, either: [{chance: 90%, do: process}, {chance: 5%, do: cancel}]}\n"
    )

    assert main(["scenarios", "show", str(path), "--timeline"]) == 0

    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["1h to 1h 30m", "2026-01-05T10:00:00Z", "process", "90%", "pending -> processing"] in rows
    assert ["1h to 1h 30m", "2026-01-05T10:00:00Z", "cancel", "5%", "pending -> cancelled"] in rows


def test_only_switches_that_differ_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "switched.yaml"
    path.write_text("scenario: switched\ntitle: One switch\nextends: default\nswitches: {nimbus: {idempotency: conflict}}\n")

    assert main(["scenarios", "show", str(path), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["switches"] == {"nimbus": {"idempotency": "conflict"}}


def test_what_is_shown_for_people_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "show", "default"]) == 0

    said = capsys.readouterr().out
    assert "nimbus-unknown-prescription-of-refill" in said
    assert "refuse error=refill_not_eligible, reason=Too early for refill" in said
    assert "…" not in said


def test_an_unknown_scenario_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "show", "hapy-path"]) == 2

    assert capsys.readouterr().err == "mock-server: there is no scenario 'hapy-path'; did you mean 'happy-path'?\n"


@pytest.mark.parametrize("command", [["scenarios", "show"], ["serve", "--scenario"]])
def test_a_broken_scenario_is_refused_in_one_line(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(_TWICE)

    assert main([*command, str(path)]) == 2

    said = capsys.readouterr().err
    assert said.startswith(f"mock-server: {path}:3:10: there is no scenario 'defalt'; did you mean 'default'? (and 1 more")
    assert said.count("\n") == 1
