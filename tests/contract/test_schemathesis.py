"""schemathesis, all checks on, against a live server, with the configuration that users get."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mock_server import documents
from tests.live import ROOT, serving


@pytest.mark.parametrize("name", documents.names())
def test_a_live_server_keeps_to_its_document(name: str, tmp_path: Path) -> None:
    with serving() as port:
        address = f"http://127.0.0.1:{port}" + ("" if name == documents.CONTROL else f"/{name}")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", ROOT / "schemathesis.toml"),
                *("run", ROOT / "openapi" / f"{name}.yaml", "--url", address, "--no-color"),
            ],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"([0-9]+) generated", done.stdout)[0]) > 100 * len(documents.names())
