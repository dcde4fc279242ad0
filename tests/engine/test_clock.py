from datetime import UTC, date, datetime, timedelta

import pytest

from mock_server.engine.clock import Clock, ClockStart, Mode, parse_day, parse_duration, parse_instant, show_instant
from mock_server.engine.errors import InvalidInput
from tests.engine.parcels import START, Wall


def test_a_frozen_clock_stands_whatever_the_wall_does(wall: Wall) -> None:
    clock = Clock(ClockStart(START), wall)

    wall.seconds += 1_000_000

    assert clock.reading() == START
    assert clock.real_seconds_until(START + timedelta(days=1)) is None


def test_a_running_clock_goes_at_its_speed(wall: Wall) -> None:
    clock = Clock(ClockStart(START, Mode.RUNNING, 60), wall)

    wall.seconds += 90

    assert clock.reading() == START + timedelta(minutes=90)
    assert clock.real_seconds_until(START + timedelta(minutes=91)) == pytest.approx(1.0)


def test_freezing_and_running_again_loses_no_time(wall: Wall) -> None:
    clock = Clock(ClockStart(START, Mode.RUNNING, 2), wall)
    wall.seconds += 10

    clock.freeze()
    wall.seconds += 10
    clock.run(1)
    wall.seconds += 10

    assert clock.reading() == START + timedelta(seconds=30)


def test_a_clock_never_goes_back(wall: Wall) -> None:
    clock = Clock(ClockStart(START), wall)

    with pytest.raises(InvalidInput, match="in the past"):
        clock.jump(START - timedelta(seconds=1))


def test_a_running_clock_stops_at_the_latest_instant_instead_of_failing(wall: Wall) -> None:
    clock = Clock(ClockStart(START, Mode.RUNNING, 1_000_000), wall)

    wall.seconds += 1e9

    assert clock.reading() == datetime(2200, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("speed", [0, -1, 1_000_001, float("nan")])
def test_a_speed_out_of_bounds_is_refused(wall: Wall, speed: float) -> None:
    clock = Clock(ClockStart(START), wall)

    with pytest.raises(InvalidInput, match="speed"):
        clock.run(speed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("1d 12h", timedelta(hours=36)),
        ("1w", timedelta(days=7)),
        ("250ms", timedelta(milliseconds=250)),
        ("1.5h", timedelta(minutes=90)),
    ],
)
def test_durations_are_read(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "5 parsecs", "1e9d", "\u0661d", "999999999w 1d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|longer"):
        parse_duration(text)


def test_days_are_read() -> None:
    assert parse_day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-29", "2026-13-01", "20260105", "2026-W02-1", "2026-01-05T00:00:00Z"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no day of the calendar"):
        parse_day(text)


def test_instants_are_read_with_any_offset_and_shown_in_utc() -> None:
    assert show_instant(parse_instant("2026-01-05T10:00:00+01:00")) == "2026-01-05T09:00:00Z"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-01-05T09:00:00", "1969-12-31T23:59:59Z", "2200-01-01T00:00:01Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"instant|offset|outside"):
        parse_instant(text)
