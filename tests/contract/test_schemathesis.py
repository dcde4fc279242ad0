"""schemathesis, all checks on, against a live server, with the configuration that users get."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
import yaml

from mock_server import documents
from tests.live import ROOT

_EXAMPLES: Final = 40
_OF_CONTROL: Final = 20
"""Made-up calls for each operation. The control API has four times as many operations as a vendor, and is no vendor's."""
_LEAST: Final = 0.2
_MADE_BEFORE: Final = "its ids are of what earlier calls made, in one sandbox of many"
_DEPENDS: Final = "what it takes depends on the kind of the record"
FEWER: Final[Mapping[str, Mapping[str, str]]] = {
    documents.CONTROL: {
        "create_record": _DEPENDS,
        "move_record": _DEPENDS,
        "create_webhook": "exactly one of two members, which its schema does not say",
        "delete_webhook": _MADE_BEFORE,
        "get_delivery": _MADE_BEFORE,
        "resend_delivery": _MADE_BEFORE,
        "delete_sandbox": "the default sandbox stays",
        "add_rule": "exactly one of five actions, which its schema does not say",
        "trigger_webhook": "its record must be there, and of the event's kind",
        "get_rule": _MADE_BEFORE,
        "set_rule": _MADE_BEFORE,
        "delete_rule": _MADE_BEFORE,
        "reconcile_sandbox": "it names records that are there",
        "restore_sandbox": "of a snapshot's shapes hundreds are wrong, and one is right",
    },
}
"""Operations of which fewer than a fifth of the answers are successes, each with the reason; one must be at least."""
NEVER_ENDS: Final = "listen_to_journal"


def least_share(name: str, operation: str) -> float:
    return 0.0001 if operation in FEWER.get(name, {}) else _LEAST


@pytest.mark.parametrize("name", documents.names())
def test_a_live_server_keeps_to_its_document_and_says_yes_often_enough_to_be_tested(name: str, tmp_path: Path) -> None:
    examples = _OF_CONTROL if name == documents.CONTROL else _EXAMPLES
    command = (sys.executable, "-m", "mock_server", "contract", "run", name, "--examples", str(examples), "--answers", tmp_path)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    answers = json.loads((tmp_path / f"{name}.json").read_text())
    shares = {
        operation: sum(count for status, count in counts.items() if status.startswith("2")) / sum(counts.values())
        for operation, counts in answers.items()
    }

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Seed: 20260105" in done.stdout
    operations = _operations(name)
    assert {operations[label] for label in shares} == set(operations.values()) - {NEVER_ENDS}
    few = {label: share for label, share in shares.items() if share < least_share(name, operations[label])}
    assert few == {}


def _operations(name: str) -> dict[str, str]:
    """The document's operations: `GET /orders` to `list_orders`."""
    document = yaml.load((ROOT / "openapi" / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    return {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
