"""An engine on a made-up kind, frozen at the start."""

from collections.abc import Callable

import pytest

from mock_server.engine.clock import ClockStart
from mock_server.engine.engine import Engine
from mock_server.engine.events import Event
from mock_server.engine.world import World
from tests.engine.parcels import PARCEL, START, Wall


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def make_engine(wall: Wall) -> Callable[[ClockStart], Engine]:
    def make(start: ClockStart) -> Engine:
        return Engine(World.begin(7, start, wall, {}), {PARCEL.name: PARCEL})

    return make


@pytest.fixture
def engine(make_engine: Callable[[ClockStart], Engine]) -> Engine:
    return make_engine(ClockStart(START))


@pytest.fixture
def heard(engine: Engine) -> list[Event]:
    events: list[Event] = []
    engine.listen(events.append)
    return events
