"""The library of a made-up vendor, and short ways to load a scenario from it."""

from pathlib import Path
from textwrap import dedent

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.loader import load_text
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import Words
from tests.scenarios.examplerx import Load, Mistakes, Write, speak


@pytest.fixture
def words() -> Words:
    return speak()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder: Path) -> Write:
    """Put a scenario into the folder of the library; a name may lead out of it."""

    def write(name: str, body: str) -> Path:
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"scenario: {path.stem}\ntitle: The tale of {path.stem}\n" + dedent(body).lstrip("\n"))
        return path

    return write


@pytest.fixture
def library(folder: Path, words: Words) -> ScenarioLibrary:
    return ScenarioLibrary([folder], words)


@pytest.fixture
def load(words: Words, library: ScenarioLibrary) -> Load:
    """Load a scenario called `tale` of which this stands below the title."""

    def load(body: str) -> Scenario:
        text = "scenario: tale\ntitle: A tale\n" + dedent(body).lstrip("\n")
        return load_text(text, "tale.yaml", words, library)

    return load


@pytest.fixture
def mistakes(words: Words, library: ScenarioLibrary) -> Mistakes:
    """The mistakes in a whole file called `tale.yaml`."""

    def mistakes(text: bytes | str) -> list[str]:
        with pytest.raises(ScenarioError) as raised:
            load_text(text, "tale.yaml", words, library)
        return str(raised.value).splitlines()

    return mistakes
