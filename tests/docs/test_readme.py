"""The README's story, run as it is printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT, serving

README = (ROOT / "README.md").read_text()


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    commands = re.findall(r"^make (\w+)", README, re.MULTILINE)
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert commands == ["serve", "test"]
    assert set(commands) <= set(targets)


def test_every_link_leads_to_a_file() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page.name} links to {link}"


@pytest.mark.skipif(
    shutil.which("curl") is None or shutil.which("bash") is None, reason="the story is told with curl in a shell"
)
def test_the_story_goes_as_it_is_told(tmp_path: Path) -> None:
    story = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[1]
    promised = [line[2:].split("…") for line in story.splitlines() if line.startswith("# {")]
    command = tmp_path / "mock-server"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m mock_server "$@"\n')
    command.chmod(0o755)

    with serving() as port:
        address = f"http://127.0.0.1:{port}"
        script = story.replace("http://127.0.0.1:8080", address).replace(".venv/bin/mock-server", str(command))
        environment = os.environ | {"MOCK_SERVER_URL": address, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607  # whichever bash the reader has
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    assert len(promised) == 2
    for parts in promised:
        assert all(part in done.stdout for part in parts), (parts, done.stdout)
