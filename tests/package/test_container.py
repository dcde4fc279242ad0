"""No engine builds the image here; what can be checked without one is checked."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mock_server.settings import FLAGS

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())


def instructions(word: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(None, 1)[1] for line in joined.splitlines() if line.startswith(f"{word} ")]


def test_each_path_that_is_copied_into_the_image_exists() -> None:
    sources = [path for line in instructions("COPY") if "--from=" not in line for path in line.split()[:-1]]

    assert {"mock_server", "scenarios", "openapi", "requirements.lock"} <= set(sources)
    for path in sources:
        assert (ROOT / path).exists(), path


def test_every_folder_that_the_wheel_takes_in_is_copied_into_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert set(taken) <= {path for line in instructions("COPY") for path in line.split()[:-1]}


def test_the_base_is_pinned_by_version_in_both_stages() -> None:
    bases = [line.split()[0] for line in instructions("FROM")]

    assert len(bases) == 2
    for base in bases:
        assert re.fullmatch(r"python:3\.[0-9]+\.[0-9]+-slim-[a-z]+", base)


def test_the_image_runs_as_nobody_special_and_checks_its_own_health() -> None:
    assert instructions("USER") == ["65532:65532"]
    assert instructions("HEALTHCHECK")[0].endswith('CMD ["mock-server", "health"]')
    assert instructions("ENTRYPOINT") == ['["mock-server"]']
    assert instructions("CMD") == ['["serve"]']
    assert "curl" not in DOCKERFILE


def test_the_command_that_the_image_runs_is_the_packages_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["scripts"] == {"mock-server": "mock_server.cli:main"}
    assert project["name"] in instructions("RUN")[-1]


def test_every_variable_that_image_and_compose_set_is_one_that_the_server_reads() -> None:
    known = {flag.variable for flag in FLAGS}
    image = re.findall(r"\b(MOCK_SERVER_[A-Z_]+)=", DOCKERFILE)
    compose = [name for name in COMPOSE["services"]["pharmacy"]["environment"] if name.startswith("MOCK_SERVER_")]

    assert image == ["MOCK_SERVER_HOST"]
    assert compose == ["MOCK_SERVER_ADMIN_TOKEN", "MOCK_SERVER_WEBHOOK_ALLOW"]
    assert set(image + compose) <= known


def test_compose_runs_it_with_nothing_it_does_not_need() -> None:
    service = COMPOSE["services"]["pharmacy"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["command"][0] == "serve"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / lock).read_text().strip())

    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^ ]+", entry), entry
        assert "--hash=sha256:" in entry


def test_the_runtime_stays_small() -> None:
    assert len(re.findall(r"^[a-z]", (ROOT / "requirements.lock").read_text(), re.MULTILINE)) <= 40
