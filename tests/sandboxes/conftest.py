"""The sandboxes of a server whose wall clock is moved by hand."""

import pytest

from mock_server import resources
from mock_server.registry import VENDORS, words
from mock_server.sandboxes.sandboxes import Sandboxes
from mock_server.scenarios.library import ScenarioLibrary
from tests.engine.parcels import Wall


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def sandboxes(wall: Wall) -> Sandboxes:
    spoken = words(VENDORS)
    library = ScenarioLibrary([resources.folder("scenarios")], spoken)
    return Sandboxes(library, spoken, wall, own=library.load("default"), cap=5, idle_seconds=3_600)
