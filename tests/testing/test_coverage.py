"""What a run has met, saved at its end."""

from pathlib import Path

import pytest

from mock_server.client import Client
from mock_server.coverage.document import Sort, read
from mock_server.testing.embedded import serving
from tests.testing.conftest import Suite

ORDERS = """
    import pytest

    @pytest.mark.parametrize("number", range(3))
    def test_orders(order, number):
        assert order().status_code == 201

    def test_is_refused(order):
        assert order(patientId="pat_notfound").status_code == 422
"""


def met(file: Path) -> dict[str, tuple[int, int]]:
    """How often, and in how many sandboxes, what was answered at Nimbus was met."""
    nimbus = read(file.read_bytes()).named("nimbus")
    assert nimbus is not None
    return {each.name: (each.count, each.sandboxes) for each in nimbus.sort(Sort.ANSWER).behaviours if each.count}


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["in one process", "in two workers"])
def test_what_a_run_has_met_is_saved(suite: Suite, tmp_path: Path, options: list[str]) -> None:
    file = tmp_path / "reports" / "coverage.json"

    done = suite(ORDERS, "--mock-server-coverage", str(file), *options)

    done.assert_outcomes(passed=4)
    done.stdout.fnmatch_lines([f"what was met of the vendors is in {file}*"])
    assert met(file) == {"create_order 201": (3, 3), "create_order 422": (1, 1)}


def test_a_running_server_counts_anew_for_the_run(suite: Suite, tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    with serving() as url, Client(url) as server:
        for _ in range(2):
            suite(ORDERS, "--mock-server-coverage", str(file), "--mock-server-url", url, "-n", "2").assert_outcomes(passed=4)

        assert met(file) == {"create_order 201": (3, 3), "create_order 422": (1, 1)}
        assert server.coverage() == read(file.read_bytes())


def test_a_run_without_the_server_has_no_coverage(suite: Suite, tmp_path: Path) -> None:
    done = suite("def test_alone(): pass", "--mock-server-coverage", str(tmp_path / "coverage.json"))

    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["no test asked for the server*"])
    assert not list(tmp_path.glob("coverage.json"))
