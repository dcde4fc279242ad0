"""The wheel, built from what is here, serves away from the checkout."""

import http.client
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_scenarios_documents_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for scenario in (ROOT / "scenarios").rglob("*.yaml"):
        assert f"mock_server/shipped/scenarios/{scenario.relative_to(ROOT / 'scenarios')}" in names
    for document in (ROOT / "openapi").glob("*.yaml"):
        assert f"mock_server/shipped/openapi/{document.name}" in names
    for page in (ROOT / "docs/fidelity").iterdir():
        assert f"mock_server/shipped/docs/fidelity/{page.name}" in names
    assert {f"mock_server/shipped/contract/schemathesis{end}" for end in (".toml", "_hooks.py")} <= names
    assert "mock_server/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_pytest_finds_the_plugin_in_the_wheel_and_nothing_else_needs_pytest(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
    metadata = archive.read(entry_points.replace("entry_points.txt", "METADATA")).decode()
    needed = re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE)
    at_run_time = (
        "import sys, mock_server.cli, mock_server.client, mock_server.testing.embedded; assert 'pytest' not in sys.modules"
    )

    assert "[pytest11]\nmock_server = mock_server.pytest_plugin\n" in archive.read(entry_points).decode()
    assert not [each for each in needed if each.startswith("pytest") and "extra ==" not in each]
    subprocess.run([sys.executable, "-c", at_run_time], check=True)


def test_the_installed_wheel_serves_the_default_scenario_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel],
        check=True,
        capture_output=True,
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_SERVER_")}
    environment["PYTHONPATH"] = str(installed)  # before the checkout's own, which is installed as editable

    with subprocess.Popen(
        [sys.executable, "-m", "mock_server", "serve", "--port", "0", "--log-format", "json"],
        cwd=empty,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        try:
            port = int(re.findall(r"http://127\.0\.0\.1:([0-9]+)", first_line)[0])
            where = subprocess.run(
                [sys.executable, "-c", "import mock_server; print(mock_server.__file__)"],
                cwd=empty,
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": "nimbus-test-key"})
            order = connection.getresponse()
            assert order.status == 200
            assert b"ord_abc123xyz" in order.read()
            connection.request("GET", "/_mock/openapi/nimbus.yaml")
            document = connection.getresponse()
            assert document.status == 200
            assert document.read().startswith(b"# Generated")
            connection.close()
        finally:
            process.terminate()
        process.communicate(timeout=15)
        assert process.returncode == 0
    assert where.startswith(str(installed))
