"""The example is a project of its own, and its suite passes."""

import os
import subprocess
import tomllib

import pytest
import yaml

from tests.live import ROOT

EXAMPLE = ROOT / "examples/pharmacy-orders"


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "in parallel"])
def test_its_suite_passes_in_a_copy_of_its_own(pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.copy_example(str(EXAMPLE.relative_to(ROOT)))

    done = pytester.runpytest_subprocess("-p", "no:schemathesis", *options)

    done.assert_outcomes(passed=9)


def test_it_needs_what_it_says_and_no_more() -> None:
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]

    assert not any("mock" in each for each in project["dependencies"])
    assert "pharmacy-mock-server" in project["optional-dependencies"]["tests"]


def test_its_application_does_not_know_the_mock_server() -> None:
    modules = list((EXAMPLE / "clinic").glob("*.py"))

    assert len(modules) >= 4
    assert not any("mock" in each.read_text() for each in modules)


def test_its_workflow_runs_the_same_script_as_a_shell() -> None:
    steps = yaml.safe_load((EXAMPLE / ".github/workflows/tests.yml").read_text())["jobs"]["tests"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]

    assert commands == ["./ci.sh -n auto"]
    assert os.access(EXAMPLE / "ci.sh", os.X_OK)
    subprocess.run(["sh", "-n", EXAMPLE / "ci.sh"], check=True)  # noqa: S607  # whichever sh there is
